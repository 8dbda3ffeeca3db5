import os
import time
from pathlib import Path

import pytest

from picketline.packages import inspect, reading
from picketline.packages.facts import Content
from picketline.packages.reading import Read, read
from picketline.packages.walk import Walk


def _read(root: Path, memory: Path | None = None, jobs: int = 1) -> Read:
    walk = Walk(root)
    entries = list(walk)
    known = reading.remembered(memory)
    found = read(walk.root, entries, known, jobs)
    if memory is not None:
        reading.remember(memory, entries, found, known)
    return found


def _settle(root: Path) -> None:
    """Make files look as if they had been written a while ago, as far as anybody can."""
    past = time.time_ns() - 10**12
    for path in root.iterdir():
        os.utime(path, ns=(past, past))


def test_each_file_is_read(tmp_path: Path) -> None:
    """By its hash and size."""
    (tmp_path / "a.js").write_bytes(b"let a = 1;\n")
    (tmp_path / "empty").write_bytes(b"")
    found = _read(tmp_path)
    assert not found.skipped
    assert {path: content.size for path, content in found.contents.items()} == {
        b"a.js": 11,
        b"empty": 0,
    }
    assert found.contents[b"empty"].kind == "empty"


def test_workers_change_nothing(tmp_path: Path) -> None:
    """One process or three: the same."""
    for number in range(1000):
        (tmp_path / f"{number}.js").write_text(f"eval(atob('{number}'))\n", encoding="ascii")
    assert _read(tmp_path, jobs=1) == _read(tmp_path, jobs=3)


def test_a_large_binary_is_hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond what is read as a whole the hash is that of all bytes."""
    monkeypatch.setattr(reading, "WHOLE", 1000)
    data = b"\x7fELF" + bytes(5000)
    (tmp_path / "x.node").write_bytes(data)
    (tmp_path / "y.js").write_bytes(b"a;\n" * 1000)
    found = _read(tmp_path)
    assert found.contents[b"x.node"].sha256 == inspect.content(data, "x.node").sha256
    assert found.contents[b"x.node"].size == len(data)
    assert [gap.what for gap in found.skipped] == ["y.js"]


def test_terabytes(tmp_path: Path) -> None:
    """A file of a size that nobody ships is told and not read."""
    with (tmp_path / "big.js").open("wb") as file:
        file.truncate(8 << 40)
    found = _read(tmp_path)
    assert [gap.why for gap in found.skipped] == ["larger than 2 GiB, not read"]


def test_what_went_away(tmp_path: Path) -> None:
    """A file that is gone, or a link by now, is told."""
    (tmp_path / "a.js").write_text("1", encoding="ascii")
    (tmp_path / "b.js").write_text("1", encoding="ascii")
    walk = Walk(tmp_path)
    entries = list(walk)
    (tmp_path / "a.js").unlink()
    (tmp_path / "b.js").unlink()
    (tmp_path / "b.js").symlink_to("/etc/passwd")
    found = read(walk.root, entries, reading.remembered(None), 1)
    assert [gap.what for gap in found.skipped] == ["a.js", "b.js"]
    assert not found.contents


def test_a_defect_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks on one file's bytes is told of that file; the others are read."""
    whole = inspect.content

    def broken(data: bytes, name: str) -> object:
        if name == "a.js":
            raise RecursionError
        return whole(data, name)

    monkeypatch.setattr(inspect, "content", broken)
    for name in ("a.js", "b.js"):
        (tmp_path / name).write_text("1", encoding="ascii")
    found = _read(tmp_path)
    assert list(found.contents) == [b"b.js"]
    assert [gap.what for gap in found.skipped] == ["a.js"]


class TestMemory:
    """What is remembered of a project between scans."""

    def _twice(self, root: Path, memory: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The files that a second scan reads."""
        monkeypatch.setattr(reading, "_SETTLED", -(10**10))
        _read(root, memory)
        seen: list[str] = []
        whole = inspect.content

        def noted(data: bytes, name: str) -> Content:
            seen.append(name)
            return whole(data, name)

        monkeypatch.setattr(inspect, "content", noted)
        _read(root, memory)
        return seen

    def test_nothing_is_read_twice(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Files that are as they were are not opened; the answer is the same."""
        root = tmp_path / "p"
        root.mkdir()
        (root / "a.js").write_text("eval(x)", encoding="ascii")
        first = _read(root)
        assert self._twice(root, tmp_path / "m", monkeypatch) == []
        second = _read(root, tmp_path / "m")
        assert (second.contents, second.fresh, first.fresh) == (first.contents, 0, 1)

    def test_a_fresh_file_is_not_trusted(self, tmp_path: Path) -> None:
        """What was written just before it was read may change within the same tick."""
        root = tmp_path / "p"
        root.mkdir()
        (root / "a.js").write_text("1", encoding="ascii")
        _read(root, tmp_path / "m")
        (root / "a.js").write_text("2", encoding="ascii")
        known = _read(root, tmp_path / "m").contents[b"a.js"]
        assert known == inspect.content(b"2", "a.js")

    @pytest.mark.parametrize("data", [b"", b"\xff", b"\x83", b"rubbish" * 100])
    def test_a_damaged_memory_is_none(self, tmp_path: Path, data: bytes) -> None:
        """It costs time, never a finding."""
        root = tmp_path / "p"
        root.mkdir()
        (root / "a.js").write_text("1", encoding="ascii")
        (tmp_path / "m").write_bytes(data)
        assert _read(root, tmp_path / "m") == _read(root)

    def test_other_rules_forget(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """With another rule set everything is read anew."""
        root = tmp_path / "p"
        root.mkdir()
        (root / "a.js").write_text("1", encoding="ascii")
        monkeypatch.setattr(reading, "_SETTLED", -(10**10))
        _read(root, tmp_path / "m")
        monkeypatch.setattr(inspect, "ruleset", lambda: "another")
        assert self._twice(root, tmp_path / "m2", monkeypatch) == []
        assert reading.remembered(tmp_path / "m").files == {}

    def test_it_is_private(self, tmp_path: Path) -> None:
        """Nobody else may read or write what is remembered."""
        root = tmp_path / "p"
        root.mkdir()
        (root / "a.js").write_text("1", encoding="ascii")
        _settle(root)
        _read(root, tmp_path / "cache" / "m")
        assert (tmp_path / "cache" / "m").stat().st_mode & 0o077 == 0
