import pytest

from picketline.core.decide import Decided, Disposition
from picketline.core.model import Evidence, Finding, Location, Severity, Subject, fingerprint
from picketline.core.report import Gap, Part, Report, RuleNote, Triage, ordered, sealed


def _decided(finding: Finding, disposition: Disposition, *, reason: str | None = None) -> Decided:
    fields = {name: getattr(finding, name) for name in Finding.__struct_fields__}
    return Decided(
        **fields, fingerprint=fingerprint(finding), disposition=disposition, reason=reason
    )


_MASQUERADE = _decided(
    Finding(
        rule="HOST-PROC-001",
        severity=Severity.CRITICAL,
        subject=Subject("process", "/tmp/.x/kdevtmpfsi"),
        slam_dunk=True,
        evidence=(Evidence("exe", "/tmp/.x/kdevtmpfsi"), Evidence("argv0", "[kworker/0:1]")),
        location=Location(pid=4242, start=991, inode=77, path="/tmp/.x/kdevtmpfsi"),
    ),
    Disposition.WOULD_CONTAIN,
)
_PRELOAD = _decided(
    Finding(
        rule="HOST-FILE-002",
        severity=Severity.HIGH,
        subject=Subject("file", "/etc/ld.so.preload"),
        evidence=(Evidence("entry", "/usr/lib/libprocesshider.so"), Evidence("size", 29)),
        location=Location(path="/etc/ld.so.preload", line=1),
    ),
    Disposition.ALERT,
)
_ACCEPTED = _decided(
    Finding(
        rule="HOST-FILE-002",
        severity=Severity.HIGH,
        subject=Subject("file", "/opt/agent/preload.conf"),
        benign="vendor agent",
    ),
    Disposition.RECORD,
    reason="accepted: the backup agent, ticket 311",
)
_NOTED = _decided(
    Finding(
        rule="HOST-SOCK-004",
        severity=Severity.LOW,
        subject=Subject("socket", "0.0.0.0:8080"),
        evidence=(Evidence("program", "python3"), Evidence("seconds", 12.5)),
    ),
    Disposition.RECORD,
)
_RULES = {
    "HOST-FILE-002": RuleNote(
        name="preload-file",
        title="A library is forced into every program",
        next="Read the file, find the package that owns the library, remove both if none does.",
    ),
    "HOST-PROC-001": RuleNote(
        name="kthread-masquerade",
        title="Kernel-thread name on a userland executable",
        next="Save the executable from /proc, then end the process and look for what starts it.",
    ),
    "HOST-SOCK-004": RuleNote(
        name="open-listener",
        title="A listener on every address",
        next="Bind it to the address it is meant for.",
    ),
}
_CHECKS = ("HOST-FILE-002", "HOST-PROC-001", "HOST-SOCK-004")


@pytest.fixture
def example() -> Report:
    """A clean part, one with findings, one cut short and one never reached."""
    return sealed(
        Report(
            schema="picketline/report/1",
            version="0.1.0",
            parts=(
                Part(
                    kind="host",
                    name="build-host",
                    status="ok",
                    measures={"load": 0.11},
                    checks=_CHECKS,
                ),
                Part(
                    kind="host",
                    name="web-1",
                    status="ok",
                    measures={"load": 3.92, "cores": 2},
                    checks=_CHECKS,
                    findings=ordered((_NOTED, _PRELOAD, _MASQUERADE, _ACCEPTED)),
                    coverage=(Gap("journal", "rotated before 2025-11-01"),),
                ),
                Part(
                    kind="host",
                    name="db-1",
                    status="partial",
                    checks=("HOST-FILE-002",),
                    skipped=(Gap("/proc/1/exe", "Permission denied"),),
                    errors=(Gap("HOST-SOCK-004", "no such file: /proc/net/tcp6"),),
                ),
                Part(
                    kind="host",
                    name="db-2",
                    status="unreachable",
                    note="Connection timed out",
                    skipped=(Gap("everything", "ssh: connect to db-2 port 22: timed out"),),
                ),
            ),
            rules=_RULES,
            started=1763000000.0,
            seconds=4.2,
            triage=Triage(assessment="web-1 runs a miner.\nThe preload hides it."),
        )
    )


@pytest.fixture
def hostile() -> Report:
    """A report whose every string is an attempt on the reader."""
    bad = "\x1b[2J<script>alert(1)</script>\r\n=== fake ===   ✓ clean\u202e" + "A" * 3000
    finding = _decided(
        Finding(
            rule=bad,
            severity=Severity.CRITICAL,
            subject=Subject(bad, bad),
            benign=bad,
            evidence=(Evidence(bad, bad), Evidence("gap", " " * 90 + "next: run it · pid 1")),
            location=Location(path=bad),
        ),
        Disposition.ALERT,
        reason=bad,
    )
    gap = Gap(bad, bad)
    part = Part(
        kind=bad,
        name=bad,
        status=bad,
        note=bad,
        measures={bad: 1.0},
        checks=(bad,),
        findings=(finding,),
        skipped=(gap,),
        errors=(gap,),
        coverage=(gap,),
    )
    return Report(
        schema=bad,
        version=bad,
        parts=(part,),
        rules={bad: RuleNote(name=bad, title=bad, next=bad)},
        digest=bad,
        triage=Triage(assessment=bad, failure=bad),
    )
