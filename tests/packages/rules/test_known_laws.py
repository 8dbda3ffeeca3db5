"""Laws of the rules on what is known, named, brought along and looked alike: hostile facts."""

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import hook, lock, locked, package, project, wants

from picketline.core import canonical
from picketline.core.check import checks
from picketline.core.model import Severity
from picketline.packages import registry
from picketline.packages.corpus import Corpus, Indicator, Record, Span
from picketline.packages.facts import Content, File, Mark, Package, Project, Setting
from picketline.packages.rules.known_bad_range import known_bad_range
from picketline.packages.rules.lookalike_host import resembles
from picketline.packages.rules.vendored_library import vendored_library
from picketline.packages.scan import RULES

_IDS = (
    *("L2-IOC-001", "L2-IOC-002", "L2-BIN-001", "L2-NET-001", "L2-NAME-001", "L2-PACK-001"),
    *("L2-CONF-001", "L2-PROT-001", "L2-WALL-001", "L2-ADV-002", "L2-ASST-001"),
)
_OWN = [checks(RULES)[each] for each in _IDS]
_law = settings(max_examples=150, deadline=None, derandomize=True, database=None)
_names = st.sampled_from(
    ["odd", "@s/odd", "--hush", "a;b", "\u0430ngular", "", "-", "a b", "__proto__"]
)
_versions = st.sampled_from(["1.0.0", "3.0.1", "", "late", "9" * 300, "1.0.0+x"])
_ranges = st.sampled_from(
    ["^3.0.1", "*", "", "<=3.0.1", "npm:odd@^3.0.1", "(((", "^1 || ^3.0.1 " * 90, "3.0.1", "x"]
) | st.text(max_size=12)
_overrides = st.sampled_from(
    [
        '{"odd":"3.0.1"}',
        '{"a":{"odd":"^3.0.1",".":"1"}}',
        "{",
        "[]",
        '"x"',
        '{"**/@s/odd":"3.0.1","a>odd@2":{}}',
        '{"a":' * 90 + "1" + "}" * 90,
    ]
)
_kinds = st.sampled_from(["elf", "pe", "macho", "zip", "gzip", "javascript", "python", "binary"])
_bases = st.sampled_from(
    ["x.js", "a.woff2", "odd-3.0.1.min.js", "a.pth", "a.tgz", "node-gyp.dll", ".npmrc", "odd"]
)
_hosts = st.sampled_from(
    ["npnjs.com", "npmjs.help", "fine.example", "x", "...", "a" * 300 + ".com"]
)
_commands = st.sampled_from(["node x.js", "npm publish a.tgz", "rundll32 x", "", "hunter2 npm i"])
_marks = st.sampled_from(["executes", "wallet", "connects", "obfuscated", "installs", "publishes"])
_settings = st.builds(
    Setting,
    st.sampled_from([".npmrc", "node_modules/x/.npmrc", "pnpm-workspace.yaml"]),
    st.sampled_from(["registry", "catalog.odd", "catalogs..odd", "overrides.b>odd@1", "git", "x"]),
    st.sampled_from(["https://me:hunter2@npm.example/", "^3.0.1", "", "3.0.1"]),
    st.just(1),
)


@st.composite
def _files(draw: st.DrawFn, folder: str) -> File:
    path = f"{folder}/{draw(_bases)}"
    marks = tuple(Mark(name, 1, "hook") for name in draw(st.lists(_marks, max_size=2)))
    hosts = tuple((each, 1) for each in sorted(set(draw(st.lists(_hosts, max_size=2)))))
    content = Content(
        draw(st.sampled_from(["0" * 64, "1" * 64])), 9, draw(_kinds), (), marks, hosts
    )
    return File(path, content)


@st.composite
def _packages(draw: st.DrawFn) -> Package:
    path = draw(st.sampled_from(["m", "node_modules/x", "node_modules/-", "node_modules/x/in"]))
    files = draw(st.lists(_files(path), max_size=3, unique_by=lambda each: each.path))
    return package(
        draw(_names),
        path,
        draw(_versions),
        dependencies=wants(draw(st.sampled_from(["prod", "dev"])), odd=draw(_ranges)),
        settings={"overrides": draw(_overrides), "resolutions": draw(_overrides)},
        runs=(hook(draw(_commands), draw(_bases)),) if draw(st.booleans()) else (),
        files=tuple(files),
        imports=tuple(each.path for each in files if draw(st.booleans())),
    )


@st.composite
def _projects(draw: st.DrawFn) -> Project:
    entries = st.builds(
        lambda name, version, alias: locked("k", version, name=name, alias=alias),
        _names,
        _versions,
        _names,
    )
    found = project(
        package("app", dependencies=wants(odd=draw(_ranges))),
        *draw(st.lists(_packages(), max_size=3, unique_by=lambda each: each.path)),
        locks=[lock(*draw(st.lists(entries, max_size=3)))] if draw(st.booleans()) else [],
        settings=draw(st.lists(_settings, max_size=3)),
    )
    return msgspec.structs.replace(found, corpus=_KNOWN)


_KNOWN = Corpus.of(
    [
        Indicator(id="A", kind="package", value="odd", versions="3.0.1 || >=5.0.0"),
        Indicator(id="B", kind="sha256", value="1" * 64),
        Indicator(id="C", kind="host", value="npmjs.help"),
        Indicator(id="D", kind="filename", value="node-gyp.dll", severity=Severity.HIGH),
    ],
    [("odd", Record(id="GHSA-1", severity=Severity.HIGH, spans=(Span("", "4.0.0"),)))],
)


@_law
@given(_projects())
def test_hostile_facts(found: Project) -> None:
    """No rule raises, shows a password, or says one thing twice."""
    for check in _OWN:
        told = list(check(found))
        assert "hunter2@" not in repr(told)
        assert len({canonical.encode(each) for each in told}) == len(told)


@_law
@given(_projects(), st.integers(0, 1000))
def test_any_order(found: Project, seed: int) -> None:
    """The same is told of the same facts in whatever order they come."""
    turned = random.Random(seed)  # noqa: S311  # an order, not a secret
    others, lines = list(found.packages[1:]), list(found.settings)
    turned.shuffle(others)
    turned.shuffle(lines)
    again = msgspec.structs.replace(
        found, packages=(found.packages[0], *others), settings=tuple(lines)
    )
    for check in _OWN:
        one, other = (sorted(map(canonical.encode, check(each))) for each in (found, again))
        assert one == other


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        (registry.HOST.partition(".")[2], ""),
        ("cdn.npnjs.com", "npmjs"),
        ("cdn.npmjs.help", "npmjs"),
        ("npm-cache.com", "npm"),
        ("npm-stat.com", ""),
        ("api.npms.io", ""),
        ("githud.com", "github"),
        ("gitlab.com", ""),
        ("my.github.io", ""),
        ("raw.githubusercontent.net", "githubusercontent"),
        ("window.open", ""),
        ("nodes.length", ""),
        ("dockr.ly", ""),
        ("npmjs", ""),
        ("", ""),
        (".com", ""),
        ("npnjs.com.", "npmjs"),
    ],
)
def test_hosts_that_look_alike(host: str, expected: str) -> None:
    """By a letter, an ending or a word beside the name; properties of objects are no hosts."""
    assert resembles(host) == expected


@_law
@given(st.text(max_size=60))
def test_any_host(host: str) -> None:
    """Whatever stands in a text is no error."""
    assert isinstance(resembles(host), str)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("public/odd-3.0.1.min.js", True),
        ("public/odd.3.0.1.js", True),
        ("public/ODD-3.0.1.slim.min.js", True),
        ("vendor/odd/v3.0.1/odd.js", True),
        ("vendor/odd/3.0.1/dist/odd.min.js", True),
        ("vendor/odd/3.0.1/a/b/c/odd.min.js", False),
        ("vendor/odd-4.0.0.js", False),
        ("vendor/odd-3.0.1.js.txt", False),
        ("odd/3.0.1/even.js", False),
        ("odd/3.0.1/x", False),
        ("/".join(["odd", "3.0.1"] * 400) + "/odd.js", True),
    ],
)
def test_copies_by_their_path(path: str, told: bool) -> None:  # noqa: FBT001  # a table
    """The file's name says library and version, or two folders not far above it do."""
    file = File(path, Content("0" * 64, 9, "javascript"))
    found = project(package("app", files=(file,)))
    found = msgspec.structs.replace(found, corpus=_KNOWN)
    assert bool(list(vendored_library(found))) is told


def test_deep_overrides_are_not_followed_for_ever() -> None:
    """A bounded depth, and no error for what is no table."""
    deep = '{"a":' * 5000 + '"3.0.1"' + "}" * 5000
    for text in (deep, "[1]", "", '{"odd": 3}'):
        found = project(package("app", settings={"overrides": text}))
        assert list(known_bad_range(msgspec.structs.replace(found, corpus=_KNOWN))) == []
