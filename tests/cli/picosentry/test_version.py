import re
from pathlib import Path

import trees

from picketline import __version__
from picketline.packages import scan


def test_version(tmp_path: Path) -> None:
    """Version, the corpus in force and the number of rules."""
    done = trees.run("version", cwd=tmp_path)
    version, corpus, rules = done.stdout.splitlines()
    assert version == f"picosentry {__version__}"
    assert re.fullmatch("corpus [0-9a-f]{12}", corpus)
    assert rules == f"rules {len(scan.chosen(()))}"


def test_the_corpus_is_that_of_a_scan(tmp_path: Path) -> None:
    """What is told is what a scan works with."""
    trees.lay(tmp_path / "p", trees.HONEST)
    corpus = trees.run("version", cwd=tmp_path).stdout.splitlines()[1].split()[1]
    assert corpus in trees.run("scan", "p", "-f", "json", cwd=tmp_path).stdout


def test_nothing_of_the_folder_is_read(tmp_path: Path) -> None:
    """A hostile working folder changes nothing."""
    trees.lay(tmp_path, {".picosentry.yml": "[", "picketline/__init__.py": "raise SystemExit(9)"})
    trees.lay(tmp_path, {"click.py": "raise SystemExit(9)", "msgspec.py": "raise SystemExit(9)"})
    assert trees.run("version", cwd=tmp_path).returncode == 0
    assert trees.run("scan", ".", cwd=tmp_path).returncode == 2
