"""Commands that a connection gave: what it answers is handed to a shell or an interpreter."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from picketline.packages.inspect import calls as table
from picketline.packages.inspect.answers import Answers, connects, parts
from picketline.packages.inspect.calls import Call
from picketline.packages.inspect.seen import Seen
from picketline.packages.shell_words import base

if TYPE_CHECKING:
    from tree_sitter import Node

_INTERPRETERS = frozenset(
    {
        *("sh", "bash", "zsh", "dash", "ksh", "cmd", "cmd.exe", "powershell", "powershell.exe"),
        *("pwsh", "node", "nodejs", "bun", "deno", "python", "python3", "perl", "ruby", "php"),
    }
)
_CODE = re.compile(
    r"(?i)-[a-z]{0,3}[cepr]|--eval|--print|/[ck]|-command|-enc(?:odedcommand)?|-|eval"
)
_CARRIES = re.compile(
    r"(?i)^\s*(?:[\w/.\"'-]{0,60}/)?(?:ba|z|da|k)?sh(?:\s+-[a-z]+)*\s+-[a-z]{0,3}c\s+[\"']?\$X"
    r"|^\s*(?:[\w/.\"'-]{0,60}/)?(?:node|nodejs|bun|python3?|perl|ruby|php|powershell|pwsh|cmd)(?:\.exe)?"
    r"\b[^|;&]{0,60}\s(?:-[a-z]{0,3}[cepr]|--eval|--print|/[ck]|-command|-enc\w{0,14}|eval)\s+[\"']?\$X"
    r"|\$X[\"']?\s*\|\s*(?:ba|z|da|k)?sh\b|^\s*eval\s+[\"']?\$X"
)
"""A command line that gives an interpreter code, which `$X` stands for."""
_FEEDS = {"write", "end", "pipe", "pipeTo"}
COMMAND = "as a command"
"""What follows the function that fetches, in the mark of a command that was fetched."""
_MOST = 64
_MOST_PARTS = 24
_FEW = 8


def run(script: Seen) -> Iterator[tuple[int, str]]:
    """Where calls start what a connection gave, each with what connects."""
    executes = [call for call in script.calls if call.path in table.EXECUTES and call.arguments]
    if not executes or not any(connects(call.path) for call in script.calls):
        return
    answers = Answers(script)
    for call in executes[:_MOST]:
        if root := _commanded(answers, call):
            yield call.start, root
    for node in script.syntax.all("call") if b"stdin" in script.syntax.code else ():
        if root := _fed(answers, node) or _joined(answers, node):
            yield node.start_byte, root


def _commanded(answers: Answers, call: Call) -> str:
    """What connects, for a call whose command, code or input is its answer."""
    script, first = answers.script, call.arguments[0]
    if not script.values.fold(first):
        if root := answers.root(first):
            return root
        if _CARRIES.search(script.values.rough(first)):
            return next((root for part in parts(first) if (root := answers.root(part))), "")
        if script.paths.path(first) != "process.execPath":
            return ""
    if not _interprets(script, first):
        return ""
    return _given(answers, call.arguments[1:3])


def _given(answers: Answers, given: "list[Node]") -> str:
    """What connects, of the code in a list of words, or of the input among options."""
    for part in given:
        words = part.named_children[:_MOST_PARTS] if part.type in {"array", "object"} else []
        flagged = False
        for word in words:
            told = answers.script.values.fold(word) if part.type == "array" else None
            key = word.child_by_field_name("key")
            named = key is not None and answers.script.syntax.text(key).strip("\"'") == "input"
            value = word.child_by_field_name("value") if named else word if flagged else None
            if word.type == "shorthand_property_identifier":
                value = word if answers.script.syntax.text(word) == "input" else None
            if value is not None and (root := answers.root(value)):
                return root
            flagged = flagged or bool(told and _CODE.fullmatch(told))
    return ""


def _fed(answers: Answers, call: "Node") -> str:
    """What connects, for a call that writes its answer to an interpreter."""
    script, callee = answers.script, call.child_by_field_name("function")
    target = callee.child_by_field_name("object") if callee is not None else None
    given = script.values.arguments(call)[:1]
    if callee is None or target is None or not given:
        return ""
    name = script.paths.member(callee)
    stream, source = (given[0], target) if name.startswith("pipe") else (target, given[0])
    if name not in _FEEDS or not script.paths.path(stream).endswith(".stdin"):
        return ""
    return _streamed(answers, source, stream)


def _joined(answers: Answers, call: "Node") -> str:
    """What connects, for `pipeline(answer, process.stdin)`."""
    script = answers.script
    path = script.paths.path(call.child_by_field_name("function"))
    if not path.endswith("pipeline"):
        return ""
    source, *others = script.values.arguments(call)[:_FEW] or [call]
    streams = [one for one in others if script.paths.path(one).endswith(".stdin")]
    return next(filter(None, (_streamed(answers, source, one) for one in streams)), "")


def _streamed(answers: Answers, source: "Node", stream: "Node") -> str:
    """What connects, where it is the source of what an interpreter reads."""
    script = answers.script
    process = answers.meant(stream.child_by_field_name("object"))
    program = script.values.arguments(process)[:1] if process is not None else []
    return answers.root(source) if program and _interprets(script, program[0]) else ""


def _interprets(script: Seen, node: "Node") -> bool:
    """Whether a program runs the code that it is given."""
    if script.paths.path(node) == "process.execPath":
        return True
    words = script.values.rough(node).split()
    return bool(words) and base(words[0]) in _INTERPRETERS
