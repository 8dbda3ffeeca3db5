import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.packages import languages

law = settings(max_examples=150, deadline=None, derandomize=True, database=None)
_PIECES = st.sampled_from(
    [
        *("os.system(", "exec(", "b64decode(", "urlopen(", "'", '"', "`", "\n", ")", "[", "]"),
        *("x = ", "$x", "x", "/.npmrc", "\t", "all:", "$(shell ", "COMMAND ", "import a.b", "\\"),
    ]
)


def _marks(text: str, path: str = "a.py") -> set[tuple[str, str]]:
    return {(name, value) for name, _, value, _ in languages.read(text, path).places}


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("import subprocess\nsubprocess.run(['curl', 'https://a.example'])", ("connects", "curl")),
        ("x = b64decode(y)\nexec(x)", ("runs-decoded", "base64")),
        ("x = b64decode(y)\nz = zlib.decompress(x)\nexec(z)", ("runs-decoded", "base64")),
        ("x = requests.get(u).text\nexec(x)", ("fetches-and-runs", "exec")),
        ("urlretrieve(u, '/tmp/go')\nos.system('/tmp/go')", ("fetches-and-runs", "go")),
        ("d = os.environ['NPM_TOKEN']", ("reads-secret", "env:NPM_TOKEN")),
        ("p = os.path.expanduser('~/.npmrc')", ("reads-secret", "npmrc")),
        ("k = open('/a/.npmrc').read()\nurlopen(u, k)", ("sends-secret", "k")),
        ("requests.post(u, json=dict(os.environ))", ("sends-secret", "environment")),
        ("requests.post(u, os.getenv('A_TOKEN'))", ("sends-secret", "env:A_TOKEN")),
        ("socket.gethostname(); getpass.getuser()", ("identifies", "host user")),
        ("s = socket.socket()\nos.dup2(s.fileno(), 0)", ("opens-shell", "dup2")),
        ("open('/root/.bashrc', 'a').write(x)", ("writes-outside", "profile")),
    ],
)
def test_what_a_script_does(text: str, mark: tuple[str, str]) -> None:
    """Words and simple assignments tell what a script in another language does."""
    assert mark in _marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "# exec(b64decode(x))",
        "x = b64decode(y)\nprint(x)",
        "env = os.environ.copy()\nsubprocess.check_call(['make'], env=env)",
        "t = os.environ['NPM_TOKEN']",
        "import json\nprint(json.dumps({'a': 1}))",
        "import base64\nexecuted = base64.b64encode(x)",
    ],
)
def test_what_is_harmless(text: str) -> None:
    """Comments, decoding by itself and environments for compilers say nothing bad."""
    bad = {"runs-decoded", "fetches-and-runs", "sends-secret", "opens-shell", "writes-outside"}
    assert not bad & {name for name, _ in _marks(text)}


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("a.py", "import b.c", "b/c.py"),
        ("a.py", "from .b import c", "b.py"),
        ("a.py", "run(['node', 'x.js'])", "x.js"),
        ("a.rb", "require_relative 'b'", "b.rb"),
        ("a.pl", "use B::C;", "B/C.pm"),
        ("a.lua", 'require("b")', "b.lua"),
        ("Makefile", "all:\n\tnode x.js\n", "x.js"),
        ("Makefile", "include b.mk\n", "b.mk"),
        ("Makefile", "N = node\nall:\n\t@$(N) x.js\n", "x.js"),
        ("a.cmake", "include(b.cmake)", "b.cmake"),
        ("CMakeLists.txt", "execute_process(COMMAND node x.js OUTPUT_VARIABLE y)", "x.js"),
    ],
)
def test_where_a_script_leads(path: str, text: str, name: str) -> None:
    """The files that it imports, includes or starts."""
    assert name in languages.read(text, path).names


@pytest.mark.parametrize("path", ["a.py", "a.pl", "Makefile", "a.cmake", "a.ps1", ""])
@law
@given(text=st.lists(_PIECES | st.text(max_size=4), max_size=40).map("".join))
def test_any_text(path: str, text: str) -> None:
    """Nothing is raised, and the same text says the same."""
    assert languages.read(text, path) == languages.read(text, path)


@pytest.mark.parametrize(
    "unit", ["'", '"', "`", "exec(", "x=x\n", "\\'", "$(A)", "os.system('a')\n"]
)
@pytest.mark.parametrize("path", ["a.pl", "Makefile"])
def test_a_long_script_is_bounded(unit: str, path: str) -> None:
    """A script of any length and shape comes to an end, with a bounded number of marks."""
    assert len(languages.read(f"A := {unit * 50}\n" + unit * 40_000, path).places) < 10_000
