"""What hooks run beyond their package: bundled ones, commands of others, what git prepares."""

import json
from pathlib import Path

import pytest
from evasions_hooks import APP, FETCH, THIEF, Files, package, scanned, worst

from picketline.core.model import Severity

_QUIET = "module.exports = 1;\n"


def _other(name: str = "q", path: str = "node_modules/q", **manifest: object) -> dict[str, str]:
    """Another installed package, whose file x.js takes a secret out."""
    made = json.dumps({"name": name, "version": "2.0.0", **manifest})
    return {f"{path}/package.json": made, f"{path}/x.js": THIEF}


@pytest.mark.parametrize(
    ("script", "files", "others"),
    [
        ("node node_modules/q/x.js", {}, _other(path="node_modules/p/node_modules/q")),
        ("node ./node_modules/q/x", {}, _other(path="node_modules/p/node_modules/q")),
        ("node node_modules/.hidden/x.js", {"node_modules/.hidden/x.js": THIEF}, {}),
        (
            "node a.js",
            {"a.js": "require('./node_modules/q/x.js')"},
            _other(path="node_modules/p/node_modules/q"),
        ),
        ("node a.js", {"a.js": "require('../q/x.js')"}, _other()),
        ("node ../q/x.js", {}, _other()),
        ("node ../../node_modules/q/x.js", {}, _other()),
        ("node $INIT_CWD/node_modules/q/x.js", {}, _other()),
        ("cd node_modules/q && node x.js", {}, _other(path="node_modules/p/node_modules/q")),
        ("cd ../q && node x.js", {}, _other()),
        ("npm run go --prefix ../q", {}, _other(scripts={"go": "node x.js"})),
        ("npm explore q -- node x.js", {}, _other(path="node_modules/p/node_modules/q")),
        ("tool", {}, _other(bin={"tool": "x.js"})),
        ("tool --flag || true", {}, _other(bin={"tool": "./x.js"})),
        ("q", {}, _other(bin="x.js")),
        ("npx tool", {}, _other(bin={"tool": "x.js"})),
        ("npx -y tool@2", {}, _other(bin={"tool": "x.js"})),
        ("npm exec tool", {}, _other(bin={"tool": "x.js"})),
        ("yarn tool", {}, _other(bin={"tool": "x.js"})),
        ("pnpm exec tool", {}, _other(bin={"tool": "x.js"})),
        (
            "node_modules/.bin/tool",
            {},
            _other(path="node_modules/p/node_modules/q", bin={"tool": "x.js"}),
        ),
        ("node ./node_modules/.bin/tool", {}, _other(bin={"tool": "x.js"})),
        ("tool", {}, _other("@a/q", "node_modules/@a/q", bin={"tool": "x.js"})),
        ("npx @a/q", {}, _other("@a/q", "node_modules/@a/q", bin="x.js")),
        (
            "tool",
            {},
            _other(path="node_modules/.pnpm/q@2.0.0/node_modules/q", bin={"tool": "x.js"}),
        ),
        ("npm run go", {}, _other(bin={"tool": "x.js"})),
    ],
)
def test_what_a_hook_runs_elsewhere(
    script: str, files: Files, others: Files, tmp_path: Path
) -> None:
    """A file of another package is told, with the hook that runs it."""
    made = package("", files, scripts={"postinstall": script, "go": "tool"})
    severity, chain = worst(scanned(tmp_path, {**made, **others}))
    assert severity >= Severity.HIGH
    assert chain.startswith("postinstall")
    assert chain.endswith("x.js")


def test_a_guest_names_whose_hook_it_is(tmp_path: Path) -> None:
    """The finding is of the package that holds the file, and names the other's hook, once."""
    made = {**package("tool"), **_other(bin={"tool": "x.js"})}
    twin = json.dumps({"name": "r", "version": "1.0.0", "scripts": {"install": "tool"}})
    found = scanned(tmp_path, {**made, "node_modules/r/package.json": twin})
    told = [each for each in found.part.findings if each.severity >= Severity.HIGH]
    chains = {str(one.value) for each in told for one in each.evidence if one.name == "chain"}
    assert {each.subject.identity for each in told} == {"pkg:npm/q"}
    assert chains == {"postinstall of p: tool -> x.js"}


@pytest.mark.parametrize(
    ("spec", "lock", "told"),
    [
        ("github:u/p", "", True),
        ("git+https://git.example/p.git#1234567", "", True),
        ("^1.0.0", "git+ssh://git@git.example/u/p.git#1234567", True),
        ("^1.0.0", "", False),
    ],
)
def test_what_git_packages_prepare(spec: str, lock: str, *, told: bool, tmp_path: Path) -> None:
    """Npm runs `prepare` of what it fetches from git, and of nothing else that it installs."""
    app = {"name": "app", "version": "1.0.0", "dependencies": {"p": spec}}
    entry = {"version": "1.0.0", "resolved": lock} if lock else {"version": "1.0.0"}
    packages = {"": app, "node_modules/p": entry}
    files = package("", scripts={"prepare": FETCH}) | {
        "package.json": json.dumps(app),
        "package-lock.json": json.dumps({"lockfileVersion": 3, "packages": packages}),
    }
    severity, chain = worst(scanned(tmp_path, files))
    assert (severity >= Severity.HIGH) is told
    assert chain.startswith("prepare") is told


def test_a_projects_own_tools_are_its_choice(tmp_path: Path) -> None:
    """What the project itself calls is judged as what it is, not as what an install runs."""
    app = {"name": "app", "version": "1.0.0", "scripts": {"prepare": "tool && node x.js"}}
    files = {**_other(bin={"tool": "x.js"}), "package.json": json.dumps(app), "x.js": _QUIET}
    found = scanned(tmp_path, files)
    assert {run.hook for package in found.project.packages for run in package.runs} == {"prepare"}


def test_honest_commands_are_quiet(tmp_path: Path) -> None:
    """A tool that installers share is told once at most, and not for what it does for them."""
    files = {"package.json": APP, **_other(bin={"tool": "x.js"}), "node_modules/q/x.js": _QUIET}
    for name in "abc":
        made = {
            "name": name,
            "version": "1.0.0",
            "scripts": {"install": "tool || node-gyp rebuild"},
        }
        files[f"node_modules/{name}/package.json"] = json.dumps(made)
    found = scanned(tmp_path, files)
    assert worst(found)[0] < Severity.MEDIUM
    assert "pkg:npm/q" not in {each.subject.identity for each in found.part.findings}
