"""What a sweep saw of one host, before anything is decided. Frozen records, no opinion."""

import enum

import msgspec

from picketline.core.model import Finding
from picketline.core.report import Gap


class Status(enum.StrEnum):
    """How far a sweep of a host came."""

    OK = "ok"
    PARTIAL = "partial"
    NOT_ROOT = "not-root"
    UNFINISHED = "unfinished"
    TIMED_OUT = "timed-out"
    UNREACHABLE = "unreachable"
    UNKNOWN_HOST_KEY = "unknown-host-key"
    CHANGED_HOST_KEY = "changed-host-key"
    DENIED = "denied"
    NO_SUDO = "no-sudo"
    UNSUPPORTED = "unsupported"


DRIFT_KINDS = (
    "account",
    "cron",
    "key",
    "listener",
    "module",
    "setuid",
    "setuid-deep",
    "unit",
    "unit-system",
)
"""What of a host's state is remembered."""


class Change(msgspec.Struct, frozen=True):
    """How something that stays on a host differs from what was known of it.

    `change` is learned (its kind was not known yet), new, changed or gone. `identity` and
    `value` are the probe's own escaped words, at most 900 printable ASCII characters.
    """

    change: str
    kind: str
    identity: str
    value: str


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What the probe said, validated. `uid` is the user id that it ran under, if it said."""

    status: Status
    note: str = ""
    load: float | None = None
    uid: int | None = None
    ran: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    skipped: tuple[Gap, ...] = ()
    errors: tuple[Gap, ...] = ()
    coverage: tuple[Gap, ...] = ()
    changes: tuple[Change, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """What came back over the line: bytes as they are, nothing believed yet.

    `code` is the exit code of ssh or of the local shell, None if it had to be ended.
    `cut` says which limit was reached, if one was.
    """

    output: bytes
    complaint: bytes
    code: int | None
    cut: str = ""


class Target(msgspec.Struct, frozen=True):
    """One process to act on: digits only. A hidden one has neither start nor inode."""

    pid: int
    start: int = 0
    inode: int = 0


CONTAINED = frozenset({"frozen", "already", "stopped"})
"""Outcomes of a deed after which the process does not run."""


class Held(msgspec.Struct, frozen=True):
    """What became of a process's container: its engine, 64 hex digits, its name or "-".

    `state` is paused, stopped, running, started or gone; `policy` the restart policy that it
    came with; `restart` says whether that was none, off, kept or restored.
    """

    engine: str
    id: str
    name: str
    state: str
    policy: str
    restart: str


class Deed(msgspec.Struct, frozen=True):
    """What came of acting on one process.

    `outcome` is frozen, already, stopped, thawed, refused or failed; `detail` is the
    incident's stamp or the reason; `missing` is evidence that could not be taken; `members`
    were frozen or thawed with it; `notes` are words of `account.NOTES`.
    """

    target: Target
    outcome: str
    detail: str = ""
    missing: tuple[str, ...] = ()
    held: Held | None = None
    members: tuple[Target, ...] = ()
    notes: tuple[str, ...] = ()
