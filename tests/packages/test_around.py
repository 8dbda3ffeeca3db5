import pytest

from picketline.packages.around import Around, Beyond
from picketline.packages.facts import Content, File, Manifest

_FILES = ("a.js", "lib/index.js", "lib/b.mjs", "c/main.js", "c/package.json", "run", "x/y.sh")
_OTHERS = ("node_modules/q/x.js", "node_modules/p/a.js", "top.js")


def _file(path: str) -> File:
    return File(path, Content("", 0, "javascript"))


def _around() -> Around:
    manifests = {"node_modules/p/c": Manifest(path="", name="@p/c", entries=("main.js",))}
    beyond = Beyond(
        folder="node_modules/p",
        files={path: _file(path) for path in _OTHERS},
        manifest=manifests.get,
        commands=lambda _, name, __: ("node_modules/q/x.js",) if name == "tool" else (),
    )
    files = {path: _file(path) for path in _FILES}
    return Around(files, lambda _: (), lambda _: None, beyond)


@pytest.mark.parametrize(
    ("name", "folder", "found"),
    [
        ("a", "", "a.js"),
        ("./a.js", "", "a.js"),
        ("../a", "lib", "a.js"),
        ("lib", "", "lib/index.js"),
        (".\\lib\\b", "", "lib/b.mjs"),
        ("c", "", "c/main.js"),
        ("run", "", "run"),
        ("../q/x", "", "../q/x.js"),
        ("../../top.js", "", "../../top.js"),
        ("$INIT_CWD/node_modules/q/x.js", "", "../../node_modules/q/x.js"),
        ("$INIT_CWD/node_modules/p/a.js", "", "a.js"),
        ("$PWD/a.js", "", "a.js"),
        ("node_modules/.bin/tool", "", "../../node_modules/q/x.js"),
        ("/a.js", "", ""),
        ("../../../a.js", "", ""),
        ("", "", ""),
        ("a\x00", "", ""),
        ("a/" * 3000, "", ""),
    ],
)
def test_the_file_that_a_name_means(name: str, folder: str, found: str) -> None:
    """As node, a shell or npm would find it, and nothing outside of the project."""
    assert _around().found(name, folder) == found


def test_what_lies_around() -> None:
    """Members, their manifests by folder and by name, patterns, and ways into the project."""
    around = _around()
    assert list(around.members()) == ["c"]
    assert around.folder_of("@p/c") == around.folder_of("./c") == "c"
    assert list(around.matching("*.sh", "x")) == ["x/y.sh"]
    assert not list(around.matching("*" * 9))
    assert around.project("../q/x.js") == "node_modules/q/x.js"
    assert around.own("node_modules/p/a.js") == "a.js"
    assert not around.alone().found("../q/x.js")
    assert around.manifest("../../..") is None


@pytest.mark.parametrize(
    ("name", "told"),
    [
        *((".git/objects/aa/bb", 1), ("./.hg/store/x", 1), ("$INIT_CWD/.git/lfs/x", 1)),
        *((".git/objects", 0), (".git/hooks/x", 0), ("x.js", 0), ("../.git/objects/x", 0)),
    ],
)
def test_what_the_walk_passes_over(name: str, told: int) -> None:
    """What leads there and is no file that was read is told, and what a pattern means there."""
    lost: list[str] = []
    around = Around({}, lambda _: (), lost.append)
    assert around.found(name) == ""
    assert len(lost) == told
    assert not list(around.matching(f"{name}/*"))
    assert len(lost) >= told + ("objects" in name and "../" not in name)


def test_the_history_lies_at_the_root() -> None:
    """Seen from a package that is another folder."""
    lost: list[str] = []
    around = Around({}, lambda _: (), lost.append, Beyond(folder="node_modules/p"))
    assert around.found(".git/objects/a") == around.found("../../x/.git/objects/a") == ""
    assert not lost
    assert around.found("../../.git/objects/a") == ""
    assert lost == ["what runs leads into .git/objects, where not every file is read"]
