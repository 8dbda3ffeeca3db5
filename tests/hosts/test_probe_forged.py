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
    assert not _said(root)


NAMESPACE = "self/ns/pid -> pid:[4026531836]"


@pytest.mark.parametrize("target", [f"/usr/bin/x {NAMESPACE}", f"/usr/bin/x\n0 {NAMESPACE}"])
def test_the_name_of_a_program_is_no_namespace(tmp_path: Path, target: str) -> None:
    """The kernel's count of threads is that of the first namespace: nobody can say it is this."""
    root = tmp_path / "root"
    fakeroot.lay(root, pages.Case("x"))
    fakeroot.write(root, "proc/loadavg", "0.11 0.10 0.09 1/900 4242\n")
    fakeroot.process(root, "pid=4242 exe=/usr/bin/x cmd=x")
    (root / "proc/4242/exe").unlink()
    (root / "proc/4242/exe").symlink_to(target)
    assert not _said(root)


@pytest.mark.parametrize("path", ["/tmp/x.so\\012/usr/lib/y", "/tmp/a|b.so", "/tmp/\x1b[2J.so"])
def test_the_name_of_a_library_stays_one_value(tmp_path: Path, path: str) -> None:
    """A mapped file whose name tries to be two fields, or another path."""
    root = tmp_path / "root"
    fakeroot.lay(root, pages.Case("x"))
    fakeroot.process(root, "pid=4242 exe=/usr/sbin/cron cmd=cron")
    fakeroot.write(root, "proc/4242/maps", f"7f00-7f10 r-xp 00000000 08:01 7    {path}\n")
    assert _said(root) == ["HOST-MAP-001"]


def _said(root: Path) -> list[str]:
    reading = read(Answer(fakeroot.probe(root), b"", 0), fakeroot.NONCE, catalogue(RULES))
    assert reading is not None
    assert not reading.errors
    return [finding.rule for finding in reading.findings]
