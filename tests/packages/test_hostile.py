"""What a hostile project does to the program itself: none of it hangs, crashes or hides."""

import datetime as dt
import hashlib
import json
import os
import resource
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


class TestPrograms:
    """The command itself, in odd surroundings."""

    @pytest.mark.parametrize(
        "name",
        [b"dist", b"build", b"node_modules", b"a b", b"a\nb", b"-rf", b"\xff\xfe", b"%s$(id)"],
    )
    def test_any_name_of_the_folder(self, tmp_path: Path, name: bytes) -> None:
        """What the target is called changes nothing of what is found in it."""
        root = trees.lay(Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)), trees.EVIL)
        plain = trees.lay(tmp_path / "plain", trees.EVIL)
        said = {trees.run("scan", each, *_SCAN, cwd=tmp_path).stdout for each in (root, plain)}
        assert len(said) == 1
        assert trees.run("check", root, cwd=tmp_path).returncode == 1
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
                cwd="/", capture_output=True, text=True, check=False, timeout=60,
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

    @pytest.mark.parametrize("jobs", ["1", "64"])
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
    def test_an_interrupt(self, tmp_path: Path, jobs: str, number: signal.Signals) -> None:
        """Ctrl-C ends it with 130 and a word; however it ends, no worker holds its streams open."""
        root = trees.lay(tmp_path / "p", {f"{n}.js": trees.STEALER * 3000 for n in range(60)})
        with subprocess.Popen(
            (trees.BIN / "picosentry", "scan", root, "-j", jobs, "--no-cache"),
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        ) as child:  # fmt: skip
            time.sleep(1.5)
            if number is signal.SIGINT:
                os.killpg(child.pid, number)
            else:
                child.send_signal(number)
            _, said = child.communicate(timeout=30)
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
            "import sys, time\ndef slow(*_):\n    for _ in range(400): time.sleep(0.05)\n"
            f"{slow}\nfrom picketline.cli.picosentry import main; sys.argv[0] = 'p'; main()"
        )
        began = time.monotonic()
        done = subprocess.run(
            (sys.executable, "-c", code, "scan", root, "--timeout", "1", "--no-cache", "-j", "1"),
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert time.monotonic() - began < 10
        assert (done.returncode, "not finished within 1 s" in done.stderr) == (3, True)

    def test_a_timeout_with_workers(self, tmp_path: Path) -> None:
        """Workers end with the scan that they work for."""
        root = trees.lay(tmp_path / "p", {f"{n}.js": trees.STEALER * 3000 for n in range(60)})
        words = ("scan", root, "--timeout", "0.5", "-j", "4", "--no-cache")
        began = time.monotonic()
        assert trees.run(*words, cwd=tmp_path).returncode == 3
        assert time.monotonic() - began < 10

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
    "settings": lambda n: {".npmrc": "".join(f"@s{i}:registry=http://h{i}\n" for i in range(n))},
    "dependencies": lambda n: {
        "package.json": json.dumps({"dependencies": {f"p{i}": "*" for i in range(n)}})
    },
}  # fmt: skip


@pytest.mark.parametrize("bomb", _BOMBS)
def test_no_more_than_in_step(tmp_path: Path, bomb: str) -> None:
    """Four times the input takes not much more than four times the work."""
    spent = []
    _scanned(trees.lay(tmp_path / "warm", trees.EVIL))
    for number, size in enumerate((5_000, 20_000)):
        root = trees.lay(tmp_path / str(number), _BOMBS[bomb](size))
        began = time.process_time()
        assert not _scanned(root).part.errors
        spent.append(time.process_time() - began)
    assert spent[1] < 8 * spent[0] + 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("i.js", " " * (1 << 20)),
        ("i.js", "a" + " \t" * (1 << 19)),
        ("i.js", "(" * (1 << 17)),
        ("i.sh", "if(a)" * 3000),
    ],
    ids=["blanks", "tabs", "brackets", "conditions"],
)
def test_a_script_that_wears_out_a_reader(tmp_path: Path, name: str, text: str) -> None:
    """A script of one thing without end is read within bounds."""
    root = trees.lay(tmp_path, _hooked(**{name.replace(".", "_"): text}))
    began = time.process_time()
    assert not _scanned(root).part.errors
    assert time.process_time() - began < 30


def test_many_files(tmp_path: Path) -> None:
    """Two hundred thousand files are read in bounded memory, and counted."""
    root = _many(tmp_path / "p", 200_000)
    code = (
        "import sys, resource; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "import test_hostile\nfound = test_hostile._scanned(Path(sys.argv[1]))\n"
        "print(int(found.part.measures['files']), found.part.status, "
        "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)"
    )
    support = os.pathsep.join(each for each in sys.path if each)
    done = subprocess.run(
        (sys.executable, "-c", code, root, Path(__file__).parent),
        env={"PATH": os.environ["PATH"], "PYTHONPATH": support},
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    files, status, mebibytes = done.stdout.split()
    assert (files, status) == ("200002", "ok")
    assert int(mebibytes) < 800


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
    """A lockfile of 50 MB is read, or what of it was not is told."""
    locked = {
        f"node_modules/p{i}": {
            "version": "1.0.0",
            "resolved": f"https://r.example/{i}/" + "x" * 300,
        }
        for i in range(130_000)
    }
    text = json.dumps({"lockfileVersion": 3, "packages": {"": {"name": "a"}, **locked}})
    assert len(text) > 50_000_000
    root = trees.lay(tmp_path, {"package-lock.json": text})
    began = time.process_time()
    found = _scanned(root)
    assert time.process_time() - began < 60
    assert found.part.skipped or found.part.measures["locked"] == 130_000
    assert not found.part.errors
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    assert peak < 3000


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
