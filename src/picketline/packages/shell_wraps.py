"""Programs that start others: what is left without them, and the scripts that others are given."""

import base64
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from picketline.packages.shell_names import (
    INTERPRETERS,
    MANAGERS,
    POWERSHELLS,
    SHELLS,
    TOOLS,
)
from picketline.packages.shell_words import base


class _Wrap(NamedTuple):
    """The flags of a wrapper that take the next word, and how many words stand before the rest."""

    takes: frozenset[str] = frozenset()
    before: int = 0


def _wrap(takes: str = "", before: int = 0) -> _Wrap:
    return _Wrap(frozenset(takes.split()), before)


_WRAPS = {
    **dict.fromkeys(
        ("nohup", "command", "builtin", "cross-env", "setsid", "call", "cross-env-shell"), _wrap()
    ),
    **dict.fromkeys(
        ("corepack", "busybox", "toybox", "winpty", "catchsegv", "caffeinate"), _wrap()
    ),
    "exec": _wrap("-a"),
    "env": _wrap("-u --unset -C --chdir"),
    "sudo": _wrap("-u -g -h -p -C -r -t -T -U --user --group"),
    "doas": _wrap("-u -C"),
    "nice": _wrap("-n --adjustment"),
    "ionice": _wrap("-c -n -p --class --classdata"),
    "stdbuf": _wrap("-i -o -e --input --output --error"),
    "time": _wrap("-f -o --format --output"),
    "timeout": _wrap("-k -s --kill-after --signal", 1),
    "start": _wrap("/d /affinity /node"),
    "unshare": _wrap(),
    "chroot": _wrap("", 1),
    "flock": _wrap("-w -E --timeout", 1),
    "strace": _wrap("-o -e -s -p -P -a"),
    "ltrace": _wrap("-o -e"),
    "watch": _wrap("-n --interval"),
    "taskset": _wrap("", 1),
    "chrt": _wrap("", 1),
    "dotenv": _wrap("-e -c -v"),
    "env-cmd": _wrap("-f -e"),
    "start-process": _wrap("-ArgumentList -WorkingDirectory"),
    "saps": _wrap(),
    "xvfb-run": _wrap("-n -s -e"),
    "fakeroot": _wrap(),
    "proxychains": _wrap("-f"),
    "screen": _wrap("-S -t -p -h -dmS -DmS"),
    "systemd-run": _wrap("-p -u --unit --property"),
    "daemonize": _wrap("-c -e -o -p -l -u"),
    "conhost": _wrap(),
    "proxychains4": _wrap("-f"),
    "torsocks": _wrap(),
    "torify": _wrap(),
}
_XARGS = frozenset({"-n", "-I", "-L", "-P", "-s", "-d", "-E", "-a", "--max-args", "--max-procs"})
_ASSIGNED = re.compile(r"[A-Za-z_]\w*=")
_STARTING = re.compile(r"/[A-Za-z]{1,8}$|\"?\"?$")
_SCRIPT = re.compile(r"-[a-zA-Z]{0,4}c")
_SCRIPTED = {
    "su": {"-c", "--command"},
    "script": {"-c", "-qc", "-qec", "--command"},
    "runuser": {"-c"},
    "flock": {"-c"},
    "forfiles": {"/c", "/C"},
    "schtasks": {"/tr", "/TR"},
    "reg": {"/d", "/D"},
    "npx": {"-c", "--call"},
    "nix-shell": {"--run", "--command"},
    "expect": {"-c"},
}
"""Programs that are given a script after one of these words."""
_WHOLE = {
    "concurrently",
    "npm-run-all",
    "wireit",
    "watch",
    "parallel",
    "cross-env-shell",
    "onchange",
}
"""Programs whose words may each be a script."""
_EXEC = {"exec", "x"}
_VERSIONED = {
    *("volta", "nvm", "fnm", "asdf", "mise", "rtx", "nodenv", "pyenv", "rbenv", "uv", "poetry"),
    *("pipenv", "conda", "direnv", "devbox", "proto"),
}
"""Programs that start another in a version of theirs."""
_GIT_RUNS = re.compile(
    r"(?is)(?:alias\.\w{1,60}=!|core\.(?:sshcommand|pager|editor|fsmonitor|hookspath)=)(.+)"
)
_POWERSHELL_CODE = re.compile(r"[-/](?:c|command)", re.IGNORECASE)
_ENCODED_FLAG = re.compile(r"[-/]e(?:c|n|nc[a-z]{0,12})?", re.IGNORECASE)
_POWERSHELL_PARTS = re.compile(r"(?<!\$)[&{}()]")
_CODED = re.compile(r"[A-Za-z0-9+/=]{8,}")


def unwrapped(argv: tuple[str, ...]) -> tuple[str, ...]:
    """`argv` without what only wraps it: `sudo -E`, `env A=1`, `timeout 9`, `nohup`."""
    at = 0
    while at < len(argv) - 1 and (wrap := _WRAPS.get(base(argv[at]))) is not None:
        following = _past(argv, at, wrap)
        if following >= len(argv):
            break
        at = following
    return argv[at:]


def _past(argv: tuple[str, ...], at: int, wrap: _Wrap) -> int:
    """Where what a wrapper starts begins; behind the end where it starts nothing."""
    name = base(argv[at])
    skipped = _STARTING if name == "start" else _ASSIGNED
    at, left = at + 1, wrap.before
    while at < len(argv):
        word = argv[at]
        if word == "--":
            return at + 1 + left
        if word in wrap.takes:
            at += 2
        elif (word.startswith("-") and word != "-") or skipped.match(word):
            at += 1
        elif left:
            at, left = at + 1, left - 1
        else:
            break
    return at


def assigned(argv: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The variables that wrappers such as `env A=1` set for what they start."""
    if argv and base(argv[0]) in _WRAPS:
        for word in argv[: len(argv) - len(unwrapped(argv))]:
            if _ASSIGNED.match(word):
                name, _, value = word.partition("=")
                yield name, value


def carried(argv: tuple[str, ...]) -> Iterator[str]:
    """The scripts that a command is given to run, as words."""
    name, rest = base(argv[0]), argv[1:]
    if not rest and " " in argv[0].strip():
        yield argv[0]
    if name in SHELLS:
        yield from _after(rest, lambda word: bool(_SCRIPT.fullmatch(word)))
    elif name == "cmd":
        at = next((n for n, word in enumerate(rest) if word[:2].lower() in {"/c", "/k"}), -1)
        yield from [" ".join([rest[at][2:], *rest[at + 1 :]])] if at >= 0 else ()
    elif name in {"eval", "trap"}:
        yield " ".join(rest[:1] if name == "trap" else rest)
    elif name in POWERSHELLS:
        yield from _of_powershell(rest)
    elif name in _WHOLE or name in {"tmux", "wmic"}:
        yield from (word for word in rest if " " in word)
    elif name == "git":
        yield from (found[1] for word in rest if (found := _GIT_RUNS.match(word)))
    elif name in {"tar", "bsdtar"}:
        yield from (word.partition("=exec=")[2] for word in rest if "-action=exec=" in word)
    yield from _after(rest, _SCRIPTED.get(name, frozenset()).__contains__)
    yield from _of_manager(name, rest)


def _of_manager(name: str, rest: tuple[str, ...]) -> Iterator[str]:
    """The scripts that `npx -c`, `npm exec -c` and `yarn exec` are given."""
    if name in TOOLS | {"npm"}:
        yield from (word.partition("=")[2] for word in rest if word.startswith("--call="))
    if name == "npm" and _EXEC & {*rest[:1]}:
        yield from _after(rest, lambda word: word in {"-c", "--call"})
    if name in {"yarn", "pnpm"} and rest[:1] == ("exec",) and len(rest) == 2:  # noqa: PLR2004  # one script
        yield rest[1]


def started(argv: tuple[str, ...], fed: str = "") -> Iterator[tuple[str, ...]]:
    """The commands whose words a command is given: of `find -exec`, `xargs`, `npx node`.

    `fed` is what `xargs` reads, as far as it is known.
    """
    name, rest = base(argv[0]), argv[1:]
    if name == "find":
        yield from _of_find(rest)
    elif name == "xargs":
        yield from _of_xargs(rest, fed)
    elif name in TOOLS:
        yield from _past_flags(rest)
    elif name in _VERSIONED:
        at = next((n for n, word in enumerate(rest) if base(word) in INTERPRETERS), len(rest))
        yield from [rest[at:]] if at < len(rest) else []
    elif name in MANAGERS:
        words = tuple(word for word in rest if word != "--")
        if _EXEC & {*words[:1]} or words[:1] == ("node",):
            yield from _past_flags(words[words[0] != "node" :])
    elif name == "node" and rest and base(rest[0]) in MANAGERS | TOOLS and "." in rest[0]:
        yield rest


def _after(words: tuple[str, ...], flag: object) -> Iterator[str]:
    """The word after the first that is such a flag."""
    told = flag if callable(flag) else bool
    at = next((n for n, word in enumerate(words[:-1]) if told(word)), -1)
    yield from words[at + 1 : at + 2] if at >= 0 else ()


def _of_powershell(rest: tuple[str, ...]) -> Iterator[str]:
    """What PowerShell is given: its own language, of which commands are read as words."""
    for flag, value in pairwise(rest):
        if _ENCODED_FLAG.fullmatch(flag) and _CODED.fullmatch(value):
            yield _POWERSHELL_PARTS.sub(" ", decoded(value))
            return
    at = next((n for n, word in enumerate(rest) if _POWERSHELL_CODE.fullmatch(word)), -1)
    if at < 0 and rest and rest[0][:1] not in {"-", "/"} and " " in rest[0]:
        at = -1
    elif at < 0:
        return
    yield _POWERSHELL_PARTS.sub(" ", " ".join(rest[at + 1 :]))


def decoded(text: str) -> str:
    """What PowerShell's UTF-16 in base64 comes to; "" for what is none."""
    try:
        return base64.b64decode(text[: len(text) // 4 * 4]).decode("utf-16-le", "replace")
    except ValueError:
        return ""


def _past_flags(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What `npx` starts, if it is a program of this machine."""
    at = 0
    while at < len(words):
        if words[at] in {"-p", "--package", "-w", "--workspace", "--prefix"}:
            at += 2
        elif words[at] in {"exec", "x", "--"} or words[at].startswith("-"):
            at += 1
        else:
            break
    rest = words[at:]
    if rest and base(rest[0].partition("@")[0] or rest[0]) in INTERPRETERS | _WRAPS.keys():
        yield (rest[0].partition("@")[0], *rest[1:])


def _of_find(rest: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    name = next((value for flag, value in pairwise(rest) if flag in {"-name", "-iname"}), "*")
    for at, word in enumerate(rest):
        if word in {"-exec", "-execdir", "-ok"}:
            found = rest[at + 1 :]
            end = next((n for n, each in enumerate(found) if each in {";", "+"}), len(found))
            if end:
                yield tuple(each.replace("{}", name) for each in found[:end])


def _of_xargs(rest: tuple[str, ...], fed: str) -> Iterator[tuple[str, ...]]:
    at, marker = 0, ""
    while at < len(rest) and rest[at].startswith("-"):
        marker = rest[at + 1] if rest[at] == "-I" and at + 1 < len(rest) else marker
        marker = rest[at][2:] if rest[at].startswith("-I") and len(rest[at]) > 2 else marker  # noqa: PLR2004  # -I{}
        at += 2 if rest[at] in _XARGS else 1
    words, given = rest[at:], tuple(fed.split())[:50]
    if not words:
        return
    if marker and given:
        yield tuple(word.replace(marker, given[0]) for word in words)
    else:
        yield (*words, *given)
