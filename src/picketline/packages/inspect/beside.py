"""Values of other files of the same package: constants that a script exports, or a JSON file holds.

One step: what a file itself takes from elsewhere is not followed.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from picketline.packages.inspect.methods import Told, Untold
from picketline.packages.inspect.syntax import parsed

if TYPE_CHECKING:
    from tree_sitter import Node

    from picketline.packages.inspect.values import Values

LARGEST = 1 << 18
"""The most bytes of another file whose values are taken."""
_RELATIVE = re.compile(
    rb"\brequire\s?\(\s?[\"'`](\.{1,2}/[\w./@-]{1,200})[\"'`]"
    rb"|\b__dirname\s?[+,]\s?[\"'`]/?([\w./@-]{1,200})[\"'`]"
    rb"|\breadFile(?:Sync)?\s?\(\s?[\"'`](?:\./)?(\w[\w./@-]{0,200})[\"'`]"
)
_EXPORTS = re.compile(r"(?:module\.)?exports(?:\.(\w{1,64}))?")
_MOST = 200
_ENDINGS = ("", ".js", ".cjs", ".mjs", ".json", "/index.js")
Given = Mapping[str, bytes]
"""The bytes of files by the relative paths under which a script names them."""


def named(plain: bytes, spans: list[tuple[int, int]]) -> Iterator[str]:
    """The relative files that the given places of a script name."""
    for start, end in spans:
        for found in _RELATIVE.finditer(plain, start, end):
            yield (found[1] or b"./" + (found[2] or found[3])).decode("ascii", "replace")


def value(given: Given, name: str) -> Told:
    """What requiring a relative file gives, as far as it is constant; raises Untold."""
    data = _found(given, name)
    if data is None or len(data) > LARGEST:
        raise Untold
    if data.lstrip()[:1] in {b"{", b"["}:
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            pass
    made = constants(data)
    if made is None:
        raise Untold
    return made


def imported(given: Given, path: str) -> Told:
    """The value of an imported name by its path, `./a.mjs` or `./a.mjs.p`; raises Untold."""
    if _found(given, path) is not None:
        made = value(given, path)
        return made.get("default", made) if isinstance(made, dict) else made
    name, _, member = path.rpartition(".")
    made = value(given, name)
    if not isinstance(made, dict) or member not in made:
        raise Untold
    return made[member]


def text(given: Given, name: str) -> str:
    """The text of a relative file that is read; raises Untold."""
    data = given.get(name if name.startswith(".") else f"./{name}")
    if data is None or len(data) > LARGEST:
        raise Untold
    return data.decode("utf-8", "replace")


def _found(given: Given, name: str) -> bytes | None:
    return next((given[name + each] for each in _ENDINGS if name + each in given), None)


def constants(data: bytes) -> Told:
    """What a script exports, as far as its literals tell: a value, or values by name; or None."""
    from picketline.packages.inspect.names import Names  # noqa: PLC0415  # these need this one
    from picketline.packages.inspect.paths import Paths  # noqa: PLC0415  # as above
    from picketline.packages.inspect.values import Values  # noqa: PLC0415  # as above

    syntax = parsed(data)
    if syntax is None:
        return None
    values = Paths(Values(Names(syntax))).values
    made: dict[str, Told] = {}
    for name, node in (*_assigned(values), *_exported(values)):
        try:
            told = values.compute.value(node)
        except Untold:
            continue
        if name:
            made[name] = told
        elif isinstance(told, dict):
            made |= told
        else:
            return told
    return made or None


def _assigned(values: "Values") -> "Iterator[tuple[str, Node]]":
    """`module.exports = x` and `exports.a = x`."""
    syntax = values.names.syntax
    for node in syntax.all("assigned")[:_MOST]:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        found = _EXPORTS.fullmatch(syntax.text(left)) if left is not None else None
        if found and right is not None:
            yield found[1] or "", right


def _exported(values: "Values") -> "Iterator[tuple[str, Node]]":
    """`export const a = x` and `export default x`."""
    syntax = values.names.syntax
    for node in syntax.root.named_children[:_MOST]:
        if node.type != "export_statement":
            continue
        told, declared = (node.child_by_field_name(name) for name in ("value", "declaration"))
        if told is not None:
            yield "default", told
        for part in declared.named_children[:_MOST] if declared is not None else ():
            name, inner = part.child_by_field_name("name"), part.child_by_field_name("value")
            if name is not None and inner is not None:
                yield syntax.text(name), inner
