import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picketline.packages.walk import Walk, shown


def _lay(root: Path, *paths: str) -> None:
    for each in paths:
        path = root / each
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(each.encode())


def _walked(root: Path) -> tuple[list[str], Walk]:
    walk = Walk(root)
    return [os.fsdecode(entry.path) for entry in walk], walk


def test_everything_is_seen(tmp_path: Path) -> None:
    """Hidden files, dist, build and whatever else others leave out; each once, in one order."""
    paths = ["a.js", ".hidden", "dist/x.js", "build/out/y.js", ".cache/z", "node_modules/a/i.js"]
    _lay(tmp_path, *paths)
    seen, walk = _walked(tmp_path)
    assert sorted(seen) == sorted(paths)
    assert seen == _walked(tmp_path)[0]
    assert not walk.skipped


@pytest.mark.parametrize("name", ["dist", "node_modules", ".git", "with blank", "x\ny", "-rf"])
def test_the_target_may_be_called_anything(tmp_path: Path, name: str) -> None:
    """What the folder is called, or those above it, changes nothing."""
    root = tmp_path / "build" / name
    _lay(root, "a.js")
    assert _walked(root)[0] == ["a.js"]


def test_a_linked_root(tmp_path: Path) -> None:
    """The root may be a link: what it leads to is walked."""
    _lay(tmp_path / "real", "a.js")
    (tmp_path / "link").symlink_to("real")
    assert _walked(tmp_path / "link")[0] == ["a.js"]


def test_links_inside(tmp_path: Path) -> None:
    """What a link leads to inside the project is walked where it lies, and once."""
    _lay(tmp_path, "packages/a/i.js")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules/a").symlink_to("../packages/a")
    (tmp_path / "loop").symlink_to(".")
    seen, walk = _walked(tmp_path)
    assert seen == ["packages/a/i.js"]
    assert walk.links == {b"node_modules/a": b"packages/a", b"loop": b""}
    assert not walk.skipped


def test_links_out(tmp_path: Path) -> None:
    """A link out of the project is told as not followed; one to nowhere is no gap."""
    (tmp_path / "p").mkdir()
    (tmp_path / "p/out").symlink_to("/etc")
    (tmp_path / "p/none").symlink_to("/nowhere/at/all")
    seen, walk = _walked(tmp_path / "p")
    assert not seen
    assert [gap.what for gap in walk.skipped] == ["out"]
    assert [gap.what for gap in walk.coverage] == ["none"]


def test_what_is_no_file(tmp_path: Path) -> None:
    """Pipes, sockets and devices are told, never opened."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
    seen, walk = _walked(tmp_path)
    assert not seen
    assert [(gap.what, gap.why[:7]) for gap in walk.skipped] == [
        ("pipe", "no file"),
        ("socket", "no file"),
    ]


_HASH = "0123456789abcdef" * 4


def _hold(root: Path, path: str, data: bytes) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        (f".git/objects/aa/{_HASH[:38]}", b"x\x9cab"),
        (f".git/objects/aa/{_HASH[:62]}", b"x\x01ab"),
        (f".git/objects/pack/pack-{_HASH[:40]}.pack", b"PACK\0\0\0\2"),
        (f".git/objects/pack/pack-{_HASH[:40]}.idx", b"\xfftOc\0"),
        (".git/objects/info/commit-graph", b"CGPH\1"),
        (f".git/lfs/objects/aa/bb/{_HASH}", b"a" * ((1 << 20) + 1)),
        (".hg/store/00manifest.i", b"\0\1\0\1"),
        (".hg/store/data/a.js.d", b"(\xb5/\xfd"),
    ],
)
def test_the_history_is_left_out_aloud(tmp_path: Path, path: str, data: bytes) -> None:
    """Objects of the project's own repository are not read; those in another's folder are."""
    _hold(tmp_path, path, data)
    _hold(tmp_path, f"node_modules/p/{path}", data)
    seen, walk = _walked(tmp_path)
    assert seen == [f"node_modules/p/{path}"]
    assert [gap.what for gap in walk.coverage] == ["/".join(path.split("/")[:2])]


@pytest.mark.parametrize(
    "path",
    [
        *(".git/objects/a.js", ".git/objects/aa/b", f".git/objects/aa/{_HASH[:38]}"),
        *(f".git/objects/pack/pack-{_HASH[:40]}.pack", ".git/objects/info/x.js"),
        *(".git/lfs/x.sh", f".git/lfs/objects/aa/bb/{_HASH}", ".hg/store/a.js"),
        *(".hg/store/data/a.js.i", f".git/objects/zz/{_HASH[:38]}", ".git/hooks/x"),
    ],
)
def test_a_history_hides_nothing(tmp_path: Path, path: str) -> None:
    """What is called otherwise, or begins otherwise, than objects do is read."""
    _lay(tmp_path, path)
    seen, walk = _walked(tmp_path)
    assert seen == [path]
    assert not walk.coverage


def test_each_history_is_told_once(tmp_path: Path) -> None:
    """However many objects it holds."""
    for number in range(9):
        _hold(tmp_path, f".git/objects/a{number}/{_HASH[:38]}", b"x\x9cab")
    assert len(_walked(tmp_path)[1].coverage) == 1


def test_too_deep(tmp_path: Path) -> None:
    """Folders in folders come to an end that is told."""
    path = os.fsencode(tmp_path)
    descriptor = os.open(path, os.O_RDONLY)
    for _ in range(300):
        os.mkdir("d", dir_fd=descriptor)
        below = os.open("d", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = below
    os.close(descriptor)
    _, walk = _walked(tmp_path)
    assert [gap.why for gap in walk.skipped] == ["deeper than 256 folders"]


def test_odd_names(tmp_path: Path) -> None:
    """A name need not be UTF-8, and may hold newlines and escapes."""
    name = b"a\n\x1b[0m\xff\\x.js"
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("x", encoding="ascii")
    assert [entry.path for entry in Walk(tmp_path)] == [name]
    assert shown(name) == "a\\x0a\\x1b[0m\\xff\\x5cx.js"


@given(st.binary(max_size=40))
def test_shown_is_one_to_one(path: bytes) -> None:
    """What is shown is printable ASCII, and another path is shown otherwise."""
    text = shown(path)
    assert text.isascii()
    assert text.isprintable()
    assert text.encode().decode("unicode_escape").encode("latin-1") == path


def test_a_folder_that_is_closed(tmp_path: Path) -> None:
    """A folder that cannot be listed is told."""
    _lay(tmp_path, "a/x.js")
    walk = Walk(tmp_path)
    listed = walk._listed  # noqa: SLF001  # root may list everything: the failure is made here
    (tmp_path / "a/x.js").unlink()
    (tmp_path / "a").rmdir()
    assert listed(b"a") == []
    assert [gap.what for gap in walk.skipped] == ["a"]
