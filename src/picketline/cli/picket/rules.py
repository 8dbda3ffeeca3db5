"""picket rules."""

import click

from picketline.cli import options
from picketline.core import canonical
from picketline.core.rule import Rule, catalogue, page
from picketline.hosts.probe import RULES


@click.command(context_settings=options.CONTEXT)
@click.option("--json", "as_json", is_flag=True, help="Everything that is known, as JSON.")
@click.option("--explain", metavar="ID", help="The page of one rule.")
def command(*, as_json: bool, explain: str | None) -> None:
    """List the rules, or explain one."""
    rules = catalogue(RULES)
    if explain is not None:
        found = [rule for rule in rules.values() if explain.lower() in {rule.id.lower(), rule.name}]
        if not found:
            raise click.BadParameter(
                f"no rule {explain!r}; see picket rules", param_hint="--explain"
            )
        click.echo(_explained(found[0]), nl=False)
        return
    if as_json:
        options.emit(canonical.encode(list(rules.values())) + b"\n")
        return
    for rule in rules.values():
        mark = "  slam-dunk" if rule.slam_dunk else ""
        bounds = f"{rule.least.value}..{rule.most.value}"
        click.echo(f"{rule.id:<14} {bounds:<18} {rule.title}{mark}")


def _explained(rule: Rule) -> str:
    """What the rule's header says, then its page."""
    mark = "; may be a slam-dunk" if rule.slam_dunk else ""
    about = (
        ("Severity", f"{rule.least.value} to {rule.most.value}{mark}"),
        ("Maturity", f"{rule.maturity}, since {rule.since}"),
        ("Why", rule.why),
        ("Known limits", rule.limits),
        ("Benign", rule.benign),
        ("Next", rule.next),
        ("ATT&CK", ", ".join(rule.attack)),
    )
    said = "".join(f"{label}: {text}\n\n" for label, text in about if text)
    return f"{rule.id} {rule.name}: {rule.title}\n\n{said}{page(RULES, rule)}"
