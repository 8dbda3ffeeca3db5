import build
import pytest
from build import NONCE, RULES, found, record, told

from picketline.core.model import Evidence, Finding, Location, Severity, Subject
from picketline.core.report import Gap
from picketline.hosts import records
from picketline.hosts.facts import Change, Reading, Status


def _read(output: str | bytes, cut: str = "") -> Reading:
    reading = records.read(build.heard(output, cut=cut), NONCE, RULES)
    assert reading is not None
    return reading


def _complaint(*lines: str) -> str:
    """The one complaint about an answer with these records; the record itself is dropped."""
    reading = _read(told(*lines, end=record("end", 0, NONCE)))
    assert not reading.findings
    (error,) = reading.errors
    assert error.what == "probe output"
    return error.why


def test_a_whole_answer() -> None:
    """Everything that a probe says is in the reading, and nothing is missing."""
    line = found(evidence=record("exe=/tmp/m", "age=90", "args=a b=c", "note="))
    reading = _read(told(line, record("cover", "init", "closed"), uid="0"))
    assert reading == Reading(
        status=Status.OK,
        load=0.11,
        uid=0,
        ran=tuple(RULES),
        findings=(
            Finding(
                rule="HOST-EXE-001",
                severity=Severity.HIGH,
                slam_dunk=True,
                subject=Subject("process", "/tmp/m"),
                matched="deleted",
                evidence=(
                    Evidence("exe", "/tmp/m"),
                    Evidence("age", 90),
                    Evidence("args", "a b=c"),
                    Evidence("note", ""),
                ),
                location=Location(pid=4242, start=991, inode=77),
            ),
        ),
        coverage=(Gap("init", "closed"),),
    )


def test_a_login_that_greets_is_read_past() -> None:
    """What a shell prints before the probe starts is not part of the answer."""
    assert _read("Welcome!\n\x1b[2J\n" + told()) == _read(told())


@pytest.mark.parametrize(
    "output",
    [
        "",
        "\n",
        "Welcome!\n",
        told().replace(NONCE, "f" * 32),
        told().replace("picket\t1", "picket\t2"),
        "x" + told(),
        "\n" * 200 + told(),
    ],
)
def test_no_header_is_no_answer(output: str) -> None:
    """Without this sweep's nonce and protocol nothing that follows is looked at."""
    assert records.read(build.heard(output), NONCE, RULES) is None


@pytest.mark.parametrize("end", ["", record("load", 1)])
def test_an_answer_without_its_end(end: str) -> None:
    """It is unfinished, never clean, whatever it said before."""
    reading = _read(told(end=end))
    assert (reading.status, reading.note) == (
        Status.UNFINISHED,
        "the probe stopped before its end",
    )
    assert reading.skipped == (Gap("host", "the probe stopped before its end"),)


@pytest.mark.parametrize(
    ("cut", "status"),
    [
        ("no end within 45 s", Status.TIMED_OUT),
        ("more than 5000 lines", Status.UNFINISHED),
    ],
)
def test_an_answer_that_was_cut_says_why(cut: str, status: Status) -> None:
    """The limit that it passed is the note and the gap."""
    reading = _read(told(end=""), cut)
    assert (reading.status, reading.note, reading.skipped) == (status, cut, (Gap("host", cut),))


def test_a_rule_that_did_not_run_is_missed() -> None:
    """A probe that leaves rules out is not a whole look."""
    reading = _read(told().replace("ran\tHOST-EXE-001\n", "").replace("ran\tHOST-CPU-002\n", ""))
    assert reading.skipped == (Gap("rules", "did not run: HOST-CPU-002, HOST-EXE-001"),)


def test_what_the_probe_skipped_is_missed() -> None:
    """Its own gaps leave the host unfinished."""
    assert _read(told(record("skip", "keys", "no"))).skipped == (Gap("keys", "no"),)


def test_a_machine_that_is_not_linux() -> None:
    """It is skipped with the reason, however it ends."""
    for end in ("", record("end", 0, NONCE)):
        reading = _read(told(record("unsupported", "Free\tBSD" + "x" * 90), end=end))
        assert reading.status is Status.UNSUPPORTED
        assert reading.note == "not Linux: Free BSD" + "x" * 52
        assert reading.skipped == (Gap("host", reading.note),)
    assert _read(told(record("unsupported", ""))).note == "not Linux: no name"


def test_a_slam_dunk_is_believed_of_few_rules_alone() -> None:
    """From any other rule the flag is dropped, and the finding stays."""
    for rule in RULES.values():
        line = found(rule.id, severity=rule.most.value)
        (finding,) = _read(told(line)).findings
        assert finding.slam_dunk is (rule.id in build.SLAM_DUNKS)
        (finding,) = _read(told(line.replace("\t1\t", "\t0\t", 1))).findings
        assert not finding.slam_dunk


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (found("HOST-NEW-001"), "a finding of an unknown rule"),
        (found(severity="huge"), "a severity that does not exist"),
        (found(severity="critical"), "HOST-EXE-001 cannot be critical"),
        (found("HOST-KRN-001", severity="high"), "HOST-KRN-001 cannot be high"),
        (found(slam="2"), "a slam-dunk flag that is neither 0 nor 1"),
        (found(slam=""), "a slam-dunk flag that is neither 0 nor 1"),
        (found(kind="person"), "a finding is out of shape"),
        (found(benign="Package Owned"), "a benign class out of shape"),
        (found(pid="-1"), "a number is out of range"),
        (found(pid="4194305"), "a number is out of range"),
        (found(pid="0x1"), "a number is out of range"),
        (found(start="1 "), "a number is out of range"),
        (found(start="9223372036854775809"), "a number is out of range"),
        (found(inode="9" * 20), "a number is out of range"),
        (found(inode=""), "a number is out of range"),
        (found(evidence="exe"), "evidence without a name"),
        (found(evidence="=x"), "evidence without a name"),
        (found(evidence="Exe=x"), "evidence without a name"),
        (found(evidence="e" * 33 + "=x"), "evidence without a name"),
        (found(evidence="\t".join(["a=b"] * 41)), "a finding is out of shape"),
        (found(evidence="exe=" + "x" * 4097), "a value is too long"),
        (found(identity="x" * 4097), "a value is too long"),
        (record("finding", "HOST-EXE-001", "high"), "a finding has too few fields"),
        (record("ran", "HOST-NEW-001"), "an unknown rule ran"),
        (record("ran", "HOST-EXE-001", "x"), "2 fields instead of 1"),
        (record("load", "-1"), "the load is no number"),
        (record("load", "1e5"), "the load is no number"),
        (record("load", "9999999"), "the load is no number"),
        (record("uid", "-"), "a number is out of range"),
        (record("uid", "4294967297"), "a number is out of range"),
        (record("skip", "keys"), "1 fields instead of 2"),
        (record("skip", "x" * 4097, "y"), "a value is too long"),
        (record("cover", "a", "b", "c"), "3 fields instead of 2"),
        (record("refused", "a fake root"), "the probe refused: a fake root"),
        (record("refused", "x" * 4097), "a value is too long"),
        (record("act", "x"), "unknown record 'act'"),
        (record("x" * 900), f"unknown record '{'x' * 40}'"),
        ("", "unknown record ''"),
        ("load\t0.1\r", "bytes that the probe never sends"),
        ("cover\ta\x1b[2J\tb", "bytes that the probe never sends"),
        ("cover\t\u202ea\tb", "bytes that the probe never sends"),
    ],
)
def test_a_record_that_breaks_the_protocol(line: str, problem: str) -> None:
    """It is dropped and said, and the host is not clean."""
    lines = [record("load", "0.1"), line] if line else ["load\t0.1\n"]
    reason = _complaint(*lines)
    assert reason == f"record 4: {problem}"


@pytest.mark.parametrize(
    ("end", "problem"),
    [
        (record("end", 0, "f" * 32), "the end carries another nonce"),
        (record("end", 0, NONCE[:-1]), "the end carries another nonce"),
        (record("end", 1, NONCE), "findings were lost on the way"),
        (record("end", "x", NONCE), "a number is out of range"),
        (record("end", NONCE), "1 fields instead of 2"),
    ],
)
def test_an_end_that_is_none(end: str, problem: str) -> None:
    """Another nonce or another count leaves the answer unfinished."""
    reading = _read(told(end=end))
    assert reading.status is Status.UNFINISHED
    assert [error.why.partition(": ")[2] for error in reading.errors] == [problem]


@pytest.mark.parametrize("more", ["x", "\n", found() + "\n", record("cover", "a", "b") + "\n"])
def test_nothing_comes_after_the_end(more: str) -> None:
    """What does is not read, and the host is not clean."""
    reading = _read(told() + more)
    assert [error.why.partition(": ")[2] for error in reading.errors] == ["more after the end"]
    assert not reading.findings
    assert not reading.coverage


def test_complaints_are_capped() -> None:
    """A host that talks nonsense cannot fill the report."""
    assert len(_read(told(*["nonsense"] * 3000)).errors) == 20


def test_values_at_their_limits() -> None:
    """The longest value and the largest numbers are still taken."""
    line = found(
        identity="x" * 4096,
        pid="4194304",
        start="9" * 18,
        inode="9" * 18,
        evidence="age=" + "9" * 18,
    )
    (finding,) = _read(told(line)).findings
    assert finding.location == Location(pid=4194304, start=int("9" * 18), inode=int("9" * 18))
    assert finding.evidence == (Evidence("age", int("9" * 18)),)
    assert len(finding.subject.identity) == 4096


def test_what_stays_on_the_host() -> None:
    """Kept letter by letter, as it goes back to be compared."""
    reading = _read(told(record("state", "new", "key", r"/root/k\x20 AB", r"\x27")))
    assert reading.changes == (Change("new", "key", r"/root/k\x20 AB", r"\x27"),)


@pytest.mark.parametrize(
    "fields",
    [
        ("known", "key", "a", ""),
        ("new", "shoe", "a", ""),
        ("new", "key", "", ""),
        ("new", "key", "a'b", ""),
        ("new", "key", "a", "'; id #"),
        ("new", "key", "a|b", ""),
        ("new", "key", "a" * 901, ""),
        ("new", "key", "a"),
    ],
)
def test_a_state_that_could_not_go_back(fields: tuple[str, ...]) -> None:
    """Nothing that ends a quoted text, forges another line, or is longer than ours."""
    reading = _read(told(record("state", *fields)))
    assert not reading.changes
    assert len(reading.errors) == 1


def test_a_host_that_never_stops_remembering() -> None:
    """What goes back to it in every sweep is bounded."""
    lines = [record("state", "new", "key", f"{number:0400}", "") for number in range(1400)]
    reading = _read(told(*lines))
    assert sum(len(each.identity) for each in reading.changes) <= 512 << 10
    assert reading.errors
