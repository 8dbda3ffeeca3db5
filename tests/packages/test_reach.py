from collections.abc import Mapping

import pytest

from picketline.packages import reach
from picketline.packages.around import Around
from picketline.packages.facts import Content, File, Manifest, Run


def _runs(
    scripts: Mapping[str, str],
    refers: Mapping[str, tuple[str, ...]] = {},  # never changed
    *,
    own: bool = False,
) -> tuple[tuple[Run, ...], list[str]]:
    """What an install runs of a package with these files, and what was not followed."""
    lost: list[str] = []
    files = {path: File(path, Content("", 0, "javascript")) for path in refers}
    manifest = Manifest(path="package.json", scripts=dict(scripts))
    around = Around(files, refers.__getitem__, lost.append)
    hooks = reach.hooks(manifest, files, own=own)
    return reach.commanded(hooks.items(), manifest, around), lost


def test_a_file_and_what_it_requires() -> None:
    """From the hook by its command to the file, and on from there, each with its chain."""
    found, lost = _runs(
        {"postinstall": "node ./a"}, {"a.js": ("./lib/b",), "lib/b.js": ("../a.js",), "c.js": ()}
    )
    assert [(run.path, run.chain) for run in found] == [
        ("a.js", ("postinstall: node ./a", "a.js")),
        ("lib/b.js", ("postinstall: node ./a", "a.js", "lib/b.js")),
    ]
    assert not lost


def test_requires_in_a_circle_end() -> None:
    """Each file is followed once."""
    found, _ = _runs({"install": "node a"}, {"a.js": ("./b",), "b.js": ("./a", "./b")})
    assert [run.path for run in found] == ["a.js", "b.js"]


@pytest.mark.parametrize(
    "name", ["../../../../etc/passwd", "/etc/passwd", "..", ".", "", "\x00", "a/" * 5_000]
)
def test_nothing_outside_is_followed(name: str) -> None:
    """What leads out of the package's files, by require or by command, is no file of it."""
    found, lost = _runs({"install": "node a.js", "preinstall": f"node {name}"}, {"a.js": (name,)})
    assert {run.path for run in found} <= {"", "a.js"}
    assert not lost


def test_scripts_that_call_scripts() -> None:
    """A script that a package manager is told to run is followed as well, with its words."""
    found, _ = _runs({"install": "npm run x", "x": "yarn y", "y": "sh z.sh"}, {"z.sh": ()})
    assert [(run.path, run.chain[1:]) for run in found] == [
        ("z.sh", ("x: yarn y", "y: sh z.sh", "z.sh"))
    ]


def test_scripts_that_call_each_other_end() -> None:
    """A script is read once, however many call it: no tree of calls grows."""
    calls = "npm run a; npm run b; npm run install;" * 100
    found, lost = _runs({"install": calls, "a": calls, "b": calls})
    assert not found
    assert not lost


def test_too_many_scripts_are_told() -> None:
    """A chain of scripts comes to an end, which is told; chains stay short."""
    scripts = {f"s{number}": f"npm run s{number + 1}" for number in range(300)}
    found, lost = _runs({"install": "npm run s0", **scripts})
    assert not found
    assert set(lost) == {"install leads to more than 100 scripts"}


def test_too_many_files_are_told() -> None:
    """So do files that require each other; of a long chain its ends are kept."""
    files = {f"{number}.js": (f"./{number + 1}",) for number in range(1500)}
    found, lost = _runs({"install": "node 0"}, files)
    assert len(found) == 1000
    assert max(len(run.chain) for run in found) == 16
    assert all(run.chain[-1] == run.path for run in found)
    assert lost == ["0.js leads to more than 1000 files"]


@pytest.mark.parametrize("script", ["true;" * 600 + "node a", "true;" + " " * (1 << 20) + "node a"])
def test_a_script_that_is_too_long_is_told(script: str) -> None:
    """What stands behind the end of what is read is told as not read."""
    found, lost = _runs({"install": script}, {"a.js": ()})
    assert [run.path for run in found] in ([""], ["a.js"])
    assert set(lost) == {"a script is too long to be read to its end"}


def test_a_binding_is_built() -> None:
    """A package manager builds what has a binding.gyp and no install script of its own."""
    found, _ = _runs({}, {"binding.gyp": ()})
    assert [(run.path, run.hook) for run in found] == [("binding.gyp", "install")]
    assert not _runs({"preinstall": "true"}, {"binding.gyp": ()})[0][0].path


def test_a_project_runs_more_hooks() -> None:
    """`prepare` runs in a project's own folder, not in what it installs."""
    assert [run.hook for run in _runs({"prepare": "true"}, own=True)[0]] == ["prepare"]
    assert not _runs({"prepare": "true"})[0]
