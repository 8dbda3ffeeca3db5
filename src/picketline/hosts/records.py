"""The probe's words, read as what they are: the claims of a host that may be hostile.

Nothing passes that is not exactly as the protocol says. What does not is an error of the
part, which leaves it unfinished; it is never repaired.
"""

import re
from collections.abc import Callable

import msgspec

from picketline.core.model import Evidence, Finding, Location, Severity, Subject
from picketline.core.report import Gap
from picketline.core.rule import Rule
from picketline.core.text import safe_text
from picketline.hosts.facts import DRIFT_KINDS, Answer, Change, Reading, Status
from picketline.hosts.probe import PROTOCOL
from picketline.hosts.redact import redact

_ESCAPE = re.compile(rb"\\x([0-9a-f]{2})")
_KIND = re.compile(r"process|file|account|kernel|socket")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_BENIGN = re.compile(r"[a-z][a-z0-9-]{0,31}")
_NUMBERS = frozenset({"uid", "age", "cpu_life", "cpu_now", "links", "line", "owner", "deleted"})
_MOST_PID = 1 << 22
_MOST_NUMBER = 1 << 63
_LONGEST = 4096
_STATE = re.compile(r"[ -&(-{}~]{0,900}")
_CHANGES = frozenset({"learned", "new", "changed", "gone"})
_KINDS = frozenset(DRIFT_KINDS)
_MOST_STATE = 5000
_MOST_STATE_BYTES = 512 << 10
_MOST_EVIDENCE = 40
_MOST_ERRORS = 20
_MOST_FINDINGS = 1000
_FINDING_FIELDS = 10


class _Malformed(Exception):  # noqa: N818  # not an error of ours
    """A record is not as the protocol says."""


class _Draft:
    """What has been read so far."""

    def __init__(self, rules: dict[str, Rule]) -> None:
        self.rules = rules
        self.load: float | None = None
        self.uid: int | None = None
        self.ran: set[str] = set()
        self.findings: list[Finding] = []
        self.skipped: list[Gap] = []
        self.coverage: list[Gap] = []
        self.errors: list[Gap] = []
        self.changes: list[Change] = []
        self.state_bytes = 0
        self.unsupported: str | None = None
        self.ended = False


def read(answer: Answer, nonce: str, rules: dict[str, Rule]) -> Reading | None:
    """Turn an answer into a reading; None if the probe's header never came."""
    lines = answer.output.split(b"\n")
    header = f"picket\t{PROTOCOL}\t{nonce}".encode()
    if header not in lines[:200]:
        return None
    draft = _Draft(rules)
    whole, rest = lines[lines.index(header) + 1 : -1], lines[-1]
    for number, line in enumerate(whole, 1):
        if draft.ended:
            _complain(draft, number, "more after the end")
            break
        try:
            _record(draft, line, nonce)
        except _Malformed as problem:
            _complain(draft, number, str(problem))
    if rest and draft.ended:
        _complain(draft, len(lines), "more after the end")
    return _reading(draft, answer)


def _complain(draft: _Draft, number: int, problem: str) -> None:
    if len(draft.errors) < _MOST_ERRORS:
        draft.errors.append(Gap("probe output", f"record {number}: {problem}"))


def _reading(draft: _Draft, answer: Answer) -> Reading:
    status, note = Status.OK, ""
    skipped = list(draft.skipped)
    if draft.unsupported is not None:
        status, note = Status.UNSUPPORTED, f"not Linux: {draft.unsupported}"
        skipped.append(Gap("host", note))
    elif not draft.ended:
        late = answer.cut.startswith("no end")
        status = Status.TIMED_OUT if late else Status.UNFINISHED
        note = answer.cut or "the probe stopped before its end"
        skipped.append(Gap("host", note))
    elif draft.uid is None:
        draft.errors.append(Gap("probe output", "it does not say as whom it ran"))
    elif missing := sorted(set(draft.rules) - draft.ran):
        skipped.append(Gap("rules", f"did not run: {', '.join(missing)}"))
    return Reading(
        status=status,
        note=note,
        load=draft.load,
        uid=draft.uid,
        ran=tuple(sorted(draft.ran)),
        findings=tuple(draft.findings),
        skipped=tuple(skipped),
        errors=tuple(draft.errors),
        coverage=tuple(draft.coverage),
        changes=tuple(draft.changes),
    )


def _record(draft: _Draft, line: bytes, nonce: str) -> None:
    if re.search(rb"[^\t -~]", line):
        raise _Malformed("bytes that the probe never sends")
    word, *fields = line.decode("ascii").split("\t")
    reader = _READERS.get(word)
    if reader is None:
        raise _Malformed(f"unknown record {safe_text(word[:40])!r}")
    reader(draft, fields, nonce)


def shown(field: str) -> str:
    """Undo the probe's escapes, then make the text safe for every eye and for a model."""
    if len(field) > _LONGEST:
        raise _Malformed("a value is too long")
    raw = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), field.encode("ascii"))
    return redact(safe_text(raw.decode("utf-8", "backslashreplace")))


def _number(field: str, most: int = _MOST_NUMBER) -> int:
    if not re.fullmatch(r"\d{1,19}", field) or int(field) > most:
        raise _Malformed("a number is out of range")
    return int(field)


def _exactly(fields: list[str], count: int) -> list[str]:
    if len(fields) != count:
        raise _Malformed(f"{len(fields)} fields instead of {count}")
    return fields


def _load(draft: _Draft, fields: list[str], _: str) -> None:
    (value,) = _exactly(fields, 1)
    if not re.fullmatch(r"\d{1,6}(\.\d{1,4})?", value):
        raise _Malformed("the load is no number")
    draft.load = float(value)


def _uid(draft: _Draft, fields: list[str], _: str) -> None:
    (value,) = _exactly(fields, 1)
    draft.uid = _number(value, 1 << 32)


def _ran(draft: _Draft, fields: list[str], _: str) -> None:
    (rule,) = _exactly(fields, 1)
    if rule not in draft.rules:
        raise _Malformed("an unknown rule ran")
    draft.ran.add(rule)


def _skip(draft: _Draft, fields: list[str], _: str) -> None:
    what, why = _exactly(fields, 2)
    draft.skipped.append(Gap(shown(what), shown(why)))


def _cover(draft: _Draft, fields: list[str], _: str) -> None:
    what, why = _exactly(fields, 2)
    draft.coverage.append(Gap(shown(what), shown(why)))


def _state(draft: _Draft, fields: list[str], _: str) -> None:
    """What stays on the host; kept as it came, as it goes back to the host to be compared."""
    change, kind, identity, value = _exactly(fields, 4)
    if change not in _CHANGES or kind not in _KINDS or not identity:
        raise _Malformed("a state out of shape")
    if not _STATE.fullmatch(identity) or not _STATE.fullmatch(value):
        raise _Malformed("a state holds what the probe never sends")
    draft.state_bytes += len(identity) + len(value)
    if len(draft.changes) >= _MOST_STATE or draft.state_bytes > _MOST_STATE_BYTES:
        raise _Malformed("more states than any host has")
    draft.changes.append(Change(change, kind, identity, value))


def _refused(_: _Draft, fields: list[str], __: str) -> None:
    raise _Malformed(f"the probe refused: {shown(' '.join(fields))}")


def _unsupported(draft: _Draft, fields: list[str], _: str) -> None:
    draft.unsupported = shown(" ".join(fields))[:60] or "no name"


def _end(draft: _Draft, fields: list[str], nonce: str) -> None:
    count, echoed = _exactly(fields, 2)
    if echoed != nonce:
        raise _Malformed("the end carries another nonce")
    if _number(count) != len(draft.findings):
        raise _Malformed("findings were lost on the way")
    draft.ended = True


def _finding(draft: _Draft, fields: list[str], _: str) -> None:
    if len(fields) < _FINDING_FIELDS:
        raise _Malformed("a finding has too few fields")
    rule_id, severity, slam, kind, identity, matched, benign, pid, start, inode, *evidence = fields
    rule = draft.rules.get(rule_id)
    if rule is None:
        raise _Malformed("a finding of an unknown rule")
    if len(draft.findings) >= _MOST_FINDINGS:
        raise _Malformed("more findings than the probe ever lists")
    if len(evidence) > _MOST_EVIDENCE or not _KIND.fullmatch(kind):
        raise _Malformed("a finding is out of shape")
    draft.findings.append(
        Finding(
            rule=rule.id,
            severity=_severity(severity, rule),
            slam_dunk=_slam_dunk(slam, rule),
            subject=Subject(kind, shown(identity)),
            matched=shown(matched),
            benign=_benign(benign),
            evidence=tuple(_evidence(field) for field in evidence),
            location=_location(pid, start, inode),
        )
    )


def _severity(word: str, rule: Rule) -> Severity:
    try:
        severity = Severity(word)
    except ValueError:
        raise _Malformed("a severity that does not exist") from None
    if not rule.admits(severity):
        raise _Malformed(f"{rule.id} cannot be {word}")
    return severity


def _slam_dunk(flag: str, rule: Rule) -> bool:
    """The controller keeps its own list: from any other rule the flag is dropped."""
    if flag not in {"0", "1"}:
        raise _Malformed("a slam-dunk flag that is neither 0 nor 1")
    return flag == "1" and rule.slam_dunk


def _benign(word: str) -> str | None:
    if word == "-":
        return None
    if not _BENIGN.fullmatch(word):
        raise _Malformed("a benign class out of shape")
    return word


def _location(pid: str, start: str, inode: str) -> Location:
    def optional(field: str, most: int = _MOST_NUMBER) -> int | None:
        return None if field == "-" else _number(field, most)

    return Location(pid=optional(pid, _MOST_PID), start=optional(start), inode=optional(inode))


def _evidence(field: str) -> Evidence:
    name, equals, value = field.partition("=")
    if not equals or not _NAME.fullmatch(name):
        raise _Malformed("evidence without a name")
    if name in _NUMBERS and re.fullmatch(r"\d{1,18}", value):
        return Evidence(name, int(value))
    return Evidence(name, shown(value))


_Reader = Callable[[_Draft, list[str], str], None]
_READERS: dict[str, _Reader] = {
    "load": _load,
    "uid": _uid,
    "ran": _ran,
    "skip": _skip,
    "cover": _cover,
    "state": _state,
    "refused": _refused,
    "unsupported": _unsupported,
    "finding": _finding,
    "end": _end,
}


def without_root(reading: Reading, *, accepted: bool) -> Reading:
    """Say what it means that the probe did not run as root.

    Accepted in the inventory, what root alone can see is coverage; otherwise the host was
    not swept whole.
    """
    if reading.uid in {0, None} or reading.status is not Status.OK:
        return reading
    if not accepted:
        gap = Gap("root", f'swept as uid {reading.uid}; become = "sudo" or partial = "accepted"')
        return msgspec.structs.replace(
            reading, status=Status.NOT_ROOT, skipped=(*reading.skipped, gap)
        )
    mine = tuple(gap for gap in reading.skipped if "not root" in gap.why)
    rest = tuple(gap for gap in reading.skipped if "not root" not in gap.why)
    known = Gap("root", f"swept as uid {reading.uid}, as the inventory accepts")
    return msgspec.structs.replace(
        reading,
        status=Status.PARTIAL,
        skipped=rest,
        coverage=(*reading.coverage, *mine, known),
    )
