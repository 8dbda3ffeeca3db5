"""What commands show: marks of shell, wherever it stands."""

import re
from collections.abc import Iterable, Iterator

from picketline.packages import shell_sends
from picketline.packages.inspect import wipes
from picketline.packages.inspect.targets import target
from picketline.packages.inspect.words import secrets
from picketline.packages.shell import Command
from picketline.packages.shell_fetches import keeps
from picketline.packages.shell_runs import ENCODED, FETCHERS, INTERPRETERS, fetches_and_runs
from picketline.packages.shell_words import base

Told = tuple[str, str, str]
"""A mark's name, its value, its text."""

_PACKAGES = {"install", "i", "add", "ci"}
_MANAGERS = {"npm", "pnpm", "yarn", "bun"}
_SCANNERS = {"trufflehog", "gitleaks"}
_ASSISTANTS = {"claude", "gemini", "q", "codex", "cursor-agent", "amp"}
_UNGUARDED = {"--dangerously-skip-permissions", "--yolo", "--trust-all-tools", "-y"}
_DUMPS = {"env", "printenv", "set"}
_WINDOWS = {"certutil", "bitsadmin", "mshta", "rundll32", "regsvr32"}


def told(commands: Iterable[Command]) -> Iterator[Told]:
    """The marks of commands, each with value and text."""
    every = tuple(commands)
    tool = fetches_and_runs(every)
    if tool:
        text = next((one.text for one in every if one.program == tool), "")
        yield "fetches-and-runs", tool, text
    kept, how = keeps(every)
    if kept:
        yield "starts-fetched", how, kept
    yield from shell_sends.told(every)
    for command in every:
        for name, value in _one(command):
            yield name, value, command.text


def _one(command: Command) -> Iterator[tuple[str, str]]:
    argv, name, text = command.argv, command.program, " ".join(command.argv)
    first = next((word for word in argv[1:] if not word.startswith("-")), "")
    if name in FETCHERS or (name in _WINDOWS and "http" in text.lower()):
        yield "connects", name
    if name in _MANAGERS and first in _PACKAGES and len(argv) > 2:  # noqa: PLR2004  # of a package
        yield "installs", name
    if name in {"pip", "pip3", "gem", "apt-get", "brew"} and first == "install":
        yield "installs", name
    if name in _MANAGERS and first in {"publish", "whoami", "token", "adduser"}:
        yield "publishes", f"{name} {first}"
    if name in _SCANNERS:
        yield "scans-secrets", name
    if name in _ASSISTANTS and _UNGUARDED & {*argv}:
        yield "assistant", name
    if name in _DUMPS and len(argv) == 1:
        yield "reads-environment", name
    yield from _harm(command)
    yield from _conceals(command, text)
    for mark, _, value in secrets(f" {text}".replace(" ", "/ ").encode("utf-8", "replace")):
        yield mark, value


def _harm(command: Command) -> Iterator[tuple[str, str]]:
    name, argv = command.program, command.argv
    for program, _ in wipes.of_commands([command]):
        yield "deletes-home", program
    if name == "crontab" and "-l" not in argv:
        yield "writes-outside", "cron"
    if name in {"systemctl", "launchctl"} and {"enable", "load", "bootstrap"} & {*argv}:
        yield "writes-outside", "systemd" if name == "systemctl" else "launch-agent"
    for path in command.writes:
        if place := target(path):
            yield "writes-outside", place


def _conceals(command: Command, text: str) -> Iterator[tuple[str, str]]:
    into = [base(argv[0]) for argv in command.pipes_to]
    decodes = command.program in {"base64", "openssl", "xxd"} and {"-d", "-D", "--decode", "-r"} & {
        *command.argv
    }
    if decodes and any(one in INTERPRETERS for one in into):
        yield "runs-decoded", command.program
    if command.program in {"powershell", "pwsh"}:
        if ENCODED.search(text):
            yield "runs-decoded", "base64"
        if re.search(r"(?i)-w(?:indowstyle)?\s+hidden", text):
            yield "hides-process", command.program
    if command.program == "nohup":
        yield "hides-process", "nohup"
    if command.program == "npm" and "strict-ssl" in text and "false" in text:
        yield "disables-tls", "npm"
