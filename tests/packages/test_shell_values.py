import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.packages.shell import commands
from picketline.packages.shell_fetches import eats, fetches_and_runs
from picketline.packages.shell_runs import Started, started
from picketline.packages.shell_texts import readable
from picketline.packages.shell_wraps import unwrapped

law = settings(max_examples=150, deadline=None, derandomize=True, database=None)
_PIECES = st.sampled_from(
    [
        *("a=b;", "$a", "${a}", "${a[@]}", "${a//x/y}", "$(echo ", ")", "`", "{a,b}", "%a%", "!a!"),
        *(
            "set a=b&",
            "alias a=b;",
            "a(){",
            "}",
            ">(",
            "<(",
            "<<<",
            "| sh",
            "xargs ",
            "find . -exec ",
        ),
        *(
            "\\;",
            "npx ",
            "env -S 'x y'",
            "timeout 9 ",
            "if exist a ",
            "for %i in (a) do ",
            "^",
            "\\",
        ),
        *(
            "cp a b;",
            "> a;",
            "sh a;",
            "eval ",
            "cd a;",
            "(",
            "'",
            '"',
            "\n",
            "$'\\x41'",
            "cat <<E\n",
        ),
    ]
)


@pytest.mark.parametrize(
    ("script", "argv"),
    [
        ("a=x; $a", ("x",)),
        ("a='x y'; $a z", ("x", "y", "z")),
        ("a='x y'; \"$a\"", ("x y",)),
        ("a=x; b=${a}y; $b", ("xy",)),
        ("a=xyz; ${a:1:1}", ("y",)),
        ("a=x_y; ${a/_/}", ("xy",)),
        ("${a:-x} y", ("x", "y")),
        ("a=(x y); ${a[@]} z", ("x", "y", "z")),
        ("x$IFS'y'", ("x", "y")),
        ("$'\\x78\\171'", ("xy",)),
        ("$(echo x) y", ("x", "y")),
        ("$(printf 'x%s' y)", ("xy",)),
        ("$(echo eHk= | base64 -d)", ("xy",)),
        ("$(echo yx | rev)", ("xy",)),
        ("alias a='x y'; a z", ("x", "y", "z")),
        ("set a=x&& %a% y", ("x", "y")),
        ("$npm_node_execpath x", ("node", "x")),
        ("cur? x", ("curl", "x")),
        ("$b x", ("$b", "x")),
        ("${a:?no}", ("${a:?no}",)),
    ],
)
def test_what_words_come_to(script: str, argv: tuple[str, ...]) -> None:
    """What a script sets itself is put in; what it does not stays as written."""
    assert commands(script)[-1].argv == argv or argv in {each.argv for each in commands(script)}


@pytest.mark.parametrize(
    ("argv", "left"),
    [
        ("sudo -u me node x", "node x"),
        ("timeout -k 5 10 node x", "node x"),
        ("env -i A=1 nice -n 5 node x", "node x"),
        ("xargs node x", "xargs node x"),
        ("stdbuf -o L node x", "node x"),
        ("timeout 9", "timeout 9"),
        ("env", "env"),
    ],
)
def test_wrappers(argv: str, left: str) -> None:
    """What only wraps a command is left out, with the words that its flags take."""
    assert unwrapped(tuple(argv.split())) == tuple(left.split())


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ("sh", True),
        ("bash -s -- x", True),
        ("node -", True),
        ("node x.js", False),
        ("python3 -c print(1)", False),
        ("python3 -c exec(input())", True),
        ("bash -o pipefail", True),
        ("jq .", False),
        ("xargs -0 sh -c", True),
        ("xargs rm", False),
    ],
)
def test_who_runs_what_is_piped(argv: str, told: object) -> None:
    """An interpreter without a file and without code of its own."""
    assert eats(tuple(argv.split())) is told


@pytest.mark.parametrize(
    ("script", "plain"),
    [
        ("if exist a node b", "node b"),
        ("IF NOT DEFINED CI (node a) else (node b)", "(node a) ; (node b)"),
        ("for %i in (a b) do node %i", "node a"),
        ("n^ode a^.js", "node a.js"),
        ("c\\url x", "curl x"),
        (".\\bin\\x", "./bin/x"),
        ("printf '\\143'", "printf '\\143'"),
        ("{curl,-s,x}|sh", "curl -s x|sh"),
        ("@echo a\r\n@node b\r\n", "echo a\nnode b\n"),
        ("node -e 'a^b'", "node -e 'a^b'"),
    ],
)
def test_what_windows_writes(script: str, plain: str) -> None:
    """Carets, conditions, loops and backslashes as a shell of Unix would have them."""
    assert readable(script) == plain


@pytest.mark.parametrize(
    ("script", "runs"),
    [
        ("cd a && node b.js", Started("file", "b.js", "node", "a")),
        ("npm run b --prefix a", Started("script", "b", "npm", "a")),
        ("yarn workspace a b", Started("script", "b", "yarn", "a")),
        ("npm i ./a", Started("install", "", "npm", "./a")),
        ("cp a.txt b.js; node b.js", Started("file", "a.txt", "node")),
        ("echo 'x()' > b.js; node b.js", Started("code", "x()", "node")),
        ("node --import 'data:text/javascript,x()'", Started("code", "x()", "node")),
        ("NODE_OPTIONS='-r ./a' npm ls", Started("file", "./a", "node")),
        ("make -C a", Started("file", "Makefile", "make", "a")),
        ("tool --x", Started("tool", "tool", "")),
    ],
)
def test_what_is_run(script: str, runs: Started) -> None:
    """Files with their folders, scripts of other folders, and what was made before."""
    assert runs in started(commands(script))


@law
@given(st.lists(_PIECES | st.text(max_size=4), max_size=30).map("".join))
def test_no_script_raises(script: str) -> None:
    """Any text gives the same commands twice, and what is asked of them is told."""
    found = commands(script)
    assert all(each.argv for each in found)
    assert started(found) == started(found)
    fetches_and_runs(found)
