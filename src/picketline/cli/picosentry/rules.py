"""picosentry rules."""

import click
import msgspec

from picketline.cli import options
from picketline.core.check import checks, rules_of
from picketline.core.rule import Rule, page
from picketline.packages.scan import RULES


@click.command(context_settings=options.CONTEXT)
@click.option("--json", "as_json", is_flag=True, help="All that is known of each, as JSON.")
@click.option("--explain", metavar="ID", help="Print the page of one rule.")
def command(*, as_json: bool, explain: str | None) -> None:
    """List the rules: id, severity, category, title."""
    rules = rules_of(checks(RULES))
    if explain is not None:
        if explain not in rules:
            raise click.BadParameter(f"no rule {explain}; picosentry rules lists them")
        click.echo(_explained(rules[explain]))
    elif as_json:
        options.emit(msgspec.json.format(msgspec.json.encode(list(rules.values()))) + b"\n")
    else:
        for rule in rules.values():
            click.echo(f"{rule.id:<16} {_bounds(rule):<18} {rule.category:<12} {rule.title}")


def _bounds(rule: Rule) -> str:
    return f"{rule.least.value}..{rule.most.value}"


def _explained(rule: Rule) -> str:
    about = (
        ("Severity", f"{rule.least.value} to {rule.most.value}"),
        ("Category", rule.category),
        ("Maturity", f"{rule.maturity}, since {rule.since}"),
        ("Why", rule.why),
        ("Known limits", rule.limits),
        ("Benign", rule.benign),
        ("Next", rule.next),
        ("References", ", ".join((*rule.attack, *rule.cwe))),
    )
    said = "".join(f"{label}: {text}\n\n" for label, text in about if text)
    return f"{rule.id} {rule.name}: {rule.title}\n\n{said}{page(RULES, rule)}"
