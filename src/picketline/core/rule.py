"""Rules as files: two a rule, and the catalogue made from them.

A rule written in sh opens with a header that the catalogue reads:

    # HOST-EXE-001 deleted-executable info..high stable slam-dunk since 0.1
    # Title: Process runs from a deleted executable
    # Why: ...
    # Limits: ...
    # Benign: ...
    # Next: ...
    # Attack: ...

A rule written in python is a function with `check.rule` above it; the same fields open the
paragraphs of its module's docstring, whose first line is the title. A field may run over
several lines. The page beside it (`.md`) is the rule's test, fixture and documentation.
"""

import functools
import re
from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal

import msgspec

from picketline.core.errors import RuleError
from picketline.core.model import Severity

_FIRST_LINE = re.compile(
    r"# (?P<id>[A-Z]+-[A-Z]+-\d{3}) (?P<name>[a-z][a-z0-9-]+)"
    r" (?P<least>[a-z]+)\.\.(?P<most>[a-z]+)"
    r" (?P<maturity>preview|stable)(?P<slam> slam-dunk)? since (?P<since>\d+\.\d+)"
)
_FIELD = re.compile(r"# (Title|Why|Limits|Benign|Next|Attack): (.*)")
_REQUIRED = ("Title", "Why", "Limits", "Benign", "Next", "Attack")

Maturity = Literal["preview", "stable"]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What the catalogue knows about one rule. `least` and `most` bound its severity.

    `category` and `malware` (what it tells of may be malice) are those of rules for packages.
    """

    id: str
    name: str
    title: str
    least: Severity
    most: Severity
    maturity: Maturity
    slam_dunk: bool
    since: str
    why: str
    limits: str
    next: str
    benign: str
    attack: tuple[str, ...]
    cwe: tuple[str, ...] = ()
    category: str = ""
    malware: bool = False
    stem: str = ""

    def admits(self, severity: Severity) -> bool:
        """Whether `severity` lies within the rule's bounds."""
        return self.least <= severity <= self.most


def header(text: str, where: str) -> Rule:
    """Read the header of a rule file; `where` names it in errors."""
    lines = text.splitlines()
    first = _FIRST_LINE.fullmatch(lines[0] if lines else "")
    if first is None:
        raise RuleError(f"{where}: line 1 is not '# ID name least..most maturity since X.Y'")
    fields = _fields(lines[1:])
    missing = [name for name in _REQUIRED if not fields.get(name)]
    if missing:
        raise RuleError(f"{where}: the header lacks {', '.join(missing)}")
    rule = Rule(
        id=first["id"],
        name=first["name"],
        title=fields["Title"],
        least=_severity(first["least"], where),
        most=_severity(first["most"], where),
        maturity="stable" if first["maturity"] == "stable" else "preview",
        slam_dunk=first["slam"] is not None,
        since=first["since"],
        why=fields["Why"],
        limits=fields["Limits"],
        next=fields["Next"],
        benign=fields["Benign"],
        attack=tuple(fields["Attack"].split()),
        stem=where.rsplit(".", 1)[0],
    )
    checked(rule, where)
    return rule


def checked(rule: Rule, where: str) -> None:
    """Raise RuleError if the bounds of `rule` are none, or it claims more than it may."""
    if rule.least > rule.most:
        raise RuleError(f"{where}: {rule.least.value}..{rule.most.value} are no bounds")
    if rule.slam_dunk and rule.maturity != "stable":
        raise RuleError(f"{where}: only a stable rule may be a slam-dunk")


def _fields(lines: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    current = ""
    for line in lines:
        if not line.startswith("# "):
            break
        match = _FIELD.fullmatch(line)
        if match:
            current = match[1]
            fields[current] = match[2].strip()
        elif current:
            fields[current] += " " + line[2:].strip()
    return fields


def _severity(word: str, where: str) -> Severity:
    try:
        return Severity(word)
    except ValueError:
        raise RuleError(f"{where}: line 1: {word!r} is not a severity") from None


def folder(package: str) -> Traversable:
    """The folder of a package's rule files."""
    return resources.files(package)


@functools.cache
def catalogue(package: str) -> dict[str, Rule]:
    """All rules of `package` that are written in sh, by id, in the order of their ids.

    Raises RuleError if a header is malformed, an id or name is used twice, or a rule has
    no page.
    """
    files = {entry.name: entry for entry in folder(package).iterdir()}
    texts = sorted(name for name in files if name.endswith(".sh"))
    return collected(
        (header(files[name].read_text(encoding="utf-8"), name) for name in texts), frozenset(files)
    )


def collected(rules: Iterable[Rule], files: frozenset[str]) -> dict[str, Rule]:
    """`rules` by id, in order; `files` are the names in their folder.

    Raises RuleError if an id or name is used twice, or a rule has no page.
    """
    found: dict[str, Rule] = {}
    for rule in rules:
        if f"{rule.stem}.md" not in files:
            raise RuleError(f"{rule.stem}: its page {rule.stem}.md is missing")
        if rule.id in found or any(rule.name == other.name for other in found.values()):
            raise RuleError(f"{rule.stem}: {rule.id} {rule.name} is used twice")
        found[rule.id] = rule
    return dict(sorted(found.items()))


def page(package: str, rule: Rule) -> str:
    """The rule's page, as Markdown."""
    return folder(package).joinpath(f"{rule.stem}.md").read_text(encoding="utf-8")
