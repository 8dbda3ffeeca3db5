"""Names that try to speak for others."""

from pathlib import Path

import fakeroot
import pages
import pytest

from picketline.core.rule import catalogue
from picketline.hosts.facts import Answer
from picketline.hosts.probe import RULES
from picketline.hosts.records import read

FORGED = (
    "/x\nlrwx------ 1 0 0 64 Nov 1 00:00 4242/fd/0 -> socket:[77]",
    "/x\n4242/fd:\nlrwx------ 1 0 0 64 Nov 1 00:00 0 -> socket:[77]",
    "/x\n4242/fd:\nlrwx------ 1 0 0 64 Nov 1 00:00 1 -> socket:[77]\n",
)


@pytest.mark.parametrize("target", FORGED)
def test_the_name_of_an_open_file_gives_nobody_a_socket(tmp_path: Path, target: str) -> None:
    """A stranger opens a file with newlines in its name, as if it were root's shell's socket."""
    root = tmp_path / "root"
    fakeroot.lay(
        root, pages.Case("x", [pages.Fence("tcp", "", "10.0.0.5:40000 203.0.113.9:443 01 77")])
    )
    fakeroot.process(root, "pid=4242 exe=/usr/bin/bash cmd=-bash fd0=/dev/pts/0")
    fakeroot.process(root, "pid=4300 exe=/opt/x/server cmd=server")
    (root / "proc/4300/fd").mkdir()
    (root / "proc/4300/fd/7").symlink_to(target)
    reading = read(Answer(fakeroot.probe(root), b"", 0), fakeroot.NONCE, catalogue(RULES))
    assert reading is not None
    assert not reading.findings
