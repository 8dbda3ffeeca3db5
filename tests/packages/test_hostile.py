"""What a hostile project does to the program itself: none of it hangs, crashes or hides."""

import contextlib
import datetime as dt
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import trees
from steps import steps
from tools import require

from picketline.packages import collect, reading, scan
from picketline.packages.corpus import Corpus

_CORPUS = Corpus.of(today=dt.date(2026, 11, 20))
_NOBODY = ("--reuid=65534", "--regid=65534", "--clear-groups")
_SCAN = ("-f", "json", "--deterministic-output")


def _scanned(root: Path, memory: Path | None = None) -> scan.Scanned:
    options = collect.Options(jobs=1, memory=memory)
    return scan.scan(root, _CORPUS, scan.Request(options=options))


def _many(root: Path, count: int) -> Path:
    """A project of many small files, few of them on disk."""
    trees.lay(root, trees.HONEST)
    for number in range(count):
        folder = root / f"{number // 1000}"
        if number % 1000 == 0:
            trees.lay(folder, {"0.js": "module.exports = 1;\n"})
        else:
            os.link(folder / "0.js", folder / f"{number % 1000}.js")
    return root


def _reads(pid: int) -> bool:
    """Whether that process, or a worker of it, has begun to read scripts."""
    for each in (pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if "tree_sitter_javascript" in Path(f"/proc/{each}/maps").read_text():
                return True
    return False


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that nobody waits for the end of: sixty scripts of seconds each."""
    scripts = {f"{n}.js": f"{trees.STEALER * 3000}//{n}" for n in range(60)}
    return trees.lay(tmp_path_factory.mktemp("busy"), dict(scripts))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is said of a project in a folder of a plain name."""
    root = trees.lay(tmp_path_factory.mktemp("plain"), trees.EVIL)
    return trees.run("scan", root, *_SCAN, cwd=root.parent).stdout


class TestPrograms:
    """The command itself, in odd surroundings."""

    @pytest.mark.parametrize(
        "name",
        [b"dist", b"build", b"node_modules", b"a b", b"a\nb", b"-rf", b"\xff\xfe", b"%s$(id)"],
    )
    def test_any_name_of_the_folder(self, tmp_path: Path, plain: str, name: bytes) -> None:
        """What the target is called changes nothing of what is found in it."""
        root = trees.lay(Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)), trees.EVIL)
        assert trees.run("scan", root, *_SCAN, cwd=tmp_path).stdout == plain
        done = trees.run("check", "--", root.name, cwd=tmp_path)
        assert done.returncode == 1

    def test_a_linked_root(self, tmp_path: Path) -> None:
        """A root that is a link is scanned as what it leads to."""
        trees.lay(tmp_path / "real", trees.EVIL)
        (tmp_path / "link").symlink_to("real")
        assert trees.run("check", "link", cwd=tmp_path).returncode == 1

    @pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user")
    @pytest.mark.parametrize("name", ["package.json", "node_modules", "node_modules/padder/dist"])
    def test_what_is_closed(self, name: str) -> None:
        """A file or folder that may not be read is told: never clean."""
        folder = Path(tempfile.mkdtemp())  # tmp_path is closed to others
        folder.chmod(0o755)
        try:
            root = trees.lay(folder, trees.EVIL)
            (root / name).chmod(0)
            code = "from picketline.cli.picosentry import main; main()"
            words = ("scan", str(root), *_SCAN, "--no-cache")
            done = subprocess.run(
                (require("setpriv"), *_NOBODY, sys.executable, "-c", code, *words),
                env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"},
                cwd="/", capture_output=True, text=True, check=False,
            )  # fmt: skip
        finally:
            shutil.rmtree(folder)
        assert done.returncode == 3, done.stderr
        (part,) = json.loads(done.stdout)["parts"]
        assert part["skipped"][0]["what"] == name

    def test_a_folder_that_is_gone(self, tmp_path: Path) -> None:
        """In a folder that was deleted: exit 2 and a sentence, or the scan of another."""
        root = trees.lay(tmp_path / "p", trees.HONEST)
        line = "mkdir d; cd d; rmdir ../d; picosentry scan .; a=$?; "
        line += f"picosentry check {root}; echo $a $?"
        bare = {"PATH": f"{trees.BIN}:{os.environ['PATH']}", "HOME": str(tmp_path)}
        done = subprocess.run(
            (require("bash"), "-c", line),
            cwd=tmp_path,
            env=bare,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout == "2 0\n"
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize("jobs", ["1", "4"])
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
    def test_an_interrupt(
        self, tmp_path: Path, busy: Path, jobs: str, number: signal.Signals
    ) -> None:
        """Ctrl-C ends it with 130 and a word; however it ends, no worker holds its streams open."""
        with subprocess.Popen(
            (trees.BIN / "picosentry", "scan", busy, "-j", jobs, "--no-cache"),
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        ) as child:  # fmt: skip
            try:
                while not _reads(child.pid):
                    assert child.poll() is None
                    time.sleep(0.05)
                if number is signal.SIGINT:
                    os.killpg(child.pid, number)
                else:
                    child.send_signal(number)
                _, said = child.communicate()
            finally:
                child.kill()
        if number is signal.SIGINT:
            assert (child.returncode, said.strip()) == (130, "picosentry: interrupted")
        else:
            assert child.returncode not in {0, 1}

    def test_sixty_four_workers(self, tmp_path: Path) -> None:
        """More processes than there is work change nothing."""
        root = trees.lay(tmp_path / "p", trees.EVIL)
        said = {trees.run("scan", root, *_SCAN, "-j", n, cwd=tmp_path).stdout for n in ("1", "64")}
        assert len(said) == 1

    def test_without_a_home(self, tmp_path: Path) -> None:
        """Who has no home is told to name a corpus, and then scans without a memory."""
        root = trees.lay(tmp_path / "p", trees.HONEST)
        line = f"unset HOME; picosentry check {root} -c {tmp_path}"
        bare = {"PATH": f"{trees.BIN}:{os.environ['PATH']}"}
        done = subprocess.run(
            (require("bash"), "-c", line), env=bare, capture_output=True, text=True, check=False
        )
        assert (done.returncode, "Traceback" in done.stderr) == (0, False)

    @pytest.mark.parametrize("cache", ["/dev/null", "/proc/none", "relative", ""])
    def test_no_place_for_a_memory(self, tmp_path: Path, cache: str) -> None:
        """Where nothing can be remembered, all is read; nothing is written into the project."""
        root = trees.lay(tmp_path / "p", trees.HONEST)
        environ = {"XDG_CACHE_HOME": cache}
        assert trees.run("check", root, cwd=root, environ=environ).returncode == 0
        assert not (root / "relative").exists()

    @pytest.mark.parametrize("kind", ["pipe", "sparse", "socket"])
    def test_a_baseline_that_is_none(self, tmp_path: Path, kind: str) -> None:
        """A baseline in a hostile project may be a pipe, or without end: refused, never awaited."""
        root = trees.lay(tmp_path / "p", trees.HONEST)
        path = root / "baseline"
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "sparse":
            with path.open("wb") as file:
                file.truncate(10 << 30)
        else:
            with socket.socket(socket.AF_UNIX) as server:
                server.bind(str(path))
        done = trees.run("scan", root, "-b", path, cwd=tmp_path)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)


class TestTime:
    """Limits that are asked for hold."""

    @pytest.mark.parametrize("where", ["content", "judged"])
    def test_a_timeout_is_no_defect_of_a_file(self, tmp_path: Path, where: str) -> None:
        """What guards against defects does not take the end of the time for one."""
        root = trees.lay(tmp_path / "p", trees.HONEST)
        slow = {
            "content": "from picketline.packages import inspect; inspect.content = slow",
            "judged": "from picketline.core.check import Check; Check.__call__ = slow",
        }[where]
        code = (
            "import sys, time\ndef slow(*_):\n    for _ in range(20_000): time.sleep(0.05)\n"
            f"{slow}\nfrom picketline.cli.picosentry import main; sys.argv[0] = 'p'; main()"
        )
        done = subprocess.run(
            (sys.executable, "-c", code, "scan", root, "--timeout", "1", "--no-cache", "-j", "1"),
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, "not finished within 1 s" in done.stderr) == (3, True)

    def test_a_timeout_with_workers(self, tmp_path: Path, busy: Path) -> None:
        """Workers end with the scan that they work for."""
        words = ("scan", busy, "--timeout", "2", "-j", "4", "--no-cache")
        assert trees.run(*words, cwd=tmp_path).returncode == 3

    def test_determinism_of_what_is_unfinished(self, tmp_path: Path) -> None:
        """A scan that could not end is not verified, for `check` as little as for `scan`."""
        root = trees.lay(tmp_path / "p", {**trees.EVIL, ".picosentry.yml": "exit_code: true\n"})
        for word in ("scan", "check"):
            done = trees.run(word, root, "--verify-determinism", cwd=tmp_path)
            assert (done.returncode, "the same 3 times" in done.stderr) == (1, True)
            words = (word, root, "--verify-determinism", "--timeout", "0.0001")
            assert trees.run(*words, cwd=tmp_path).returncode == 2


class TestMemory:
    """What is remembered of a project cannot be planted."""

    def _laid(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
        """A hostile project, and a memory that calls its files harmless."""
        monkeypatch.setattr(reading, "_SETTLED", -(10**12))
        root, memory = trees.lay(tmp_path / "p", trees.EVIL), tmp_path / "cache/m"
        assert _scanned(root, memory).part.findings
        known = reading.remembered(memory)
        for content in known.contents:
            known.contents[known.contents.index(content)] = type(content)("0", 0, "text")
        memory.write_bytes(msgspec.msgpack.encode(known))
        return root, memory

    def _planted(self, memory: Path) -> bool:
        """Whether it is believed."""
        return "0" in {content.sha256 for content in reading.remembered(memory).contents}

    def test_ones_own_is_believed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What oneself wrote holds: the other tests prove something."""
        assert self._planted(self._laid(tmp_path, monkeypatch)[1])

    @pytest.mark.parametrize("how", ["writable", "linked", "huge", "pipe", "another's", "folder"])
    def test_any_other_is_not(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
    ) -> None:
        """A file that others may write, a link, another's, a pipe or one without end is none."""
        root, memory = self._laid(tmp_path, monkeypatch)
        data = memory.read_bytes()
        if how == "writable":
            memory.chmod(0o666)
        elif how == "linked":
            memory.rename(tmp_path / "real")
            memory.symlink_to(tmp_path / "real")
        elif how == "huge":
            with memory.open("wb") as file:
                file.truncate(10 << 30)
        elif how == "another's":
            if os.geteuid() != 0:
                pytest.skip("gives a file away")
            os.chown(memory, 65534, 65534)
        else:
            memory.unlink()
            memory.mkdir() if how == "folder" else os.mkfifo(memory)
        assert data
        assert not self._planted(memory)
        assert _scanned(root, memory).part.findings

    def test_a_copy_with_the_same_times(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A file of the same size and times in the place of another is read anew."""
        monkeypatch.setattr(reading, "_SETTLED", -(10**12))
        root, memory = trees.lay(tmp_path / "p", trees.EVIL), tmp_path / "cache/m"
        setup = root / "node_modules/padder/dist/setup.js"
        times = setup.stat()
        setup.write_bytes(b" " * times.st_size)
        os.utime(setup, ns=(times.st_atime_ns, times.st_mtime_ns))
        before = len(_scanned(root, memory).part.findings)
        setup.write_text(trees.STEALER, encoding="ascii")
        os.utime(setup, ns=(times.st_atime_ns, times.st_mtime_ns))
        assert len(_scanned(root, memory).part.findings) > before

    def test_it_does_not_grow(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is not there any more is forgotten."""
        monkeypatch.setattr(reading, "_SETTLED", -(10**12))
        root, memory = trees.lay(tmp_path / "p", trees.EVIL), tmp_path / "cache/m"
        for number in range(5):
            trees.lay(root, {"node_modules/padder/dist/setup.js": trees.STEALER + f"//{number}"})
            _scanned(root, memory)
        assert len(reading.remembered(memory).looks) == 1

    def test_a_leftover(self, tmp_path: Path) -> None:
        """What a scan that was killed left beside its memory stops nothing."""
        root, memory = trees.lay(tmp_path / "p", trees.HONEST), tmp_path / "cache/m"
        trees.lay(tmp_path, {f"cache/m.{os.getpid()}": "half"})
        assert _scanned(root, memory).part.status == "ok"


def _hooked(**files: str) -> dict[str, str | bytes]:
    scripts = {"install": "node i.js; sh i.sh"}
    package = json.dumps({"name": "a", "version": "1.0.0", "scripts": scripts})
    return {
        "package.json": package,
        **{name.replace("_", "."): text for name, text in files.items()},
    }


def _locked(count: int) -> str:
    """A lockfile of so many packages, at 400 bytes each."""
    locked = {
        f"node_modules/p{i}": {
            "version": "1.0.0",
            "resolved": f"https://r.example/{i}/" + "x" * 300,
        }
        for i in range(count)
    }
    return json.dumps({"lockfileVersion": 3, "packages": {"": {"name": "a"}, **locked}})


_BOMBS: dict[str, Callable[[int], dict[str, str | bytes]]] = {
    "one line": lambda n: _hooked(i_js="a=b(c);" * n),
    "brackets": lambda n: _hooked(i_js="(" * n),
    "quotes": lambda n: _hooked(i_js="'\"`" * n),
    "calls": lambda n: _hooked(i_js="eval(atob('" * n),
    "shell": lambda n: _hooked(i_sh="$(curl x|" * n),
    "script": lambda n: {"package.json": json.dumps({"scripts": {"install": "a|(`" * n}})},
    "scripts": lambda n: {
        "package.json": json.dumps(
            {"scripts": {"install": "npm run 0", **{f"{i}": f"npm run {i + 1}" for i in range(n)}}}
        )
    },
    "requires": lambda n: _hooked(i_js="".join(f"require('./{i}');" for i in range(n))),
    "settings": lambda n: {
        ".npmrc": "".join(f"@s{i}:registry=http://h{i}\n" for i in range(n // 3))
    },
    "dependencies": lambda n: {
        "package.json": json.dumps({"dependencies": {f"p{i}": "*" for i in range(n)}})
    },
    "locked": lambda n: {"package-lock.json": _locked(n // 5)},
}  # fmt: skip


@pytest.mark.parametrize("bomb", _BOMBS)
def test_no_more_than_in_step(tmp_path: Path, bomb: str) -> None:
    """Four times the input takes not much more than four times the steps."""
    _scanned(trees.lay(tmp_path / "warm", trees.EVIL))
    few, many = (trees.lay(tmp_path / str(n), _BOMBS[bomb](n)) for n in (500, 2_000))
    spent = steps(lambda: _scanned(few))
    assert steps(lambda: _scanned(many)) < 6 * spent


@pytest.mark.parametrize("bomb", _BOMBS)
def test_a_bomb_is_read(tmp_path: Path, bomb: str) -> None:
    """A megabyte of it comes to an end, also in what counts no steps."""
    assert not _scanned(trees.lay(tmp_path, _BOMBS[bomb](50_000))).part.errors


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("i.js", " " * (1 << 20)),
        ("i.js", "a" + " \t" * (1 << 19)),
        ("i.js", "(" * (1 << 20)),
        ("i.sh", "if(a)" * 30_000),
    ],
    ids=["blanks", "tabs", "brackets", "conditions"],
)
def test_a_script_that_wears_out_a_reader(tmp_path: Path, name: str, text: str) -> None:
    """A script of one thing without end is read, or given up, within bounds."""
    root = trees.lay(tmp_path, _hooked(**{name.replace(".", "_"): text}))
    assert not _scanned(root).part.errors


def _apart(root: Path, measure: str) -> tuple[int, str, int]:
    """As `_scanned`, alone in a process: what it measured, the status and its MiB at the most."""
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[3])\n"
        "import test_hostile\npart = test_hostile._scanned(Path(sys.argv[1])).part\n"
        "_, _, peak = Path('/proc/self/status').read_text().partition('VmHWM:')\n"
        "print(int(part.measures[sys.argv[2]]), part.status, int(peak.split()[0]) >> 10)"
    )
    support = os.pathsep.join(each for each in sys.path if each)
    done = subprocess.run(
        (sys.executable, "-c", code, root, measure, Path(__file__).parent),
        env={"PATH": os.environ["PATH"], "PYTHONPATH": support},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    count, status, mebibytes = done.stdout.split()
    return int(count), status, int(mebibytes)


def test_many_files(tmp_path: Path) -> None:
    """Fifty thousand files are read in bounded memory, 4 KiB each at the most, and counted."""
    files, status, mebibytes = _apart(_many(tmp_path / "p", 50_000), "files")
    assert (files, status) == (50_002, "ok")
    assert mebibytes < 250


def test_nested_modules(tmp_path: Path) -> None:
    """Folders in folders come to an end that is told; packages on the way are read."""
    path = os.open(trees.lay(tmp_path / "p", trees.HONEST), os.O_RDONLY)
    for _ in range(1500):
        for name in ("node_modules", "a"):
            os.mkdir(name, dir_fd=path)
            below = os.open(name, os.O_RDONLY, dir_fd=path)
            os.close(path)
            path = below
    file = os.open("package.json", os.O_WRONLY | os.O_CREAT, dir_fd=path)
    os.close(file)
    os.close(path)
    part = _scanned(tmp_path / "p").part
    subprocess.run((require("rm"), "-rf", tmp_path / "p"), check=True)
    assert [gap.why for gap in part.skipped] == ["deeper than 256 folders"]


def test_a_large_lock(tmp_path: Path) -> None:
    """A lockfile of 7 MB is read in bounded memory, 20 bytes for one at the most."""
    root = trees.lay(tmp_path, {"package-lock.json": _locked(20_000)})
    assert (root / "package-lock.json").stat().st_size > 7_000_000
    locked, status, mebibytes = _apart(root, "locked")
    assert (locked, status) == (20_000, "ok")
    assert mebibytes < 250


def test_a_settings_file_that_is_a_bomb(tmp_path: Path) -> None:
    """The project's own settings cannot hang, crash or quiet a scan: exit 2 and the place."""
    for text in (
        b"a: &a [x]\nb: [*a, *a]\n", b"[" * 60_000, b"- " * 30_000, b"x" * (10 << 20), b"\xff",
        b"\0", b"ignore: 5\n", b"a: 1\na: 2\n", b"%YAML 9\n---\n",
        b"!!python/object:os.system []\n",
    ):  # fmt: skip
        root = tmp_path / hashlib.sha256(text).hexdigest()[:8]
        trees.lay(root, {**trees.EVIL, ".picosentry.yml": text})
        done = trees.run("check", root, cwd=tmp_path)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False), text[:20]
        assert ".picosentry.yml" in done.stderr
