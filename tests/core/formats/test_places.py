import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaged import law, part

from picketline.core.formats.places import file, line
from picketline.core.model import Location
from picketline.core.report import Part

HOST = Part(kind="host", name="web-1", status="ok")


@pytest.mark.parametrize(
    ("where", "path", "said"),
    [
        (part(), "a/b", b"a/b"),
        (part(name="apps/web"), "./a//b", b"apps/web/a/b"),
        (part(name="apps/web"), "../b", b"apps/web/../b"),
        (part(name="/x"), "a", b"a"),
        (part(), r"\xc3\xbc\x5cx41", "ü\\x41".encode()),
        (part(), "/etc/x", b"/etc/x"),
        (part(), None, b""),
        (HOST, "/a//./b/", b"/a/b"),
        (HOST, r"a\x41", rb"a\x41"),
        (HOST, ".", b"."),
    ],
)
def test_the_file(where: Part, path: str | None, said: bytes) -> None:
    """Below what was scanned for a project, as it is for a host."""
    assert file(where, Location(path=path)) == said


@law
@given(st.text(max_size=20))
def test_any_path_is_a_file(path: str) -> None:
    """None ends in a slash, but for the root of all."""
    said = file(part(), Location(path=path))
    assert (said == b"") == (path == "")
    assert said == b"/" or not said.endswith(b"/")


@pytest.mark.parametrize(("given_", "said"), [(None, 0), (-1, 0), (0, 0), (7, 7)])
def test_the_line(given_: int | None, said: int) -> None:
    """Lines count from 1; 0 is none."""
    assert line(Location(line=given_)) == said


def test_a_folder_before_it() -> None:
    """What was scanned may lie below another folder; an absolute path stays as it is."""
    below = b"packages/b"
    assert file(part(name="a"), Location(path="x.js"), below) == b"packages/b/a/x.js"
    assert file(part(), Location(path="/x.js"), below) == b"/x.js"
    assert file(part(), Location(), below) == b""
    assert file(HOST, Location(path="x"), below) == b"x"
