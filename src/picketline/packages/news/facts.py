"""What a comparison says."""

from typing import Literal

import msgspec

from picketline.core.model import Severity
from picketline.core.report import Gap

SCHEMA = "picosentry.news/1"

Kind = Literal[
    "known-bad",
    "injected",
    "dependency",
    "package",
    "version",
    "hook",
    "source",
    "integrity",
    "content",
    "alias",
    "network",
    "credential",
    "process",
    "obfuscation",
    "native",
    "writes",
    "threat",
    "file",
    "host",
    "maintainer",
    "repository",
    "bin",
]
What = Literal["lockfile", "tarball", "folder"]

KINDS: dict[Kind, tuple[str, str]] = {
    "known-bad": ("A version that is known to be bad", "Do not install it."),
    "injected": (
        "A small upgrade depends on a package that was not there",
        "Read that package, and ask why the upgrade needs it.",
    ),
    "dependency": ("A dependency", "Look at what comes with it."),
    "package": ("A package that was not there", "Ask who wants it."),
    "version": ("Another version", "Read what changed."),
    "hook": ("Something runs at install", "Read what it runs; install without scripts until then."),
    "source": ("Taken from elsewhere", "Ask why it does not come from where it came from."),
    "integrity": ("Its content is held less tightly", "Write the lock anew with full hashes."),
    "content": (
        "The same version with another content",
        "Do not install it; a published version does not change.",
    ),
    "alias": ("One name stands for another package", "Ask who wants it."),
    "network": ("Reaches a network", "Read the code at that place."),
    "credential": ("Touches secrets or who one is", "Read the code at that place."),
    "process": ("Starts processes", "Read the code at that place."),
    "obfuscation": ("Code that hides what it is", "Compare it with its source."),
    "native": ("Loads native code", "Ask where the library comes from."),
    "writes": ("Writes or deletes outside its folder", "Read the code at that place."),
    "threat": ("Does what only attacks do", "Do not install it before the code is read."),
    "file": ("A file of a foreign kind", "Ask where it was built."),
    "host": ("Names a host", "Ask whose it is."),
    "maintainer": ("Other people", "Find out who published this version."),
    "repository": ("Another repository", "Find out who published this version."),
    "bin": ("A command", "See that it shadows none."),
}
"""Each kind, in the order in which kinds are told: what it says, and the next step."""


class Item(msgspec.Struct, frozen=True, order=True, kw_only=True):
    """One thing that one side shows and the other does not.

    `package` is a purl without version, `version` its version there. `key` says which of its kind
    it is, `value` how it is on this side: two sides of one key and other values are a change.
    `path` and `line` are where it stands on this side.
    """

    kind: Kind
    package: str
    key: str
    value: str = ""
    why: str
    severity: Severity
    version: str = ""
    path: str = ""
    line: int = 0

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What makes it the same thing on two sides."""
        return (self.kind, self.package, self.key, self.value)


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is new, gone, or is otherwise than it was; a side that lacks it is None."""

    word: Literal["new", "gone", "changed"]
    before: Item | None = None
    after: Item | None = None

    @property
    def shown(self) -> Item:
        """The thing as it is now, or as it was last."""
        found = self.after or self.before
        assert found is not None  # noqa: S101  # a change has a side
        return found

    @property
    def severity(self) -> Severity:
        """How bad it is if it is bad; what is gone is information."""
        return self.after.severity if self.after else Severity.INFO


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One side: what it is called, what its lockfiles and packages are, and what was not seen."""

    name: str
    what: What
    locks: tuple[str, ...] = ()
    packages: int = 0
    locked: int = 0
    unseen: tuple[Gap, ...] = ()


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What two sides show differently, worst first. `same`: no change, and as little unseen.

    `coverage` is what cannot be compared here.
    """

    schema: str = SCHEMA
    same: bool
    what: What
    corpus: str
    before: Side
    after: Side
    changes: tuple[Change, ...]
    coverage: tuple[Gap, ...] = ()
    left_out: int = 0
