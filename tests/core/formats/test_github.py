import re

from hypothesis import given
from inline_snapshot import snapshot
from markdown_it import MarkdownIt
from packaged import example, finding, law, part, report, reports

from picketline.core.formats import github, render
from picketline.core.model import Severity
from picketline.core.report import Gap, Report
from picketline.core.text import safe_text

COMMAND = re.compile(
    r"::(error|warning|notice) (?:(?:file|line|title)=[^:,\r\n]*,?)*::(?:[^%]|%(?:25|0A|0D))*"
)
TAGS = {"heading", "paragraph", "inline", "text", "code_inline", "strong", "softbreak", "list_item"}


def commands(made: Report) -> list[str]:
    """The lines that the runner reads."""
    return render(made, "github").decode().splitlines()


def test_the_commands() -> None:
    """What was not seen, then the worst with file and line, then the counts."""
    assert render(example(), "github").decode() == snapshot("""\
::warning title=Unfinished::2 could not be looked at: L2-BAD-001: ValueError: no; big.js: a javascript file larger than 64 MiB, not read
::error file=node_modules/evil/setup.js,line=12,title=Install script runs more than a build (L2-POST-001)::pkg:npm/evil (critical)%0Apurl: pkg:npm/evil@1.0.0%0Achain: postinstall -> node setup.js -> setup.js%0Awhy: connects, reads-secret%0Anext: Read the file that the hook runs.
::error file=package-lock.json,line=77,title=A published advisory holds for this version (L2-ADV-001)::pkg:npm/old (high)%0Apurl: pkg:npm/old@1.0.0%0Anext: Update to the fixed version.
::warning file=node_modules/evil/setup.js,line=12,title=A published advisory holds for this version (L2-ADV-001)::pkg:npm/evil (medium)%0Apurl: pkg:npm/evil@1.0.0%0Anext: Update to the fixed version.
::warning file=package.json,title=The licence is not among the allowed (L2-LICENSE-001)::pkg:npm/meh (medium)%0Apurl: pkg:npm/meh@1.0.0%0Anext: Ask who decides on licences.
::notice title=picketline::critical 1, high 1, medium 2, low 1, info 1; the scan is unfinished; corpus abababababab; pack advisories 2026.08, collected 2026-08-01, picketline; pack own 1, collected 2025-11-12, nobody; digest 2a0357820c42
""")  # noqa: E501  # lines as they come


def test_the_summary() -> None:
    """Counts, what was not seen, a row for each finding that is not quiet, and the basis."""
    assert github.summary(example()).decode() == snapshot("""\
## ❌ picketline: critical 1, high 1, medium 2, low 1, info 1, unfinished

**2 could not be looked at:**

- `L2-BAD-001`: `ValueError: no`
- `big.js`: `a javascript file larger than 64 MiB, not read`

| severity | what | subject | where | why |
|---|---|---|---|---|
| critical | Install script runs more than a build `L2-POST-001` | `pkg:npm/evil@1.0.0` | `node_modules/evil/setup.js:12` | `postinstall -> node setup.js -> setup.js` |
| high | A published advisory holds for this version `L2-ADV-001` | `pkg:npm/old@1.0.0` | `package-lock.json:77` | `L2-ADV-001 of old` |
| medium | A published advisory holds for this version `L2-ADV-001` | `pkg:npm/evil@1.0.0` | `node_modules/evil/setup.js:12` | `L2-ADV-001 of evil` |
| medium | The licence is not among the allowed `L2-LICENSE-001` | `pkg:npm/meh@1.0.0` | `package.json` | `L2-LICENSE-001 of meh` |

Not in the table: low 1, info 1.

- `corpus abababababab`
- `pack advisories 2026.08, collected 2026-08-01, picketline`
- `pack own 1, collected 2025-11-12, nobody`
- `digest 2a0357820c42`

""")  # noqa: E501  # lines as they come


def test_the_summary_of_a_clean_project() -> None:
    """Says that nothing was found."""
    assert github.summary(report(part())).decode().startswith("## ✅ picketline: nothing found\n\n")


def test_escapes_of_the_runner() -> None:
    """Per cent, line ends, and in properties colons and commas."""
    evil = finding("a%0Ab\n::error::x", at=("a:b,c%.js", 1), chain="x\r##[error]y")
    (first, _) = commands(report(part(evil)))
    assert first == (
        "::error file=a%3Ab%2Cc%25.js,line=1,"
        "title=Install script runs more than a build (L2-POST-001)"
        "::pkg:npm/a%250Ab\\x0a::error::x (critical)%0A"
        "purl: pkg:npm/a%250Ab\\x0a::error::x@1.0.0%0A"
        "chain: x\\x0d## [error]y%0Anext: Read the file that the hook runs."
    )


def test_ten_of_a_kind() -> None:
    """The rest is counted; what was not seen takes the place of one warning."""
    many = [finding(f"p{n}", severity) for n in range(12) for severity in Severity]
    lines = commands(report(part(*many, skipped=(Gap("a", "b"),))))
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert sum(line.startswith("::warning ") for line in lines) == 10
    assert lines[0] == "::warning title=Unfinished::1 could not be looked at: a: b"
    assert lines[-1].startswith(
        "::notice title=picketline::critical 12, high 12, medium 12, low 12, info 12; "
        "the scan is unfinished; 14 more of error are not annotated; "
        "3 more of warning are not annotated; corpus abab"
    )


def test_fifty_rows() -> None:
    """And what has none, by its severity."""
    many = [finding(f"p{n}", Severity.HIGH) for n in range(51)]
    text = github.summary(report(part(*many, finding("q", Severity.LOW)))).decode()
    assert text.count("\n| high | ") == 50
    assert "\nNot in the table: high 1, low 1.\n" in text


def test_hosts_have_no_files(example: Report) -> None:
    """A path of a host is no file of a repository."""
    assert "file=" not in render(example, "github").decode()
    assert "/etc/ld.so.preload" in github.summary(example).decode()


def test_a_file_is_named_as_the_repository_has_it() -> None:
    """With the member's folder, its own bytes, and no number for a missing line."""
    evil = finding(at=("\\xc3\\xbc.js", None))
    (first, _) = commands(report(part(evil, name="apps/web")))
    assert first.startswith("::error file=apps/web/ü.js,title=")


@law
@given(reports)
def test_every_line_is_a_command_of_ours(made: Report) -> None:
    """Nothing reported begins a command, ends one, or hides in it."""
    lines = render(made, "github").decode().split("\n")
    assert lines.pop() == ""
    assert all(COMMAND.fullmatch(line) for line in lines)
    assert all(line == safe_text(line) for line in lines)
    assert not any("##[" in line for line in lines)
    assert len(lines) <= 2 * github.MOST + 1


@law
@given(reports)
def test_the_summary_holds_no_markup_of_the_reported_side(made: Report) -> None:
    """Its elements are those of the summary itself, and each row has five cells."""
    text = github.summary(made).decode()
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    inline = [child for token in tokens for child in token.children or ()]
    shown = {token.type.removesuffix("_open").removesuffix("_close") for token in inline}
    assert kinds <= TAGS | {"bullet_list", "table", "thead", "tbody", "tr", "th", "td"}
    assert shown <= TAGS
    cells = sum(token.type in {"td_open", "th_open"} for token in tokens)
    assert cells == 5 * sum(token.type == "tr_open" for token in tokens)
    plain = "".join(token.content for token in inline if token.type == "text")
    assert not set("@#") & set(plain)
    assert sum(token.type == "heading_open" for token in tokens) == 1


def test_a_folder_of_a_repository() -> None:
    """Files count from the root of the repository, and an advisory is named."""
    known = {"advisory": "GHSA-1", "fixed in": "2.0.0"}
    made = report(part(finding("old", Severity.HIGH, "L2-ADV-001", ("a.json", 7), **known)))
    first = github.render(made, b"packages/b").decode().splitlines()[0]
    assert first.startswith("::error file=packages/b/a.json,line=7,")
    assert "%0Aadvisory: GHSA-1%0Afixed in: 2.0.0%0A" in first
    assert "packages/b/a.json:7" in github.summary(made, b"packages/b").decode()
