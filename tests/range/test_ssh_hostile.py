"""Hosts that lie, flood, drip, cut or end the line: never clean, never acted on."""

from collections.abc import Iterator

import pytest
from range_box import Box, findings
from sshd import Fleet

from picketline.core.decide import Disposition
from picketline.core.report import Part, exit_code
from picketline.core.rule import catalogue
from picketline.hosts.probe import RULES

_READ_NONCE = r"""
while read -r line; do
  case $line in nonce=*) nonce=${line#nonce=} && break ;; esac
done
"""
_HEADER = r'printf "picket\t1\t%s\nload\t0.10\nuid\t0\n" "$nonce"'
_RAN = "\n".join(f'printf "ran\\t{rule}\\n"' for rule in catalogue(RULES))
_END = r'printf "end\t%s\t%s\n" "$said" "$nonce"; cat >/dev/null'
_ENDLESS = {
    "lines": "exec yes 'load 0.1'",
    "one line": "exec tr '\\000' x </dev/zero",
    "noise on both": "while :; do echo out; echo err >&2; done",
    "drip": "while :; do echo out; sleep 0.2; done",
}
_CUT = {
    "after the header": 'exec /bin/sh -c "$SSH_ORIGINAL_COMMAND" | head -n 3',
    "before the end": 'exec /bin/sh -c "$SSH_ORIGINAL_COMMAND" | grep -v "^end"',
    "within the script": "head -c 20000 | /bin/sh",
    "the line itself": '/bin/sh -c "$SSH_ORIGINAL_COMMAND" | { head -n 3; kill -9 $PPID; }',
    "the shell": '/bin/sh -c "$SSH_ORIGINAL_COMMAND" & sleep 0.1; kill -9 $!; exit 1',
}
_WRONG_NONCE = r'printf "picket\t1\t%032d\nuid\t0\nend\t0\t%032d\n" 0 0; cat >/dev/null'


@pytest.fixture
def fleet() -> Iterator[Fleet]:
    """A box without hosts yet."""
    with Box() as box:
        yield Fleet(box)


def _liar(*records: str) -> str:
    """A host that reads the nonce from what it was sent, and says what it likes."""
    lines = "\n".join(f"printf '{record}\\n'" for record in records)
    return f"said={len(records)}\n{_READ_NONCE}\n{_HEADER}\n{_RAN}\n{lines}\n{_END}"


def _sweep(fleet: Fleet, script: str, *flags: str, timeout: float = 20) -> Part:
    """Sweep a host that runs `script` instead; its exit code must follow from the report."""
    host = fleet.host("near", script)
    inventory = fleet.inventory("near", timeout=timeout)
    code, report = fleet.box.sweep("--inventory", inventory, *flags)
    assert code == exit_code(report)
    assert host.sessions == 1
    return report.parts[0]


@pytest.mark.parametrize("script", _ENDLESS.values(), ids=_ENDLESS)
def test_endless(fleet: Fleet, script: str) -> None:
    """Output without an end is cut off within the limits."""
    part = _sweep(fleet, script, timeout=6)
    assert part.status in {"unfinished", "timed-out"}
    assert not part.finished


@pytest.mark.parametrize("script", _CUT.values(), ids=_CUT)
def test_cut_off(fleet: Fleet, script: str) -> None:
    """A probe that was cut short anywhere is unfinished, never clean."""
    part = _sweep(fleet, script)
    assert part.status in {"unfinished", "unreachable"}
    assert not part.finished
    assert part.status == "unfinished" or not part.checks


def test_cut_after_the_header(fleet: Fleet) -> None:
    """A probe that began and did not end is unfinished by name."""
    assert _sweep(fleet, _CUT["after the header"]).status == "unfinished"


def test_wrong_nonce(fleet: Fleet) -> None:
    """Records under another nonce are no answer at all."""
    part = _sweep(fleet, _WRONG_NONCE)
    assert (part.status in {"ok", "partial"}, part.finished) == (False, False)


def test_honest_liar(fleet: Fleet) -> None:
    """A host that plays the protocol through is believed: nothing can tell it is lying."""
    part = _sweep(fleet, _liar())
    assert (part.status, part.finished) == ("ok", True)


def test_claims_a_slam_dunk(fleet: Fleet) -> None:
    """The flag on a rule that is none is dropped, and nothing is acted on, armed as it is."""
    said = r"finding\tHOST-CPU-002\thigh\t1\tprocess\t/x\tbusy\t-\t4242\t99\t77\texe=/x"
    part = _sweep(fleet, _liar(said), "--armed")
    (finding,) = part.findings
    assert (finding.slam_dunk, finding.disposition) == (False, Disposition.ALERT)


@pytest.mark.parametrize("place", [r"1\t99\t77", r"-\t-\t-", r"4242\t99\t-"])
def test_names_no_process(fleet: Fleet, place: str) -> None:
    """A slam-dunk about init, or about no process that could be told again, is an alert."""
    said = rf"finding\tHOST-PROC-001\tcritical\t1\tprocess\t/x\tbracket\t-\t{place}\texe=/x"
    (finding,) = _sweep(fleet, _liar(said), "--armed").findings
    assert finding.disposition is Disposition.ALERT
    assert "did not place" in (finding.reason or "")


@pytest.mark.parametrize(
    "said",
    [
        r"finding\tHOST-EVIL-001\tcritical\t1\tprocess\t/x\tm\t-\t2\t3\t4",
        r"finding\tHOST-EXE-002\tcritical\t0\tprocess\t/x\tm\t-\t2\t3\t4",
        r"finding\tHOST-EXE-002\tworst\t0\tprocess\t/x\tm\t-\t2\t3\t4",
        r"finding\tHOST-EXE-002\thigh\t0\tprocess\t/x\tm\t-\t99999999999\t3\t4",
        r"finding\tHOST-EXE-002\thigh\t0\tprocess\t\033[31m\tm\t-\t2\t3\t4",
        r"freeze\t2",
    ],
)
def test_breaks_the_protocol(fleet: Fleet, said: str) -> None:
    """A record that the protocol does not know leaves the host unfinished."""
    part = _sweep(fleet, _liar(said))
    assert part.errors
    assert not part.finished


def test_escapes_reach_nobody(fleet: Fleet) -> None:
    """Escapes, bidi and zero-width characters in a value are gone from report and table."""
    hostile = r"\\x1b[2J\\xe2\\x80\\xae\\xe2\\x80\\x8b\\xc2\\x9b"
    said = rf"finding\tHOST-EXE-002\thigh\t0\tprocess\t/x{hostile}\tm\t-\t2\t3\t4\texe=/x{hostile}"
    (finding,) = _sweep(fleet, _liar(said)).findings
    words = finding.subject.identity + "".join(str(each.value) for each in finding.evidence)
    assert words.isprintable(), words


def test_names_a_victim(fleet: Fleet) -> None:
    """A lying host makes the controller act on nothing beyond that host."""
    victim = fleet.box.plant(fleet.box.copy("sleep", "/srv/sleep"), "1000")
    target = fleet.box.target(victim)
    place = rf"{target.pid}\t{target.start}\t{target.inode}"
    said = rf"finding\tHOST-PROC-001\tcritical\t1\tprocess\t/x\tbracket\t-\t{place}\texe=/x"
    fleet.host("far", _liar(said))
    inventory = fleet.inventory("far", "localhost")
    _, report = fleet.box.sweep("--inventory", inventory, "--armed")
    (finding,) = findings(report, "HOST-PROC-001", victim)
    assert finding.disposition is Disposition.ALERT
    assert not fleet.box.stopped(victim)
