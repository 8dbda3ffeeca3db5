"""With a stand-in for npm, and with a real one against a registry on loopback."""

import hashlib
import json
import os
import threading
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from corpora import tarred
from tools import require

from picketline.core.errors import TargetError
from picketline.packages import gather, lockfiles
from picketline.packages.gather import Wanted, fetch, listed, locked

_STAND_IN = """#!/usr/bin/env python3
import base64, hashlib, json, pathlib, sys
words = sys.argv[1:]
folder = pathlib.Path(words[words.index("--pack-destination") + 1])
notes = pathlib.Path(__file__).with_name("calls")
with notes.open("a") as calls:
    calls.write(" ".join(words[words.index("--"):]) + "\\n")
told = []
for spec in words[words.index("--") + 1 :]:
    name, _, version = spec.rpartition("@")
    if name == "gone":
        sys.exit("npm error code E404\\nnpm error 404 no //user:secret@files.example/gone")
    data = spec.encode()
    file = name.replace("@", "").replace("/", "-") + "-" + version + ".tgz"
    (folder / file).write_bytes(data if name != "bent" else b"other")
    digest = base64.b64encode(hashlib.sha512(data).digest()).decode()
    told.append({"id": spec, "name": name, "version": version, "filename": file,
                 "integrity": "sha512-" + digest})
print(json.dumps(told))
"""


def _npm(folder: Path) -> str:
    file = folder / "npm"
    file.write_text(_STAND_IN)
    file.chmod(0o700)
    return str(file)


def _calls(folder: Path) -> list[str]:
    notes = folder / "calls"
    return notes.read_text().splitlines() if notes.exists() else []


def _sri(data: bytes) -> str:
    return f"sha512-{b64encode(hashlib.sha512(data).digest()).decode()}"


def test_a_list() -> None:
    """Names with or without a version, each once, in order."""
    text = "b@1.0.0\n# a comment\n\n@s/a  # scoped\n@s/a@^2.0.0\nb@1.0.0\n"
    assert listed(text, "l") == [Wanted("b", "1.0.0"), Wanted("@s/a"), Wanted("@s/a", "^2.0.0")]


@pytest.mark.parametrize(
    "line",
    ["--registry=x", "a b", "../a", "a@", "@s", "a@--x", "https://x.example/a.tgz", "a@git:b"],
)
def test_what_is_no_package(line: str) -> None:
    """Told with its line: no flag, path or address gets to npm."""
    with pytest.raises(TargetError, match=r"^l, line 2: "):
        listed(f"ok\n{line}\n", "l")


def test_nothing_is_fetched_twice(tmp_path: Path) -> None:
    """What lies there whole is not asked for again; what was damaged or removed is."""
    npm, place = _npm(tmp_path), tmp_path / "out"
    wanted = [Wanted(f"p{n}", "1.0.0") for n in range(20)]
    found = fetch(wanted, place, npm=npm, rate=1e6)
    assert [each.file for each in found] == [f"p{n}-1.0.0.tgz" for n in range(20)]
    assert [len(call.split()) - 1 for call in _calls(tmp_path)] == [16, 4]
    assert fetch(wanted, place, npm=npm) == found
    (place / "p3-1.0.0.tgz").write_bytes(b"damaged")
    (place / "p4-1.0.0.tgz").unlink()
    assert fetch(wanted, place, npm=npm, rate=1e6) == found
    assert _calls(tmp_path)[2:] == ["-- p3@1.0.0 p4@1.0.0"]
    assert sorted(each.name for each in place.iterdir() if each.suffix != ".tgz") == [
        "fetched.json"
    ]


def test_what_cannot_be_had(tmp_path: Path) -> None:
    """The others are; why not is told, without secrets, and it is tried again next time."""
    npm = _npm(tmp_path)
    wanted = [Wanted("a", "1.0.0"), Wanted("gone", "1.0.0"), Wanted("bent", "1.0.0")]
    for _ in range(2):
        found = fetch(wanted, tmp_path / "out", npm=npm, rate=1e6)
    problems = {each.spec: each.problem for each in found}
    assert problems["a@1.0.0"] == ""
    assert problems["gone@1.0.0"].startswith("E404 / no ")
    assert "secret" not in problems["gone@1.0.0"]
    assert "integrity" in problems["bent@1.0.0"]
    assert _calls(tmp_path)[-3:] == ["-- gone@1.0.0 bent@1.0.0", "-- gone@1.0.0", "-- bent@1.0.0"]


def test_a_lock_says_which_bytes(tmp_path: Path) -> None:
    """Other bytes than the lock's are not kept; what comes from elsewhere is left out."""
    entries = {
        "node_modules/a": {"version": "1.0.0", "integrity": _sri(b"a@1.0.0")},
        "node_modules/b": {"version": "1.0.0", "integrity": _sri(b"another")},
        "node_modules/c": {"version": "1.0.0", "resolved": "git+ssh://git@h.example/o/c.git#1"},
    }
    data = json.dumps({"lockfileVersion": 3, "packages": {"": {"name": "x"}, **entries}}).encode()
    wanted, others = locked(lockfiles.read(data, "package-lock.json"))
    assert (len(wanted), others) == (2, 1)
    found = fetch(wanted, tmp_path / "out", npm=_npm(tmp_path), rate=1e6)
    assert [(each.file, bool(each.problem)) for each in found] == [
        ("a-1.0.0.tgz", False),
        ("", True),
    ]


@pytest.mark.parametrize("state", ["{", "[]", '{"schema":"other/1","fetched":{}}', "\x00" * 99])
def test_damaged_notes_are_made_anew(tmp_path: Path, state: str) -> None:
    """Everything is fetched once more."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out/fetched.json").write_text(state)
    [found] = fetch([Wanted("a", "1.0.0")], tmp_path / "out", npm=_npm(tmp_path))
    assert found.file


@pytest.mark.parametrize("said", ["", "[]", "{}", '[{"id":"x"}]', "no json"])
def test_an_npm_that_says_other_things(tmp_path: Path, said: str) -> None:
    """Nothing is kept."""
    npm = tmp_path / "npm"
    npm.write_text(f"#!/bin/sh\necho '{said}'\n")
    npm.chmod(0o700)
    [found] = fetch([Wanted("a", "1.0.0")], tmp_path / "out", npm=str(npm))
    assert found.problem


def test_no_npm(tmp_path: Path) -> None:
    """Told with what to do."""
    with pytest.raises(TargetError, match=r"cannot run .*; install npm"):
        fetch([Wanted("a")], tmp_path / "out", npm=str(tmp_path / "npm"))


def test_an_npm_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ended, and told."""
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\nexec sleep 100\n")
    npm.chmod(0o700)
    monkeypatch.setattr(gather, "_TIMEOUT", 0.2)
    [found] = fetch([Wanted("a", "1.0.0")], tmp_path / "out", npm=str(npm))
    assert "did not end" in found.problem


class _Registry(BaseHTTPRequestHandler):
    """Serves one package; its tarball bent where the name says so."""

    tarballs: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:  # the library's name for it
        name = self.path.strip("/").split("/")[0]
        data = self.tarballs.get(name)
        if data is None:
            self.send_error(404)
            return
        if self.path.endswith(".tgz"):
            body = data if name != "bent" else data + b"\0"
        else:
            address = f"http://{self.headers['Host']}/{name}/-/{name}-1.0.0.tgz"
            dist = {"tarball": address, "integrity": _sri(data)}
            version = {"name": name, "version": "1.0.0", "dist": dist}
            tags = {"latest": "1.0.0"}
            body = json.dumps(
                {"name": name, "dist-tags": tags, "versions": {"1.0.0": version}}
            ).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def registry() -> Iterator[str]:
    """The address of a registry on loopback."""
    made = {"package/package.json": b'{"name": "NAME", "version": "1.0.0"}'}
    for name in ("good", "bent"):
        files = {path: data.replace(b"NAME", name.encode()) for path, data in made.items()}
        _Registry.tarballs[name] = tarred(files)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Registry) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_real_npm(tmp_path: Path, registry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It finds the registry by the user's own settings, and refuses bytes that are not its own."""
    npm = require("npm")
    (tmp_path / "home").mkdir()
    (tmp_path / "home/.npmrc").write_text(f"registry={registry}\nfetch-retries=0\n")
    for name in os.environ:
        if name.lower().startswith("npm_config_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    wanted = [Wanted("good"), Wanted("bent"), Wanted("missing")]
    found = fetch(wanted, tmp_path / "out", npm=npm)
    assert [each.file for each in found] == ["good-1.0.0.tgz", "", ""]
    assert "EINTEGRITY" in found[1].problem
    assert "E404" in found[2].problem
