from pathlib import Path

import pytest

from picketline.core import whole


def test_written(tmp_path: Path) -> None:
    """The bytes and the mode that were asked for; nothing else is left in the folder."""
    path = tmp_path / "f"
    for data in (b"one", b"two"):
        whole.replace(path, data, 0o640)
        assert path.read_bytes() == data
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_replaced(tmp_path: Path) -> None:
    """What a link leads to stays as it is."""
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    (tmp_path / "f").symlink_to(victim)
    whole.replace(tmp_path / "f", b"new", 0o600)
    assert victim.read_bytes() == b"mine"
    assert (tmp_path / "f").read_bytes() == b"new"


def test_nothing_is_left_of_a_failure(tmp_path: Path) -> None:
    """A place that cannot be taken leaves no draft."""
    (tmp_path / "f").mkdir()
    with pytest.raises(OSError, match="directory"):
        whole.replace(tmp_path / "f", b"x", 0o600)
    assert [path.name for path in tmp_path.iterdir()] == ["f"]
