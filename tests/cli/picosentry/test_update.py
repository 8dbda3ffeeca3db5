"""Against a stand-in for npm on the PATH: the tests reach no registry."""

import json

import pytest
from corpora import tarball
from desk import BIN, Desk, Done

MANY = [f"package-{number}" for number in range(1200)]


@pytest.fixture
def npm(desk: Desk) -> Desk:
    """A desk with an npm that brings 1,200 names."""
    folder = desk.folder / "bin"
    folder.mkdir()
    (folder / "sent").write_bytes(tarball(MANY))
    program = folder / "npm"
    program.write_text(
        f'#!/bin/sh\nfor last; do :; done\ncp "{folder}/sent" "$last/npm-high-impact-9.8.7.tgz"\n'
    )
    program.chmod(0o700)
    desk.environ["PATH"] = f"{folder}:{desk.environ['PATH']}"
    return desk


def _update(desk: Desk, *argv: object) -> Done:
    return desk.run(BIN / "picosentry", "update", *argv)


def test_update(npm: Desk) -> None:
    """It says that it asks a registry, and what came of it; the pack is unsigned.

    A list that is much shorter than the built-in one is told as that.
    """
    done = _update(npm, "--top", 1100)
    asked, warned = done.stderr.splitlines()
    assert (done.returncode, asked) == (0, "asking npm's registry for npm-high-impact")
    assert warned.startswith("picosentry: these 1100 names stand for the ")
    assert done.stdout == "updated-names: 1100 names, npm-high-impact 9.8.7\n"
    listed = npm.run(BIN / "picosentry", "corpus", "list", "--json")
    (pack,) = (
        pack for pack in json.loads(listed.stdout)["packs"] if pack["name"] == "updated-names"
    )
    assert (pack["names"], pack["signed_by"], pack["licence"]) == (1100, "unsigned", "MIT")


def test_once_more(npm: Desk) -> None:
    """It replaces what an earlier one brought."""
    for _ in range(2):
        assert _update(npm).stdout == "updated-names: 1200 names, npm-high-impact 9.8.7\n"
    folder = npm.home / ".local/share/picketline/corpus/packs"
    assert [file.name for file in folder.iterdir()] == ["updated-names.pack"]


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (("--npm", "/none/npm"), "cannot run /none/npm: No such file or directory; install npm"),
        (("--npm", "false"), "npm pack npm-high-impact failed: it said nothing"),
        (("--top", "0"), "is not in the range"),
    ],
)
def test_what_goes_wrong(npm: Desk, argv: tuple[str, ...], problem: str) -> None:
    """With exit code 2, and nothing is written."""
    done = _update(npm, *argv)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr
    assert not (npm.home / ".local").exists()
