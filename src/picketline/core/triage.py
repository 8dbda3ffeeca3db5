"""A model's opinion on a report: bytes in, an opinion out.

The model is a command of the operator's choice that reads the report's JSON on stdin and
writes its assessment to stdout; `triage_chat` asks one over HTTP instead. Nothing it does
can raise, act or change an exit code.
"""

import codecs

from picketline.core import child
from picketline.core.errors import DeliveryError
from picketline.core.report import Triage
from picketline.core.text import safe_text

_MOST_LINES = 400
_LONGEST_FAILURE = 300


def assess(report_json: bytes, command: str, *, timeout: float = 60.0, cap: int = 65536) -> Triage:
    """Run `command`, without a shell, on a report and return what it says of it.

    `timeout` is in seconds and holds for the command's whole process group. `cap` is in
    bytes of output: at that many the command is ended and what it has said stands. At
    most 400 lines are kept. Never raises: whatever goes wrong is the `failure`.
    """
    try:
        heard = child.talk(command, report_json, timeout=timeout, cap=cap)
    except DeliveryError as problem:
        return failure(str(problem))
    if heard.end == "late":
        return failure(f"no answer within {timeout:g} s")
    if heard.failed:
        return failure(heard.failed)
    return opinion(heard.output, cap, cut=heard.end == "full")


def failure(reason: str) -> Triage:
    """Why there is no opinion, made safe and short."""
    return Triage(failure=safe_text(reason)[:_LONGEST_FAILURE])


def opinion(answer: bytes, cap: int, *, cut: bool) -> Triage:
    """What `answer` says, at most 400 safe lines; `cut` where it ended at `cap` bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(answer, final=not cut)
    except UnicodeDecodeError:
        return failure("the answer is not UTF-8")
    if not text.strip():
        return failure("the answer is empty")
    return Triage(assessment=_limited(text, f"[cut at {cap} bytes]" if cut else ""))


def _limited(text: str, cut: str) -> str:
    """At most 400 safe lines; the last one says so where something was cut off."""
    lines = text.replace("\r\n", "\n").strip("\n").split("\n")
    if len(lines) + bool(cut) > _MOST_LINES:
        del lines[_MOST_LINES - 1 :]
        cut = f"[cut at {_MOST_LINES} lines]"
    shown = [safe_text(line.expandtabs(4)).rstrip() for line in lines]
    return "\n".join([*shown, cut] if cut else shown)
