"""The parts of the documentation that the source of picosentry knows; see generate.py."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

from picketline.core.rule import Rule
from picketline.packages import marks
from picketline.packages.unknowns import UNKNOWN

_VECTORS = Path(__file__).with_name("vectors.toml")


def index(rules: Iterable[Rule]) -> str:
    """The table of the rules for packages."""
    lines = [
        "# The rules for packages",
        "",
        "Each rule is a pure function over what was read of a project. `picosentry rules` lists",
        "them, `picosentry rules --explain ID` prints the page of one. Severity comes from a",
        "chain, never from a word: what can run at install or import, a capability, and a threat",
        "or something hidden. Without its chain a finding is info or low.",
        "",
        "| rule | name | severity | category | tells of | references |",
        "|---|---|---|---|---|---|",
        *(_row(rule) for rule in rules),
        "",
        "## What a closer look can say of a place in a file",
        "",
        "| mark | means |",
        "|---|---|",
        *(f"| {name} | {meaning} |" for name, meaning in marks.MARKS.items()),
    ]
    return "\n".join(lines) + "\n"


def _row(rule: Rule) -> str:
    bounds = f"{rule.least.value} to {rule.most.value}"
    references = " ".join((*rule.attack, *rule.cwe))
    link = f"[{rule.id}]({rule.id}.md)"
    return f"| {link} | {rule.name} | {bounds} | {rule.category} | {rule.title} | {references} |"


def scaat(rules: dict[str, Rule]) -> str:
    """SCAAT.md: attacks on a supply chain, and which rules look for them."""
    vectors = tomllib.loads(_VECTORS.read_text(encoding="utf-8"))["vectors"]
    told = {rule for names in vectors.values() for rule in names}
    if told != rules.keys():
        odd = ", ".join(sorted(told ^ rules.keys()))
        raise SystemExit(f"docs/vectors.toml: say which attacks {odd} looks for, or no longer")
    lines = [
        "# Supply-chain attacks and the rules that look for them",
        "",
        "Made from `docs/vectors.toml` and the rules themselves. What a rule cannot know without a",
        "network is said in every report's coverage, and here.",
        "",
        "| attack | rule | severity | what cannot be known offline |",
        "|---|---|---|---|",
        *(_vector(name, rules[rule]) for name, ids in vectors.items() for rule in ids),
    ]
    return "\n".join(lines) + "\n"


def _vector(name: str, rule: Rule) -> str:
    bounds = f"{rule.least.value} to {rule.most.value}"
    link = f"[{rule.id}](docs/rules/{rule.id}.md)"
    return f"| {name} | {link} {rule.title} | {bounds} | {UNKNOWN.get(rule.id, '')} |"
