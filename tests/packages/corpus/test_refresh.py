"""Against a stand-in for npm: the tests reach no registry."""

from pathlib import Path

import pytest
from corpora import TODAY, tarball

from picketline.core.errors import CorpusError
from picketline.packages.corpus import Corpus, refresh
from picketline.packages.corpus.place import Place
from picketline.packages.corpus.refresh import refresh as refreshed

MANY = [f"package-{number}" for number in range(1200)]


def _npm(folder: Path, script: str) -> str:
    file = folder / "npm"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o700)
    return str(file)


def _bringing(folder: Path, data: bytes) -> str:
    """An npm that brings a tarball, and notes where and how it was run."""
    (folder / "sent").write_bytes(data)
    return _npm(
        folder,
        f'pwd >"{folder}/where"; ls -A >>"{folder}/where"; printf "%s\\n" "$@" >"{folder}/argv"\n'
        f'for last; do :; done; cp "{folder}/sent" "$last/npm-high-impact-9.8.7.tgz"',
    )


def test_fresh_names(tmp_path: Path) -> None:
    """They are ranked from then on, in place of the built-in ones."""
    where = Place(tmp_path / "corpus")
    made = refreshed(where, _bringing(tmp_path, tarball(MANY)), TODAY.replace(year=2999), 1100)
    assert made.counts() == (0, 0, 1100)
    known = Corpus.load(where.folder, TODAY)
    assert [known.rank(name) for name in ("package-0", "package-1100", "react")] == [1, None, None]


def test_npm_runs_no_script_and_sees_no_project(tmp_path: Path) -> None:
    """It is run in an empty folder of its own, which is gone afterwards."""
    refreshed(Place(tmp_path / "corpus"), _bringing(tmp_path, tarball(MANY)), TODAY)
    argv = (tmp_path / "argv").read_text().split()
    assert argv[:4] == ["pack", "npm-high-impact", "--ignore-scripts", "--pack-destination"]
    lines = (tmp_path / "where").read_text().splitlines()
    assert lines == [argv[4]]
    assert not Path(lines[0]).exists()


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("echo one >&2; echo E404 >&2; exit 1", "npm pack npm-high-impact failed: one / E404"),
        ("exit 1", "failed: it said nothing"),
        ("exit 0", "wrote 0 tarballs"),
        ('for last; do :; done; : >"$last/a.tgz"; : >"$last/b.tgz"', "wrote 2 tarballs"),
        ('for last; do :; done; : >"$last/a.tgz"', "not a tarball"),
        ('for last; do :; done; ln -s /dev/zero "$last/a.tgz"', "larger than"),
    ],
)
def test_what_goes_wrong(tmp_path: Path, script: str, problem: str) -> None:
    """It is told, and nothing is kept."""
    where = Place(tmp_path / "corpus")
    with pytest.raises(CorpusError, match=problem):
        refreshed(where, _npm(tmp_path, script), TODAY)
    assert list(where.held()) == []


def test_no_npm(tmp_path: Path) -> None:
    """Told with what to do."""
    with pytest.raises(CorpusError, match=r"cannot run .*; install npm"):
        refreshed(Place(tmp_path), str(tmp_path / "npm"), TODAY)


def test_an_npm_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ended."""
    monkeypatch.setattr(refresh, "_TIMEOUT", 0.2)
    with pytest.raises(CorpusError, match="did not end within"):
        refreshed(Place(tmp_path), _npm(tmp_path, "exec sleep 30"), TODAY)
