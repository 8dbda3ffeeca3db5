import json
import os
import zipfile
from pathlib import Path

import pytest
from corpora import entry, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from picketline.core.errors import CorpusError
from picketline.packages.corpus import feeds
from picketline.packages.corpus.feeds import pieces

ONE = json.dumps(entry()).encode()


def _told(path: Path) -> list[tuple[str, bytes, bool]]:
    return [(Path(each.where).name, each.data, bool(each.problem)) for each in pieces(path)]


def test_a_folder(tmp_path: Path) -> None:
    """Its JSON files, at any depth, in order; links and pipes are told, not followed."""
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / "b" / "c" / "two.json").write_bytes(b"2")
    (tmp_path / "a.json").write_bytes(b"1")
    (tmp_path / "README.md").write_bytes(b"no")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.json").write_bytes(b"no")
    os.mkfifo(tmp_path / "d.json")
    (tmp_path / "e.json").symlink_to("a.json")
    (tmp_path / "f").symlink_to("b")
    assert _told(tmp_path) == [
        ("a.json", b"1", False),
        ("two.json", b"2", False),
        ("d.json", b"", True),
        ("e.json", b"", True),
    ]


def test_a_zip(tmp_path: Path) -> None:
    """Its JSON files, in order, whatever they are called: nothing is unpacked to a disk."""
    file = zipped(tmp_path / "all.zip", {"../../b.json": ONE, "/etc/a.json": b"{", "x.txt": b""})
    assert _told(file) == [("b.json", ONE, False), ("a.json", b"{", False)]
    assert os.listdir(tmp_path) == ["all.zip"]  # noqa: PTH208  # names alone


def test_one_file(tmp_path: Path) -> None:
    """A record by itself."""
    (tmp_path / "GHSA-1.json").write_bytes(ONE)
    assert _told(tmp_path / "GHSA-1.json") == [("GHSA-1.json", ONE, False)]


def test_a_bomb_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No record is unpacked beyond its bound, nor all of them together beyond theirs."""
    monkeypatch.setattr(feeds, "LARGEST_RECORD", 1 << 20)
    file = zipped(tmp_path / "all.zip", {f"{n}.json": b" " * (2 << 20) for n in range(4)})
    assert [(data, bad) for _, data, bad in _told(file)] == [(b"", True)] * 4
    monkeypatch.setattr(feeds, "LARGEST_FEED", 3 << 20)
    with pytest.raises(CorpusError, match="more than"):
        _told(file)


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip's listing is counted before it is read."""
    file = zipped(tmp_path / "all.zip", {f"{n}.txt": b"" for n in range(50)})
    monkeypatch.setattr(feeds, "MOST_RECORDS", 49)
    monkeypatch.setattr(feeds, "_MOUTHFUL", 7)
    with pytest.raises(CorpusError, match="or 49 files"):
        _told(file)
    monkeypatch.setattr(feeds, "MOST_RECORDS", 50)
    assert _told(file) == []


def test_a_damaged_member_is_told(tmp_path: Path) -> None:
    """The others are read."""
    file = zipped(tmp_path / "all.zip", {"a.json": ONE * 3, "b.json": ONE})
    data = bytearray(file.read_bytes())
    data[60:70] = b"\xff" * 10
    file.write_bytes(data)
    assert [(name, bad) for name, _, bad in _told(file)] == [("a.json", True), ("b.json", False)]


def test_odd_packing_is_told(tmp_path: Path) -> None:
    """Only stored and deflated members are read."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.json", ONE)
    ((_, _, bad),) = _told(tmp_path / "a.zip")
    assert bad


def test_too_deep(tmp_path: Path) -> None:
    """A folder beyond the depth is told, without recursion."""
    folder = tmp_path
    for _ in range(70):
        folder /= "d"
        folder.mkdir()
    (folder / "a.json").write_bytes(ONE)
    assert [bad for _, _, bad in _told(tmp_path)] == [True]


@settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_any_zip(tmp_path: Path, data: st.DataObject) -> None:
    """A zip with any bytes changed is read, told or refused; nothing else is raised."""
    file = zipped(tmp_path / "any.zip", {"a.json": ONE, "b.json": b"{}"})
    changed = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(changed[: data.draw(st.integers(0, len(changed)))])
    try:
        _told(file)
    except CorpusError as problem:
        assert str(file) in str(problem)  # noqa: PT017  # or none at all
