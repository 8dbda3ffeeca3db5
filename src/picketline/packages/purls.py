"""Package URLs: the only name of a package version."""

import re
from urllib.parse import quote

from packageurl import PackageURL

from picketline.core.model import Subject
from picketline.packages import redaction

_NAME = re.compile(r"(@[\w.~-]+/)?[\w.~-]+", re.ASCII)
_FILE = re.compile(r"\./(?!\.{1,2}$)[^/]+", re.DOTALL)
_LONGEST = 214
"""The longest name that npm takes."""


def purl(name: str, version: str = "") -> str:
    """`pkg:npm/...` of a name with or without its scope; without the version if it is empty.

    What is no name of npm's is one name as a whole, percent-encoded twice. Package URLs are in
    lower case: old names that are not stand in a qualifier, `JSONStream` is not `jsonstream`. A
    secret in it is replaced by its stamp. What nobody named is no package of npm's: `./FILE` is
    the file that was scanned, `.` the folder.
    """
    name, version = _safe(name), _safe(version)
    if name == "." or _FILE.fullmatch(name):
        return _generic(name, version)
    spelled = {"spelled": name[:_LONGEST]} if name != name.lower() else None
    if _NAME.fullmatch(name) is None:
        name = quote(name[:_LONGEST], safe="").lower() or "unnamed"
    scope, _, bare = name.rpartition("/")
    return PackageURL("npm", scope or None, bare, version or None, spelled).to_string()


def _safe(text: str) -> str:
    return redaction.stamped(text).replace(redaction.MASK, "redacted-")


def _generic(name: str, version: str) -> str:
    space, bare = ("project", "unnamed") if name == "." else (None, name[2 : 2 + _LONGEST])
    return PackageURL("generic", space, quote(bare, safe=""), version or None).to_string()


def subject(name: str) -> Subject:
    """What a finding on a package is about: never its version."""
    return Subject("package", purl(name))
