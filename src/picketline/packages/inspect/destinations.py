"""Where a secret goes: the hosts that a call names, and whether it is only shown at a door."""

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Protocol

from picketline.packages import issuers
from picketline.packages.inspect import flows
from picketline.packages.inspect.calls import Call

if TYPE_CHECKING:
    from tree_sitter import Node

    from picketline.packages.inspect.names import Names
    from picketline.packages.inspect.syntax import Syntax
    from picketline.packages.inspect.values import Values

_FILLED = re.compile(rb"\$\{[^{}\n]{0,80}\}")
_HOST = rb"((?:\$\{[^{}\n]{0,80}\}|[\w.-]){1,200})"
_NAMED = re.compile(
    rb"(?i)\b(?:https?|wss?)://"
    + _HOST
    + rb"(?::\d{1,5})?(/(?:api/(?:v\d{1,2}/)?webhooks|services|bot\d{5,12}:))?"
    rb"|\bhost(?:name)?[\"']?\s?:\s?[\"'`]" + _HOST + rb"[\"'`]"
    rb"|[\"'`]((?:[\w-]{1,63}\.){1,5}(?:com|org|net|io|dev|app|ai|co|me|gg|internal|\d{1,3}))[\"'`]"
)
_HERE = re.compile(r"localhost$|127(?:\.\d{1,3}){3}$|0\.0\.0\.0$")
_ASKS = re.compile(r"\?|encodeURI|\bbtoa\b|base64")
_METHODS = (".write", ".end", ".send", ".pipe", ".pipeTo", ".pipeline")
"""Of what was connected before."""
_DOORS = re.compile(r"(?i)^[\"'`]?(?:headers|auth|authorization)[\"'`]?$")
_CLIENTS = frozenset({"npm", "netrc", "docker", "kube", "google", "azure", "aws"})
"""Files of credentials whose own clients show them to a host that is only known at run time."""
_MOST = 32


class Seen(Protocol):
    """What is asked of a script."""

    syntax: "Syntax"
    names: "Names"
    values: "Values"


def home(script: Seen, call: Call, secrets: Collection[str]) -> bool:
    """Whether a call sends secrets to their issuers alone, or to this machine, and says so."""
    to = _hosts(script, *_address(call))
    if to and all(map(_HERE.match, to)):
        return True
    away = frozenset(host for host in to if not _HERE.match(host))
    return bool(away) and issuers.home(secrets, away | hosts(script, call))


def hosts(script: Seen, call: Call) -> frozenset[str]:
    """The hosts that a call, and what it is made of, names; those of this machine left out."""
    told = script.values.fold(call.arguments[0]) if call.arguments else None
    folded = _known((told or "").encode("utf-8", "replace"))
    found = frozenset(folded) | _hosts(script, call.start, call.end)
    return frozenset(host for host in found if not _HERE.match(host))


def _address(call: Call) -> tuple[int, int]:
    """Where it stands to whom a call sends: first, or what its method is of."""
    if not call.arguments:
        return call.start, call.end
    first = call.arguments[0]
    if call.path.endswith(_METHODS):
        return call.start, first.start_byte
    return first.start_byte, first.end_byte


def _hosts(script: Seen, start: int, end: int) -> frozenset[str]:
    plain = script.syntax.plain
    spans = flows.spans(script.names, [(start, end)])
    return frozenset(host for span in spans for host in _known(plain[span[0] : span[1]]))


def _known(text: bytes) -> Iterator[str]:
    """The hosts in a text, what is filled in as `x`; those of web hooks with their path."""
    for found in _NAMED.finditer(text):
        written = found[1] or found[3] or found[4]
        host = _FILLED.sub(b"x", written).decode("ascii", "replace").lower().strip(".")
        if "." in host or host == "localhost":
            yield host + (found[2] or b"").decode("ascii", "replace").lower()


def presented(script: Seen, call: Call, secrets: flows.Origins, decoders: flows.Origins) -> bool:
    """Whether secrets of a client's own files are only in the headers of a call to no named host.

    So does a client of a registry whose address stands in the same file as the token.
    """
    everything = (call.start, call.end)
    made = flows.origins(script.names, *everything, secrets)
    known = all(each.startswith("env:") or issuers.family(each) in _CLIENTS for each in made)
    if not known or flows.origins(script.names, *everything, decoders) or hosts(script, call):
        return False
    address, rest = call.arguments[:1], call.arguments[1:]
    if any(_asks(script, node, secrets) for node in address):
        return False
    outside = [span for node in rest for span in _outside(script, node)]
    return bool(rest) and not any(
        flows.origins(script.names, *span, secrets) for span in outside[:_MOST]
    )


def _asks(script: Seen, node: "Node", secrets: flows.Origins) -> bool:
    """Whether an address has a part that says more than where, and may hold a secret."""
    if not _ASKS.search(script.syntax.text(node)):
        return False
    return bool(flows.origins(script.names, node.start_byte, node.end_byte, secrets))


def _outside(script: Seen, node: "Node") -> Iterator[tuple[int, int]]:
    """The parts of an argument that are no headers; functions are what is done afterwards."""
    if node.type == "identifier":
        values = script.names.values(script.syntax.text(node), node.start_byte) or []
        node = next((one.node for one in values if one.node is not None), node)
    if node.type in {"arrow_function", "function_expression", "identifier"}:
        return
    if node.type != "object":
        yield node.start_byte, node.end_byte
        return
    for pair in node.named_children:
        key = pair.child_by_field_name("key")
        if key is None or not _DOORS.match(script.syntax.text(key)):
            yield pair.start_byte, pair.end_byte
