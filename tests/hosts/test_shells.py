"""One fake root, every shell and awk that a host may have: the same bytes from each."""

import itertools
from pathlib import Path

import fakeroot
import pytest
import range_root
from tools import require

from picketline.core.rule import catalogue
from picketline.hosts.facts import DRIFT_KINDS, Answer
from picketline.hosts.probe import RULES
from picketline.hosts.records import read

_SHELLS = {
    "dash": ("dash",),
    "bash": ("bash",),
    "ash": ("busybox", "ash"),
    "mksh": ("mksh",),
    "yash": ("yash",),
}
_KNOWN = (
    *(f"+{kind}" for kind in DRIFT_KINDS if kind != "key"),
    "account|root|0:0:/:/bin/sh",
    'account|gone $(id) "x"|1:1:/:/bin/sh',
    "-unit|/etc/systemd/system/gone.service|",
)
_AWKS = ("mawk", "gawk", "original-awk", "busybox-awk")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with everything in it."""
    folder = tmp_path_factory.mktemp("everything") / "root"
    range_root.lay(folder)
    return folder


@pytest.fixture(scope="module")
def usual(root: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the probe says of it under dash and mawk."""
    require("dash")
    require("mawk")
    path = fakeroot.tools(tmp_path_factory.mktemp("usual"), "mawk")
    return fakeroot.probe(root, path=path, known=_KNOWN, wanted=range_root.wanted())


def test_everything_is_in_there(usual: bytes) -> None:
    """The root makes every rule speak, and no hostile byte breaks a record."""
    rules = catalogue(RULES)
    reading = read(Answer(usual, b"", 0), fakeroot.NONCE, rules)
    assert reading is not None
    assert (reading.status, reading.errors) == ("ok", ())
    told = {finding.rule for finding in reading.findings}
    assert told == set(rules) - {"HOST-DRF-001"}, "which speaks where HOST-SSH-004 does not"
    assert {each.change for each in reading.changes} == {"learned", "new", "changed", "gone"}


@pytest.mark.parametrize(("shell", "awk"), list(itertools.product(_SHELLS, _AWKS)))
def test_same_bytes(shell: str, awk: str, root: Path, usual: bytes, tmp_path: Path) -> None:
    """The probe's output does not depend on the shell and awk that run it."""
    require(_SHELLS[shell][0])
    require(awk.removesuffix("-awk") if awk == "busybox-awk" else awk)
    path = fakeroot.tools(tmp_path, awk)
    wanted = range_root.wanted()
    said = fakeroot.probe(root, shell=_SHELLS[shell], path=path, known=_KNOWN, wanted=wanted)
    assert said.splitlines() == usual.splitlines()
    assert said == usual
