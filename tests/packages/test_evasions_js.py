"""Plain JavaScript attacks in disguise are never told below high, imported or installed."""

import itertools
import json
from collections.abc import Mapping
from pathlib import Path

import evasions_js as plain
import evasions_js_review as review
import evasions_js_shapes as shapes
import evasions_js_values as values
import pytest

from picketline.core.model import Severity
from picketline.packages import collect, decoders, scan
from picketline.packages.corpus import Corpus

Case = str | bytes | Mapping[str, str | bytes]
_FAMILIES = ("POST", "OBFS", "CRED", "EXEC")
_TABLES: dict[str, Mapping[str, Case]] = {
    "plain": plain.PLAIN,
    "indirect": plain.INDIRECT,
    "values": values.VALUES,
    "environment": values.ENVIRONMENT,
    "paths": values.PATHS,
    "written": values.WRITTEN,
    "across": values.ACROSS,
    "shapes": shapes.SHAPES,
    "decoded": shapes.DECODED,
    "large": review.LARGE,
    "given": review.GIVEN,
    "harvest": review.HARVEST,
}
_UNSEEN: frozenset[str] = frozenset(
    {
        *("code of a file, read", "command of another", "module's name of another"),
        *("path of another", "runner of another", "reader and sender apart"),
    }
)
"""What is not told yet where it is imported: values of other files of the package."""


def _files(case: Case) -> dict[str, bytes]:
    files = {"index.js": case} if isinstance(case, str | bytes) else dict(case)
    return {
        path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()
    }


def _manifest(name: str, files: dict[str, bytes], *, hook: bool) -> bytes:
    given = json.loads(files.get("package.json", b"{}"))
    main = given.get("main") or given.get("bin") or "index.js"
    made = {"name": name, "version": "1.0.0", "main": main} | given
    if "bin" in given:
        del made["main"]
    if hook:
        made["scripts"] = {"postinstall": f"node {main}"}
    return json.dumps(made).encode()


def _laid(root: Path, table: Mapping[str, Case], *, hook: bool) -> dict[str, str]:
    """One installed package of each case below `root`; the cases by the packages' names."""
    (root / "package.json").write_text('{"name":"app","version":"1.0.0","private":true}')
    named = {}
    for number, (case, given) in enumerate(table.items()):
        name = f"zq{number}case"
        named[name] = case
        files = _files(given)
        for path, data in (files | {"package.json": _manifest(name, files, hook=hook)}).items():
            to = root / "node_modules" / name / path
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(data)
    return named


def _below(root: Path, table: Mapping[str, Case], *, hook: bool) -> set[str]:
    """The cases that are told below high."""
    named = _laid(root, table, hook=hook)
    request = scan.Request(options=collect.Options(jobs=1))
    found = scan.scan(root, Corpus.of(), request).part.findings
    high = {
        each.subject.identity.rpartition("/")[2]
        for each in found
        if each.rule.split("-")[1] in _FAMILIES and each.severity >= Severity.HIGH
    }
    return {case for name, case in named.items() if name not in high}


@pytest.mark.parametrize("table", _TABLES)
def test_no_disguise_helps_where_it_is_imported(tmp_path: Path, table: str) -> None:
    """Every case of the table is high or above in a package that is imported."""
    assert _below(tmp_path, _TABLES[table], hook=False) <= _UNSEEN


@pytest.mark.parametrize("table", _TABLES)
def test_no_disguise_helps_where_it_is_installed(tmp_path: Path, table: str) -> None:
    """Every case of the table is high or above in what an install hook runs."""
    assert not _below(tmp_path, _TABLES[table], hook=True)


def test_layers_come_off_in_any_order() -> None:
    """Two layers of an encoding are taken off, whichever is the outer one."""
    text = plain.RUN.encode() + b"; // and some words to fill it up to its length"
    ways = {name: way for name, way in shapes.LAYERS.items() if name not in {"reverse", "rot13"}}
    for names in itertools.product(ways, repeat=2):
        packed = ways[names[1]](ways[names[0]](text))
        found = [told for _, _, told in decoders.layers(b"const a='" + packed + b"';")]
        assert any(text in told for told in found), names


@pytest.mark.parametrize(
    ("turn", "way"),
    [
        *(("reverse", way) for way in ("base64", "hex", "gzip", "zlib")),
        *(("rot13", way) for way in ("base64", "gzip", "zlib")),
    ],
)
def test_a_turned_layer_comes_off(turn: str, way: str) -> None:
    """What was encoded and then written backwards, or turned by 13 letters, is read."""
    text = plain.RUN.encode() + b"; // and some words to fill it up to its length"
    packed = shapes.LAYERS[turn](shapes.LAYERS[way](text))
    assert any(text in told for _, _, told in decoders.layers(b"const a='" + packed + b"';"))
