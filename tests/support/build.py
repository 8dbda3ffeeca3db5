"""What many tests are made of: findings, reports, a host's answers, and hosts that lie."""

import os
from collections.abc import Mapping
from pathlib import Path

import fakeroot
import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from pages import Case, Fence

from picketline.core.decide import Decided, Disposition, decided
from picketline.core.model import Evidence, Finding, Location, Severity, Subject
from picketline.core.report import Gap, Part
from picketline.core.rule import catalogue
from picketline.hosts.facts import Answer
from picketline.hosts.probe import RULES as _PACKAGE

NONCE = fakeroot.NONCE
RULES = catalogue(_PACKAGE)
SLAM_DUNKS = ("HOST-EXE-001", "HOST-NET-002", "HOST-PROC-001", "HOST-PROC-002")
law = settings(max_examples=60, deadline=None, derandomize=True, database=None)

_MINER = Finding(
    rule="HOST-EXE-001",
    severity=Severity.HIGH,
    slam_dunk=True,
    subject=Subject("process", "web-1: /tmp/m"),
    matched="deleted",
    evidence=(Evidence("exe", "/tmp/m"), Evidence("age", 90)),
    location=Location(pid=4242, start=991, inode=77),
)


def finding(**changes: object) -> Finding:
    """A slam-dunk about a process, with some of its fields changed."""
    return msgspec.structs.replace(_MINER, **changes)


def decision(disposition: Disposition | None = None, **changes: object) -> Decided:
    """What became of `finding(**changes)`: decided unarmed, or the disposition given."""
    result = decided(finding(**changes), armed=False)
    if disposition is None:
        return result
    return msgspec.structs.replace(result, disposition=disposition)


def part(*findings: Decided, name: str = "web-1", **changes: object) -> Part:
    """A host that was swept whole, with these findings."""
    plain = Part(kind="host", name=name, status="ok", checks=tuple(RULES), findings=findings)
    return msgspec.structs.replace(plain, **changes)


_words = st.text(st.sampled_from("abz/_ é✓\x1b\u202e<"), max_size=8)
findings = st.builds(
    Finding,
    rule=st.sampled_from(sorted(RULES)),
    severity=st.sampled_from(Severity),
    subject=st.builds(Subject, st.sampled_from(["process", "file"]), _words),
    slam_dunk=st.booleans(),
    matched=_words,
    benign=st.none() | _words,
    evidence=st.lists(st.builds(Evidence, _words, _words | st.integers(0, 9)), max_size=2).map(
        tuple
    ),
    location=st.builds(Location, pid=st.none() | st.integers(1, 9)),
)
decisions = st.builds(lambda made, armed: decided(made, armed=armed), findings, st.booleans())
gaps = st.lists(st.builds(Gap, _words, _words), max_size=3).map(tuple)
parts = st.builds(
    Part,
    kind=st.just("host"),
    name=_words,
    status=st.sampled_from(["ok", "partial", "unreachable"]),
    note=_words,
    measures=st.dictionaries(st.sampled_from(["load", "cores"]), st.floats(0, 9), max_size=2),
    checks=st.lists(st.sampled_from(sorted(RULES)), unique=True, max_size=4).map(tuple),
    findings=st.lists(decisions, max_size=4).map(tuple),
    skipped=gaps,
    errors=gaps,
    coverage=gaps,
)

_BUSY = Case(
    "a host with a finding of many kinds",
    [
        Fence(
            "proc",
            "",
            'pid=41 exe="/tmp/.x/m (deleted)" cmd="./m --password=hunter2" cpu=90 fd3=socket:[76]\n'
            'pid=42 exe="/memfd:x (deleted)" cmd=x\n'
            "pid=43 exe=/usr/bin/dash cmd=sh fd0=socket:[77] fd1=socket:[77] fd2=socket:[77]\n"
            "pid=44 exe=/tmp/kw cmd=kw argv0=[kworker/0:1]\n",
        ),
        Fence(
            "tcp",
            "",
            "10.0.0.5:40001 203.0.113.9:3333 01 76\n10.0.0.5:40000 203.0.113.9:443 01 77\n",
        ),
        Fence("file", "/etc/crontab", "@reboot root /tmp/\u202e.x/run\n"),
        Fence("file", "/etc/ld.so.preload", "/tmp/lib.so\n"),
    ],
)


def probed(folder: Path, case: Case = _BUSY) -> bytes:
    """What the real probe says of a fake root, by default one with many findings."""
    fakeroot.lay(folder, case)
    return fakeroot.probe(folder)


def heard(output: bytes | str, complaint: bytes = b"", cut: str = "") -> Answer:
    """An answer as it comes over the line."""
    return Answer(output.encode() if isinstance(output, str) else output, complaint, 0, cut)


def record(*fields: object) -> str:
    """One record of the protocol."""
    return "\t".join(map(str, fields))


def found(rule: str = "HOST-EXE-001", **changes: str) -> str:
    """The record of one finding, by default a slam-dunk."""
    fields = {
        "severity": "critical" if rule in {"HOST-NET-002", "HOST-PROC-001"} else "high",
        "slam": "1",
        "kind": "process",
        "identity": "/tmp/m",
        "matched": "deleted",
        "benign": "-",
        "pid": "4242",
        "start": "991",
        "inode": "77",
        "evidence": "exe=/tmp/m",
    }
    return record("finding", rule, *(fields | changes).values())


def told(*records: str, uid: str = "0", end: str | None = None, nonce: str = NONCE) -> str:
    """A whole answer of a probe that ran every rule and found `records`."""
    count = sum(line.startswith("finding\t") for line in records)
    lines = (
        record("picket", 1, nonce),
        record("load", "0.11"),
        record("uid", uid),
        *records,
        *(record("ran", rule) for rule in RULES),
        record("end", count, nonce) if end is None else end,
    )
    return "".join(f"{line}\n" for line in lines if line)


_SSH = """\
#!/bin/sh
[ "$1" != -G ] || exit 0 # asked for its settings alone: it has none
while [ "$1" != -- ]; do shift; done
script=$(cat)
nonce=${{script#*nonce=}}
nonce=${{nonce%%[!0-9a-f]*}}
answer='{folder}'/$2
case $script in
  *no-manifest*) answer=$answer.evidence ;;
  *targets=*) [ ! -e "$answer.deeds" ] || answer=$answer.deeds ;;
esac
if [ -x "$answer" ]; then exec "$answer" "$nonce"; fi
exec sed "s/NONCE/$nonce/g" "$answer"
"""


def hosts(folder: Path, answers: Mapping[str, str]) -> dict[str, str]:
    """An environment whose `ssh` reaches hosts that answer as they are told to.

    An answer is what the host says, `NONCE` standing for the controller's nonce, or a
    script that starts with `#!` and gets the nonce as its argument. What `NAME.deeds` says
    is the answer of NAME when it is acted on, `NAME.evidence` when its evidence is asked for.
    """
    home = folder / "hosts"
    home.mkdir(parents=True, exist_ok=True)
    for name, answer in answers.items():
        (home / name).write_text(answer)
        (home / name).chmod(0o700 if answer.startswith("#!") else 0o600)
    program = folder / "bin" / "ssh"
    program.parent.mkdir(exist_ok=True)
    program.write_text(_SSH.format(folder=home))
    program.chmod(0o700)
    return {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}
