from pathlib import Path

import pytest

from picketline.cli.picosentry import beside
from picketline.core.errors import SettingsError


def test_create(tmp_path: Path) -> None:
    """Only what was not there, a link to nothing too."""
    path = tmp_path / "new"
    assert beside.create(path, b"1")
    assert not beside.create(path, b"2")
    assert path.read_bytes() == b"1"
    link = tmp_path / "link"
    link.symlink_to("gone")
    assert not beside.create(link, b"3")
    assert not (tmp_path / "gone").exists()


def test_replace(tmp_path: Path) -> None:
    """In one step, readable by all, and nothing else is left behind."""
    path = tmp_path / "file"
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    path.symlink_to(victim)
    for data in (b"1", b"2"):
        beside.replace(path, data)
        assert path.read_bytes() == data
    assert path.stat().st_mode & 0o777 == 0o644
    assert victim.read_bytes() == b"precious"
    assert sorted(tmp_path.iterdir()) == [path, victim]


@pytest.mark.parametrize("write", [beside.create, beside.replace])
def test_what_cannot_be_written(tmp_path: Path, write: object) -> None:
    """Names the file."""
    assert callable(write)
    with pytest.raises(SettingsError, match="gone/file: No such file"):
        write(tmp_path / "gone" / "file", b"")
