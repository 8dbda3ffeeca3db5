"""Addresses that a public place holds: a chain, a search of commits, a page anybody can write."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from picketline.packages.inspect import calls as table
from picketline.packages.inspect.answers import Answers
from picketline.packages.inspect.calls import Call
from picketline.packages.inspect.hinted import hinted
from picketline.packages.inspect.seen import Seen
from picketline.packages.inspect.words import Place

if TYPE_CHECKING:
    from tree_sitter import Node

_DROPS = (
    ("chain", re.compile(
        rb"\beth_(?:call|getLogs|getTransactionBy\w{1,30}|getTransactionReceipt)\b"
        rb"|\bgetSignaturesForAddress\b|\bgetTransactionsForAddress\b|\bgetParsedTransaction\b"
        rb"|\bgetAccountInfo\b|/v1/accounts/T[\w/]{20}|[?&]module=(?:account|proxy|logs)\b"
        rb"|\bnew\s(?:\w{1,20}\.)?Contract\s?\(\s?[\"'`]0x[0-9a-fA-F]{40}")),
    ("commits", re.compile(rb"api\.github\.com/search/(?:commits|code|issues|repositories)")),
    ("page", re.compile(
        rb"\btelegra\.ph/|/ipfs/(?:Qm|baf)\w{20}|\bcalendar\.app\.google/|\bcalendar\.google\.com/calendar"
        rb"|\bsteamcommunity\.com/(?:profiles|id)/|\bdocs\.google\.com/document|\bt\.me/s/\w{4}"
        rb"|\bgist\.githubusercontent\.com/|\barweave\.net/\w{20}|\bjsonkeeper\.com/|\bnpoint\.io/"
        rb"|\bjsonsilo\.com/|\bpastes?\.(?:rs|sh|ee|dev)/|\bpastebin\.com/raw/|\brentry\.co/")),
)  # fmt: skip
_ADDRESS = re.compile(
    rb"0x[0-9a-fA-F]{40}|[\"'`][1-9A-HJ-NP-Za-km-z]{32,44}[\"'`]|search/|\btelegra\.ph/|/ipfs/"
    rb"|https?://"
)
"""What makes the place one of the script's own, not of who calls it."""
_OPTIONS = {"host", "hostname", "url", "uri", "baseURL"}
_NEAR = 4000
_MOST = 64


def told(script: Seen) -> Iterator[Place]:
    """Where a connection goes to an address that such a place gave."""
    calls = [call for call in script.calls if call.path in table.CONNECTS]
    plain = script.syntax.plain
    if not calls or not hinted(plain, "drop"):
        return
    places = [
        (found.start(), name)
        for name, pattern in _DROPS
        for found in islice(pattern.finditer(plain), _MOST)
        if _ADDRESS.search(plain, max(0, found.start() - 400), found.end() + 400)
    ]
    answers = Answers(script)
    for call in calls[:_MOST] if places else ():
        near = [name for at, name in places if abs(at - call.start) < _NEAR]
        nodes = _addresses(script, call) if near else ()
        if any(not script.values.fold(node) and answers.leads(node) for node in nodes):
            yield "dead-drop", call.start, near[0]


def _addresses(script: Seen, call: Call) -> "Iterator[Node]":
    """Where a call tells its address: first, or among its options."""
    for part in call.arguments[:1]:
        if part.type != "object":
            yield part
            continue
        for pair in part.named_children[:_MOST]:
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            told = script.syntax.text(key).strip("\"'") if key is not None else ""
            if value is not None and told in _OPTIONS:
                yield value
