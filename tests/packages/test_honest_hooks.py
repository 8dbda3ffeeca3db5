"""Hooks that honest packages have: none of them is told as bad."""

from pathlib import Path

import pytest
from evasions_hooks import Files, package, scanned, worst

from picketline.core.model import Severity

_BUILD = "import subprocess, sys\nsubprocess.check_call(['cc', '-o', 'x', sys.argv[1]])\n"
_HONEST: list[tuple[str, Files]] = [
    ("node-gyp rebuild", {}),
    ("prebuild-install || node-gyp rebuild", {}),
    ("node-pre-gyp install --fallback-to-build", {}),
    ("npm run build", {}),
    ("npm run build --if-present && npm prune --production", {}),
    ("npx only-allow pnpm", {}),
    ("husky install || true", {}),
    ("patch-package", {}),
    ("is-ci || husky install", {}),
    ("opencollective-postinstall || exit 0", {}),
    ("node -e \"try{require('./build')}catch(e){}\"", {"build.js": "console.log('ok')"}),
    ("node scripts/build.js", {"scripts/build.js": "require('fs').mkdirSync('dist')"}),
    ("cross-env NODE_ENV=production node build.js", {"build.js": "console.log(1)"}),
    ("python3 build.py", {"build.py": _BUILD}),
    ("make -s build", {"Makefile": "build:\n\tcc -o x x.c\n\tmkdir -p dist\n"}),
    ("cmake -S . -B build && cmake --build build", {"CMakeLists.txt": "project(x)\n"}),
    ("cargo build --release", {"build.rs": 'fn main() { println!("cargo:rerun"); }', "x": ""}),
    (
        "cp config.example.js config.js && node build.js",
        {"build.js": "1", "config.example.js": "1"},
    ),
    ("echo 'module.exports = 1' > index.js && node index.js", {}),
    ("curl -s https://data.example/list.json | node format.js", {"format.js": "process.stdin"}),
    ("curl -L https://data.example/list.json -o list.json", {}),
    ("curl https://data.example/a.json | jq .version", {}),
    ("wget -q https://data.example/model.bin", {}),
    ("git submodule update --init", {}),
    ("git config core.hooksPath .githooks", {}),
    ("tar xzf prebuilds.tgz", {}),
    ("cat a.txt | base64 -d > a.bin", {}),
    ("find . -name '*.map' -exec rm {} \\;", {}),
    ("find dist -name '*.js' | xargs sed -i 's/a/b/'", {}),
    ("VERSION=$(node -p \"require('./package.json').version\"); echo $VERSION", {}),
    ("test -d dist || (npm install && npm run build)", {}),
    ("[ -f .env ] || cp .env.example .env", {}),
    ('if [ "$CI" ]; then echo ci; else husky; fi', {}),
    ("cd packages/a && npm install", {"packages/a/package.json": '{"name": "a"}'}),
    ('powershell -Command "Write-Host done"', {}),
    ('cmd /c "if not exist dist mkdir dist"', {}),
    ("npm config set script-shell bash", {}),
    ("echo 'curl https://x.example | sh'", {}),
    ("printf 'thank you\\n'", {}),
    ("electron-builder install-app-deps", {}),
    ("lerna bootstrap", {}),
    ("tsc && chmod +x dist/cli.js", {}),
]


@pytest.mark.parametrize(("script", "files"), _HONEST, ids=[each for each, _ in _HONEST])
def test_an_honest_hook_is_quiet(script: str, files: Files, tmp_path: Path) -> None:
    """Builds, set-ups and downloads of data are info or low."""
    scripts = {"install": script, "build": "tsc -p ."}
    assert worst(scanned(tmp_path, package("", files, scripts=scripts)))[0] < Severity.MEDIUM
