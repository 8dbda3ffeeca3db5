from pathlib import Path

import trees

_NPM = """#!/usr/bin/env python3
import base64, hashlib, json, pathlib, sys
words = sys.argv[1:]
folder = pathlib.Path(words[words.index("--pack-destination") + 1])
[spec] = words[words.index("--") + 1 :]
name, _, version = spec.partition("@")
if name == "gone":
    sys.exit("npm error code E404")
(folder / "x.tgz").write_bytes(b"x")
digest = base64.b64encode(hashlib.sha512(b"x").digest()).decode()
print(json.dumps([{"id": spec, "name": name, "version": "1.0.0", "filename": "x.tgz",
                   "integrity": "sha512-" + digest}]))
"""


def _fetch(folder: Path, listed: str) -> tuple[int, str, str]:
    (folder / "npm").write_text(_NPM)
    (folder / "npm").chmod(0o700)
    (folder / "list").write_text(listed)
    done = trees.run("fetch", "--from", "list", "--npm", folder / "npm", "out", cwd=folder)
    return done.returncode, done.stdout, done.stderr


def test_what_is_listed_is_brought(tmp_path: Path) -> None:
    """Exit 0, and how many there are."""
    assert _fetch(tmp_path, "a@1.0.0\n") == (0, "1 of 1 packages are in out\n", "")
    assert (tmp_path / "out/a-1.0.0.tgz").read_bytes() == b"x"


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    """Exit 3: not everything is there."""
    code, out, err = _fetch(tmp_path, "gone\n")
    assert (code, out) == (3, "0 of 1 packages are in out\n")
    assert err == "picosentry: gone@latest: E404\n"


def test_a_line_that_is_no_package(tmp_path: Path) -> None:
    """Exit 2, with the line."""
    code, _, err = _fetch(tmp_path, "a\n--registry=x\n")
    assert code == 2
    assert "list, line 2: --registry=x is no NAME" in err
