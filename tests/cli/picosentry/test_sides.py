import os
from pathlib import Path

import corpora
import packaged
import pytest
import upgrades

from picketline.cli.picosentry import sides
from picketline.core.errors import CorpusError, TargetError
from picketline.core.formats import render
from picketline.packages.corpus import Corpus

_PNPM = "lockfileVersion: '9.0'\n\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: sha512-A}\n"
_YARN = '# THIS FILE\n# yarn lockfile v1\n\n\na@^1.0.0:\n  version "1.0.0"\n'
_BERRY = '# x\n\n__metadata:\n  version: 8\n\n"a@npm:^1.0.0":\n  version: 1.0.0\n'
_BUN = '{\n "lockfileVersion": 1,\n "workspaces": {"": {"name": "x"}},\n "packages": {}\n}\n'


@pytest.mark.parametrize(
    ("name", "text", "base", "kind"),
    [
        ("package-lock.json", "", "package-lock.json", ""),
        ("old.package-lock.json", "", "package-lock.json", ""),
        ("yarn.lock.orig", "", "yarn.lock", ""),
        ("was.json", upgrades.before(), "package-lock.json", "npm"),
        ("was", _PNPM, "pnpm-lock.yaml", "pnpm"),
        ("was", _YARN, "yarn.lock", "yarn"),
        ("was", _BERRY, "yarn.lock", "berry"),
        ("was", _BUN, "bun.lock", "bun"),
    ],
)
def test_lockfiles(tmp_path: Path, name: str, text: str, base: str, kind: str) -> None:
    """By their name, within another one, or by how they begin; read as what they are."""
    path = tmp_path / name
    path.write_text(text)
    assert (sides.kind(path), sides.base(path)) == ("lockfile", base)
    if text:
        given = sides.read(path, "lockfile", Corpus.of())
        assert [lock.kind for lock in given.seen.project.lockfiles] == [kind]


def test_others(tmp_path: Path) -> None:
    """A folder, a tarball by any name, a report."""
    assert sides.kind(tmp_path) == "folder"
    for name in ("x.tgz", "x"):
        (tmp_path / name).write_bytes(corpora.tarred({"package/package.json": b"{}"}))
        assert sides.kind(tmp_path / name) == "tarball"
    (tmp_path / "r").write_bytes(render(packaged.example(), "json"))
    assert sides.kind(tmp_path / "r") == "report"
    assert sides.report(tmp_path / "r").digest == packaged.example().digest


@pytest.mark.parametrize("data", [b"", b"hello", b"\xff\xfe", b"[1]", b"a: b\n"])
def test_none_of_them(tmp_path: Path, data: bytes) -> None:
    """Says what is taken."""
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(TargetError, match="x: neither a report"):
        sides.kind(tmp_path / "x")


def test_a_manifest_alone(tmp_path: Path) -> None:
    """Says that its folder is what can be compared."""
    (tmp_path / "package.json").write_text("{}")
    with pytest.raises(TargetError, match="give the folder that it lies in"):
        sides.kind(tmp_path / "package.json")


def test_what_cannot_be_read(tmp_path: Path) -> None:
    """A pipe is not waited for, a link that leads nowhere is no file; a corpus must be there."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("pipe", "link"):
        with pytest.raises(TargetError, match=f"{name}: no file or folder"):
            sides.kind(tmp_path / name)
    with pytest.raises(CorpusError, match="no folder of a corpus"):
        sides.corpus(str(tmp_path / "gone"))
