"""What a script takes by other names: the environment through aliases, files by folded paths."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from picketline.packages.inspect import hints, words
from picketline.packages.inspect.calls import EXECUTES, READS, WRITES, Call
from picketline.packages.inspect.names import Names, Value
from picketline.packages.inspect.paths import Paths

if TYPE_CHECKING:
    from tree_sitter import Node

_ENV = re.compile(rb"(?<![\w$])env(?![\w$])")
_WORD = re.compile(r"[\w$]{1,64}")
_ENVIRONMENT = "process.env"
_ROOTS = {"process", _ENVIRONMENT}
_HOLDERS = {"member_expression", "subscript_expression"}
_WHOLES = {
    *(f"Object.{name}" for name in ("keys", "entries", "values", "assign", "fromEntries",
                                    "getOwnPropertyNames")),
    *("JSON.stringify", "querystring.stringify", "qs.stringify", "util.inspect", "URLSearchParams"),
    *("util.format", "Reflect.ownKeys", "v8.serialize", "structuredClone"),
}  # fmt: skip
_TEXTS = frozenset(
    {
        *("JSON.stringify", "querystring.stringify", "qs.stringify", "util.inspect"),
        *("util.format", "v8.serialize"),
    }
)
"""What makes a text of all that is within what it is given."""
_STRINGIFIED = rb"\bstringify\(\s{0,8}%b\s{0,8}[,)]"
_SENDS = (".end", ".write", ".send", ".post", ".put")
_THROUGH = {"spread_element", "object", "arguments", "parenthesized_expression"}
_WITHIN = {"pair", "array"}
_BODIES = {"body", "data", "payload", "json"}
_REPORTS = {"process.report.getReport"}
_MOST = 64
_MOST_NAMES = 24
_LONGEST = 120
_HIGHEST = 12


class Takes:
    """The places where one script takes what is secret, apart from those that `words` finds."""

    def __init__(self, paths: Paths, calls: list[Call]) -> None:
        self._paths = paths
        self._names: Names = paths.names
        self._syntax = paths.names.syntax
        self._calls = calls
        self._processes = {"process"}

    def places(self) -> Iterator[words.Place]:
        """Marks, where they stand, and their values: reads-secret, reads-environment, given.

        "given" is no mark: there the whole environment stands, and may flow into a sink.
        """
        yield from self._reports()
        yield from self._files()
        if hints.process_value(self._syntax.plain):
            yield from self._environments()

    def _environments(self) -> Iterator[words.Place]:
        aliases = list(self._aliases())
        for _, value in aliases:
            if value.part is not None and value.node is not None:
                self._names.parted.add(value.node.id)
            if value.part is not None:
                yield from _token(value.member.rpartition(".")[2], value.part.start_byte)
        seen: set[int] = set()
        for node in (*self._written(), *self._indexed(), *self._used(aliases)):
            if node.id not in seen:
                seen.add(node.id)
                yield from self._told(node)

    def _written(self) -> "Iterator[Node]":
        """`x.env` and `x["env"]` where x is the process."""
        for found in islice(_ENV.finditer(self._syntax.plain), _MOST):
            part = self._syntax.root.descendant_for_byte_range(found.start(), found.end() - 1)
            node = part.parent if part is not None else None
            if node is not None and node.type == "string":
                node = node.parent
            if node is not None and node.type in _HOLDERS and self._is(node):
                yield node
            elif node is not None and node.type == "arguments":
                outer = node.parent
                if outer is not None and self._is(outer):
                    yield outer

    def _indexed(self) -> "Iterator[Node]":
        """`process[k]` where k comes to env."""
        for node in self._syntax.all("subscript"):
            target = node.child_by_field_name("object")
            if target is None or target.type != "identifier":
                continue
            if self._syntax.text(target) in self._processes and self._is(node):
                yield node

    def _is(self, node: "Node") -> bool:
        return self._paths.path(node) == _ENVIRONMENT

    def _aliases(self) -> Iterator[tuple[str, Value]]:
        """The names that stand for the environment, or for one of its variables."""
        known: set[str] = {"process", "env"}
        for name, value in self._names.declared():
            node = value.node
            if node is not None and node.end_byte - node.start_byte > _LONGEST:
                continue
            text = self._syntax.text(node) if node is not None else ""
            if node is not None and not any(word in text for word in known):
                continue
            told = self._paths.path(node) if node is not None else value.path
            full = f"{told}.{value.member}" if value.member and told else told
            if not full.startswith("process"):
                continue
            if len(known) < _MOST_NAMES:
                known.add(name)
            if full == "process":
                self._processes.add(name)
            elif full == _ENVIRONMENT or (
                full.startswith(f"{_ENVIRONMENT}.") and value.part is not None
            ):
                yield name, value

    def _used(self, aliases: list[tuple[str, Value]]) -> "Iterator[Node]":
        """Where names of the environment stand."""
        for name, value in aliases:
            if value.part is not None and value.member not in {"", "env"}:
                continue
            word = re.compile(rb"(?:(?<![\w$.])|(?<=\.\.\.))%b(?![\w$])" % re.escape(name.encode()))
            for found in islice(word.finditer(self._syntax.code), _MOST):
                at = found.start()
                if value not in (self._names.values(name, at) or ()):
                    continue
                node = self._syntax.root.descendant_for_byte_range(at, found.end() - 1)
                if node is not None:
                    yield node

    def _told(self, node: "Node") -> Iterator[words.Place]:
        """What is taken at a node that stands for the environment, or a part of a pattern."""
        outer = node.parent
        if outer is None:
            return
        if node.type.endswith("identifier_pattern") or outer.type == "pair_pattern":
            return
        if outer.type in _HOLDERS and outer.child_by_field_name("object") == node:
            for name in self._keys(outer):
                yield from _token(name, node.start_byte)
            return
        if self._only_names(node, outer):
            return
        yield "given", node.start_byte, "environment"
        if self._whole(node):
            yield "reads-environment", node.start_byte, ""

    def _keys(self, holder: "Node") -> list[str]:
        """The names of the variables that a member may be."""
        prop = holder.child_by_field_name("property")
        if prop is not None:
            return [self._syntax.text(prop)]
        told = self._paths.values.folds(holder.child_by_field_name("index"))
        return [one for one in told if _WORD.fullmatch(one)]

    def _only_names(self, node: "Node", outer: "Node") -> bool:
        """Whether the environment is only given a name here, which is followed by itself."""
        if outer.type == "variable_declarator":
            if outer.child_by_field_name("name") == node:
                return True
            self._names.parted.add(node.id)
            return not self._rest(outer)
        if outer.type == "assignment_expression":
            left = outer.child_by_field_name("left")
            if left == node or (left is not None and left.type == "identifier"):
                self._names.parted.add(node.id)
                return True
        return outer.type in {"formal_parameters", "import_specifier", "namespace_import"}

    def _rest(self, declarator: "Node") -> bool:
        pattern = declarator.child_by_field_name("name")
        parts = pattern.named_children if pattern is not None else []
        return any(part.type == "rest_pattern" for part in parts)

    def _whole(self, node: "Node") -> bool:
        """Whether all of the environment is gone through, or made a text."""
        inner, outer, within = node, node.parent, False
        for _ in range(_HIGHEST):
            if outer is None:
                break
            if outer.type == "for_in_statement":
                return outer.child_by_field_name("right") == inner
            if outer.type in _WITHIN:
                key = outer.child_by_field_name("key")
                if key is not None and self._syntax.text(key).strip("\"'") in _BODIES:
                    return True
                inner, outer, within = outer, outer.parent, True
                continue
            if outer.type in {"call_expression", "new_expression"}:
                callee = outer.child_by_field_name("function") or outer.child_by_field_name(
                    "constructor"
                )
                path = self._paths.path(callee)
                return path in (_TEXTS if within else _WHOLES) or path.endswith(_SENDS)
            if outer.type == "variable_declarator" and within:
                return self._stringified(outer.child_by_field_name("name"))
            if outer.type not in _THROUGH:
                break
            inner, outer = outer, outer.parent
        return False

    def _stringified(self, name: "Node | None") -> bool:
        """Whether a name is made a text somewhere."""
        if name is None or name.type != "identifier":
            return False
        word = self._syntax.source[name.start_byte : name.end_byte]
        return bool(re.search(_STRINGIFIED % re.escape(word), self._syntax.code))

    def _reports(self) -> Iterator[words.Place]:
        for call in self._calls:
            if call.path in _REPORTS:
                yield "given", call.start, "environment"
                yield "reads-environment", call.start, ""

    def _files(self) -> Iterator[words.Place]:
        """Secret files by what the paths of calls come to."""
        reads = (call for call in self._calls if call.path in _OPENS and call.arguments)
        for call in islice(reads, _MOST):
            first = call.arguments[0]
            if first.type == "string" and "\\" not in self._syntax.text(first):
                continue
            for told in self._paths.values.expanded(first):
                text = f'"{told}"'.encode("utf-8", "replace")
                for name, _, value in words.secrets(text):
                    yield name, first.start_byte, value


def _token(name: str, at: int) -> Iterator[words.Place]:
    if words.token(name):
        yield "reads-secret", at, f"env:{name}"


_OPENS = READS | WRITES | EXECUTES | {
    f"{module}.{name}" for module in ("fs", "fs.promises", "fs/promises", "fs-extra")
    for name in ("open", "openSync", "opendir", "readv", "realpathSync", "readJson",
                 "readJsonSync", "openAsBlob")
}  # fmt: skip
