"""Code that harms whom it runs for, or preaches: by country, in endless loops, in notes."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from picketline.packages.inspect import asked, flows
from picketline.packages.inspect import calls as table
from picketline.packages.inspect.hinted import hinted
from picketline.packages.inspect.homes import UNKNOWN, Homes
from picketline.packages.inspect.seen import Seen
from picketline.packages.inspect.wipes import EVERYTHING, LISTS, SPOILS
from picketline.packages.inspect.words import Place

if TYPE_CHECKING:
    from tree_sitter import Node

    from picketline.packages.inspect.calls import Call

BY_PLACE = " by place"
"""What follows the value of a mark where a country, a time zone or a language decides."""
_PLACE = re.compile(
    rb"\bresolvedOptions\(\)|\bgetTimezoneOffset\b|\bnavigator\.languages?\b"
    rb"|\benv\.(?:LANG|LANGUAGE|LC_ALL|TZ)\b|\bcountry_?(?:name|code|iso)?\w{0,8}\b|\.timeZone\b"
    rb"|\bgeoip\b|\bcontinent_?(?:name|code)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?i)[\"'`](?:europe|asia|america|africa|pacific)/[a-z_/]{3,24}[\"'`]"
    r"|\b(?:russian?|belarus|ukraine?|israel|iran|china|north korea|palestine|syria|cuba|kremlin)\b"
    r"|[\"'`](?:ru|by|ua|cn|il|ir|kp|cu|sy)(?:[-_][a-z]{2})?(?:\.utf-?8)?[\"'`]"
)
_ENDLESS = re.compile(
    rb"\bfor\s?\([^;()]{0,40};\s?(?:true|1|!0|\w{1,20}\s?<=?\s?Infinity)?\s?;"
    rb"|\bwhile\s?\(\s?(?:true|1|!0|!!1)\s?\)"
)
_LOOPS = {"for_statement", "while_statement", "do_statement"}
_LEAVES = {"break_statement", "return_statement", "throw_statement", "await_expression",
           "yield_expression"}  # fmt: skip
_SAYS = re.compile(
    r"(?:console\.\w{1,12}|process\.(?:stdout|stderr)\.write|alert|document\.write|window\.open"
    r"|document\.body\.\w{1,24})"
)
_SHOWS = re.compile(rb"\binnerHTML\s?\+?=|\bnew\s+Audio\b|\bappendChild\b")
_NOTES = re.compile(
    r"~/+(?:OneDrive/+)?(?:Desktop|[\w .-]{0,60}(?:LOVE|PEACE|PROTEST|WAR)[\w .-]*)(?:/.*)?"
)
_BRANCHES = {"if_statement", "ternary_expression", "binary_expression", "switch_statement"}
_CONDITIONS = ("condition", "left", "value")
_THEN = ("consequence", "right", "body")
_REMOVES = re.compile(r"(?i)\brm\s+-\w{0,4}r|\b(?:rd|rmdir|del)\s+/s|\bRemove-Item\b|\bshred\b")
_FUNCTIONS = {"arrow_function", "function_expression", "function_declaration", "method_definition"}
_MOST = 64
_MOST_NODES = 200_000
_MOST_BRANCHES = 200
_SMALL = 1 << 15
"""In a larger script names lead everywhere: there the condition itself has to tell."""


def told(script: Seen) -> Iterator[Place]:
    """The marks of protests: what they do, by place where that is so."""
    plain = script.syntax.plain
    places: list[tuple[int, str]] = []
    if hinted(plain, "by-place") and _may_harm(script):
        places = [(found.start(), "place") for found in islice(_PLACE.finditer(plain), _MOST)]
        places = sorted([*places, *_decoded(script)])
    endless = hinted(plain, "endless-talk") and _ENDLESS.search(plain) is not None
    writes = [call for call in script.calls if call.path in table.WRITES and call.arguments]
    if not places and not endless and not writes:
        return
    harms = _Harms(script)
    if places or endless:
        yield from harms.of_branches(places, endless=endless)
    for call in writes[:_MOST]:
        if _NOTES.fullmatch(harms.homes.text(call.arguments[0])) and harms.at_once(call.node):
            yield "protests", call.start, "leaves a note"


def _may_harm(script: Seen) -> bool:
    """Whether anything stands in a script that a place could decide on."""
    plain = script.syntax.plain
    spoils = any(call.path in SPOILS or call.path in table.EXECUTES for call in script.calls)
    if spoils or not hinted(plain, "endless", "named-place"):
        return spoils
    return bool(_ENDLESS.search(plain) or _NAMED.search(plain.decode("utf-8", "replace")))


def _decoded(script: Seen) -> Iterator[tuple[int, str]]:
    """Words of places that an encoding comes to."""
    calls = (call for call in script.calls if call.path in {"Buffer.from", "atob"})
    for call in islice(calls, _MOST):
        text = script.values.fold(call.node) or ""
        if len(text) < _MOST and _PLACE.search(text.encode("utf-8", "replace")):
            yield call.start, "place"


class _Harms:
    """What the branches of one script do."""

    def __init__(self, script: Seen) -> None:
        self.script = script
        self.homes = Homes(script)
        self._uses: asked.Uses | None = None
        self._left = _MOST_BRANCHES

    def at_once(self, node: "Node") -> bool:
        """Whether code runs as soon as its file is loaded."""
        if self._uses is None:
            self._uses = asked.Uses(self.script)
        return asked.when(self.script, node, self._uses) == asked.LOADED

    def of_branches(self, places: flows.Origins, *, endless: bool) -> Iterator[Place]:
        """What is done where a place decides, and in loops without an end."""
        waiting = [self.script.syntax.root]
        for _ in range(_MOST_NODES):
            if not waiting:
                return
            node = waiting.pop()
            waiting += node.named_children
            if endless and node.type in _LOOPS and self._preaches(node):
                yield "protests", node.start_byte, "loops"
            if places and node.type in _BRANCHES:
                yield from self._branch(node, places)

    def _branch(self, node: "Node", places: flows.Origins) -> Iterator[Place]:
        condition = next(filter(None, map(node.child_by_field_name, _CONDITIONS)), None)
        then = next(filter(None, map(node.child_by_field_name, _THEN)), None)
        operator = node.child_by_field_name("operator")
        if condition is None or then is None or (operator is not None and operator.type != "&&"):
            return
        if self._left <= 0 or not self._decides(condition, places):
            return
        named = self._named(condition)
        span = _rest(node, then) if named else None
        spans = flows.spans(self.script.names, [span or (then.start_byte, then.end_byte)])
        calls = [
            call for call in self.script.calls
            if any(start <= call.start < end for start, end in spans)
        ]  # fmt: skip
        if self._wipes(calls) or (named and self._removes(calls)):
            yield "protests", then.start_byte, f"wipes{BY_PLACE}"
        if any(map(self._endless, spans)):
            yield "protests", then.start_byte, f"loops{BY_PLACE}"
        elif named and span is None and self._says(calls, spans):
            yield "protests", then.start_byte, f"preaches{BY_PLACE}"

    def _decides(self, condition: "Node", places: flows.Origins) -> bool:
        """Whether a place is asked for in a condition; by names where the script is small."""
        self._left -= 1
        within = (condition.start_byte, condition.end_byte)
        if len(self.script.syntax.source) > _SMALL:
            return bool(flows.within(places, *within))
        return bool(flows.origins(self.script.names, *within, places))

    def _removes(self, calls: "list[Call]") -> bool:
        """Whether a command removes folders."""
        commands = (call for call in calls if call.path in table.EXECUTES and call.arguments)
        return any(_REMOVES.search(self.homes.text(call.arguments[0])) for call in commands)

    def _endless(self, span: tuple[int, int]) -> bool:
        """Whether a loop that is never left begins within a span."""
        for found in islice(_ENDLESS.finditer(self.script.syntax.code, *span), _MOST):
            node = self.script.syntax.root.descendant_for_byte_range(*found.span())
            if node is not None and node.type in _LOOPS and not _left(node):
                return True
        return False

    def _wipes(self, calls: "list[Call]") -> bool:
        """Whether what is gone through is removed or written over."""
        listed = any(call.path in LISTS for call in calls)
        for call in calls:
            if call.path in SPOILS and call.arguments:
                text = self.homes.text(call.arguments[0])
                if EVERYTHING.fullmatch(text) or (listed and UNKNOWN in text):
                    return True
        return False

    def _named(self, condition: "Node") -> bool:
        spans = flows.spans(self.script.names, [(condition.start_byte, condition.end_byte)])
        plain = self.script.syntax.plain
        return any(_NAMED.search(plain[a:b].decode("utf-8", "replace")) for a, b in spans)

    def _says(self, calls: "list[Call]", spans: list[tuple[int, int]]) -> bool:
        said = any(_SAYS.fullmatch(call.path) for call in calls)
        return said or any(_SHOWS.search(self.script.syntax.code, *span) for span in spans)

    def _preaches(self, loop: "Node") -> bool:
        """Whether a loop without an end or a way out only talks, as soon as it is loaded."""
        start, end = loop.start_byte, loop.end_byte
        if not _ENDLESS.match(self.script.syntax.plain, start, end):
            return False
        calls = [call.path for call in self.script.calls if start <= call.start < end]
        said = [path for path in calls if _SAYS.fullmatch(path)]
        others = [path for path in calls if path not in said and path[0] != "<"]
        return bool(said) and not others and not _left(loop) and self.at_once(loop)


def _rest(node: "Node", then: "Node") -> tuple[int, int] | None:
    """What follows a branch that only leaves: for whom it does not leave, that is done."""
    inner = then.named_children if then.type == "statement_block" else [then]
    outer = node.parent
    leaves = len(inner) == 1 and inner[0].type == "return_statement"
    return (node.end_byte, outer.end_byte) if leaves and outer is not None else None


def _left(loop: "Node") -> bool:
    """Whether a loop may be left, or lets others run."""
    waiting = list(loop.named_children)
    for _ in range(_MOST_NODES):
        if not waiting:
            return False
        node = waiting.pop()
        if node.type in _LEAVES:
            return True
        if node.type not in _FUNCTIONS:
            waiting += node.named_children
    return True
