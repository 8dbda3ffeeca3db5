"""Code that is loaded as a browser would: from the page's own origin, or an address that is given.

A loader of modules fetches their text and evaluates it. It names no host: what it loads is told by
the page, or by who calls it.
"""

import re
from typing import TYPE_CHECKING, Protocol

from picketline.packages.inspect import flows, literals
from picketline.packages.inspect.calls import Call

if TYPE_CHECKING:
    from picketline.packages.inspect.names import Names
    from picketline.packages.inspect.syntax import Syntax
    from picketline.packages.inspect.values import Values

OWN = "own origin"
GIVEN = "given address"
NAMESPACES = frozenset(
    {
        *("www.w3.org", "schemas.xmlsoap.org", "schemas.openxmlformats.org", "ns.adobe.com"),
        *("purl.org", "xmlns.com", "schemas.microsoft.com", "json-schema.org"),
        *("localhost", "127.0.0.1", "example.com", "www.example.com", "example.org", "example.net"),
    }
)
"""Hosts that stand in names of formats and in examples, or that nobody else has."""
_ADDRESS = {"fetch": 0, "XMLHttpRequest().open": 1}
_HERE = re.compile(
    rb"\blocation\b|\bdocument\.|\bimport\.meta\.url\b|\bbaseURI\b|\bcurrentScript\b"
    rb"|^\s?[\"'`]\.{0,2}/(?!/)|^\s?[\"'`][\w.-]{1,60}\.[cm]?js[\"'`]$"
)
_ELSEWHERE = re.compile(rb"\bprocess\.env\b|\brequire\s?\(|:\\?/\\?/")
_MOST = 64


class Seen(Protocol):
    """What is asked of a script."""

    syntax: "Syntax"
    names: "Names"
    values: "Values"
    calls: list[Call]


def loads(script: Seen, root: str, decoders: flows.Origins) -> str:
    """`OWN` or `GIVEN` if what is fetched by `root` comes from nowhere else; else ""."""
    if root not in {"fetch", "XMLHttpRequest"}:
        return ""
    nodes = [
        call.arguments[_ADDRESS[call.path]]
        for call in script.calls
        if call.path in _ADDRESS and len(call.arguments) > _ADDRESS[call.path]
    ]
    named = {host for host, _ in literals.hosts(script.syntax.plain)} - NAMESPACES
    if named or not 0 < len(nodes) <= _MOST:
        return ""
    own = True
    for node in nodes:
        spans = flows.spans(script.names, [(node.start_byte, node.end_byte)])
        texts = [script.syntax.plain[start:end] for start, end in spans]
        told = (script.values.fold(node) or "").encode("utf-8", "replace")
        if any(map(_ELSEWHERE.search, [*texts, told])) or any(
            flows.within(decoders, *span) for span in spans
        ):
            return ""
        own = own and any(map(_HERE.search, texts))
    return OWN if own else GIVEN
