"""What removes a home, or everything: commands and calls in their many spellings."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from picketline.packages.inspect import calls as table
from picketline.packages.inspect.homes import UNKNOWN, Homes
from picketline.packages.inspect.seen import Seen
from picketline.packages.shell import Command, commands
from picketline.packages.shell_words import base

if TYPE_CHECKING:
    from tree_sitter import Node

    from picketline.packages.inspect.calls import Call

_ROOT = (
    r"~|\$(?:env:)?(?:HOME|USERPROFILE)(?![A-Za-z0-9_])"
    r"|\$\{(?:env:)?(?:HOME|USERPROFILE)(?![A-Za-z0-9_])[^}]{0,20}\}"
    r"|%(?:USERPROFILE|HOMEPATH|HOMEDRIVE%%HOMEPATH|SYSTEMDRIVE|SYSTEMROOT)%|/|/home|/Users|/root"
    r"|[A-Za-z]:|/[a-z](?=/)"
)
_BELOW = r"(?:Desktop|Documents|Downloads|Pictures|Music|Videos|OneDrive)"
EVERYTHING = re.compile(
    rf"(?i)(?:{_ROOT})[\\/]*(?:{_BELOW}[\\/]*)?(?:\.?\.?\*{{1,2}}|\*\.\*|\.\[?[^/\\]{{0,8}}\*)?[\\/]*"
)
"""A path that is a home, or all there is, or all in it."""
_IN_ALL = re.compile(rf"(?i)(?:{_ROOT})[\\/]*(?:{_BELOW}[\\/]*)?(?:[\\/]\$X)+")
"""Something unknown right in a home."""
_OF_WINDOWS = {"rd", "rmdir", "del", "erase"}
_ERASERS = {"shred", "srm", "wipe", "sdelete"}
_HARMS = {"rm", "unlink", "truncate", *_ERASERS}
_NARROWS = {"-name", "-iname", "-path", "-ipath", "-regex", "-iregex", "-empty", "-maxdepth",
            "-wholename", "-inum", "-samefile"}  # fmt: skip
_REMOVERS = {"remove-item", "ri", "rm", "del", "erase", "rd"}
_POWERSHELLS = {"powershell", "pwsh", "powershell.exe", "pwsh.exe"}
_WITHIN = {"*", "./*", ".", "./", ".*", "**"}
_TELLS = re.compile(r"~|USERPROFILE|HOME|HOMEDRIVE|/[sS]\b")
_EACH = re.compile(
    r"\bfor\s+\w{1,20}\s+in\s+[\"']?(?:~|\$HOME|\$\{HOME\})[\"']?/?\*?[\"']?\s{0,4};?\s{0,4}do\b[^;]{0,80}"
    r"\b(?:rm\s+-\w{0,4}r|shred\b)"
)
_TREE = re.compile(
    r"\brmtree\([^()]{0,40}(?:expanduser\(\s?\W{0,3}~[\"'\\)]|Path\.home\(\)|environ\W{1,3}HOME\b|[\"']/[\"'])"
)
_DEVICE = re.compile(r"of=/dev/(?:sd|nvme|hd|vd|disk|mmcblk|mem)")
_MODULES = ("fs", "fs.promises", "fs/promises", "fs-extra")
LISTS = {"glob.sync", "glob", "fast-glob.sync"} | {
    f"{module}.{name}" for module in _MODULES
    for name in ("readdir", "readdirSync", "opendir", "opendirSync")
}  # fmt: skip
"""What lists the files of a folder."""
SPOILS = table.REMOVES | {
    f"{module}.{name}" for module in _MODULES
    for name in ("unlink", "unlinkSync", "truncate", "truncateSync", "writeFile", "writeFileSync")
}  # fmt: skip
"""What removes a file or folder, or writes over one."""
_MOST = 64


def of_commands(every: Iterable[Command]) -> Iterator[tuple[str, str]]:
    """The commands that remove a home, each by its program and its text."""
    known = tuple(every)
    read = any(_finds(command, read=True) for command in known)
    for command in known:
        if _wipes(command) or (read and _spoils_read(command)):
            yield command.program, command.text


def of_script(script: Seen) -> Iterator[tuple[int, str]]:
    """Where calls remove a home, or write over what is in it, and by what."""
    spoils = [call for call in script.calls if call.path in SPOILS and call.arguments]
    executes = [call for call in script.calls if call.path in table.EXECUTES and call.arguments]
    if not spoils and not executes:
        return
    homes = Homes(script)
    changed = any(
        call.path == "process.chdir" and call.arguments and _is_all(homes.text(call.arguments[0]))
        for call in script.calls
    )
    for call in executes[:_MOST]:
        text = ("cd ~ && " if changed else "") + _command(homes, call)
        wiping = of_commands(commands(text)) if _TELLS.search(text) else iter(())
        program = next((one for one, _ in wiping), "")
        if program or _EACH.search(text):
            yield call.start, program or "rm"
    through: bool | None = None
    for call in spoils[:_MOST]:
        told = re.sub(r"/{2,}", "/", homes.text(call.arguments[0]))
        if call.path in table.REMOVES and EVERYTHING.fullmatch(told):
            yield call.start, call.path
        elif UNKNOWN in told and _IN_ALL.fullmatch(told):
            through = _goes_through(homes) if through is None else through
            if through:
                yield call.start, call.path


def _command(homes: Homes, call: "Call") -> str:
    """The command line that a call starts."""
    first = homes.text(call.arguments[0])
    options = [part for part in call.arguments[1:3] if part.type == "object"]
    if any(_is_all(homes.text(_option(homes, part, "cwd"))) for part in options):
        first = f"cd ~ && {first}"
    second = call.arguments[1] if len(call.arguments) > 1 else None
    if second is None or second.type != "array":
        return first
    words = [homes.text(part) for part in islice(second.named_children, _MOST)]
    return " ".join([first, *(f'"{word}"' if " " in word else word for word in words)])


def _option(homes: Homes, node: "Node", name: str) -> "Node | None":
    """The value of an option by its name."""
    for part in islice(node.named_children, _MOST):
        key = part.child_by_field_name("key")
        if key is not None and homes.script.syntax.text(key).strip("\"'") == name:
            return part.child_by_field_name("value")
    return None


def _is_all(path: str) -> bool:
    return EVERYTHING.fullmatch(path) is not None


def _goes_through(homes: Homes) -> bool:
    """Whether a script lists what is in a home."""
    lists = (call for call in homes.script.calls if call.path in LISTS and call.arguments)
    texts = (homes.text(call.arguments[0]) for call in islice(lists, _MOST))
    return any(EVERYTHING.fullmatch(re.sub(r"/{2,}", "/", text)) for text in texts)


def _wipes(command: Command) -> bool:
    name, argv = command.program, command.argv
    flags = {word.lower() for word in argv[1:] if word[:1] in "-/"}
    short = "".join(flag for flag in flags if flag[:2] != "--")
    targets = [word.strip("\"'") for word in argv[1:]]
    if name == "rm":
        recursive = "r" in short or "--recursive" in flags
        here = _is_all(command.folder) and not _WITHIN.isdisjoint(targets)
        return recursive and ("--no-preserve-root" in flags or here or _all(targets))
    if name in _OF_WINDOWS:
        return "/s" in short and _all(targets)
    if name in _ERASERS:
        return any(EVERYTHING.match(word) for word in targets if word[:1] not in {"-", ""})
    if name == "find":
        return _finds(command)
    if name in _POWERSHELLS | {"remove-item", "ri"}:
        return _removes(argv)
    return _of_disk(name, argv) or (name[:6] == "python" and _TREE.search(command.text) is not None)


def _of_disk(name: str, argv: tuple[str, ...]) -> bool:
    """Whether a command writes over a disk, or what could bring it back."""
    words = [word.lower() for word in argv[1:]]
    if name == "rsync":
        return any(word.startswith("--del") for word in words) and _is_all(argv[-1])
    if name == "cipher":
        return any(word.startswith("/w") for word in words)
    if name == "dd":
        return any(map(_DEVICE.match, words))
    if name == "vssadmin":
        return "delete" in words and "shadows" in words
    if name == "format":
        return any(re.fullmatch(r"[a-z]:", word) for word in words)
    return name.startswith("mkfs") and any(word.startswith("/dev/") for word in words)


def _all(words: Iterable[str]) -> bool:
    return any(EVERYTHING.fullmatch(word) for word in words if not re.fullmatch(r"/[a-z]", word))


def _finds(command: Command, *, read: bool = False) -> bool:
    """Whether all that is found in a home is removed, or for `read`, handed on."""
    argv = command.argv
    if read and command.program != "find":
        return False
    if not any(EVERYTHING.fullmatch(word.strip("\"'")) for word in argv[1:4]):
        return False
    if _NARROWS & {*argv}:
        return False
    if read:
        return True
    runs = {base(argv[at + 1]) for at, word in enumerate(argv[:-1]) if word.startswith("-exec")}
    fed = {base(word) for other in command.pipes_to if base(other[0]) == "xargs" for word in other}
    return "-delete" in argv or not _HARMS.isdisjoint(runs | fed)


def _spoils_read(command: Command) -> bool:
    """Whether a command removes what a variable names."""
    words = [word.strip("\"'") for word in command.argv[1:]]
    return command.program in _HARMS and any(word.startswith("$") for word in words)


def _removes(argv: tuple[str, ...]) -> bool:
    """Whether PowerShell's own command removes all in a home."""
    words = " ".join(argv).replace('"', " ").replace("'", " ").split()
    lower = [word.lower() for word in words]
    flag = any(word.startswith("-r") for word in lower)
    return flag and not _REMOVERS.isdisjoint(lower) and _all(words[1:])
