"""Scripts that broke off on their way: after any byte, none of them looks finished."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import fakeroot
import pytest
from pages import Case
from tools import require

from picketline.core.rule import catalogue
from picketline.hosts import act
from picketline.hosts.facts import Answer, Status
from picketline.hosts.probe import RULES, ProbeSettings, assemble
from picketline.hosts.records import read

_RULES = catalogue(RULES)
_SHELLS = {"dash": "dash", "bash": "bash", "ash": "busybox ash", "mksh": "mksh", "yash": "yash"}
_STRIDE = 8009
_EVERY = r"""
for piece do
  cut=$piece
  while [ -n "$cut" ]; do
    cut=${cut%?}
    cuts=$((cuts + 1))
    case $cut in
      *\\) ;;
      *) command eval "whole() {
$cut
}" || continue ;;
    esac
    (PATH=/none; eval "$cut")
  done
  eval "$piece"
done
printf 'cuts %s\n' "$cuts"
"""
"""Runs each beginning of each piece that is a whole command, after the pieces before it.

That is what a shell does that reads them, for a fraction of the time; of a command that is
not whole it runs nothing. Where a cut leaves the name of a program, there is none.
"""


def _script(kind: str, root: Path | str = "") -> bytes:
    if kind == "sweep":
        return assemble(ProbeSettings(nonce=fakeroot.NONCE, root=str(root)))
    return act.preview(kind, fakeroot.NONCE)


def _run(argv: list[str], script: bytes = b"") -> bytes:
    done = subprocess.run(
        argv,
        input=script,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath},
        timeout=250,
        check=False,
    )
    return done.stdout


def _whole(output: bytes) -> bool:
    reading = read(Answer(output, b"", 0), fakeroot.NONCE, _RULES)
    return reading is not None and reading.status is Status.OK and not reading.errors


def _parses(text: str) -> bool:
    argv = [require("dash"), "-n"]
    quiet = subprocess.DEVNULL
    return not subprocess.run(argv, input=text.encode(), stderr=quiet, check=False).returncode


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that each are whole commands."""
    piece = ""
    for block in text.split("\n\n"):
        piece += f"{block}\n\n"
        if _parses(piece):
            yield piece
            piece = ""
    assert not piece


@pytest.mark.parametrize("shell", ["dash", "ash"])
@pytest.mark.parametrize("kind", ["sweep", "contain", "thaw"])
def test_cut_after_any_byte_before_its_last_line(kind: str, shell: str) -> None:
    """Nothing has begun by then: not one record is said, so nothing can be believed."""
    require(_SHELLS[shell].split()[0])
    text, last = _script(kind).decode().rsplit("\n\n", 1)
    assert last == f"main </dev/null {fakeroot.NONCE}"
    pieces = list(_pieces(text))
    assert "".join(pieces) == f"{text}\n\n"
    output = _run([*_SHELLS[shell].split(), "-c", f"cuts=0\n{_EVERY}", "sh", *pieces])
    assert output.endswith(b"cuts %d\n" % (len(text) + 2))
    assert b"picket\t" not in output
    assert b"end\t" not in output


@pytest.mark.parametrize("shell", _SHELLS)
def test_cut_on_its_way_to_any_shell(shell: str, tmp_path: Path) -> None:
    """A shell that reads a copy cut after some byte, or any of the last line, ends in no end."""
    require(_SHELLS[shell].split()[0])
    fakeroot.lay(tmp_path, Case("quiet"))
    script = _script("sweep", tmp_path)
    argv = _SHELLS[shell].split()
    last = script.rindex(b"\n") + 1
    cuts = [*range(0, last, _STRIDE), *range(last, len(script))]
    assert _whole(_run(argv, script))
    assert [cut for cut in cuts if _whole(_run(argv, script[:cut]))] == []
