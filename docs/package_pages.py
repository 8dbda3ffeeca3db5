"""The parts of the documentation that the source of picosentry knows; see generate.py."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

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
    read = tomllib.loads(_VECTORS.read_text(encoding="utf-8"))
    vectors, techniques = read["vectors"], read["technique"]
    _complete(vectors, techniques, rules)
    lines = [
        "# Supply-chain attacks and the rules that look for them",
        "",
        "Made from `docs/vectors.toml` and the rules themselves. What a rule cannot know without a",
        "network is said in every report's coverage, and here.",
        "",
        "## The forty techniques of the attacks of 2021 to 2026",
        "",
        "| | technique | rules | what cannot be decided offline |",
        "|---|---|---|---|",
        *(_technique(each) for each in techniques),
        "",
        "## By what is attacked",
        "",
        "| attack | rule | severity | what cannot be known offline |",
        "|---|---|---|---|",
        *(_vector(name, rules[rule]) for name, ids in vectors.items() for rule in ids),
    ]
    return "\n".join(lines) + "\n"


def _complete(
    vectors: dict[str, list[str]], techniques: list[dict[str, Any]], rules: dict[str, Rule]
) -> None:
    """End if a rule looks for no attack, an attack has no rule, or one of the forty is missing."""
    told = {rule for names in vectors.values() for rule in names}
    if told != rules.keys():
        odd = ", ".join(sorted(told ^ rules.keys()))
        raise SystemExit(f"docs/vectors.toml: say which attacks {odd} looks for, or no longer")
    for number, each in enumerate(techniques, 1):
        unknown = set(each["rules"]) - rules.keys()
        if each["number"] != number or unknown or not (each["rules"] or each.get("offline")):
            raise SystemExit(f"docs/vectors.toml: technique {number} has no rule that there is")


def _technique(each: dict[str, Any]) -> str:
    links = ", ".join(f"[{rule}](docs/rules/{rule}.md)" for rule in each["rules"])
    return f"| {each['number']} | {each['name']} | {links} | {each.get('offline', '')} |"


def _vector(name: str, rule: Rule) -> str:
    bounds = f"{rule.least.value} to {rule.most.value}"
    link = f"[{rule.id}](docs/rules/{rule.id}.md)"
    return f"| {name} | {link} {rule.title} | {bounds} | {UNKNOWN.get(rule.id, '')} |"
