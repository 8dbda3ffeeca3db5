"""What a script only hashes: nobody is told what went in."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from picketline.packages.inspect.calls import Call
from picketline.packages.inspect.words import Spans

if TYPE_CHECKING:
    from tree_sitter import Node

    from picketline.packages.inspect.names import Names
    from picketline.packages.inspect.syntax import Syntax
    from picketline.packages.inspect.values import Values

_INTO = re.compile(r"(?:crypto\.|node:crypto\.)?create(?:Hash|Hmac)\(\)(?:\.update\(\))*\.update")
_NAME = re.compile(rb"(?<![\w$.])[A-Za-z_$][\w$]{0,63}")
_MOST = 32
_LARGEST = 2000


_FUNCTIONS = frozenset({"function_declaration", "function_expression", "arrow_function"})
_SMALL = 400
_HIGHEST = 12


class Seen(Protocol):
    """What is asked of a script."""

    syntax: "Syntax"
    names: "Names"
    values: "Values"
    calls: list[Call]


def spans(script: Seen) -> Spans:
    """What is given to a hash, and what is assigned to the names in it that stand nowhere else."""
    into = [call for call in script.calls if _INTO.fullmatch(call.path) and call.arguments][:_MOST]
    nodes = [call.arguments[0] for call in into]
    hashing = {name for node in nodes if (name := _hashing(script, node))}
    given = [(node.start_byte, node.end_byte) for node in (*nodes, *_taken(script, hashing))]
    return (*given, *_named(script, given))


def _hashing(script: Seen, node: "Node") -> str:
    """The name of the small function around a hash which only hashes what it takes, or ""."""
    text, outer = script.syntax.text, node.parent
    for _ in range(_HIGHEST):
        if outer is None or outer.type in _FUNCTIONS:
            break
        outer = outer.parent
    if node.type != "identifier" or outer is None or outer.end_byte - outer.start_byte > _SMALL:
        return ""
    taken = outer.child_by_field_name("parameters") or outer.child_by_field_name("parameter")
    name = re.escape(text(node))
    known = taken is not None and len(re.findall(rf"(?<![\w$.]){name}(?![\w$])", text(taken))) == 1
    if not known or len(re.findall(rf"(?<![\w$.]){name}(?![\w$])", text(outer))) != 2:  # noqa: PLR2004  # taken, and hashed
        return ""
    own = outer.child_by_field_name("name")
    if own is None and outer.parent is not None and outer.parent.type == "variable_declarator":
        own = outer.parent.child_by_field_name("name")
    return text(own) if own is not None else ""


def _taken(script: Seen, names: set[str]) -> "Iterator[Node]":
    """What functions of those names are given first."""
    sizes = {len(name.encode()) for name in names}
    for node in script.syntax.all("call") if names else ():
        callee = node.child_by_field_name("function")
        if callee is None or callee.end_byte - callee.start_byte not in sizes:
            continue
        if script.syntax.text(callee) in names:
            yield from script.values.arguments(node)[:1]


def _named(script: Seen, given: Spans) -> Iterator[tuple[int, int]]:
    """What is assigned to names that stand in hashes, and but for their declaration only there."""
    code = script.syntax.code
    words = {
        found[0]: start
        for start, end in given
        for found in _NAME.finditer(code, start, min(end, start + _LARGEST))
    }
    for word, at in list(words.items())[:_MOST]:
        values = script.names.values(word.decode(), at) or []
        nodes = [value.node for value in values if value.node is not None]
        places = _places(code, word)
        outside = [at for at in places if not any(one <= at < end for one, end in given)]
        alone = len(nodes) == len(values) == len(outside) == 1 and len(places) <= _MOST
        if alone and nodes[0].type != "function_declaration":
            yield nodes[0].start_byte, nodes[0].end_byte


def _places(code: bytes, word: bytes) -> list[int]:
    """The first places of a name, one more than are looked at."""
    found = re.finditer(rb"(?<![\w$.])" + re.escape(word) + rb"(?![\w$])", code)
    return [one.start() for one in islice(found, _MOST + 1)]
