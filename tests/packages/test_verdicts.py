import click
import msgspec
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from packaged import BASIS, RULES, example, finding, law, part, report, reports

from picketline.core.formats.pen import columns
from picketline.core.model import Severity
from picketline.core.report import Gap, Report, Triage
from picketline.core.text import safe_text
from picketline.packages import verdicts


def said(made: Report, **looks: int) -> str:
    """The view of a report."""
    return verdicts.render(made, **looks).decode()  # type: ignore[arg-type]  # bool is int


def test_the_view() -> None:
    """Unfinished first, then packages worst first, then counts, then one summary."""
    assert said(example()) == snapshot("""\
? unfinished: 2 things could not be looked at
  L2-BAD-001: ValueError: no
  big.js: a javascript file larger than 64 MiB, not read
CRITICAL  pkg:npm/evil@1.0.0  Install script runs more than a build  L2-POST-001
          why: postinstall -> node setup.js -> setup.js · connects, reads-secret ·
            node_modules/evil/setup.js:12
          next: Read the file that the hook runs.
          also on it: medium 1
HIGH      pkg:npm/old@1.0.0  A published advisory holds for this version  L2-ADV-001
          why: L2-ADV-001 of old · package-lock.json:77
          next: Update to the fixed version.
hygiene: medium 1 · low 1 · info 1: picosentry scan -f json
coverage: left out by plan or unknown here: provenance: picosentry scan -f json
=== summary ===
✗ 2 packages need a look: critical 1, high 1, and the scan is unfinished
  looked at  1,218 packages · 40,213 files
  corpus     abababababab · advisories of 2026-08-01, 24 days old · own of 2025-11-12, 286 days old
  accepted   1
  digest     2a0357820c42
""")


def test_the_narrow_view_in_plain_signs() -> None:
    """Long lines wrap deeper; no sign needs Unicode."""
    assert said(example(), width=60, ascii=True) == snapshot("""\
? unfinished: 2 things could not be looked at
  L2-BAD-001: ValueError: no
  big.js: a javascript file larger than 64 MiB, not read
CRITICAL  pkg:npm/evil@1.0.0  Install script runs more than
            a build  L2-POST-001
          why: postinstall -> node setup.js -> setup.js -
            connects, reads-secret -
            node_modules/evil/setup.js:12
          next: Read the file that the hook runs.
          also on it: medium 1
HIGH      pkg:npm/old@1.0.0  A published advisory holds for
            this version  L2-ADV-001
          why: L2-ADV-001 of old - package-lock.json:77
          next: Update to the fixed version.
hygiene: medium 1 - low 1 - info 1: picosentry scan -f json
coverage: left out by plan or unknown here: provenance:
  picosentry scan -f json
=== summary ===
x 2 packages need a look: critical 1, high 1, and the scan
  is unfinished
  looked at  1,218 packages - 40,213 files
  corpus     abababababab - advisories of 2026-08-01, 24
               days old - own of 2025-11-12, 286 days old
  accepted   1
  digest     2a0357820c42
""")


def test_a_clean_project() -> None:
    """Three lines."""
    assert said(report(part())) == snapshot("""\
=== summary ===
✓ clean: nothing needs a look
  looked at  1,218 packages · 40,213 files
  corpus     abababababab · advisories of 2026-08-01, 24 days old · own of 2025-11-12, 286 days old
  digest     9711811cdda4
""")


def test_unfinished_is_never_clean() -> None:
    """Neither first nor last."""
    view = said(report(part(skipped=tuple(Gap(f"f{n}", "gone") for n in range(9)))))
    assert view.startswith("? unfinished: 9 things could not be looked at\n  f0: gone\n")
    assert "\n  and 4 more: picosentry scan -f json\n" in view
    assert "\n? nothing found so far, but the scan is unfinished: not clean\n" in view
    assert "✓" not in view


def test_never_a_wall() -> None:
    """Twenty packages are named, the others counted by the worst of each."""
    many = [finding(f"p{n:02}", Severity.HIGH) for n in range(23)]
    rest = [finding(f"q{n:02}", Severity.MEDIUM) for n in range(9)]
    view = said(report(part(*rest, *many)))
    assert view.count("pkg:npm/") == 20
    assert "\nand 12 more packages (high 3, medium 9): picosentry scan -f json\n" in view
    assert "✗ 32 packages need a look: high 23, medium 9" in view


def test_malice_before_mistakes() -> None:
    """Of one severity, what may be malware comes first, then by name."""
    high = Severity.HIGH
    made = [finding("a", high, "L2-ADV-001"), finding("c", high), finding("b", high)]
    lines = said(report(part(*made))).splitlines()
    assert [line.split()[1] for line in lines if line.startswith("HIGH")] == [
        "pkg:npm/b@1.0.0",
        "pkg:npm/c@1.0.0",
        "pkg:npm/a@1.0.0",
    ]


def test_a_package_of_many_members_is_told_once() -> None:
    """With the members that have it."""
    members = [part(finding(), name=f"apps/{n}") for n in range(3)]
    assert "L2-POST-001  in apps/0 and 2 more\n" in said(report(*members), width=120)


def test_ages_without_times() -> None:
    """A report without times says the days alone, one without a corpus that it had none."""
    assert "· advisories of 2026-08-01 · own of 2025-11-12\n" in said(report(part(), started=0.0))
    assert "  corpus     none: " in said(report(part(), basis={}))


def test_packs_that_nobody_signed() -> None:
    """They are named as such."""
    basis = {"pack own": "1, collected 2025-11-12, unsigned"}
    assert "own of 2025-11-12, unsigned\n" in said(report(part(), basis=basis, started=0.0))
    assert "unsigned" not in said(report(part()))


def test_a_policy_may_be_loud() -> None:
    """From high upwards it is no hygiene."""
    loud = finding("x", Severity.HIGH, "L2-LICENSE-001")
    assert said(report(part(loud))).startswith("HIGH      pkg:npm/x@1.0.0")


def test_an_opinion_is_marked() -> None:
    """On every line of it."""
    made = msgspec.structs.replace(report(part()), triage=Triage("a\nb", "late"))
    assert said(made).endswith("  no opinion: late\n  | a\n  | b\n")


@law
@given(reports, st.integers(40, 160), st.booleans())
def test_the_view_keeps_its_shape(made: Report, width: int, plain: bool) -> None:  # noqa: FBT001  # hypothesis
    """Nothing reported makes a line, a sign of clean, or a line too wide; colour only adds."""
    view = said(made, width=width, ascii=plain)
    lines = view.split("\n")
    assert all(line == safe_text(line) == line.rstrip() for line in lines)
    assert max(map(columns, lines)) <= width
    assert lines.count("=== summary ===") == 1
    assert view.count("✓") == (not plain and "✓ clean: nothing needs a look" in view)
    coloured = said(made, width=width, ascii=plain, colour=True)
    assert click.unstyle(coloured) == view
    assert verdicts.render(made) == verdicts.render(made)


def line(made: Report, fail_on: Severity = Severity.HIGH) -> str:
    """The verdict in a line, of a product of 33 rules."""
    return verdicts.line(made, fail_on, 33)


def test_the_verdict_in_a_line() -> None:
    """The verdict, what fails and what does not, and what it rests on."""
    assert line(example()).split("; ") == snapshot(
        [
            "found: 2 packages need a look: critical 1, high 1, and the scan is unfinished",
            "from high upwards: critical 1, high 1",
            "below: medium 2, low 1, info 1",
            "accepted: 1",
            "rules: 4 of 33",
            "looked at: 1,218 packages, 40,213 files",
            "corpus: of 2025-11-12 to 2026-08-01, 24 to 286 days old",
            "coverage: provenance: needs a network",
        ]
    )
    assert line(report(part(), basis={})).split("; ") == snapshot(
        [
            "clean: nothing needs a look",
            "from high upwards: nothing",
            "below: nothing",
            "rules: 4 of 33",
            "looked at: 1,218 packages, 40,213 files",
            "corpus: none: nothing known bad can be told",
        ]
    )


def test_a_line_is_clean_by_nothing_found_alone() -> None:
    """Not where what was found is below the threshold, by few rules, or where no project is."""
    high = report(part(finding(severity=Severity.HIGH)))
    assert line(high, Severity.CRITICAL).startswith(
        "passed: 1 package needs a look: high 1; from critical upwards: nothing; below: high 1;"
    )
    low = report(part(finding(severity=Severity.LOW)))
    assert line(low).startswith("clean: nothing needs a look; from high upwards: nothing; below: l")
    assert line(low, Severity.LOW).startswith("found; from low upwards: low 1; below: nothing;")
    few = report(part(), basis=BASIS | {"rules": "1 of 33"})
    assert line(few).startswith("passed: nothing found by 1 of 33 rules alone: not clean;")
    bare = report(part(coverage=(Gap(".", "no project: files alone were judged"),)))
    assert line(bare).startswith("passed: nothing found, but no project: files alone were judged;")
    assert "? nothing found, but no project" in said(bare)
    lost = report(part(skipped=(Gap("a.js", "gone"),)))
    assert line(lost).startswith("unfinished: nothing found so far, but the scan is unfinished")


def test_a_line_names_what_was_left_out() -> None:
    """The first of it; not what a rule does not know by nature."""
    gaps = (Gap("L2-POST-001", "needs a network"), Gap("a.bin", "too large"), Gap("b.bin", "x"))
    assert line(report(part(coverage=gaps))).endswith("; coverage: a.bin: too large and 1 more")


@law
@given(reports, st.sampled_from(Severity))
def test_the_line_is_one(made: Report, fail_on: Severity) -> None:
    """Whatever is reported, and no longer than it is read."""
    text = line(made, fail_on)
    assert text == safe_text(text)
    assert "\n" not in text
    assert len(text) < 2000


def test_every_rule_of_the_example_is_one_of_ours() -> None:
    """The example shows rules with notes alone."""
    assert {each.rule for each in example().parts[0].findings} <= set(RULES)
