import click
import msgspec
from inline_snapshot import snapshot

from picketline.core.formats import render
from picketline.core.formats.pen import columns
from picketline.core.model import Evidence, Location
from picketline.core.report import Report, Triage


def _lines(report: Report, **looks: bool) -> list[str]:
    return render(report, "table", **looks).decode().split("\n")


def test_the_table(example: Report) -> None:
    """Parts in report order, findings worst first, gaps beneath, then the figures."""
    assert render(example, "table").decode() == snapshot("""\
=== build-host ===   load 0.11   ✓ clean
=== web-1 ===   cores 2.00   load 3.92   ✗ 2 findings
  CRITICAL  would contain  process /tmp/.x/kdevtmpfsi
            Kernel-thread name on a userland executable  HOST-PROC-001 kthread-masquerade
            pid 4242 · exe /tmp/.x/kdevtmpfsi · argv0 [kworker/0:1]
            next: Save the executable from /proc, then end the process and look for what starts it.
            accept: bb26bd7f01b6
  HIGH      alert          file /etc/ld.so.preload
            A library is forced into every program  HOST-FILE-002 preload-file
            line 1 · entry /usr/lib/libprocesshider.so · size 29
            next: Read the file, find the package that owns the library, remove both if none does.
            accept: 7bdad44fa2e4
  recorded: 2 (see --json)
  coverage: journal: rotated before 2025-11-01
=== db-1 ===   ? unfinished (partial)
  not seen: /proc/1/exe: Permission denied
  error: HOST-SOCK-004: no such file: /proc/net/tcp6
=== db-2 ===   ✗ unreachable   Connection timed out
  not seen: everything: ssh: connect to db-2 port 22: timed out
=== summary ===
  parts        4
  checks run   3
  findings     would contain 1 · alert 1 · record 2
  skipped      2
  errors       1
  known state  1 accepted · 0 contained
  mode         observe only
  digest       b782f733bed5
=== triage (a model's opinion; it decides nothing) ===
  | web-1 runs a miner.
  | The preload hides it.
""")


def test_the_narrow_table_in_plain_signs(example: Report) -> None:
    """Long lines wrap deeper than the lines of the table; no sign needs Unicode."""
    report = msgspec.structs.replace(example, parts=example.parts[1:])
    assert render(report, "table", width=60, ascii=True).decode() == snapshot("""\
=== web-1 ===   cores 2.00   load 3.92   x 2 findings
  CRITICAL  would contain  process /tmp/.x/kdevtmpfsi
            Kernel-thread name on a userland executable
              HOST-PROC-001 kthread-masquerade
            pid 4242 - exe /tmp/.x/kdevtmpfsi - argv0
              [kworker/0:1]
            next: Save the executable from /proc, then end
              the process and look for what starts it.
            accept: bb26bd7f01b6
  HIGH      alert          file /etc/ld.so.preload
            A library is forced into every program
              HOST-FILE-002 preload-file
            line 1 - entry /usr/lib/libprocesshider.so -
              size 29
            next: Read the file, find the package that owns
              the library, remove both if none does.
            accept: 7bdad44fa2e4
  recorded: 2 (see --json)
  coverage: journal: rotated before 2025-11-01
=== db-1 ===   ? unfinished (partial)
  not seen: /proc/1/exe: Permission denied
  error: HOST-SOCK-004: no such file: /proc/net/tcp6
=== db-2 ===   x unreachable   Connection timed out
  not seen: everything: ssh: connect to db-2 port 22: timed
    out
=== summary ===
  parts        3
  checks run   3
  findings     would contain 1 - alert 1 - record 2
  skipped      2
  errors       1
  known state  1 accepted - 0 contained
  mode         observe only
  digest       b782f733bed5
=== triage (a model's opinion; it decides nothing) ===
  | web-1 runs a miner.
  | The preload hides it.
""")


def test_a_failed_triage_says_why(example: Report) -> None:
    """No opinion is said to be none."""
    report = msgspec.structs.replace(example, triage=Triage(failure="no answer within 60 s"))
    assert _lines(report)[-3:] == [
        "=== triage (a model's opinion; it decides nothing) ===",
        "  no opinion: no answer within 60 s",
        "",
    ]


def test_colour_is_only_added(example: Report, hostile: Report) -> None:
    """Without its escape sequences the coloured table is the plain one."""
    for report in (example, hostile):
        coloured = render(report, "table", colour=True).decode()
        assert "\x1b" in coloured
        assert click.unstyle(coloured).encode() == render(report, "table")


def test_hostile_strings_stay_on_their_lines(hostile: Report) -> None:
    """No control character, no line too wide, no forged heading, verdict or step."""
    lines = _lines(hostile)
    assert all(line.isprintable() for line in lines)
    assert max(map(columns, lines)) <= 100
    assert [line for line in lines if line.startswith("=== ")][1:] == [
        "=== summary ===",
        "=== triage (a model's opinion; it decides nothing) ===",
    ]
    assert not any("✓" in line for line in lines)
    assert sum(line.startswith(" " * 12 + "next: ") for line in lines) == 1


def test_every_line_of_an_opinion_is_marked(hostile: Report) -> None:
    """A model cannot write a line that looks like the report's own."""
    opinion = _lines(hostile)
    start = next(i for i, line in enumerate(opinion) if line.startswith("  | "))
    assert all(line.startswith("  | ") for line in opinion[start:-1])


def test_long_evidence_is_cut_and_counted(example: Report) -> None:
    """A value shows at most 160 characters, a finding at most 12 values."""
    part = example.parts[1]
    evidence = (Evidence("v", "x" * 161), *(Evidence(f"e{i}", i) for i in range(13)))
    finding = msgspec.structs.replace(part.findings[0], evidence=evidence)
    part = msgspec.structs.replace(part, findings=(finding,))
    report = msgspec.structs.replace(example, parts=(part,))
    (line,) = (
        line for line in render(report, "table", width=600).decode().split("\n") if "xx" in line
    )
    assert f" v {'x' * 159}… · e0 0 · " in line
    assert line.endswith(" · e10 10 · 2 more (see --json)")


def test_an_armed_run_says_so(example: Report) -> None:
    """The mode stands in the summary."""
    assert "  mode         armed" in _lines(msgspec.structs.replace(example, armed=True))


def test_why_a_finding_was_narrowed_is_told(example: Report) -> None:
    """A reason stands before the next step."""
    part = example.parts[1]
    finding = msgspec.structs.replace(part.findings[0], reason="first seen today")
    part = msgspec.structs.replace(part, findings=(finding,))
    lines = _lines(msgspec.structs.replace(example, parts=(part,)))
    assert "            reason: first seen today" in lines


def test_the_same_finding_is_told_once(example: Report) -> None:
    """Ten workers that do the same thing are one block with their pids, not ten."""
    part = next(part for part in example.parts if part.alertable)
    first = part.alertable[0]
    twins = tuple(
        msgspec.structs.replace(first, location=Location(pid=pid)) for pid in (7001, 7002)
    )
    crowded = msgspec.structs.replace(part, findings=(*part.findings, *twins))
    text = _lines(msgspec.structs.replace(example, parts=(crowded,)))
    assert sum("and 2 more of the same: pid 7001, 7002" in line for line in text) == 1
