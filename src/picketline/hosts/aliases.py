"""The hosts that a user's ssh configuration names, for a first inventory.

Only `Host` lines are read, and files that `Include` names; what the aliases mean stays
ssh's own business.
"""

import glob
import re
import shlex
from pathlib import Path

from picketline.core.errors import InventoryError
from picketline.hosts.inventory import alias_problem

_DEEPEST = 8
_LARGEST = 1 << 20


def read(config: Path) -> tuple[str, ...]:
    """The aliases of `config` in order, without patterns; none if there is no such file."""
    found: dict[str, None] = {}
    _read(config, config.parent, found, 0)
    return tuple(found)


def _read(path: Path, folder: Path, found: dict[str, None], depth: int) -> None:
    if depth > _DEEPEST or not path.is_file():
        return
    try:
        with path.open("rb") as stream:
            text = stream.read(_LARGEST).decode("utf-8", "replace")
    except OSError as problem:
        raise InventoryError(f"{path}: {problem.strerror}") from None
    for line in text.splitlines():
        keyword, words = _directive(line)
        if keyword == "host":
            found |= dict.fromkeys(filter(_is_alias, words))
        elif keyword == "include":
            for each in (file for word in words for file in _included(word, folder)):
                _read(each, folder, found, depth + 1)


def _is_alias(word: str) -> bool:
    return not set("*?!") & set(word) and not alias_problem(word)


def _included(word: str, folder: Path) -> list[Path]:
    """The files that an Include names, as ssh finds them."""
    try:
        pattern = folder / Path(word).expanduser()
    except RuntimeError:
        return []
    return [Path(each) for each in sorted(glob.glob(str(pattern)))]  # noqa: PTH207  # absolute


def _directive(line: str) -> tuple[str, list[str]]:
    try:
        words = shlex.split(re.sub(r"^\s*(\w+)\s*=", r"\1 ", line), comments=True)
    except ValueError:
        return "", []
    return (words[0].lower(), words[1:]) if words else ("", [])


def inventory_text(names: tuple[str, ...]) -> str:
    """An inventory of `names`, with every setting explained."""
    hosts = "".join(f'\n[[host]]\nssh = "{name}"\n' for name in names)
    return _HEAD + (hosts or _EXAMPLE)


_HEAD = """\
# The hosts that picket sweeps. Each is an alias of your ssh configuration.

[settings]
armed = false            # true contains slam-dunks in every run; --armed does for one
ssh_timeout_secs = 45    # for one host's whole sweep
# cpu_hot = 50           # per cent of one processor that counts as busy
# max_contain = 3        # the most processes frozen in one sweep
# protect = ["/opt/db/bin/postgres"]   # executables that are never frozen
"""
_EXAMPLE = """
# [[host]]
# ssh = "build-host"
# note = "what it is for"
# become = "sudo"        # sweep through sudo -n
# partial = "accepted"   # swept without root, knowingly

[[host]]
ssh = "localhost"
"""
