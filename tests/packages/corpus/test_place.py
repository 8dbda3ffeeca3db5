import os
import stat
from pathlib import Path

import pytest
from corpora import keys, pack, written

from picketline.core.errors import CorpusError
from picketline.packages.corpus import place
from picketline.packages.corpus.pack import Sealed
from picketline.packages.corpus.place import Place, built_in, listed, read, write
from picketline.packages.corpus.seal import sign


def test_no_folder_holds_nothing(tmp_path: Path) -> None:
    """It need not exist."""
    assert list(Place(tmp_path / "none").held()) == []


def test_what_is_kept_is_private(tmp_path: Path) -> None:
    """0600 in 0700, at once, replacing what was there."""
    where = Place(tmp_path / "corpus")
    where.keep(Sealed.of(pack(names="a")), "mine")
    file = where.keep(Sealed.of(pack(names="b")), "mine")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(where.folder.stat().st_mode) == 0o700
    assert os.listdir(file.parent) == ["mine.pack"]  # noqa: PTH208  # names alone
    (held,) = where.held()
    assert (held.sealed.contents("").names, held.signed_by) == ("b", "unsigned")


def test_a_signed_pack_needs_its_key(tmp_path: Path) -> None:
    """Once the key is trusted it is told by name; without, the whole corpus is refused."""
    secret, public = keys(tmp_path)
    where = Place(tmp_path / "corpus")
    where.keep(sign(Sealed.of(pack()), secret), "mine")
    with pytest.raises(CorpusError, match=r"mine\.pack: signed by none of your keys"):
        list(where.held())
    assert where.trust(public) == "acme"
    assert [held.signed_by for held in where.held()] == ["acme"]


def test_a_key_is_not_replaced_by_another(tmp_path: Path) -> None:
    """The same once more is fine."""
    where = Place(tmp_path / "corpus")
    _, public = keys(tmp_path)
    where.trust(public)
    where.trust(public)
    _, other = keys(tmp_path, "other")
    other.rename(public)
    with pytest.raises(CorpusError, match="another key of this name"):
        where.trust(public)


def test_a_damaged_pack_ends_it(tmp_path: Path) -> None:
    """A scan against half a corpus must not look like a whole one."""
    where = Place(tmp_path)
    written(where.packs, pack("good"))
    (where.packs / "bad.pack").write_bytes(b"x")
    with pytest.raises(CorpusError, match=r"bad\.pack: not a pack"):
        list(where.held())


def test_only_plain_files_within_bounds_are_read(tmp_path: Path) -> None:
    """A pipe or folder does not hang or crash it."""
    os.mkfifo(tmp_path / "pipe")
    assert read(tmp_path / "pipe", 10) == b""
    (tmp_path / "large").write_bytes(b"x" * 2048)
    with pytest.raises(CorpusError, match="larger than 1 KiB"):
        read(tmp_path / "large", 1024)
    with pytest.raises(CorpusError, match="Is a directory"):
        read(tmp_path, 10)
    with pytest.raises(CorpusError, match="File exists"):
        write(tmp_path / "large" / "x" / "y", b"")


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are not read one by one, but told."""
    monkeypatch.setattr(place, "_MOST_FILES", 2)
    for name in "abc":
        written(tmp_path, pack(name))
    with pytest.raises(CorpusError, match="more than 2 files"):
        listed(tmp_path, ".pack")


def test_the_wheel_carries_packs() -> None:
    """Each by its file's name, which can be asked for."""
    names = [held.sealed.contents("").name for held in built_in()]
    assert names == sorted(names)
    assert all(place.is_built_in(name) for name in names)
    assert not place.is_built_in("mine")
