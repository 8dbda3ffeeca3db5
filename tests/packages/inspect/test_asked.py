import pytest

from picketline.packages.inspect import asked
from picketline.packages.inspect.places import Marks
from picketline.packages.inspect.script import Script
from picketline.packages.inspect.syntax import parsed


def _when(text: str) -> str:
    """When the call of `write` in a script runs."""
    data = text.encode()
    syntax = parsed(data)
    assert syntax is not None
    script = Script(syntax, Marks(data))
    (call,) = (node for node in syntax.all("call") if syntax.text(node).startswith("write("))
    return asked.when(script, call, asked.Uses(script))


@pytest.mark.parametrize(
    "text",
    [
        "write(x);",
        "(function () { write(x); })();",
        "(async () => { await write(x); })();",
        "function a() { write(x); } a();",
        "const a = () => { b(); }; const b = () => write(x); process.nextTick(a);",
        "setTimeout(() => write(x), 9);",
        "class A { constructor() { write(x); } } new A();",
        "!(function () { write(x); }.call(this));",
        "if (os.platform() === 'linux') { write(x); }",
        "if (process.argv[0].includes('node')) { write(x); }",
        "if (process.argv.length > 1) { write(x); }",
        "if (!process.argv.includes('quiet')) { write(x); }",
        "if (process.argv.includes('quiet')) { b(); } else { write(x); }",
        "function a() { write(x); a(); } a();",
    ],
)
def test_what_runs_at_once(text: str) -> None:
    """At the top, through functions that are called, and behind what always holds."""
    assert _when(text) == asked.LOADED


@pytest.mark.parametrize(
    "text",
    [
        "exports.a = () => write(x);",
        "module.exports = function () { b(); }; function b() { write(x); }",
        "class A { setup() { write(x); } } module.exports = new A();",
        "function a() { a(); write(x); }",
        "function a() { b(); } function b() { a(); write(x); }",
    ],
)
def test_what_waits_for_a_call(text: str) -> None:
    """What a file exports, and what nothing in it calls."""
    assert _when(text) == asked.CALLED


@pytest.mark.parametrize(
    "text",
    [
        "if (process.argv.includes('--setup')) write(x);",
        "const args = process.argv.slice(2); if (args[0] === 'setup') { write(x); }",
        "const [cmd] = process.argv.slice(2); switch (cmd) { case 'init': write(x); }",
        "const [, , cmd] = process.argv; cmd === 'setup' && write(x);",
        "program.command('completion').action(() => { write(x); });",
        "yargs.command({ command: 'setup', handler() { write(x); } });",
        (
            "const args = process.argv.slice(2); run(); "
            "function run() { if (args[0] === 'setup') { b(); c(); } } "
            "function b() { d(); } function c() { d(); } function d() { write(x); }"
        ),
        "const argv = yargs(a).argv; if (argv._[0] === 'setup') b(); function b() { write(x); }",
    ],
)
def test_what_waits_for_its_user(text: str) -> None:
    """A word of the command line, and the handler of a command."""
    assert _when(text) == asked.ASKED


def test_many_functions_are_not_followed_for_ever() -> None:
    """A long way of functions ends as what runs at once."""
    chain = " ".join(f"function f{at}() {{ f{at + 1}(); }}" for at in range(200))
    assert _when(f"{chain} function f200() {{ write(x); }}") == asked.LOADED
