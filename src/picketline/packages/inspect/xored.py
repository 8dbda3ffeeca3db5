"""Bytes that are turned by an exclusive or: where a script makes them into others."""

import re
from itertools import islice
from typing import TYPE_CHECKING

from picketline.packages.inspect.names import Names

if TYPE_CHECKING:
    from tree_sitter import Node

XOR = "xor"
_HINT = re.compile(
    rb"\]\s?\^=|\]\s?=[^;=\n]{1,80}\^|=>\s?\(?\s?[\w$]{1,20}\s?\^|\breturn\s[\w$]{1,20}\s?\^"
)
_MAPS = {"map", "from"}
_HOLDERS = {"subscript_expression"}
_LARGEST = 1 << 16
_MOST = 64


def places(names: Names) -> list[tuple[int, str]]:
    """Where what is turned comes from, and where lists are turned, for scripts of at most 64 KiB.

    `b[i] ^= k` is told at what `b` was made of, `b.map((c) => c ^ k)` at the function.
    """
    syntax = names.syntax
    if len(syntax.source) > _LARGEST or not _HINT.search(syntax.code):
        return []
    found = set()
    for node in islice(syntax.all("assigned"), _MOST * 40):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or left.type not in _HOLDERS:
            continue
        operator = node.child_by_field_name("operator")
        if (operator is not None and operator.type == "^=") or _turns(right):
            found |= _made(names, left.child_by_field_name("object"))
    for function in islice(syntax.all("function"), _MOST * 40):
        if _turns(_result(function)) and _is_mapped(function):
            found.add(function.start_byte)
    return [(at, XOR) for at in sorted(found)]


def _turns(node: "Node | None") -> bool:
    """Whether an expression is an exclusive or."""
    while node is not None and node.type == "parenthesized_expression":
        node = next(iter(node.named_children), None)
    operator = node.child_by_field_name("operator") if node is not None else None
    return operator is not None and operator.type == "^"


def _made(names: Names, holder: "Node | None") -> set[int]:
    if holder is None or holder.type != "identifier":
        return set()
    values = names.values(names.syntax.text(holder), holder.start_byte) or []
    given = [
        one for value in values for one in ([value] if value.taken is None else names.given(value))
    ]
    return {one.node.start_byte for one in given if one.node is not None}


def _result(function: "Node") -> "Node | None":
    """What a short function gives."""
    body = function.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return body
    last = body.named_children[-1:]
    returns = last and last[0].type == "return_statement"
    return next(iter(last[0].named_children), None) if returns else None


def _is_mapped(function: "Node") -> bool:
    """Whether a function is what a list is gone through with."""
    outer = function.parent.parent if function.parent is not None else None
    callee = outer.child_by_field_name("function") if outer is not None else None
    prop = callee.child_by_field_name("property") if callee is not None else None
    return prop is not None and (prop.text or b"").decode() in _MAPS
