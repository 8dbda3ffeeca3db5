import datetime as dt
import gzip
import io
import json
import os
import socket
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import trees

from picketline.core.errors import ArchiveError, LockfileError, PackagesError, TargetError
from picketline.packages import archives, collect, documents, held, inspect, reading, together
from picketline.packages.collect import Options, Seen
from picketline.packages.corpus import Corpus
from picketline.packages.facts import Package

_CORPUS = Corpus.of(today=dt.date(2026, 11, 20))
_OPTIONS = Options(jobs=1)
_HOOKED = json.dumps({"name": "a", "version": "1.0.0", "scripts": {"install": "node i.js"}})


def _seen(path: Path) -> Seen:
    return collect.target(path, _CORPUS, _OPTIONS)


def _folder(root: Path, files: Mapping[str, str | bytes]) -> Seen:
    return _seen(trees.lay(root, files))


def _told(seen: Seen) -> dict[str, str]:
    return {gap.what: gap.why for gap in seen.skipped}


def _package(seen: Seen, path: str) -> Package:
    (found,) = (each for each in seen.project.packages if each.path == path)
    return found


def _tarball(path: Path, files: Mapping[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def test_packages(tmp_path: Path) -> None:
    """The root, its members and what is installed, each with its own files."""
    files = {
        "package.json": json.dumps({"name": "app", "dependencies": {"a": "1"}}),
        "packages/m/package.json": json.dumps({"name": "m"}),
        "node_modules/a/package.json": json.dumps({"name": "a", "bundleDependencies": ["b"]}),
        "node_modules/a/node_modules/b/i.js": "1",
        "node_modules/@s/c/lib/i.js": "1",
    }
    seen = _folder(tmp_path, files)
    assert [(each.path, each.name, each.origin) for each in seen.project.packages] == [
        ("", "app", "root"),
        ("node_modules/@s/c", "@s/c", "installed"),
        ("node_modules/a", "a", "installed"),
        ("node_modules/a/node_modules/b", "b", "bundled"),
        ("packages/m", "m", "member"),
    ]
    assert _package(seen, "node_modules/a").wanted_by == ("app",)
    assert not seen.skipped


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"5", b"null", b'"x"', b"{", b"\0" * 100, b"{" * 100_000, b"[" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000, b'{"name": "\xff"}',
        '{"name": "a"}'.encode("utf-16"), b'{"a": NaN}', b'{"a": 1e999, "a" 2}',
        b"<<<<<<< HEAD\n{}\n", b'{"name": "a",}',
    ],
    ids=range(16),
)  # fmt: skip
def test_manifests_that_are_none(tmp_path: Path, data: bytes) -> None:
    """A manifest that cannot be read is told with its path; the others are read."""
    seen = _folder(tmp_path, {"package.json": trees.HONEST["package.json"], "b/package.json": data})
    assert list(_told(seen)) == ["b/package.json"]
    assert _package(seen, "").name == "app"


@pytest.mark.parametrize(
    "data",
    [
        b'\xef\xbb\xbf{"name": "b"}',
        b'{\r\n"name": "b"\r\n}\r\n',
        b'{"name": "x", "name": "b"}',
        b'{"name": "b", "scripts": [], "dependencies": 5, "bin": [1], "workspaces": {"a": 1}}',
        b'{"name": "b", "license": [[[[[]]]]], "author": 5, "engines": [5], "pnpm": []}',
        b'{"name": "b", "pnpm": {"x": 1e999, "y": ' + b"9" * 10_000 + b"}}",
        json.dumps({"name": "b", "k" * 1_000_000: "v" * 1_000_000}).encode(),
        json.dumps({"name": "b", "x": [[0]] * 100_000}).encode(),
        b'{"name": "b", "version": "\\ud800"}',
        b'{"name": "b", "bin": {"x": "../../../etc/passwd", "y": "/bin/sh"}, "main": "../../.."}',
    ],
    ids=range(10),
)
def test_manifests_of_odd_shapes(tmp_path: Path, data: bytes) -> None:
    """What npm takes is taken, with a mark, other line ends, keys twice or values of any kind."""
    seen = _folder(tmp_path, {"b/package.json": data})
    assert _package(seen, "b").name == "b"
    assert not seen.skipped


@pytest.mark.parametrize(
    "name", ["..", "../../x", "/etc/passwd", "x" * 100_000, "é\u202e", "a\n\x1b[31m", "%0A::error"]
)
def test_odd_names(tmp_path: Path, name: str) -> None:
    """A package may call itself anything: it stays where it lies, and its name is bounded."""
    seen = _folder(tmp_path, {"node_modules/a/package.json": json.dumps({"name": name})})
    found = _package(seen, "node_modules/a")
    assert len(found.name) <= documents.MAX_TEXT
    assert found.purl.isprintable()
    assert not seen.skipped


@pytest.mark.parametrize(
    "name",
    ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", ".yarnrc.yml", "bunfig.toml"],
)
@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000, b"{" * 100_000, b'{"a":' * 50_000, b"- " * 100_000, b"\xff\xfe", b"\0",
        b"a: &a [1]\nb: &b [*a,*a]\nc: [*b,*b]\n", b"[" * 500_000 + b"]" * 500_000,
        b"a = " + b"[" * 100_000, b"a." * 100_000 + b"a = 1",
    ],
    ids=range(10),
)  # fmt: skip
def test_locks_and_settings_that_are_bombs(tmp_path: Path, name: str, data: bytes) -> None:
    """Neither depth nor aliases nor rubbish end a scan; what is not read is told."""
    seen = _folder(tmp_path, {name: data})
    assert [gap.what for gap in seen.skipped][:1] == [name]


def test_links(tmp_path: Path) -> None:
    """Links out, loops and long chains of links: told or walked where they lead, never followed."""
    root = trees.lay(tmp_path / "p", trees.HONEST)
    (root / "out").symlink_to("/etc")
    (root / "loop").symlink_to(".")
    (root / "self").symlink_to("self")
    for number in range(3000):
        (root / f"l{number}").symlink_to(f"l{number + 1}")
    seen = _seen(root)
    assert _told(seen) == {"out": "a link that leads out of the project is not followed"}
    assert {"self", "l0"} <= {gap.what for gap in seen.coverage}


@pytest.mark.parametrize("target", [".git/objects/e", ".git/objects", ".git/objects/e/i.js"])
def test_a_link_into_the_history(tmp_path: Path, target: str) -> None:
    """Code that lies where nothing is read, and is reached by a link, is told."""
    root = trees.lay(tmp_path, {".git/objects/e/i.js": "1", "node_modules/x/i.js": "1"})
    (root / "node_modules/e").symlink_to(f"../{target}")
    assert list(_told(_seen(root))) == ["node_modules/e"]


@pytest.mark.parametrize(
    "more",
    [
        *('"scripts": {"postinstall": "node .git/objects/aa/bb"}', '"main": ".git/objects/aa/bb"'),
        *('"exports": {".": "./.hg/store/a.i"}', '"bin": ".git/lfs/objects/aa"'),
        *('"scripts": {"install": "node i.js"}', '"scripts": {"install": "sh .git/objects/a*"}'),
    ],
)
def test_what_leads_into_the_history(tmp_path: Path, more: str) -> None:
    """What a hook or an import runs of it, and was not read, leaves a scan unfinished."""
    manifest = f'{{"name": "a", "version": "1.0.0", {more}}}'
    laid = {"package.json": manifest, "i.js": "require('./.git/objects/aa/bb')"}
    assert list(_told(_folder(tmp_path, laid))) == ["package.json"]


def test_no_files(tmp_path: Path) -> None:
    """Pipes, sockets, devices and files without end, called as what is looked for: all told."""
    for name in (".npmrc", "yarn.lock"):
        os.mkfifo(tmp_path / name)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "bun.lock"))
    with (tmp_path / "package.json").open("wb") as file:
        file.truncate(10 << 30)
    (tmp_path / "pnpm-lock.yaml").symlink_to("/dev/zero")
    assert list(_told(_seen(tmp_path))) == sorted(
        [".npmrc", "yarn.lock", "bun.lock", "package.json", "pnpm-lock.yaml"]
    )


def test_no_more_than_a_bound_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many large files end a scan as one does: what is beyond is told, also when remembered."""
    monkeypatch.setattr(reading, "ALL", 2500)
    root = trees.lay(tmp_path, {f"{number}.bin": bytes(1000) for number in range(4)})
    assert list(_told(_seen(root))) == ["2.bin", "3.bin"]


@pytest.mark.parametrize("name", ["package.json", ".npmrc", "yarn.lock", "i.js"])
@pytest.mark.parametrize("how", ["gone", "changed", "linked"])
def test_files_that_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, how: str
) -> None:
    """What changed or went away between two looks is told; nothing else is made of it."""
    root = trees.lay(tmp_path, {"package.json": _HOOKED, ".npmrc": "a=1", "i.js": "1;"})
    trees.lay(root, {"yarn.lock": "# yarn lockfile v1\n"})
    once = reading.read

    def read(*given: object, **more: object) -> reading.Read:
        found = once(*given, **more)  # type: ignore[arg-type]  # passed on as they are
        (root / name).unlink()
        if how == "changed":
            (root / name).write_text("{}", encoding="ascii")
        elif how == "linked":
            (root / name).symlink_to("/etc/passwd")
        return found

    monkeypatch.setattr(reading, "read", read)
    assert list(_told(_seen(root))) == [name]


@pytest.mark.parametrize("part", ["deeper", "refers"])
def test_a_defect_costs_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """What breaks on what an install runs is told of that file."""

    def broken(*_: object) -> object:
        raise RecursionError

    monkeypatch.setattr(inspect, part, broken)
    seen = _folder(tmp_path, {"package.json": _HOOKED, "i.js": "1;"})
    assert _told(seen) == {"i.js": "could not be looked into: RecursionError"}


def test_more_than_can_be_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an install runs is looked at most closely up to a bound, which is told; any memory."""
    monkeypatch.setattr(together, "ROOM", 10)
    monkeypatch.setattr(reading, "_SETTLED", -(10**12))
    root = trees.lay(tmp_path / "p", {"package.json": _HOOKED, "i.js": "require('./j')"})
    trees.lay(root, {"j.js": "1;"})
    options = Options(jobs=1, memory=tmp_path / "m")
    for _ in range(2):
        assert list(_told(collect.folder(root, _CORPUS, options))) == ["i.js"]


def test_what_is_not_parsed(tmp_path: Path) -> None:
    """A script beyond what is parsed leaves a scan unfinished, run by an install or imported."""
    large = "eval(atob('x'));require('child_process').exec(y);fetch(z)\n" * (1 << 17)
    seen = _folder(tmp_path, {"package.json": _HOOKED, "i.js": large, "j.js": large})
    assert list(_told(seen)) == ["i.js", "j.js"]
    aside = _folder(tmp_path / "q", {"package.json": "{}", "tests/j.js": large})
    assert not _told(aside)
    assert "tests/j.js" in {gap.what for gap in aside.coverage}


def test_a_lock_in_a_folder_of_an_odd_name(tmp_path: Path) -> None:
    """Which folders lie above a lock is told by whole names."""
    lock = {"lockfileVersion": 3, "packages": {}}
    path = "node_modules_node_modules/package-lock.json"
    seen = _folder(tmp_path, {path: json.dumps(lock)})
    assert [lock.path for lock in seen.project.lockfiles] == [path]


def test_many_of_one_name(tmp_path: Path) -> None:
    """What depends on a name is told to all packages of it, and held once."""
    files = {f"node_modules/a/node_modules/x/v{n}/package.json": "{}" for n in range(3)}
    for number in range(50):
        wanting = {"name": f"w{number}", "dependencies": {"x": "1"}}
        files[f"node_modules/w{number}/package.json"] = json.dumps(wanting)
        files[f"node_modules/w{number}/node_modules/x/package.json"] = '{"name": "x"}'
    seen = _folder(tmp_path, files)
    copies = [each.wanted_by for each in seen.project.packages if each.name == "x"]
    assert len(copies) == 51
    assert len({id(each) for each in copies}) == 1
    assert len(copies[0]) == 50


class TestAlone:
    """A file that is named as a target."""

    @pytest.mark.parametrize("name", ["package-lock.json", "yarn.lock", "x.tgz"])
    @pytest.mark.parametrize("kind", ["pipe", "device", "socket"])
    def test_no_file(self, tmp_path: Path, name: str, kind: str) -> None:
        """A pipe, a device or a socket is refused, never waited for."""
        path = tmp_path / name
        with socket.socket(socket.AF_UNIX) as server:
            if kind == "pipe":
                os.mkfifo(path)
            elif kind == "device":
                path.symlink_to("/dev/zero")
            else:
                server.bind(str(path))
            with pytest.raises(TargetError):
                _seen(path)

    def test_a_large_lock(self, tmp_path: Path) -> None:
        """A lockfile without end is refused before it is held."""
        path = tmp_path / "package-lock.json"
        with path.open("wb") as file:
            file.truncate(10 << 30)
        with pytest.raises(TargetError, match="larger than 256 MiB"):
            _seen(path)

    def test_a_lock(self, tmp_path: Path) -> None:
        """By a link too; what is no lock is an error that names it."""
        (tmp_path / "real").write_text('{"lockfileVersion": 3, "packages": {}}', encoding="ascii")
        (tmp_path / "package-lock.json").symlink_to("real")
        assert _seen(tmp_path / "package-lock.json").project.lockfiles[0].kind == "npm"
        (tmp_path / "real").write_text("[" * 100_000, encoding="ascii")
        with pytest.raises(LockfileError, match=r"^package-lock\.json"):
            _seen(tmp_path / "package-lock.json")

    @pytest.mark.parametrize(
        ("file", "text", "purl"),
        [
            ("package-lock.json", '{"packages": {"": {"name": "app"}}}', "pkg:npm/app"),
            ("package-lock.json", '{"name": "app", "dependencies": {}}', "pkg:npm/app"),
            ("package-lock.json", '{"packages": {}}', "pkg:generic/package-lock.json"),
            ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n", "pkg:generic/pnpm-lock.yaml"),
        ],
    )
    def test_the_subject_of_a_lock(self, tmp_path: Path, file: str, text: str, purl: str) -> None:
        """The project that it says, else the file."""
        (tmp_path / file).write_text(text, encoding="ascii")
        assert _package(_seen(tmp_path / file), "").purl == purl

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"x",
            b"PK\3\4",
            b"\x1f\x8b",
            gzip.compress(b"", mtime=0),
            gzip.compress(b"x" * 5000, mtime=0),
        ],
    )
    def test_no_archive(self, tmp_path: Path, data: bytes) -> None:
        """What is no tarball is an error that can be shown, whatever it is called."""
        path = tmp_path / "a\n\x1b[31m\u202e.tgz"
        path.write_bytes(data)
        with pytest.raises(ArchiveError) as caught:
            _seen(path)
        assert str(caught.value).isprintable()

    def test_the_last_of_a_path_counts(self, tmp_path: Path) -> None:
        """A member that stands twice is the last one, in all that is made of it."""
        path = tmp_path / "a.tgz"
        with tarfile.open(path, "w:gz") as archive:
            for text in ('{"name": "first"}', '{"name": "last"}'):
                member = tarfile.TarInfo("package/package.json")
                member.size = len(text)
                archive.addfile(member, io.BytesIO(text.encode()))
        assert _package(_seen(path), "").name == "last"

    def test_a_text_too_large(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A script of which only the beginning is held is told; an earlier does not stand in."""
        monkeypatch.setattr(archives, "KEPT", 1000)
        path = tmp_path / "a.tgz"
        with tarfile.open(path, "w:gz") as archive:
            for text in ('{"name": "first"}', '{"name": "last", "x": "' + "y" * 2000 + '"}'):
                member = tarfile.TarInfo("package/package.json")
                member.size = len(text)
                archive.addfile(member, io.BytesIO(text.encode()))
        seen = _seen(path)
        assert _package(seen, "").name == "./a.tgz"
        assert "a.tgz: package.json" in _told(seen)

    def test_texts_beyond_what_is_held(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What could not be held for a closer look is told."""
        monkeypatch.setattr(held, "_HELD", 1000)
        seen = _seen(_tarball(tmp_path / "a.tgz", {"a.js": b"1;" * 600, "package.json": b"{}"}))
        assert "a.tgz" in _told(seen)

    def test_folders_without_end(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Members in very many folders are bounded by what these would take, and told."""
        monkeypatch.setattr(held, "_FOLDERS", 100_000)
        files = {f"{number}/" + "d/" * 100 + "i.js": b"1" for number in range(50)}
        seen = _seen(_tarball(tmp_path / "a.tgz", files))
        assert _told(seen) == {"a.tgz": "too many nested folders, not all read"}
        assert len(seen.project.packages[0].files) < 10

    def test_a_defect_costs_one_member(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What breaks on one member is told of it; the others are read."""
        whole = inspect.content

        def broken(data: bytes, name: str) -> object:
            if name == "a.js":
                raise RecursionError
            return whole(data, name)

        monkeypatch.setattr(inspect, "content", broken)
        files = {"a.js": b"1", "package.json": b'{"name": "x"}'}
        seen = _seen(_tarball(tmp_path / "a.tgz", files))
        assert list(_told(seen)) == ["a.tgz: a.js"]
        assert _package(seen, "").name == "x"

    def test_nowhere(self, tmp_path: Path) -> None:
        """What is not there is an error."""
        with pytest.raises(PackagesError, match="neither a folder"):
            _seen(tmp_path / "none")
