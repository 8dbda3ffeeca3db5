"""Laws of the rules on metadata: hostile facts, any order, clean projects."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import hook, lock, locked, package, project, script, wants

from picketline.core import canonical
from picketline.core.check import Check, checks
from picketline.core.model import Finding
from picketline.packages import registry
from picketline.packages.facts import Locked, Lockfile, Package, Policy, Project, Setting
from picketline.packages.marks import MARKS
from picketline.packages.scan import RULES
from picketline.packages.unknowns import UNKNOWN

OWN = [checks(RULES)[each] for each in UNKNOWN]
IDS = list(UNKNOWN)
law = settings(max_examples=120, deadline=None, derandomize=True, database=None)
words = st.sampled_from(
    ["a", "@s/a", "lodahs", "lodash", "-x", "a b", "npm", "", "ü", "@", "x/y/z", "node_modules"]
)
versions = st.sampled_from(["1.0.0", "99.99.99", "9.9.9", "", "late", "2.0.0-x+y", "1" * 300])
specs = st.sampled_from(
    [
        "^1",
        "*",
        "",
        "o/r#" + "a" * 40,
        "npm:b@1",
        "file:../../x",
        "git+https://me:hunter2@x.example/r.git",
        "http://[",
        "https://x.example/a/-/b.tgz",
        "link:/",
        "((((((",
        "a@npm:1",
    ]
) | st.text(max_size=30)
licences = st.sampled_from(["", "MIT", "(MIT OR", "(" * 30, "GPL-3.0-only", "MIT AND ISC", "AND"])
tables = st.dictionaries(words, specs, max_size=3)


def _wants(draw: st.DrawFn) -> tuple[object, ...]:
    group = draw(st.sampled_from(["prod", "dev", "optional", "peer"]))
    return wants(group, **draw(tables))


@st.composite
def _packages(draw: st.DrawFn) -> Package:
    name = draw(words)
    path = draw(st.sampled_from(["packages/m", "node_modules/x", "node_modules/x/node_modules/y"]))
    path = f"{path}/node_modules/{name}" if draw(st.booleans()) and name else path
    return package(
        name,
        path,
        draw(versions),
        dependencies=_wants(draw),
        scripts=draw(
            st.dictionaries(st.sampled_from(["postinstall", "prepare"]), words, max_size=2)
        ),
        repository=draw(specs),
        licence=draw(licences),
        engines={"node": draw(specs)},
        people=tuple(draw(st.lists(words, max_size=2))),
        bin=draw(tables),
        entries=tuple(draw(st.lists(specs, max_size=2))),
        settings=draw(
            st.dictionaries(
                st.sampled_from(["pnpm.overrides", "duplicate.scripts", "resolutions"]), specs
            )
        ),
        runs=(hook(draw(words), "x.js"),) if draw(st.booleans()) else (),
        files=(script(f"{path}/x.js", draw(st.sampled_from(sorted(MARKS)))),),
    )


@st.composite
def _entries(draw: st.DrawFn) -> Locked:
    return locked(
        draw(st.sampled_from(["node_modules/a", "a@1.0.0", "", "node_modules/@s/a"])),
        draw(versions),
        name=draw(words),
        alias=draw(words),
        specs=tuple(draw(st.lists(words, max_size=2))),
        resolved=draw(specs),
        integrity=draw(st.sampled_from(["", "sha1-A", "sha512-A sha512-B", "-", "berry:0"])),
        dependencies=draw(tables),
        optional_dependencies=draw(tables),
        licence=draw(licences),
        link=draw(st.booleans()),
        hooks=draw(st.sampled_from([None, True, False])),
    )


@st.composite
def _locks(draw: st.DrawFn) -> Lockfile:
    return lock(
        *draw(st.lists(_entries(), max_size=4)),
        path=draw(st.sampled_from(["package-lock.json", "node_modules/.package-lock.json", "x/l"])),
        kind=draw(st.sampled_from(["npm", "shrinkwrap", "pnpm", "yarn", "berry", "bun"])),
        asks=_wants(draw),
        settings=draw(
            st.dictionaries(st.sampled_from(["overrides", "patchedDependencies"]), specs)
        ),
    )


@st.composite
def _projects(draw: st.DrawFn) -> Project:
    keys = [
        "registry",
        "@s:registry",
        "overrides.a",
        "git",
        "allowBuilds.x",
        "plugins",
        "npmScopes.s",
    ]
    lines = st.builds(
        Setting,
        st.sampled_from([".npmrc", "pnpm-workspace.yaml", ".yarnrc.yml", "bunfig.toml"]),
        st.sampled_from(keys),
        specs,
        st.just(1),
    )
    return project(
        package("app", dependencies=_wants(draw), engines={"node": draw(specs)}),
        *draw(st.lists(_packages(), max_size=4, unique_by=lambda each: each.path)),
        locks=draw(st.lists(_locks(), max_size=3, unique_by=lambda each: each.path)),
        settings=draw(st.lists(lines, max_size=3)),
        policy=Policy(
            scopes=tuple(draw(st.lists(words, max_size=2))),
            registries=tuple(draw(st.lists(words, max_size=2))),
            licences_allowed=tuple(draw(st.lists(licences, max_size=2))),
            licences_denied=tuple(draw(st.lists(licences, max_size=2))),
        ),
        popular=("lodash", "express"),
    )


def _told(check: Check[Project], found: Project) -> list[Finding]:
    return list(check(found))


@law
@given(_projects())
def test_hostile_facts(found: Project) -> None:
    """No rule raises, shows a password, or says one thing twice."""
    for check in OWN:
        findings = _told(check, found)
        assert "hunter2" not in repr(findings)


@law
@given(_projects(), st.integers(0, 1000))
def test_any_order(found: Project, seed: int) -> None:
    """The same is told of the same facts in whatever order the locks and settings come."""
    turned = random.Random(seed)  # noqa: S311  # an order, not a secret
    others = list(found.packages[1:])
    locks, lines = list(found.lockfiles), list(found.settings)
    for each in (others, locks, lines):
        turned.shuffle(each)
    again = project(
        found.packages[0],
        *others,
        locks=locks,
        settings=lines,
        policy=found.policy,
        popular=("lodash", "express"),
    )
    for check in OWN:
        one, other = (sorted(map(canonical.encode, _told(check, each))) for each in (found, again))
        assert one == other


@pytest.mark.parametrize("check", OWN, ids=IDS)
def test_a_clean_project(check: Check[Project]) -> None:
    """Nothing is told of one that is in order."""
    entries = [
        locked(
            f"node_modules/{name}",
            resolved=f"https://{registry.HOST}/{name}/-/{name}-1.0.0.tgz",
            integrity="sha512-A",
            hooks=False,
        )
        for name in ("a", "b")
    ]
    found = project(
        package("app", dependencies=wants(a="^1.0.0"), engines={"node": ">=20"}),
        package("a", "node_modules/a", licence="MIT", repository="o/a"),
        package("b", "node_modules/b", licence="ISC", repository="o/b", engines={"node": ">=22"}),
        locks=[lock(*entries, asks=wants(a="^1.0.0"))],
    )
    assert _told(check, found) == []
