r"""Which file of a repository a finding is about.

The paths of a project's findings are relative to the part's folder, and a byte that is not
printable ASCII stands in them as \xHH. Other paths are what a host said.
"""

import re

from picketline.core.model import Location
from picketline.core.report import Part

_PROJECT = "project"
_BYTE = re.compile(rb"\\x([0-9a-f]{2})")


def file(part: Part, location: Location, below: bytes = b"") -> bytes:
    """The path as the file system has it, below what was scanned where it is relative; b"" if none.

    `below` is put before a path of a project that is relative. Empty and `.` steps are dropped,
    `..` is not.
    """
    if not location.path:
        return b""
    path = location.path.encode("utf-8", "replace")
    if part.kind == _PROJECT:
        joined = part.name.encode("utf-8", "replace") + b"/" + path
        path = joined if not path.startswith(b"/") and not part.name.startswith("/") else path
        path = _BYTE.sub(lambda found: bytes.fromhex(found[1].decode()), path)
        path = path if path.startswith(b"/") or not below else below + b"/" + path
    steps = b"/".join(step for step in path.split(b"/") if step not in {b"", b"."})
    return b"/" + steps if path.startswith(b"/") else steps or b"."


def line(location: Location) -> int:
    """The line, from 1; 0 if none is known."""
    return max(location.line or 0, 0)
