"""Which files of a package its importers reach."""

from picketline.packages import imported
from picketline.packages.facts import Content, File


def _file(path: str, kind: str = "javascript") -> File:
    return File(path, Content("0" * 64, 1, kind), executable=False)


def test_importers_reach_scripts_outside_folders_of_tests() -> None:
    """Tests and examples are not reached, but where an entry lies among them."""
    paths = ("index.js", "lib/a.js", "test/b.js", "examples/c.js", "examples/d.js")
    own = {path: _file(path) for path in paths}
    assert imported.files(own, (), ()) == {"index.js", "lib/a.js"}
    assert imported.files(own, ("examples/c.js",), ()) == {*paths} - {"test/b.js"}


def test_odd_entries_are_reached_whatever_they_are() -> None:
    """What is no script is reached only where something leads to it."""
    own = {path: _file(path, "text") for path in ("a.txt", "test/b.txt")}
    assert imported.files(own, (), ()) == frozenset()
    assert imported.files(own, (), {"test/b.txt"}) == {"test/b.txt"}
