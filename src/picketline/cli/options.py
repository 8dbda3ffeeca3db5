"""What all commands share: lazy subcommands, common flags, and the one place that exits."""

import contextlib
import datetime as dt
import importlib
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from picketline import __version__
from picketline.core import whole
from picketline.core.errors import PicketlineError
from picketline.core.text import safe_text

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
    """Run a command line; the one place that prints errors and exits.

    Whatever is not foreseen exits with 2: no crash may look like a finding.
    """
    try:
        code = _run(group, name)
    except (click.exceptions.Abort, KeyboardInterrupt):
        code = _say(name, "interrupted", 130)
    except click.ClickException as problem:
        problem.show()
        code = 2
    except PicketlineError as problem:
        code = _say(name, str(problem), problem.exit_code)
    except BrokenPipeError:
        code = 0
    except OSError as problem:
        code = _say(name, str(problem), 2)
    except Exception as problem:  # noqa: BLE001  # the last line of defence
        traceback.print_exc()
        code = _say(name, f"a defect of {name}, please report it: {problem!r}", 2)
    _leave(code)


def _leave(code: int) -> NoReturn:
    """Exit, even where the last bytes cannot be written any more."""
    try:
        sys.stdout.flush()
    except (OSError, AttributeError, ValueError):
        os._exit(code)
    sys.exit(code)


def _run(group: click.Group, name: str) -> int:
    if f"_{name.upper()}_COMPLETE" in os.environ:
        group.main(prog_name=name)
    try:
        with group.make_context(name, sys.argv[1:]) as context:
            code = group.invoke(context)
    except click.exceptions.Exit as leave:
        code = leave.exit_code
    emit(b"")
    return code if isinstance(code, int) else 0


def emit(data: bytes) -> bool:
    """Write to standard output. A reader that has left changes nothing else: not the code.

    Returns whether somebody reads. Raises PicketlineError if the output cannot be written for
    another reason.
    """
    if sys.stdout is None:
        raise PicketlineError("standard output is closed, so nothing was written; open it")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    except (OSError, AttributeError, ValueError) as problem:
        raise PicketlineError(f"cannot write to standard output: {problem}") from None
    return True


def _say(name: str, message: str, code: int) -> int:
    with contextlib.suppress(OSError, AttributeError, ValueError):
        lines = "\n".join(map(safe_text, message.split("\n")))
        click.echo(f"{name}: {lines}", err=True)
    return code


def save(path: Path, data: bytes) -> None:
    """Write a file in one step: it is there whole or not at all. A device is written to."""
    try:
        if path.exists() and not path.is_file():
            with open(os.open(path, os.O_WRONLY | os.O_NONBLOCK), "wb") as stream:  # noqa: PTH123
                os.set_blocking(stream.fileno(), True)
                stream.write(data)
        else:
            mask = os.umask(0)
            os.umask(mask)
            whole.replace(path, data, 0o666 & ~mask)
    except OSError as problem:
        raise click.ClickException(f"{path}: {problem.strerror}") from None


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


def corpus(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --corpus."""
    return click.option(
        "-c",
        "--corpus",
        envvar="PICOCORPUS_DIR",
        type=click.Path(file_okay=False),
        help="Folder of imported packs and registered indicators.",
    )(function)


def corpus_folder(given: str | None) -> Path:
    """The folder of a corpus: the one that was given, or the usual."""
    if given:
        return Path(given)
    home = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")  # noqa: PTH111
    if home.startswith("~"):
        raise PicketlineError("who has no home has no usual place for a corpus; give --corpus")
    return Path(home) / "picketline" / "corpus"


def store(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --store."""
    return click.option(
        "--store",
        envvar="PICKET_STORE",
        callback=_place,
        help="Folder of reports, accepted findings, known state, incidents and the audit, or"
        " postgresql://USER@HOST/DATABASE.",
    )(function)


def _place(_: click.Context, __: click.Parameter, value: str | None) -> Path | str | None:
    if value is None or value.startswith("postgresql://"):
        return value
    if Path(value).exists() and not Path(value).is_dir():
        raise click.BadParameter(f"{value} is no folder")
    return Path(value)


def store_folder(place: Path | str | None) -> Path:
    """The folder of the store, or beside a database: the one that was given, or the usual."""
    from picketline.core.store import default_folder  # noqa: PLC0415  # SQL is costly to import

    if isinstance(place, Path):
        return place
    return default_folder(os.environ, root=os.geteuid() == 0)


def open_store(place: Path | str | None, audit_head: str = "") -> "Store":
    """Open the store at `place` or its usual one, its audit's head kept where asked."""
    from picketline.core.store import (  # noqa: PLC0415  # SQL is costly to import
        SYSLOG,
        HeadSinks,
        HeadSyslog,
        Store,
        head_files,
    )

    folder = store_folder(place)
    log = (HeadSyslog(),) if audit_head == SYSLOG else ()
    sinks = HeadSinks(*head_files(folder, audit_head), *log)
    if isinstance(place, str):
        return Store.connect(place, folder, head_sink=sinks)
    return Store.open(folder, head_sink=sinks)


def audited_store(flags: dict[str, Any]) -> "Store":
    """Open the store that `flags` name, its audit's head kept where the inventory says."""
    from picketline.hosts import inventory as inventories  # noqa: PLC0415  # read by few commands

    settings = inventories.load(flags["inventory"], os.environ, {}, Path.cwd()).settings
    return open_store(flags["store"], settings.audit_head)


_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def reason(text: str = "Why; kept in the audit.", *, required: bool = True) -> _Decorator:
    """Add --reason, which must say something."""
    return click.option("--reason", required=required, callback=_said, help=text)


def until(
    text: str = "The last day it holds [default: no end].", *, required: bool = False
) -> _Decorator:
    """Add --until, a day that is not past."""
    return click.option(
        "--until",
        type=click.DateTime(["%Y-%m-%d"]),
        required=required,
        callback=_not_past,
        help=text,
    )


def _said(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and not value.strip():
        raise click.BadParameter("say why")
    return value and value.strip()


def _not_past(_: click.Context, __: click.Parameter, value: dt.datetime | None) -> dt.date | None:
    if value is None:
        return None
    if value.date() < dt.datetime.now(dt.UTC).date():
        raise click.BadParameter(f"{value.date()} is past")
    return value.date()
