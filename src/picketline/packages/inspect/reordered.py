"""Texts and comments whose marks of direction show code in another order than it runs."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from picketline.packages.inspect.syntax import Syntax
from picketline.packages.inspect.words import Place

if TYPE_CHECKING:
    from tree_sitter import Node

_OPENS = re.compile("[\u202a\u202b\u202d\u202e\u2066-\u2068]")
_CLOSES = re.compile("[\u202c\u2069]")
_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_ALREADY = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
"""Letters that are written from right to left by themselves."""
_CODE = re.compile(r"//|/\*|\*/|\b(?:if|for|while|switch)\s?\(|\breturn\s?(?:;|$)|\}\s?else\b")
_MORE = re.compile(r"[{}]|&&|\|\||={2,3}|=>|\breturn\b|\bfunction\b|;\s?$")
_AFTER = re.compile(r"^\s{0,40};?\s{0,40}(?:\}|\w{1,80}\s?[;(=.]|return\b|throw\b)")
_WORD = re.compile(r"[A-Za-z]{3}")
_LONGEST = 4000
_MOST = 2000


def reordered(syntax: Syntax) -> Iterator[Place]:
    """Where a direction that is left open in a text or comment takes code along."""
    if b"\xe2\x80" not in syntax.source and b"\xe2\x81" not in syntax.source:
        return
    nodes = [*syntax.all("text"), *syntax.all("comment")]
    marked = (node for node in nodes if _may(syntax.source[node.start_byte : node.end_byte]))
    for node, _ in zip(marked, range(_MOST), strict=False):
        if _hides(syntax, node):
            yield "hidden-characters", node.start_byte, "reordered"


def _may(data: bytes) -> bool:
    return b"\xe2\x80" in data or b"\xe2\x81" in data


def _hides(syntax: Syntax, node: "Node") -> bool:
    for line in syntax.text(node)[:_LONGEST].split("\n"):
        opened = _OPENS.search(line)
        if opened is None or len(_OPENS.findall(line)) <= len(_CLOSES.findall(line)):
            continue
        inner = _MARKS.sub("", line[opened.start() :]).rstrip("\"'`")
        inner = inner.removesuffix("*/") if node.type == "comment" else inner
        if not _WORD.search(_MARKS.sub("", line)):
            continue
        natural = _ALREADY.search(line) is not None
        if _CODE.search(inner) or (not natural and _MORE.search(inner)):
            return True
        behind = node.type == "comment" and not natural and _last(syntax, node, line)
        if behind and _AFTER.search(_behind(syntax, node)):
            return True
    return False


def _last(syntax: Syntax, node: "Node", line: str) -> bool:
    """Whether a line is the last of a text or comment."""
    return syntax.text(node).endswith(line)


def _behind(syntax: Syntax, node: "Node") -> str:
    """What stands on the same line behind a text or comment, at most 120 bytes of it."""
    rest = syntax.source[node.end_byte : node.end_byte + 120]
    return rest.split(b"\n", 1)[0].decode("utf-8", "replace")
