import build
import pytest

from picketline.core.decide import Disposition, decide, decided, narrow
from picketline.core.model import Severity, fingerprint

_HIGHS = (Severity.HIGH, Severity.CRITICAL)
_LOWS = (Severity.INFO, Severity.LOW, Severity.MEDIUM)


@pytest.mark.parametrize(
    ("severities", "slam_dunk", "armed", "disposition"),
    [
        (_HIGHS, True, True, Disposition.CONTAIN),
        (_HIGHS, True, False, Disposition.WOULD_CONTAIN),
        (_HIGHS, False, True, Disposition.ALERT),
        (_HIGHS, False, False, Disposition.ALERT),
        *((_LOWS, slam, armed, Disposition.RECORD) for slam in (0, 1) for armed in (0, 1)),
    ],
)
def test_the_documented_table(
    severities: tuple[Severity, ...], slam_dunk: object, armed: object, disposition: Disposition
) -> None:
    """Every row of the table in the documentation."""
    for severity in severities:
        finding = build.finding(severity=severity, slam_dunk=bool(slam_dunk))
        assert decide(finding, armed=bool(armed)) is disposition


def test_dispositions_are_ordered_and_named() -> None:
    """From least to most, by the words that reports and scripts use."""
    assert [disposition.value for disposition in sorted(Disposition)] == [
        "record",
        "alert",
        "would-contain",
        "contained",
        "contain",
    ]
    with pytest.raises(TypeError):
        assert Disposition.ALERT < 3


def test_a_decision_carries_the_fingerprint() -> None:
    """A reader of the report can accept what is in it."""
    assert decided(build.finding(), armed=False).fingerprint == fingerprint(build.finding())


def test_narrowing_says_why() -> None:
    """A person sees what kept a slam-dunk from being acted on."""
    alert = narrow(decided(build.finding(), armed=True), Disposition.ALERT, "not root")
    assert (alert.disposition, alert.reason) == (Disposition.ALERT, "not root")
