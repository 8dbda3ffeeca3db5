import json
import os
import re
import tarfile
from pathlib import Path

import pytest
import trees

_SCAN = ("-f", "json", "--deterministic-output")


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    """A project whose dependency sends tokens away when it is installed."""
    return trees.lay(tmp_path / "evil", trees.EVIL)


@pytest.fixture
def honest(tmp_path: Path) -> Path:
    """A project of one file."""
    return trees.lay(tmp_path / "honest", trees.HONEST)


def test_clean(honest: Path, tmp_path: Path) -> None:
    """Nothing found: said in a word, exit 0; and no network is named or used."""
    done = trees.run("scan", honest, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "clean: nothing needs a look" in done.stdout


def test_found(evil: Path, tmp_path: Path) -> None:
    """Findings are told and exits 0; asked to fail, 1. The worst comes first, with its chain."""
    done = trees.run("scan", evil, cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("CRITICAL  pkg:npm/padder@1.0.3")
    for flags in (["--exit-code"], ["--fail-on", "low"], ["--fail-on", "critical"]):
        assert trees.run("scan", evil, *flags, cwd=tmp_path).returncode == 1


def test_check(evil: Path, honest: Path, tmp_path: Path) -> None:
    """A gate prints nothing on stdout and answers by its code, from high upwards."""
    done = trees.run("check", evil, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    done = trees.run("check", honest, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


def test_unfinished(honest: Path, tmp_path: Path) -> None:
    """What could not be looked at is never clean: exit 3, for both."""
    os.mkfifo(honest / "pipe")
    assert trees.run("scan", honest, cwd=tmp_path).returncode == 3
    assert trees.run("check", honest, cwd=tmp_path).returncode == 3


@pytest.mark.parametrize("words", [("scan", "nowhere"), ("scan", "empty.txt"), ("check",)])
def test_bad_input(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Bad usage and input: exit 2 and a sentence."""
    (tmp_path / "empty.txt").write_text("", encoding="ascii")
    done = trees.run(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_the_same_everywhere(tmp_path: Path) -> None:
    """Other hash seeds, folders, names, orders of creation and workers: the same bytes."""
    seen = set()
    names = list(trees.EVIL)
    for seed, jobs, order in (("0", "1", names), ("1", "2", names[::-1]), ("77", "3", names[2:])):
        root = tmp_path / seed / "build" / f"node-{jobs}"
        trees.lay(root, {name: trees.EVIL[name] for name in order})
        trees.lay(root, trees.EVIL)
        done = trees.run(
            "scan", root, *_SCAN, "-j", jobs, cwd=tmp_path, environ={"PYTHONHASHSEED": seed}
        )
        seen.add(done.stdout)
    assert len(seen) == 1
    assert str(tmp_path) not in seen.pop()


def test_the_memory_changes_nothing(evil: Path, tmp_path: Path) -> None:
    """Remembered or read anew: the same bytes, and a change is seen at once."""
    first = trees.run("scan", evil, *_SCAN, "--no-cache", cwd=tmp_path).stdout
    for _ in range(2):
        assert trees.run("scan", evil, *_SCAN, cwd=tmp_path).stdout == first
    (evil / "node_modules/padder/dist/setup.js").write_text("1;\n", encoding="ascii")
    assert trees.run("check", evil, cwd=tmp_path).returncode == 0


def test_verify_determinism(evil: Path, tmp_path: Path) -> None:
    """Fresh processes say the same, and that is said."""
    done = trees.run("scan", evil, "--verify-determinism", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.startswith("the same 3 times: ")
    assert done.stdout.startswith("CRITICAL")
    for words in (("check",), ("scan", "--exit-code")):
        done = trees.run(*words, evil, "--verify-determinism", cwd=tmp_path)
        assert done.returncode == 1


def test_times_are_left_out(evil: Path, tmp_path: Path) -> None:
    """The default report says when and how long; the deterministic one does not."""
    timed = json.loads(trees.run("scan", evil, "-f", "json", cwd=tmp_path).stdout)
    bare = json.loads(trees.run("scan", evil, *_SCAN, cwd=tmp_path).stdout)
    assert timed["started"] > 0
    assert (bare["started"], bare["seconds"]) == (0, 0)
    assert timed["digest"] == bare["digest"]


def test_verbose(evil: Path, tmp_path: Path) -> None:
    """-v says on stderr what each rule cost; stdout stays as it is."""
    done = trees.run("scan", evil, *_SCAN, "-v", cwd=tmp_path)
    assert "L2-POST-001" in done.stderr
    assert json.loads(done.stdout)


def test_a_baseline(evil: Path, tmp_path: Path) -> None:
    """An earlier report is a baseline; new code under the same name is told again."""
    report = tmp_path / "report.json"
    trees.run("scan", evil, *_SCAN, "-o", report, cwd=tmp_path)
    assert trees.run("check", evil, "-b", report, cwd=tmp_path).returncode == 0
    setup = evil / "node_modules/padder/dist/setup.js"
    setup.write_text(setup.read_text() + "require('child_process').exec('id');\n")
    assert trees.run("check", evil, "-b", report, cwd=tmp_path).returncode == 1


def test_one_rule(evil: Path, tmp_path: Path) -> None:
    """-r applies those rules alone, and that is no clean bill; an unknown one is refused."""
    words = ("-r", "L2-ENGIN-001,L2-PNPM-001")
    done = trees.run("scan", evil, *_SCAN, *words, cwd=tmp_path)
    (part,) = json.loads(done.stdout)["parts"]
    assert part["checks"] == ["L2-ENGIN-001", "L2-PNPM-001"]
    assert {gap["what"] for gap in part["coverage"]} <= set(part["checks"])
    assert "not clean" in trees.run("scan", evil, *words, cwd=tmp_path).stdout
    done = trees.run("scan", evil, "-r", "L2-NONE-001", cwd=tmp_path)
    assert (done.returncode, "L2-NONE-001" in done.stderr) == (2, True)


def test_a_timeout(honest: Path, tmp_path: Path) -> None:
    """A scan that may not take long enough is unfinished, and says so."""
    for number in range(3000):
        (honest / f"{number}.js").write_text("eval(x);" * 200, encoding="ascii")
    done = trees.run("scan", honest, "--timeout", "0.01", "--no-cache", cwd=tmp_path)
    assert done.returncode == 3
    assert "not finished within 0.01 s" in done.stderr


def test_the_corpus_ages(honest: Path, tmp_path: Path) -> None:
    """A corpus older than is allowed leaves a scan unfinished; its age is always told."""
    done = trees.run("scan", honest, "--max-corpus-age", "0", cwd=tmp_path)
    assert done.returncode == 3
    assert "days old" in trees.run("scan", honest, cwd=tmp_path).stdout


def test_old_packs_are_named(honest: Path, tmp_path: Path) -> None:
    """Each that is older than allowed stands in the coverage, whatever is newer than it."""
    argv = ("scan", honest, "-f", "json", "--deterministic-output")
    for most, named in (("0", True), ("100000", False)):
        done = trees.run(*argv, "--max-corpus-age", most, cwd=tmp_path)
        (part,) = json.loads(done.stdout)["parts"]
        told = [gap["why"] for gap in part["coverage"] if gap["what"] == "corpus"]
        assert bool(told) is named
        assert all(re.fullmatch(r"pack \S+ was collected on \S+, more .+", why) for why in told)


def test_a_device_stays_one(honest: Path, tmp_path: Path) -> None:
    """-o to a device writes to it and leaves it there."""
    assert trees.run("scan", honest, "-o", "/dev/null", cwd=tmp_path).returncode == 0
    assert Path("/dev/null").is_char_device()


def test_an_opinion(evil: Path, honest: Path, tmp_path: Path) -> None:
    """A command is asked of hits only, never with the deterministic output, never in the digest."""
    asked = {"PICKET_TRIAGE_CMD": "sed -n s/.*/looks-bad/p"}
    plain = json.loads(trees.run("scan", evil, "-f", "json", cwd=tmp_path).stdout)
    told = json.loads(trees.run("scan", evil, "-f", "json", cwd=tmp_path, environ=asked).stdout)
    assert told["triage"]["assessment"] == "looks-bad"
    assert told["digest"] == plain["digest"]
    for words in ((evil, *_SCAN), (honest, "-f", "json")):
        said = trees.run("scan", *words, cwd=tmp_path, environ=asked).stdout
        assert json.loads(said)["triage"] is None


def test_no_rule_is_silenced_by_the_project(evil: Path) -> None:
    """The project's own settings cannot loosen, cannot write, and are told as not applied."""
    settings = "ignore:\n  - 'L2-POST-001  # ours'\nrules: [L2-ENGIN-001]\noutput: victim.sh\n"
    (evil / ".picosentry.yml").write_text(settings, encoding="ascii")
    done = trees.run("check", evil, cwd=evil)
    assert done.returncode == 1
    assert not (evil / "victim.sh").exists()
    for key in ("ignore", "rules", "output"):
        assert key in done.stderr


def test_a_lockfile_alone(tmp_path: Path) -> None:
    """A lock is judged before anything is installed; what is known bad fails the gate."""
    bad = {"lockfileVersion": 3, "packages": {"node_modules/x": {"version": "1.0.0"}}}
    lock = tmp_path / "package-lock.json"
    lock.write_text(json.dumps(bad), encoding="ascii")
    assert trees.run("check", lock, cwd=tmp_path).returncode == 0
    words = ("ioc", "register", "--package", "x@1.0.0", "--reason", "ours", "-c", "corpus")
    assert trees.run(*words, cwd=tmp_path).returncode == 0
    done = trees.run("check", lock, "-c", "corpus", cwd=tmp_path)
    assert done.returncode == 1


def test_a_tarball(tmp_path: Path, evil: Path) -> None:
    """A tarball is read in memory: the same is found as in the folder, and nothing unpacked."""
    package = tmp_path / "padder.tgz"
    with tarfile.open(package, "w:gz") as tar:
        tar.add(evil / "node_modules/padder", "package")
    before = sorted(tmp_path.iterdir())
    done = trees.run("scan", package, *_SCAN, "--exit-code", cwd=tmp_path)
    assert done.returncode == 1
    rules = {finding["rule"] for finding in json.loads(done.stdout)["parts"][0]["findings"]}
    assert {"L2-POST-001", "L2-CRED-001"} <= rules
    assert sorted({*tmp_path.iterdir()} - {tmp_path / ".cache"}) == before


def test_a_real_campaign(tmp_path: Path) -> None:
    """The built-in corpus knows the packages of the worms, in any lockfile."""
    name, version = "@ctrl/tinycolor", "4.1.1"
    lock = f'# yarn lockfile v1\n\n\n"{name}@^4.1.0":\n  version "{version}"\n'
    (tmp_path / "yarn.lock").write_text(lock, encoding="ascii")
    assert trees.run("check", tmp_path / "yarn.lock", cwd=tmp_path).returncode == 1
    (tmp_path / "yarn.lock").write_text(lock.replace(version, "4.1.0"), encoding="ascii")
    assert trees.run("check", tmp_path / "yarn.lock", cwd=tmp_path).returncode == 0


def test_nothing_there(tmp_path: Path) -> None:
    """An empty folder is not clean; one without a project is judged by its files, and says so."""
    (tmp_path / "p").mkdir()
    assert trees.run("check", tmp_path / "p", cwd=tmp_path).returncode == 3
    (tmp_path / "p/a.js").write_text("1;\n", encoding="ascii")
    done = trees.run("scan", tmp_path / "p", *_SCAN, cwd=tmp_path)
    (part,) = json.loads(done.stdout)["parts"]
    assert any("files alone were judged" in gap["why"] for gap in part["coverage"])


def test_a_corpus_that_is_not_there(evil: Path, tmp_path: Path) -> None:
    """Somebody's own indicators do not vanish without a word."""
    done = trees.run("check", evil, "-c", tmp_path / "none", cwd=tmp_path)
    assert done.returncode == 2


def test_a_tarball_has_no_members(tmp_path: Path) -> None:
    """What a hook runs belongs to the package, whatever manifest lies beside it."""
    root = trees.lay(
        tmp_path / "package",
        {
            "package.json": '{"name":"p","version":"1.0.0","scripts":{"install":"node lib/i.js"}}',
            "lib/package.json": '{"name":"q","version":"1.0.0"}',
            "lib/i.js": trees.STEALER,
        },
    )
    with tarfile.open(tmp_path / "p.tgz", "w:gz") as tar:
        tar.add(root, "package")
    done = trees.run("scan", tmp_path / "p.tgz", "--fail-on", "critical", cwd=tmp_path)
    assert done.returncode == 1
