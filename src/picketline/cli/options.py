"""What all commands share: lazy subcommands, common flags, and the one place that exits."""

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from picketline import __version__
from picketline.core.errors import PicketlineError

if TYPE_CHECKING:
    from picketline.core.store import Store

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class LazyGroup(click.Group):
    """A group whose subcommands are imported when they are called.

    `lazy` maps a subcommand to its one line of help; it lives in the module of the same
    name (with `_` for `-`) in the group's package, as `command`.
    """

    def __init__(self, *, package: str, lazy: dict[str, str], **attributes: Any) -> None:
        super().__init__(**attributes)
        self._package = package
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every subcommand that is not hidden."""
        del ctx
        return [name for name, text in self._lazy.items() if text]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a subcommand."""
        del ctx
        if cmd_name not in self._lazy:
            return None
        module = importlib.import_module(f"{self._package}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._lazy[name]) for name in self.list_commands(ctx)])


def entry(group: click.Group, name: str) -> NoReturn:
    """Run a command line; the one place that prints errors and exits."""
    try:
        code = group.main(prog_name=name, standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        _leave(name, "interrupted", 130)
    except click.ClickException as problem:
        problem.show()
        _leave(name, "", 2)
    except PicketlineError as problem:
        _leave(name, str(problem), problem.exit_code)
    except KeyboardInterrupt:
        _leave(name, "interrupted", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


def _leave(name: str, message: str, code: int) -> NoReturn:
    if message:
        click.echo(f"{name}: {message}", err=True)
    sys.exit(code)


def version(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --version."""
    return click.version_option(__version__, prog_name="picketline")(function)


def inventory(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --inventory."""
    return click.option(
        "--inventory",
        type=click.Path(path_type=Path, dir_okay=False),
        help="The list of hosts [default: inventory.toml in this folder, if there is one].",
    )(function)


def store(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --store."""
    return click.option(
        "--store",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of reports, accepted findings, incidents and the audit.",
    )(function)


def open_store(folder: Path | None, audit_head: str = "") -> "Store":
    """Open the store at `folder` or its usual place, its audit's head kept where asked."""
    from picketline.core.store import (  # noqa: PLC0415  # SQL is costly to import
        HEAD_FILE,
        HeadFile,
        HeadSinks,
        HeadSyslog,
        Store,
        default_folder,
    )

    where = folder or default_folder(os.environ, root=os.geteuid() == 0)
    beside = HeadFile(where / HEAD_FILE)
    if not audit_head:
        return Store.open(where, head_sink=beside)
    second = HeadSyslog() if audit_head == "syslog" else HeadFile(Path(audit_head))
    return Store.open(where, head_sink=HeadSinks(beside, second))
