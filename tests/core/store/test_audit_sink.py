import stat
import syslog
from pathlib import Path

import pytest

from picketline.core.errors import StoreError
from picketline.core.store import (
    Head,
    HeadFile,
    HeadSinks,
    HeadSyslog,
    Store,
    head_files,
    logged_heads,
)

_ONE, _TWO = Head(1, "a" * 64), Head(2, "b" * 64)


class _Kept:
    """A sink that remembers."""

    def __init__(self) -> None:
        self.heads: list[tuple[Head, float]] = []

    def write(self, head: Head, at: float) -> None:
        """Remember `head`."""
        self.heads.append((head, at))


def test_a_line_a_head(tmp_path: Path) -> None:
    """The file says seq, hash and time, grows by a line, and is its owner's alone."""
    path = tmp_path / "audit.head"
    sink = HeadFile(path)
    sink.write(_ONE, 10.0)
    sink.write(_TWO, 11.25)
    assert path.read_text() == f"1 {'a' * 64} 10.0\n2 {'b' * 64} 11.25\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sink.heads() == (_ONE, _TWO)
    assert sink.read() == _TWO


def test_no_file(tmp_path: Path) -> None:
    """Without a file, or with an empty one, there is no head."""
    sink = HeadFile(tmp_path / "audit.head")
    assert sink.read() is None
    sink.path.touch()
    assert sink.read() is None


@pytest.mark.parametrize("length", [1, 2, 30, 66, 70])
def test_a_torn_last_line(tmp_path: Path, length: int) -> None:
    """It is left out, and does not spoil the line that is written after it."""
    sink = HeadFile(tmp_path / "audit.head")
    sink.write(_ONE, 10.0)
    torn = f"2 {'b' * 64} 11.0"[:length]
    with sink.path.open("a") as stream:
        stream.write(torn)
    assert sink.read() == _ONE
    three = Head(3, "c" * 64)
    sink.write(three, 12.0)
    assert sink.read() == three
    assert sink.heads()[0] == _ONE


def test_a_file_that_cannot_be_written(folder: Path) -> None:
    """The error says that the row is stored and its head is not."""
    (folder / "audit.head").mkdir()
    with Store.open(folder) as store:
        with pytest.raises(StoreError, match=r"row 1 is stored, but .*audit\.head"):
            store.audit.append("x", "y", "z", {}, "root", 1.0)
        assert store.audit.head().seq == 1


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """What is in the way is named."""
    with pytest.raises(StoreError, match=str(tmp_path)):
        HeadFile(tmp_path).read()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """A symbolic link in the file's place is not written through."""
    path = tmp_path / "audit.head"
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="could not be written"):
        HeadFile(path).write(_ONE, 1.0)
    assert not tmp_path.joinpath("elsewhere").exists()


def test_the_store_writes_to_the_sink_it_is_given(folder: Path) -> None:
    """Each head goes there once its row is stored, with the row's time."""
    kept = _Kept()
    with Store.open(folder, head_sink=kept) as store:
        heads = [store.audit.append("x", "y", "z", {}, "root", at) for at in (1.0, 2.0)]
    assert kept.heads == list(zip(heads, (1.0, 2.0), strict=True))
    assert not folder.joinpath("audit.head").exists()


def test_several_sinks(tmp_path: Path) -> None:
    """Each gets every head."""
    kept, file = _Kept(), HeadFile(tmp_path / "audit.head")
    HeadSinks(kept, file).write(_ONE, 1.0)
    assert kept.heads == [(_ONE, 1.0)]
    assert file.read() == _ONE


def test_syslog(monkeypatch: pytest.MonkeyPatch) -> None:
    """The head goes to the private channel."""
    logged: list[tuple[int, str]] = []
    monkeypatch.setattr(syslog, "syslog", lambda level, text: logged.append((level, text)))
    HeadSyslog().write(_ONE, 1.5)
    channel = syslog.LOG_AUTHPRIV | syslog.LOG_NOTICE
    assert logged == [(channel, f"picketline audit head 1 {'a' * 64} 1.5")]
    assert logged_heads(f"desk picket: {logged[0][1]}\n".encode()) == (_ONE,)


def test_heads_in_a_log() -> None:
    """In the log's order, among whatever else it holds; a torn line is none."""
    line = "desk picket[7]: picketline audit head {0.seq} {0.hash} 1.5\n".format
    torn = line(Head(3, "c" * 64))[:-20]
    log = f"\xff\n{line(_TWO)}sshd: closed\n{line(_ONE)}{torn}".encode("latin-1")
    assert logged_heads(log) == (_TWO, _ONE)
    assert logged_heads(b"") == ()


def test_where_heads_are_kept(tmp_path: Path) -> None:
    """Beside the store, and in a second file if one is named."""
    beside, second = tmp_path / "audit.head", tmp_path / "second"
    assert [file.path for file in head_files(tmp_path, "")] == [beside]
    assert [file.path for file in head_files(tmp_path, "syslog")] == [beside]
    assert [file.path for file in head_files(tmp_path, str(second))] == [beside, second]
