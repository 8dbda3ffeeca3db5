from collections.abc import Iterator
from pathlib import Path

import hyperscan
import pytest

from picketline.packages import compiled

_TEXTS = ("ab+", "c")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder where what is compiled is kept, for one test."""
    compiled.keep_in(tmp_path / "kept")
    yield tmp_path / "kept"
    compiled.keep_in(None)


def _found(data: bytes) -> list[tuple[int, int]]:
    database = compiled.database(_TEXTS, 0)
    found: list[tuple[int, int]] = []
    scratch = hyperscan.Scratch(database)
    database.scan(data, lambda at, _, end, *__: found.append((at, end)), scratch=scratch)
    return sorted(found)


def test_what_is_kept_finds_the_same(folder: Path) -> None:
    """The second time it comes from the folder, for this user alone, and finds what it found."""
    found = _found(b"xabc")
    [kept] = folder.iterdir()
    assert (kept.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert _found(b"xabc") == found == [(0, 3), (1, 4)]


@pytest.mark.parametrize("spoil", ["bit", "short", "empty", "written", "link"])
def test_what_is_spoilt_is_made_anew(folder: Path, spoil: str) -> None:
    """A file that is damaged, or that others may write, is not used, and is replaced."""
    _found(b"")
    [kept] = folder.iterdir()
    data = kept.read_bytes()
    if spoil == "bit":
        kept.write_bytes(data[:3000] + bytes([data[3000] ^ 1]) + data[3001:])
    elif spoil in {"short", "empty"}:
        kept.write_bytes(data[:100] if spoil == "short" else b"")
    elif spoil == "written":
        kept.write_bytes(b"")
        kept.chmod(0o666)
    else:
        kept.rename(folder / "elsewhere")
        kept.symlink_to("elsewhere")
    assert _found(b"xabc") == [(0, 3), (1, 4)]
    assert kept.read_bytes() == data
    assert not kept.is_symlink()


def test_other_patterns_are_other_files(folder: Path) -> None:
    """A change of the patterns or their flags never meets what was made of others."""
    compiled.database(_TEXTS, 0)
    compiled.database(_TEXTS, hyperscan.HS_FLAG_SINGLEMATCH)
    compiled.database(("ab", "c"), 0)
    assert len(list(folder.iterdir())) == 3


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Costs time alone."""
    (tmp_path / "file").touch()
    compiled.keep_in(tmp_path / "file" / "kept")
    assert _found(b"abc")
    compiled.keep_in(None)
