"""What commands send, and to whom they give a shell: facts of pipes, words and redirections."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from picketline.packages.inspect.words import secrets
from picketline.packages.shell import Command
from picketline.packages.shell_fetches import eats
from picketline.packages.shell_names import (
    DECODERS,
    FETCHERS,
    INTERPRETERS,
    LANGUAGES,
    PYTHONS,
)
from picketline.packages.shell_words import base

Told = tuple[str, str, str]
"""A mark's name, its value, its text."""

_PEERS = {"nc", "ncat", "netcat", "telnet", "socat", "openssl"}
_LOOKUPS = {"nslookup", "dig", "host", "ping", "drill", "ftp", "tftp", "invoke-restmethod"}
_COPIERS = {"scp", "rsync", "sftp", "mail", "sendmail", "http", "xh"}
_SENDERS = FETCHERS | _PEERS | _LOOKUPS | _COPIERS
_SHELLS = {"sh", "bash", "zsh", "dash", "ksh", "ash", "fish", "cmd", "powershell", "pwsh"}
_DUMPS = {"env", "printenv", "set", "export", "declare", "gci", "get-childitem"}
_PACKERS = {"tar", "zip", "cp", "mv", "7z", "gzip", "base64", "dd", "tee"}
_ASKS = {"whoami", "hostname", "hostnamectl", "logname", "id", "ifconfig", "ipconfig"}
_CODE = re.compile(r"-[a-zA-Z]{0,3}[cerE]")
_DEVICE = re.compile(r"/dev/(?:tcp|udp)/(?!localhost|127\.)")
_KEPT_BACK = {"-H", "--header", "-u", "--user", "-i", "-E", "--cert", "--key", "--netrc-file"}
"""Flags of curl, scp and ssh whose value says who one is."""
_TOKEN = re.compile(
    r"(?:\$\{?|%|\$env:)([A-Z][A-Z0-9_]{0,30}(?:TOKEN|SECRET|PASSWORD|PASSWD|API_KEY|ACCESS_KEY"
    r"|PRIVATE_KEY|SECRET_KEY)(?:_[A-Z0-9]{1,12})?)\b"
)
_WHO = re.compile(r"(?:\$\{?|%|\$env:)(USER|USERNAME|LOGNAME|HOSTNAME|COMPUTERNAME)\b")
_STARTED = re.compile(r"(?i)(?:exec|system):\S{0,80}\b(?:cmd|\w{0,2}sh)\b")
_SENT = re.compile(r" (?:-[dFT]|--(?:data|form|upload|post|body|json)|<)|@")


def told(commands: Iterable[Command]) -> Iterator[Told]:
    """The marks of what commands send and to whom they open a shell."""
    kept: set[str] = set()
    every = tuple(commands)
    yield from _decoded(every)
    for one in every:
        yield from _language(one)
        if gives := _opens(one):
            yield "opens-shell", gives, one.text
            yield "connects", gives, one.text
        if one.program in _PEERS | _LOOKUPS:
            yield "connects", one.program, one.text
        sink = _sink(one)
        if sink and (_takes(one) or (one.program in _SENDERS and _sends(one, kept))):
            yield "sends-secret", sink, one.text
        if sink and (name := _asks(one)):
            yield "identifies", name, one.text
        if _takes(one):
            kept |= set(_kept(one))


def read(text: str) -> list[str]:
    """The credentials that a command's text names."""
    data = f" {text} ".replace(" ", "/ ").encode("utf-8", "replace")
    return [value for _, _, value in secrets(data)]


def _last(word: str) -> str:
    return re.split(r"[/\\@=]", word)[-1] or word


def _kept(command: Command) -> Iterator[str]:
    """The base names of the files that a command which takes secrets leaves them in."""
    packed = command.argv[1:] if command.program in _PACKERS else ()
    for word in (*command.writes, *packed):
        name = _last(word)
        if "$" not in word and name != "null" and not name.isdigit() and word[:1] != "-":
            yield name


def _takes(command: Command) -> bool:
    """Whether a command gives out a secret, or the whole environment."""
    if command.program in _DUMPS:
        rest = [word for word in command.argv[1:] if not word.startswith("-")]
        if command.program == "set":
            return len(command.argv) == 1
        return not rest or rest[0].lower().startswith("env:")
    if command.program in _SENDERS:
        return False
    text = " ".join((*command.argv, *command.reads))
    return bool(read(text)) or bool(_TOKEN.search(text))


def _sink(command: Command) -> str:
    """What sends the command's output, or what it is given; or ""."""
    if command.program in _SENDERS:
        return command.program
    into = next((name for argv in command.pipes_to if (name := base(argv[0])) in _SENDERS), "")
    return into or next((path for path in command.writes if _DEVICE.match(path)), "")


def _sends(command: Command, kept: set[str]) -> bool:
    """Whether a sender is given a secret, or a file that holds one, besides who one is."""
    words = [word for before, word in pairwise(command.argv) if before not in _KEPT_BACK]
    given = " ".join((*words, *command.reads))
    if command.program in {"wget", "curl"} and not _SENT.search(f" {given}"):
        given = " ".join(word for word in words if "://" in word)
    plain = given.replace("@", " ").replace("=", " ")
    named = {_last(word) for word in given.split()}
    return bool(_TOKEN.search(plain) or read(plain) or named & kept)


def _asks(command: Command) -> str:
    """What of the machine or its user a command sends, or ""."""
    if command.program in _ASKS and command.program != _sink(command):
        return command.program
    if command.program == "uname" and "-a" in command.argv:
        return "uname"
    found = _WHO.search(" ".join(command.argv[1:])) if command.program in _SENDERS else None
    return found[1] if found else ""


def _opens(command: Command) -> str:
    """To what a command gives a shell, or ""."""
    name, words = command.program, command.argv[1:]
    device = any(_DEVICE.match(path) for path in (*command.writes, *command.reads))
    if device and name in _SHELLS | {"exec"}:
        return "/dev/tcp"
    if name in {"nc", "ncat", "netcat"} and any(base(word) in _SHELLS for word in words):
        return name
    if name == "socat" and _STARTED.search(command.text):
        return name
    if name in _SHELLS and all(word.startswith("-") for word in words):
        return next((one for argv in command.pipes_to if (one := base(argv[0])) in _PEERS), "")
    return ""


def _language(command: Command) -> Iterator[Told]:
    """What code in another language does, as far as a command line carries it."""
    from picketline.packages import languages  # noqa: PLC0415  # it reads commands in its turn

    name, argv = command.program, command.argv
    at = next((at for at, word in enumerate(argv[1:], 1) if _CODE.fullmatch(word)), 0)
    at = at or (1 if name == "awk" and len(argv) > 1 else 0)
    fed = command.fed if name in LANGUAGES and eats(argv) else ""
    code = " ".join(argv[1:]) if at and name in LANGUAGES else fed
    if code:
        found = languages.read(code.replace(";", "\n"), "code.py" if name in PYTHONS else "code")
        yield from ((mark, value, text or command.text) for mark, _, value, text in found.places)


def _decoded(every: tuple[Command, ...]) -> Iterator[Told]:
    """What commands decode and run, by a pipe or by a file."""
    kept: set[str] = set()
    for one in every:
        if _decodes(one):
            if any(eats(argv) for argv in one.pipes_to):
                yield "runs-decoded", one.program, one.text
            kept |= {_last(path) for path in (*one.writes, *one.argv[2:]) if path[:1] != "-"}
        given = {_last(word) for word in (*one.argv[1:], *one.reads)}
        runs = one.program in INTERPRETERS | {"chmod", "start"} and not _decodes(one)
        if (runs and given & kept) or (_last(one.argv[0]) in kept):
            yield "runs-decoded", one.program, one.text


def _decodes(command: Command) -> bool:
    name, words = command.program, command.argv[1:]
    flags = "".join(word for word in words if word[:1] == "-")
    if name in {"base64", "base32", "basenc", "gzip", "xz", "zstd", "gpg", "openssl"}:
        return (
            "-d" in words or "--decode" in flags or "D" in flags or "d" in flags.partition("--")[0]
        )
    if name == "xxd":
        return "r" in flags
    if name == "certutil":
        return "-decode" in words or "-decodehex" in words
    if name == "tr":
        return len(words) > 1 and "d" not in flags
    return name in DECODERS or name in {"tail", "dd", "unzip"}
