from picketline.core.check import checks
from picketline.packages.scan import RULES
from picketline.packages.unknowns import UNKNOWN


def test_each_is_of_a_rule() -> None:
    """Every line is of a rule that there is, and says something."""
    assert set(UNKNOWN) <= set(checks(RULES))
    assert all(UNKNOWN.values())
    assert list(UNKNOWN.values()) == list(dict.fromkeys(UNKNOWN.values()))
