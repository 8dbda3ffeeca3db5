"""Projects drawn by hypothesis: few names, so that two of them have much in common."""

from hypothesis import settings
from hypothesis import strategies as st
from projects import hook, lock, locked, package, project, wants

from picketline.packages.corpus import Corpus, Indicator
from picketline.packages.facts import Content, File, Known, Locked, Lockfile, Mark, Package, Project
from picketline.packages.marks import MARKS

law = settings(max_examples=40, deadline=None, derandomize=True, database=None)
SECRET = "hunter2" + "x9" * 8
CORPUS = Corpus.of(
    [
        Indicator(id="MAL-1", kind="package", value="b", versions="1.0.1"),
        Indicator(id="MAL-2", kind="host", value="bad.example"),
    ],
    popular=("axios", "lodash", "express"),
)
names = st.sampled_from(["a", "b", "@s/a", "lodash", "lodahs", "axios", "-x", "a\nb", "ü", "@"])
versions = st.sampled_from(["1.0.0", "1.0.1", "1.1.0", "2.0.0", "2.0.0-x+y", "", "late", "9" * 300])
sources = st.sampled_from(
    [
        "",
        "https://mirror.example/a/-/a-1.0.0.tgz",
        "http://mirror.example/a/-/a-1.0.0.tgz",
        f"git+https://me:{SECRET}@x.example/o/r.git#{'a' * 40}",
        "https://codeload.github.com/o/r/tar.gz/main",
        "file:../x",
        "http://[",
        "npm:1.0.0",
    ]
)
specs = sources | st.sampled_from(["^1", "*", "npm:b@1", "o/r", "latest"])
tables = st.dictionaries(names, specs, max_size=3)
people = st.lists(
    st.sampled_from(["Ann <a@x.example>", "Bob", "<e@y.example>", " ", f"token={SECRET}"]),
    max_size=2,
)
_hosts = st.sampled_from(["bad.example", "new.com", "a.b", "203.0.113.9", "9.9.9.9", "x.\x1b.io"])


@st.composite
def _files(draw: st.DrawFn, path: str) -> File:
    marks = st.builds(
        Mark,
        st.sampled_from(sorted(MARKS)),
        st.integers(0, 9),
        st.sampled_from(["", "x", "env:NPM_TOKEN", "x and 3 more"]),
        st.sampled_from(["", "eval(x)", "\x1b[2J"]),
    )
    content = Content(
        sha256=draw(st.sampled_from(["0" * 64, "1" * 64])),
        size=9,
        kind=draw(st.sampled_from(["javascript", "elf", "zip", "text"])),
        marks=tuple(sorted(set(draw(st.lists(marks, max_size=2))))),
        hosts=tuple((host, 1) for host in draw(st.lists(_hosts, max_size=2, unique=True))),
    )
    return File(path, content)


@st.composite
def packages(draw: st.DrawFn, path: str | None = None) -> Package:
    """A package somewhere, with hooks, code and people."""
    name = draw(names)
    nested = draw(st.sampled_from(["", "node_modules/a/", "packages/m/"]))
    where = f"{nested}node_modules/{name}" if path is None else path
    prefix = f"{where}/" if where else ""
    files = tuple(draw(_files(f"{prefix}{inner}")) for inner in ("x.js", "lib/y.js"))
    return package(
        name,
        where,
        draw(versions),
        dependencies=wants(draw(st.sampled_from(["prod", "dev", "peer"])), **draw(tables)),
        repository=draw(specs),
        people=tuple(draw(people)),
        bin=draw(st.dictionaries(names, st.just("x.js"), max_size=2)),
        runs=tuple(
            hook(draw(st.sampled_from(["node x.js", f"curl -u a:{SECRET} x"])), "x.js", each)
            for each in draw(st.sets(st.sampled_from(["install", "postinstall"])))
        ),
        files=files,
        imports=tuple(each.path for each in files if draw(st.booleans())),
    )


@st.composite
def entries(draw: st.DrawFn) -> Locked:
    """An entry of a lock."""
    name = draw(names)
    return locked(
        f"{draw(st.sampled_from(['', 'node_modules/a/']))}node_modules/{name}",
        draw(versions),
        name=name,
        alias=draw(st.just("") | names),
        resolved=draw(sources),
        integrity=draw(st.sampled_from(["", "sha1-A", "sha512-A", "sha512-B", "berry:0", "-"])),
        dependencies=draw(tables),
        optional_dependencies=draw(tables),
        link=draw(st.booleans()),
        older=draw(st.booleans()),
        hooks=draw(st.sampled_from([None, True, False])),
        line=draw(st.integers(0, 9)),
    )


@st.composite
def lockfiles(draw: st.DrawFn) -> Lockfile:
    """A lock of a kind."""
    return lock(
        *draw(st.lists(entries(), max_size=3)),
        path=draw(st.sampled_from(["package-lock.json", "x/yarn.lock"])),
        kind=draw(st.sampled_from(["npm", "npm", "shrinkwrap", "pnpm", "yarn", "berry", "bun"])),
        asks=wants(**draw(tables)),
    )


known = st.builds(
    Known,
    name=names,
    people=people.map(lambda some: tuple(sorted(set(some)))),
    repositories=st.lists(st.sampled_from(["x.example/o/r", "github.com/o/r"])).map(tuple),
    sources=st.lists(st.sampled_from(["mirror.example", "git x.example/o/r"])).map(tuple),
    hooked=st.booleans(),
)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """A project with packages on disk, locks and a known state."""
    found = project(
        draw(packages("")),
        *draw(st.lists(packages(), max_size=3, unique_by=lambda each: each.path)),
        locks=draw(st.lists(lockfiles(), max_size=2, unique_by=lambda each: each.path)),
    )
    return Project(
        packages=found.packages,
        corpus=CORPUS,
        lockfiles=found.lockfiles,
        installed=found.installed,
        known=tuple(draw(st.lists(known, max_size=4, unique_by=lambda each: each.name))),
    )
