"""picket exit-code: what `make run` says about how a sweep ended."""

import click

from picketline.core.report import EXIT_WORDS, Exit


@click.command(hidden=True)
@click.argument("code", type=int)
def command(code: int) -> int:
    """Explain an exit code; exits 0 itself for 0, 1 and 3, which are no failures."""
    if code not in set(Exit):
        click.echo(f"exit code {code}: not one of picket's own")
        return code
    click.echo(f"exit code {code}: {EXIT_WORDS[Exit(code)]}")
    return 0 if code in {Exit.CLEAN, Exit.FOUND, Exit.UNFINISHED} else code
