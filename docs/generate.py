"""Write the parts of the documentation that the source already knows.

    docs/generate.py           write what differs
    docs/generate.py --check   write nothing; name each stale file and exit 1 if there is one

What is generated: docs/rules/, docs/cli/, docs/schemas/, docs/settings.md, docs/range.md, SCAAT.md,
systemd/ and the help between the markers of README.md.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
import package_pages
from msgspec import inspect

from picketline.cli.picket import picket
from picketline.cli.picosentry import picosentry
from picketline.core.check import checks, rules_of
from picketline.core.report import Report
from picketline.core.rule import Rule, catalogue, page
from picketline.core.sinks import message
from picketline.core.sinks.message import Message
from picketline.hosts.inventory import VARIABLES, Host, Settings
from picketline.hosts.probe import RULES
from picketline.hosts.sweep import SCHEMA
from picketline.hosts.webhooks import Webhook
from picketline.packages import scan
from picketline.packages.news import facts as news
from picketline.packages.news.facts import News

ROOT = Path(__file__).resolve().parent.parent
_WIDTH = 90
_OWNED = ("docs/rules", "docs/cli", "docs/schemas", "systemd")
_MARKS = ("<!-- help:start -->", "<!-- help:end -->")
_FENCE = re.compile(r"^```([a-z]+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CASES = """\
## Cases

Each case is a test: its blocks are laid out as files, those are looked at, and exactly what the
last block says must be found."""

_SLAM = {True: {"slam-dunk": "may be"}, False: {"slam-dunk": "never"}}

SETTINGS = {
    "armed": "Contain slam-dunks in every run. `--armed` does so for one run.",
    "ssh_timeout_secs": "Seconds for one host's whole sweep. Half of it is for connecting.",
    "cpu_hot": "Per cent of one processor that counts as busy.",
    "bad_ports": "Ports that mining pools use. In the environment: `3333,4444`.",
    "max_contain": "The most processes frozen in one sweep of the fleet; hosts take turns.",
    "protect": "Executables, as absolute paths on the hosts, that are never frozen, also once "
    "their file is deleted.",
    "sessions": "Hosts swept at once. 0: eight for each processor, at most 32.",
    "start_jitter_secs": "Each host is begun up to so many seconds late, by chance, so that a "
    "fleet does not begin all at once.",
    "triage_cmd": "Command that gets the report on stdin when a person is told of something.",
    "triage_timeout_secs": "Seconds that the triage command has.",
    "triage_url": "Base address of an OpenAI-compatible API, often ending in `/v1`. Asked like "
    "`triage_cmd`; where both are set, the command is asked.",
    "triage_model": "The model to ask there.",
    "triage_key_file": "A file whose first line is the key for it; `PICKET_TRIAGE_KEY` in the "
    "environment wins.",
    "alert_cmd": "Command that gets each alert on stdin, as JSON.",
    "alert_syslog": 'Where alerts are logged: `"local"`, `"udp://HOST:PORT"` or '
    '`"tcp://HOST:PORT"`.',
    "alert_ocsf_file": "A file that alerts are appended to, in OCSF, one JSON line a finding.",
    "alert_timeout_secs": "Seconds for all deliveries at the end of a run, each sink for itself; "
    "also for the heartbeat.",
    "alert_again_hours": "Hours after which what still stands is told again.",
    "period_minutes": "How often the fleet is meant to be swept.",
    "missed_periods": "A host not swept whole for this many periods is an alert. 0: never.",
    "heartbeat_url": "An address that is fetched after each run in which all is well. A secret.",
    "heartbeat_cmd": "Command that runs after each run in which all is well.",
    "evidence": '`"copy"`: what an armed sweep kept of an incident is copied to the controller.',
    "plain_http": "Hosts that may be reached by http, without encryption. This machine always may.",
    "audit_head": 'Where the head of the audit is also written: `"syslog"` or a file. It is '
    "always written beside the store.",
}
HOST = {
    "ssh": "An alias of your ssh configuration. `localhost` is swept without ssh.",
    "note": "What the host is for; shown in the report.",
    "become": 'How to become root there: `"sudo"` runs `sudo -n`.',
    "partial": '`"accepted"`: a sweep without root is meant, and is not unfinished.',
    "container": '`"pause"` or `"stop"`: what is done to a container with a slam-dunk in it. '
    '`"stop"` sends SIGTERM by `kill`, never an engine\'s `stop`.',
}

WEBHOOK = {
    "name": "What it is called in `picket alert`; letters, digits, `_` and `-`.",
    "shape": "Who reads it: a program, a chat, or `text` for plain text as ntfy takes it.",
    "url": "The address that is posted to. A secret; never shown.",
    "url_file": "A file whose first line is the address. One of the two is needed.",
}


def outputs() -> dict[str, str]:
    """Every generated file by its path below the repository."""
    rules, packages = catalogue(RULES), rules_of(checks(scan.RULES))
    return {
        "docs/rules/index.md": _rule_index(rules.values()),
        "docs/rules/packages.md": package_pages.index(packages.values()),
        **{f"docs/rules/{rule.id}.md": _rule_page(rule, RULES) for rule in rules.values()},
        **{f"docs/rules/{rule.id}.md": _rule_page(rule, scan.RULES) for rule in packages.values()},
        "SCAAT.md": package_pages.scaat(packages),
        "docs/cli/picket.md": _command_page(picket, "picket"),
        "docs/cli/picosentry.md": _command_page(picosentry, "picosentry"),
        f"docs/schemas/{SCHEMA.partition('.')[2].replace('/', '-report-')}.json": _schema(),
        "docs/schemas/project-report-1.json": _project_schema(),
        "docs/schemas/alert-1.json": _alert_schema(),
        "docs/schemas/news-1.json": _news_schema(),
        "docs/settings.md": _settings_page(),
        "docs/range.md": _range_page(),
        **dict(_units()),
        "README.md": _readme((ROOT / "README.md").read_text(encoding="utf-8")),
    }


def _rule_index(rules: Iterable[Rule]) -> str:
    lines = [
        "# The rules",
        "",
        "Each rule runs on the host, inside the probe. `picket rules` lists them,",
        "`picket rules --explain ID` prints the page of one. Severity is how bad a finding is if",
        "it is true: every rule stays within its two bounds. A slam-dunk is the only thing that",
        "an armed run acts on; only rules marked so may claim one, and seldom do.",
        "",
        "| rule | name | severity | slam-dunk | tells of | ATT&CK |",
        "|---|---|---|---|---|---|",
        *(_rule_row(rule) for rule in rules),
    ]
    return "\n".join(lines) + "\n"


def _rule_row(rule: Rule) -> str:
    slam = "may be" if rule.slam_dunk else ""
    attack = " ".join(rule.attack)
    link = f"[{rule.id}]({rule.id}.md)"
    return f"| {link} | {rule.name} | {_bounds(rule)} | {slam} | {rule.title} | {attack} |"


def _bounds(rule: Rule) -> str:
    least, most = rule.least.value, rule.most.value
    return least if least == most else f"{least} to {most}"


def _rule_page(rule: Rule, package: str) -> str:
    facts = {
        "severity": _bounds(rule),
        **({"category": rule.category} if rule.category else _SLAM[rule.slam_dunk]),
        "maturity": rule.maturity,
        "since": rule.since,
        "ATT&CK": " ".join(rule.attack),
        **({"CWE": " ".join(rule.cwe)} if rule.cwe else {}),
    }
    parts = [
        f"# {rule.id} {rule.name}",
        f"{rule.title}. [All rules]({'packages' if rule.category else 'index'}.md)",
        _row(facts) + "\n" + _row("---" for _ in facts) + "\n" + _row(facts.values()),
        f"## Why\n\n{rule.why}",
        f"## Known limits\n\n{rule.limits}",
        f"## Benign classes\n\n{rule.benign}",
        f"## What to do next\n\n{rule.next}",
        _CASES,
        _cases(page(package, rule)),
    ]
    return "\n\n".join(parts) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cases(text: str) -> str:
    """The page's text: headings a level deeper, each fence titled with what it stands for."""
    body = text.partition("\n")[2].strip()
    body = re.sub(r"^## ", "### ", body, flags=re.MULTILINE)
    fenced = _FENCE.sub(_fence, body)
    return re.sub(r"(?<!\n)\n(?=```text title=)", "\n\n", fenced)


def _fence(match: re.Match[str]) -> str:
    title = f"{match[1]} {match[2]}".strip()
    text = match[3] if match[3].strip() else "(nothing)\n"
    return f'```text title="{title}"\n{text}```'


def _command_page(group: click.Command, name: str) -> str:
    lead = f"# {name}\n\nThe help of every command, as it prints it."
    pages = [f"## {path}\n\n```text\n{text}\n```" for path, text in _help(group, name, None)]
    return "\n\n".join([lead, *pages]) + "\n"


def _help(
    command: click.Command, name: str, parent: click.Context | None
) -> Iterator[tuple[str, str]]:
    """The help of a command and of all below it, at one width."""
    context = click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=_WIDTH,
        help_option_names=["-h", "--help"],
    )
    yield context.command_path, command.get_help(context).rstrip()
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            if found is not None:
                yield from _help(found, each, context)


def _schema() -> str:
    return _published(
        Report,
        SCHEMA,
        "Fleet report",
        "What `picket run --json` prints: each host with its status, the checks"
        " that ran, findings, and what was not seen.",
    )


def _project_schema() -> str:
    return _published(
        Report,
        scan.SCHEMA,
        "Project report",
        "What `picosentry scan -f json` prints: each project or member with its findings, and"
        " what was not seen.",
    )


def _alert_schema() -> str:
    return _published(
        Message,
        message.SCHEMA,
        "Alert",
        "What `alert_cmd` and a webhook of shape `json` get: a headline, lines for people, and"
        " a report with nothing but the findings that are told.",
    )


def _news_schema() -> str:
    return _published(
        News,
        news.SCHEMA,
        "What is new",
        "What `picosentry diff OLD NEW -f json` prints of lockfiles, tarballs and folders.",
    )


def _published(shape: type[msgspec.Struct], name: str, title: str, description: str) -> str:
    about = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": name,
        "title": title,
        "description": description,
    }
    schema = msgspec.json.schema(shape) | about
    schema["$defs"][shape.__name__]["properties"]["schema"] = {"const": name}
    return json.dumps(schema, indent=2, sort_keys=True) + "\n"


def _settings_page() -> str:
    variables = "\n".join(f"- `{name}` sets `{field}`." for field, name in VARIABLES.items())
    return f"""\
# Settings

Settings come from the inventory, then the environment, then flags; the later wins. Whatever
is wrong is refused with the file, line and key, the variable or the flag that said it.

The inventory is `inventory.toml` in the folder that picket runs in, or `--inventory PATH`. In the
folder it must belong to you or to root; named, it may be anybody's.

## [settings]

{_table(Settings, SETTINGS, VARIABLES)}

## [[host]]

One table for each host.

{_table(Host, HOST, {})}

## [[webhook]]

One table for each; at most 16. See [Alerts](operate.md#alerts).

{_table(Webhook, WEBHOOK, {})}

## Environment

{variables}
- `PICKET_TRIAGE_KEY` is the key for `triage_url`. No file of settings can hold it.
- `PICKET_TRIAGE_CMD` is also what picosentry asks; `PICOCORPUS_DIR` is its `--corpus`.
- `XDG_DATA_HOME` says where picosentry keeps packs and indicators, `XDG_CACHE_HOME` what it
  remembers of files.
- `XDG_STATE_HOME` says where the store is kept; see [Operate](operate.md#what-is-written-where).
- `NO_COLOR`, if it is not empty, and `TERM=dumb` switch colour off.
"""


def _range_page() -> str:
    """What the range's tests assert, from their own tables."""
    sys.path.insert(0, str(ROOT / "tests" / "support"))
    try:
        from range_page import page as range_page  # noqa: PLC0415  # a module of the tests
    finally:
        sys.path.pop(0)
    return range_page()


def _table(shape: type[msgspec.Struct], meanings: dict[str, str], variables: dict[str, str]) -> str:
    """A row for each field; fails if a field has no meaning here, or a meaning no field."""
    fields = {field.name: field for field in msgspec.structs.fields(shape)}
    if fields.keys() != meanings.keys():
        odd = ", ".join(sorted(fields.keys() ^ meanings.keys()))
        raise SystemExit(f"docs/generate.py: say what {shape.__name__}'s {odd} means, or no longer")
    rows = [
        f"| `{name}` | {_kind(field.type)} | {_default(field)} | {_variable(variables, name)} |"
        f" {meanings[name]} |"
        for name, field in fields.items()
    ]
    head = ["| key | type | default | environment | meaning |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows])


def _variable(variables: dict[str, str], name: str) -> str:
    return f"`{variables[name]}`" if name in variables else ""


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "required"
    return f"`{json.dumps(msgspec.to_builtins(field.default))}`"


def _kind(annotation: Any) -> str:
    """A type in words."""
    match inspect.type_info(annotation):
        case inspect.BoolType():
            words = "true or false"
        case inspect.IntType(ge=least, le=most):
            words = f"whole number, {least} to {most}"
        case inspect.FloatType(gt=None, ge=least, le=most):
            words = f"number, {least} to {most}"
        case inspect.FloatType(gt=least, le=most):
            words = f"number over {least}, at most {most}"
        case inspect.LiteralType(values=values):
            words = " or ".join(f"`{json.dumps(value)}`" for value in values)
        case inspect.VarTupleType(item_type=item, max_length=many):
            port = isinstance(item, inspect.IntType)
            words = f"list of at most {many} {'ports' if port else 'texts'}"
        case _:
            words = "text"
    return words


def _units() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "src/picketline/hosts/units").iterdir()):
        yield f"systemd/{path.name}", path.read_text(encoding="utf-8")


def _readme(text: str) -> str:
    """README.md with the help between its markers as the command prints it."""
    start, end = _MARKS
    before, found, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise SystemExit(f"docs/generate.py: README.md lacks {start} or {end}")
    _, told = next(_help(picket, "picket", None))
    return f"{before}{start}\n```text\n{told}\n```\n{end}{after}"


def stale(wanted: dict[str, str]) -> list[str]:
    """The files that are not as wanted, and those in generated folders that nobody wants."""
    differ = [name for name, text in wanted.items() if _read(ROOT / name) != text]
    there = (path for folder in _OWNED for path in (ROOT / folder).rglob("*") if path.is_file())
    extra = [str(path.relative_to(ROOT)) for path in there]
    return sorted({*differ, *extra} - {name for name in wanted if name not in differ})


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def write(wanted: dict[str, str], names: list[str]) -> None:
    """Bring the named files up to date; remove those that nobody wants."""
    for name in names:
        path = ROOT / name
        if name not in wanted:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[name], encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Write, or with --check compare only; 1 if something is stale then."""
    if arguments not in ([], ["--check"]):
        print(__doc__)
        return 2
    wanted = outputs()
    names = stale(wanted)
    if arguments:
        for name in names:
            print(f"stale: {name}; run docs/generate.py (make generate)")
        return int(bool(names))
    write(wanted, names)
    for name in names:
        print(f"wrote {name}" if name in wanted else f"removed {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
