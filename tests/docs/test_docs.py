import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import click
import jsonschema
import msgspec
import pytest
from markdown_it import MarkdownIt

from picketline.cli.picket import picket
from picketline.core import formats, report
from picketline.core.decide import Disposition, decided, narrow
from picketline.core.model import Evidence, Finding, Location, Severity, Subject
from picketline.core.report import Gap, Part, Report, RuleNote, Triage
from picketline.core.rule import catalogue
from picketline.core.sinks import message
from picketline.core.store import Swept
from picketline.hosts import alerts
from picketline.hosts.inventory import VARIABLES, Host, Settings
from picketline.hosts.probe import RULES
from picketline.hosts.sweep import SCHEMA
from picketline.hosts.webhooks import Webhook

pytestmark = pytest.mark.xdist_group("docs")

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted((*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "changelog.d").glob("*.md")))
LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _text(pages: list[Path]) -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def test_generated_files_are_current() -> None:
    """What is generated from the source is as the source is now."""
    argv = (sys.executable, str(DOCS / "generate.py"), "--check")
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_generator_names_what_is_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed file, a missing one and one that nobody wants any more are all named."""
    generator = _generator()
    monkeypatch.setattr(generator, "ROOT", tmp_path)
    wanted = {"docs/rules/A.md": "a\n", "docs/rules/B.md": "b\n", "docs/rules/C.md": "c\n"}
    (tmp_path / "docs/rules").mkdir(parents=True)
    for name, text in (("A.md", "a\n"), ("B.md", "old\n"), ("OLD.md", "x\n")):
        (tmp_path / "docs/rules" / name).write_text(text)
    stale = ["docs/rules/B.md", "docs/rules/C.md", "docs/rules/OLD.md"]
    assert generator.stale(wanted) == stale
    generator.write(wanted, stale)
    assert generator.stale(wanted) == []


def test_generator_wants_a_meaning_for_each_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that nobody explains stops the generator."""
    generator = _generator()
    kept = {name: said for name, said in generator.SETTINGS.items() if name != "cpu_hot"}
    monkeypatch.setattr(generator, "SETTINGS", kept)
    with pytest.raises(SystemExit, match="cpu_hot"):
        generator.outputs()


def _every_field() -> Report:
    """A report in which every field says something."""
    finding = Finding(
        rule="HOST-EXE-001",
        severity=Severity.HIGH,
        slam_dunk=True,
        subject=Subject("process", "web-1: /tmp/.x/updater"),
        matched="deleted",
        benign="package-upgrade",
        evidence=(Evidence("exe", "/tmp/.x/updater"), Evidence("age", 65), Evidence("share", 0.5)),
        location=Location(pid=79, start=375417, inode=3, path="/tmp/.x/updater", line=1),
    )
    part = Part(
        kind="host",
        name="web-1",
        status="partial",
        note="compiles releases",
        measures={"load": 0.11},
        checks=("HOST-EXE-001",),
        findings=(narrow(decided(finding, armed=True), Disposition.ALERT, "not contained"),),
        skipped=(Gap("host", "cut"),),
        errors=(Gap("probe output", "record 3"),),
        coverage=(Gap("setuid", "three levels deep"),),
    )
    made = report.make([part], catalogue(RULES), schema=SCHEMA, version="0.1.0")
    note = RuleNote("x", "X", "Look.", "install", ("CWE-506",), malware=True)
    rules = made.rules | {"L2-X-001": note}
    basis = {"corpus": "0" * 64}
    made = msgspec.structs.replace(made, rules=rules, basis=basis)
    timed = msgspec.structs.replace(made, armed=True, started=1795150730.1, seconds=0.4)
    return report.with_triage(report.sealed(timed), Triage("looks like a miner", "cut"))


def _schema() -> dict[str, dict[str, dict[str, object]]]:
    schema = json.loads((DOCS / "schemas" / "fleet-report-1.json").read_text(encoding="utf-8"))
    assert isinstance(schema, dict)
    return schema


def test_schema_takes_a_whole_report() -> None:
    """The published schema is one, and takes a report in which every field is set."""
    jsonschema.Draft202012Validator.check_schema(_schema())
    document = json.loads(formats.render(_every_field(), "json"))
    jsonschema.Draft202012Validator(_schema()).validate(document)
    named = set(re.findall(r'"(\w+)":', json.dumps(document)))
    assert {name for shape in _schema()["$defs"].values() for name in _properties(shape)} <= named


def _properties(shape: dict[str, object]) -> list[str]:
    found = shape.get("properties", {})
    assert isinstance(found, dict)
    return list(found)


@pytest.mark.parametrize(
    ("path", "value"),
    [(("schema",), 1), (("parts", 0, "findings", 0, "severity"), "awful"), (("parts", 0), None)],
)
def test_schema_refuses_what_is_no_report(path: tuple[str | int, ...], value: object) -> None:
    """A wrong type, an unknown severity and a part that is none are refused."""
    document = json.loads(formats.render(_every_field(), "json"))
    *way, last = path
    at = document
    for step in way:
        at = at[step]
    at[last] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(_schema()).validate(document)


def test_schema_of_alerts_takes_every_kind() -> None:
    """The published schema is one, and takes what sinks are sent."""
    schema = json.loads((DOCS / "schemas" / "alert-1.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    made = _every_field()
    for told in (
        alerts.of_findings(made, alerts.marks(made), "1"),
        alerts.of_overdue([Swept("web-1", 1795150730.1, "denied")], 1, 60, "2", 1795160000.0),
        alerts.of_test("3", 1795150730.1),
    ):
        jsonschema.Draft202012Validator(schema).validate(json.loads(message.document(told)))


def test_every_rule_has_its_page() -> None:
    """Each rule stands in the table, and has a page with why, limits and next step."""
    table = _text([DOCS / "rules" / "index.md"])
    for rule in catalogue(RULES).values():
        page = _text([DOCS / "rules" / f"{rule.id}.md"])
        assert f"({rule.id}.md) | {rule.name} |" in table
        for part in (rule.title, rule.why, rule.limits, rule.next, *rule.attack):
            assert part in page


def _commands(command: click.Command, path: str) -> Iterator[str]:
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _commands(found, f"{path} {name}")


def test_every_command_is_documented() -> None:
    """Each command and subcommand has its heading."""
    lines = _text([DOCS / "cli" / "picket.md"]).splitlines()
    assert [f"## {path}" for path in _commands(picket, "picket")] == [
        line for line in lines if line.startswith("## ")
    ]


def test_every_setting_is_documented() -> None:
    """Each key of the inventory and each environment variable stands in a row of its own."""
    text = _text([DOCS / "settings.md"])
    for shape in (Settings, Host, Webhook):
        for field in msgspec.structs.fields(shape):
            assert f"\n| `{field.name}` |" in text
    for name in VARIABLES.values():
        assert f"`{name}`" in text


def test_adrs_are_short_and_whole() -> None:
    """A decision has its four parts within forty lines."""
    pages = sorted((DOCS / "adr").glob("0*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 40, page
        assert re.findall(r"^(?:## (\w+)|Status: \w+)", text, re.MULTILINE) == [
            "",
            "Context",
            "Decision",
            "Consequences",
        ]


def _links(page: Path) -> Iterator[str]:
    for block in MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")):
        for token in block.children or ():
            target = token.attrGet("href") or token.attrGet("src")
            if target:
                yield str(target)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link names a file that is there; none leads out of the repository."""
    for link in _links(page):
        if re.match(r"[a-z]+:", link) or link.startswith("#"):
            continue
        target = (page.parent / unquote(link.partition("#")[0])).resolve()
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link


class _Assets(HTMLParser):
    """What a page loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in LOADING and told.get("rel") != "canonical":
            self.found.append(told.get(LOADING[tag]) or "")
            self.found.extend((told.get("srcset") or "").split())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: a warning is an error."""
    if importlib.util.find_spec("mkdocs") is None:
        advice = "mkdocs is missing; make check installs it into .venv"
        if os.environ.get("CI") == "true":
            pytest.fail(advice)
        pytest.skip(advice)
    folder = tmp_path_factory.mktemp("site")
    argv = (sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder))
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_site_asks_nobody_for_anything(site: Path) -> None:
    """No page loads a script, style, image or frame from elsewhere, nor does a style sheet."""
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > len(catalogue(RULES))
    for page in pages:
        assets = _Assets()
        assets.feed(page.read_text(encoding="utf-8"))
        assert not [link for link in assets.found if re.match(r"(?:[a-z]+:)?//", link)], page
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.search(r"url\(\s*[\"']?(?:[a-z]+:)?//|@import", text), sheet


def test_site_holds_no_sources(site: Path) -> None:
    """The generator is no part of the site; the schema is."""
    assert not list(site.rglob("*.py"))
    assert (site / "schemas" / "fleet-report-1.json").is_file()
