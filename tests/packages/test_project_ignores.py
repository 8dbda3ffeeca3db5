import datetime as dt

import msgspec
import pytest

from picketline.core.errors import SettingsError
from picketline.packages.accepted import Ignore
from picketline.packages.documents import Place
from picketline.packages.project_ignores import IgnoreItem, ignores
from picketline.packages.project_yaml import read

DAY = dt.date(2026, 12, 31)


def found(key: str, *items: IgnoreItem | str, text: str = "") -> list[Ignore]:
    """The ignores of a file of this text."""
    file = read(text.encode(), Place("here/x.yml", SettingsError))
    return list(ignores(file, key, items, {"R": None}))


@pytest.mark.parametrize(
    ("key", "item", "expected"),
    [
        ("ignore", "R  # why", Ignore(rule="R", reason="why")),
        (
            "ignore",
            "R:p@1:a b:c  # why",
            Ignore(rule="R", package="p@1", path="a b:c", reason="why"),
        ),
        ("ignore_paths", "a:b", Ignore(path="a:b", reason="by ignore_paths")),
        ("ignore_paths", "a  # why", Ignore(path="a", reason="why")),
        ("ignore_packages", "@a/b", Ignore(package="@a/b", reason="by ignore_packages")),
        (
            "ignore_packages",
            IgnoreItem(package="b", rule="R", until=DAY),
            Ignore(rule="R", package="b", reason="by ignore_packages", until=DAY),
        ),
        (
            "ignore",
            IgnoreItem(rule="R", path="c", reason=" why ", until=DAY),
            Ignore(rule="R", path="c", reason="why", until=DAY),
        ),
    ],
)
def test_what_is_ignored(key: str, item: IgnoreItem | str, expected: Ignore) -> None:
    """A text or a mapping; any rule below ignore_paths and ignore_packages."""
    (each,) = found(key, item)
    assert each.where.startswith("x.yml, line ")
    assert msgspec.structs.replace(each, where="") == expected


def test_the_line() -> None:
    """Of each, in the file that says so."""
    text = 'ignore:\n  - "R:a  # x"\n  - "R:b  # x"\n'
    lines = [each.where for each in found("ignore", "R:a  # x", "R:b  # x", text=text)]
    assert lines == ["x.yml, line 2", "x.yml, line 3"]


@pytest.mark.parametrize(
    ("key", "item", "problem"),
    [
        (
            "ignore",
            "R",
            'R has no reason; write "RULE[:package[:path]]  # reason", with the quotes',
        ),
        ("ignore", "X  # why", "no rule X"),
        ("ignore", "  # why", "names nothing"),
        ("ignore", IgnoreItem(rule="R"), "an ignore without a reason"),
        ("ignore_paths", IgnoreItem(rule="R"), "names nothing"),
        ("ignore_packages", "  # why", "names nothing"),
    ],
)
def test_what_is_refused(key: str, item: IgnoreItem | str, problem: str) -> None:
    """What would ignore everything, or nobody knows why."""
    with pytest.raises(SettingsError) as caught:
        found(key, item)
    assert problem in str(caught.value)
