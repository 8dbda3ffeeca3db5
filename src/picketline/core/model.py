"""The nouns that every part of the product shares."""

import enum
import functools

import msgspec

from picketline.core import canonical


@functools.total_ordering
class Severity(enum.Enum):
    """How bad a finding is if it is true; ordered from info to critical."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Position from 0 (info) to 4 (critical)."""
        return list(type(self)).index(self)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Severity):
            return NotImplemented
        return self.rank < other.rank


class Subject(msgspec.Struct, frozen=True):
    """What a finding is about.

    `kind` is one word (process, file, account, socket, kernel, ...). `identity` names
    the subject and holds nothing that changes between two looks: no version, pid or time.
    """

    kind: str
    identity: str


class Location(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the subject stood when it was seen; never part of a fingerprint.

    `start` is field 22 of /proc/PID/stat, in clock ticks since boot. `inode` is that of
    the process's executable. `line` counts from 1.
    """

    pid: int | None = None
    start: int | None = None
    inode: int | None = None
    path: str | None = None
    line: int | None = None


class Evidence(msgspec.Struct, frozen=True):
    """One value that made a rule fire."""

    name: str
    value: str | int | float


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One rule's statement about one subject.

    `matched` is what the rule recognised, as stable as the subject's identity.
    `benign` names the class of ordinary things that this finding fell into, if any.
    """

    rule: str
    severity: Severity
    subject: Subject
    slam_dunk: bool = False
    matched: str = ""
    benign: str | None = None
    evidence: tuple[Evidence, ...] = ()
    location: Location = Location()


def fingerprint(finding: Finding) -> str:
    """64 hex digits that stay the same for the same statement about the same subject."""
    subject = finding.subject
    return canonical.digest([finding.rule, subject.kind, subject.identity, finding.matched])
