"""What commands send, and to whom they give a shell: facts of pipes, words and redirections."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

from picketline.packages.inspect.words import secrets
from picketline.packages.shell import Command, commands
from picketline.packages.shell_runs import FETCHERS, fetches_and_runs
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
_LANGUAGES = re.compile(r"(?:python|perl|ruby|php|lua)[\d.]*")
_CODE = re.compile(r"-[a-z]{0,3}[cerE]")
_DEVICE = re.compile(r"/dev/(?:tcp|udp)/(?!localhost|127\.)")
_KEPT_BACK = {"-H", "--header", "-u", "--user", "-i", "-E", "--cert", "--key", "--netrc-file"}
"""Flags of curl, scp and ssh whose value says who one is."""
_TOKEN = re.compile(
    r"(?:\$\{?|%|\$env:)([A-Z][A-Z0-9_]{0,30}(?:TOKEN|SECRET|PASSWORD|PASSWD|API_KEY|ACCESS_KEY"
    r"|PRIVATE_KEY|SECRET_KEY)(?:_[A-Z0-9]{1,12})?)\b"
)
_WHO = re.compile(r"(?:\$\{?|%|\$env:)(USER|USERNAME|LOGNAME|HOSTNAME|COMPUTERNAME)\b")
_TEXT = re.compile(r"\"([^\"\\\n]{4,2000})\"|'([^'\\\n]{4,2000})'")
_STARTS = re.compile(r"\bsystem\b|popen|subprocess|\bexec\w*\b|\bspawn|`|shell_exec|passthru")
_SOCKET = re.compile(r"(?i)socket|fsockopen")
_GIVES = re.compile(r"\bdup2\b|\bpty\.spawn|\b(?:ba|z|da)?sh\b|\bcmd(?:\.exe)?\b|\bpowershell\b")
_LOADS = re.compile(r"urlopen|urlretrieve|requests\.get|Net::HTTP|LWP|file_get_contents\(.?http|"
                    r"open-uri|URI\.open")  # fmt: skip
_RUNS = re.compile(r"\bexec\(|\beval\b|\bsystem\(|subprocess|popen")
_STARTED = re.compile(r"(?i)(?:exec|system):\S{0,80}\b(?:cmd|\w{0,2}sh)\b")
_SENT = re.compile(r" (?:-[dFT]|--(?:data|form|upload|post|body|json)|<)|@")
_MOST = 64


def told(commands: Iterable[Command]) -> Iterator[Told]:
    """The marks of what commands send and to whom they open a shell."""
    kept: set[str] = set()
    for one in commands:
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
    name, argv = command.program, command.argv
    at = next((at for at, word in enumerate(argv[1:], 1) if _CODE.fullmatch(word)), 0)
    code = " ".join(argv[at + 1 :]) if at and _LANGUAGES.fullmatch(name) else ""
    if not code:
        return
    if _SOCKET.search(" ".join(argv)) and _GIVES.search(code):
        yield "opens-shell", name, command.text
        yield "connects", name, command.text
    texts = [found[1] or found[2] for found in islice(_TEXT.finditer(code), _MOST)]
    if _STARTS.search(code):
        inner = [one for text in texts for one in commands(text)]
        yield from told(one for one in inner if not _LANGUAGES.fullmatch(one.program))
        tool = fetches_and_runs(inner)
        if tool:
            yield "fetches-and-runs", tool, command.text
    if _LOADS.search(code) and _RUNS.search(code):
        yield "fetches-and-runs", name, command.text
