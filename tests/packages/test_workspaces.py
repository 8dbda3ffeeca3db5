import json
import os
from pathlib import Path

import pytest
import trees
from steps import steps

from picketline.core.errors import PicketlineError, SettingsError, TargetError
from picketline.packages import workspaces
from picketline.packages.workspaces import members

_MEMBERS = ("packages/a", "packages/b", "packages/b/deep/c", "tools/x", "packages/node_modules/d")


def _root(folder: Path, patterns: object, pnpm: str = "") -> Path:
    files = {f"{each}/package.json": "{}" for each in _MEMBERS}
    files["package.json"] = json.dumps({"workspaces": patterns})
    if pnpm:
        files["pnpm-workspace.yaml"] = pnpm
    return trees.lay(folder, files)


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["packages/*"], ["packages/a", "packages/b"]),
        (["./packages/*/"], ["packages/a", "packages/b"]),
        (["packages/**"], ["packages/a", "packages/b", "packages/b/deep/c"]),
        (["**"], ["packages/a", "packages/b", "packages/b/deep/c", "tools/x"]),
        (["packages/{a,b}", "{tools,none}/?"], ["packages/a", "packages/b", "tools/x"]),
        (["packages/*", "!packages/b"], ["packages/a"]),
        (["**/[a-c]", "!**/deep/**"], ["packages/a", "packages/b"]),
        (["packages/a", ".", "packages/a"], ["packages/a"]),
        ({"packages": ["tools/*"]}, ["tools/x"]),
        (["node_modules/*", "packages/node_modules/*", "nothing/*"], []),
    ],
)
def test_patterns(tmp_path: Path, patterns: object, expected: list[str]) -> None:
    """As package managers read them; never the root itself, and nothing that is installed."""
    assert members(_root(tmp_path, patterns)) == expected


def test_pnpm(tmp_path: Path) -> None:
    """The own file of pnpm names members as well."""
    root = _root(tmp_path, [], "packages:\n  - 'tools/*'\n  - '!tools/none'\n")
    assert members(root) == ["tools/x"]


@pytest.mark.parametrize(
    "pattern",
    [
        "../*",
        "a/../../b",
        "/etc/*",
        "packages/..",
        "x" * 5000,
        "{a,b}" * 20,
        "{" + "a," * 2000 + "}",
    ],
)
def test_refused_patterns(tmp_path: Path, pattern: str) -> None:
    """A pattern that leads out, or stands for too many, is an error that can be shown."""
    with pytest.raises(SettingsError) as caught:
        members(_root(tmp_path, [pattern]))
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("patterns", "pnpm"),
    [
        (None, ""), (5, ""), ("x", ""), ([5, {}], ""), ({"packages": 5}, ""),
        (None, "packages: 5\n"), (None, "packages: abc\n"), (None, "- a\n"),
    ],
)  # fmt: skip
def test_no_workspace(tmp_path: Path, patterns: object, pnpm: str) -> None:
    """What names no members is told as that."""
    with pytest.raises(TargetError, match="no workspace"):
        members(_root(tmp_path, patterns, pnpm))


@pytest.mark.parametrize("name", ["package.json", "pnpm-workspace.yaml"])
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "outside", "sparse"])
def test_files_that_are_none(tmp_path: Path, name: str, kind: str) -> None:
    """A link, a pipe, a device or a file without end is never opened and read, but told."""
    root = _root(tmp_path / "w", ["packages/*"])
    (root / name).unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(root / name)
    elif kind == "folder":
        (root / name).mkdir()
    elif kind == "sparse":
        with (root / name).open("wb") as file:
            file.truncate(10 << 30)
    else:
        (root / name).symlink_to("/dev/zero" if kind == "device" else "/etc/passwd")
    with pytest.raises(SettingsError, match="nothing is read"):
        members(root)


def test_links(tmp_path: Path) -> None:
    """Neither a loop nor a link out of the project makes members."""
    root = _root(tmp_path / "w", ["**"])
    trees.lay(tmp_path / "out", {"package.json": "{}"})
    (root / "packages/loop").symlink_to("..")
    (root / "packages/out").symlink_to(tmp_path / "out")
    assert not {each for each in members(root) if "loop" in each or "out" in each}


def test_names_of_bytes(tmp_path: Path) -> None:
    """A member's folder need not be UTF-8, and is found again by the path that is given."""
    root = _root(tmp_path, ["packages/*"])
    odd = os.fsdecode(b"packages/\xff\n\x1b[31m")
    trees.lay(root, {f"{odd}/package.json": "{}"})
    assert odd in members(root)


def _many(root: Path, count: int) -> Path:
    """A project of so many members, each named."""
    names = [f"m{number}" for number in range(count)]
    return trees.lay(
        root,
        {
            **{f"{name}/package.json": "{}" for name in names},
            "package.json": json.dumps({"workspaces": names}),
        },
    )


def test_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as may be are taken, one more is refused."""
    monkeypatch.setattr(workspaces, "_MOST", 100)
    root = _many(tmp_path, 100)
    assert len(members(root)) == 100
    trees.lay(root, {"more/package.json": "{}", "package.json": '{"workspaces": ["**"]}'})
    with pytest.raises(TargetError, match="more than 100 members"):
        members(root)


def test_many_patterns(tmp_path: Path) -> None:
    """They cost no more than their number."""
    few, many = (_many(tmp_path / str(count), count) for count in (100, 400))
    assert steps(lambda: members(many)) < 5 * steps(lambda: members(few))


@pytest.mark.parametrize("pattern", ["**/" * 1000 + "x", "*a" * 100 + "b", "?" * 200, "[" * 2000])
def test_patterns_that_are_bombs(tmp_path: Path, pattern: str) -> None:
    """A pattern of many stars costs no more than its length allows."""
    trees.lay(tmp_path, {"/".join("a" * 40 for _ in range(50)) + "/package.json": "{}"})
    trees.lay(tmp_path, {"a" * 200 + "/package.json": "{}"})
    trees.lay(tmp_path, {"package.json": json.dumps({"workspaces": [pattern]})})
    assert len(members(tmp_path)) <= 1


def test_a_broken_manifest(tmp_path: Path) -> None:
    """What cannot be read is an error that names the file."""
    root = trees.lay(tmp_path, {"package.json": "{" * 100_000})
    with pytest.raises(PicketlineError, match=r"package\.json"):
        members(root)
