"""Package URLs: the only name of a package version."""

import re
from urllib.parse import quote

from packageurl import PackageURL

from picketline.core.model import Subject

_NAME = re.compile(r"(@[\w.~-]+/)?[\w.~-]+", re.ASCII)
_LONGEST = 214
"""The longest name that npm takes."""


def purl(name: str, version: str = "") -> str:
    """`pkg:npm/...` of a name with or without its scope; without the version if it is empty.

    What is no name of npm's is one name as a whole, percent-encoded twice.
    """
    if _NAME.fullmatch(name) is None:
        name = quote(name[:_LONGEST], safe="") or "unnamed"
    scope, _, bare = name.rpartition("/")
    return PackageURL("npm", scope or None, bare, version or None).to_string()


def subject(name: str) -> Subject:
    """What a finding on a package is about: never its version."""
    return Subject("package", purl(name))
