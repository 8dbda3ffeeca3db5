import json
import os
import subprocess
from pathlib import Path

import pytest
import trees
from tools import require

_LOCK = {
    "name": "app",
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "app", "version": "1.0.0", "dependencies": {"weakling": "4.17.4"}},
        "node_modules/weakling": {"version": "4.17.4"},
    },
}
_ENGINES = json.dumps({"name": "app", "version": "1.0.0", "dependencies": {"weakling": "4.17.4"}})


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    """A project whose dependency sends tokens away when it is installed."""
    return trees.lay(tmp_path / "evil", trees.EVIL)


@pytest.fixture
def weak(tmp_path: Path) -> Path:
    """An installed package that has advisories, in a folder of a repository."""
    files = {
        "package.json": _ENGINES,
        "package-lock.json": json.dumps(_LOCK, indent=1),
        "node_modules/.package-lock.json": json.dumps(_LOCK, indent=1),
        "node_modules/weakling/package.json": '{"name":"weakling","version":"4.17.4"}',
    }
    return trees.lay(tmp_path / "packages/b", files)


@pytest.fixture
def known(tmp_path: Path) -> Path:
    """A corpus in which weakling has two advisories."""
    for number, fixed in ((1, "4.17.11"), (2, "4.17.21")):
        span = {"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": fixed}]}
        package = {"ecosystem": "npm", "name": "weakling"}
        record = {
            "id": f"GHSA-aaaa-aaaa-aaa{number}",
            "modified": "2026-01-02T00:00:00Z",
            "affected": [{"package": package, "ranges": [span]}],
            "database_specific": {"severity": "HIGH"},
        }
        trees.lay(tmp_path / "osv", {f"{number}.json": json.dumps(record)})
    words = ("corpus", "import", tmp_path / "osv", "--unsigned", "-c", tmp_path / "corpus")
    assert trees.run(*words, cwd=tmp_path).returncode == 0
    return tmp_path / "corpus"


def _check(*words: str | Path, cwd: Path) -> str:
    """The one line of check."""
    done = trees.run("check", *words, cwd=cwd)
    (line,) = done.stderr.splitlines()
    assert done.stdout == ""
    return line


def test_one_rule_is_no_clean_bill(evil: Path, tmp_path: Path) -> None:
    """A check by one rule says so, and of how many."""
    line = _check(evil, "-r", "L2-IOC-001", cwd=tmp_path)
    assert line.startswith("picosentry: passed: nothing found by 1 of ")
    assert "not clean" in line
    assert "rules: 1 of " in line


def test_what_is_below_the_threshold_is_counted(weak: Path, known: Path, tmp_path: Path) -> None:
    """What the gate lets pass is told by its number."""
    line = _check(weak, "--fail-on", "critical", "-c", known, cwd=tmp_path)
    assert line.startswith("picosentry: passed: 1 package needs a look: high 1;")
    assert "from critical upwards: nothing; below: high " in line


def test_no_project_is_not_clean(tmp_path: Path) -> None:
    """A folder without a manifest or lockfile is told as one."""
    trees.lay(tmp_path / "p", {"README.md": "read me\n"})
    line = _check(tmp_path / "p", cwd=tmp_path)
    assert "nothing found, but neither a package.json nor a lockfile is here" in line
    assert "clean" not in line


def test_a_clean_check_names_its_grounds(tmp_path: Path) -> None:
    """Rules, threshold, what was looked at, and the age of the corpus."""
    line = _check(trees.lay(tmp_path / "p", trees.HONEST), cwd=tmp_path)
    assert line.startswith("picosentry: clean: nothing needs a look; from high upwards: nothing;")
    assert "looked at: 1 package, 2 files; corpus: of 20" in line
    assert line.endswith(" days old")


def test_the_smallest_budget(evil: Path, tmp_path: Path) -> None:
    """A budget that is too small is bad usage, by a flag and by settings; the least one works."""
    words = ("scan", evil, "-f", "ml-context", "--token-budget")
    done = trees.run(*words, "200", cwd=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert trees.run(*words, "250", cwd=tmp_path).returncode == 0
    (evil / ".picosentry.yml").write_text("token_budget: 200\n", encoding="ascii")
    done = trees.run(*words[:-1], "--trust-config", cwd=tmp_path)
    assert (done.returncode, "token_budget" in done.stderr) == (2, True)


def test_no_opinion_while_determinism_is_verified(evil: Path, tmp_path: Path) -> None:
    """A command is not asked, as with every deterministic option."""
    asked = {"PICKET_TRIAGE_CMD": "touch asked; cat >/dev/null; echo x"}
    words = ("scan", evil, "--verify-determinism", "-f", "json")
    done = trees.run(*words, cwd=tmp_path, environ=asked)
    assert json.loads(done.stdout)["triage"] is None
    assert not (tmp_path / "asked").exists()


def test_an_ignore_of_a_package_s_path(evil: Path, tmp_path: Path) -> None:
    """As `init` shows it: the path counts from the package's folder."""
    (tmp_path / "known.txt").write_text("L2-POST-001:padder@1.0.3:dist/*  # ours\n", "ascii")
    done = trees.run("scan", evil, "-b", "known.txt", "-f", "json", cwd=tmp_path)
    found = json.loads(done.stdout)["parts"][0]["findings"]
    assert [each["reason"] for each in found if each["rule"] == "L2-POST-001"] == ["ignored: ours"]
    assert "meets it" not in done.stderr


def test_what_did_nothing_is_in_order_of_lines(evil: Path, tmp_path: Path) -> None:
    """Line 10 comes after line 9."""
    text = "".join(f"L2-POST-001:none{number}  # x\n" for number in range(11))
    (tmp_path / "known.txt").write_text(text, encoding="ascii")
    done = trees.run("scan", evil, "-b", "known.txt", "-q", cwd=tmp_path)
    lines = [each.split("line ")[1].split(":")[0] for each in done.stderr.splitlines()]
    assert lines == [str(number) for number in range(1, 12)]


def test_annotations_point_into_the_repository(weak: Path, known: Path, tmp_path: Path) -> None:
    """Below the workspace or the working folder; advisories at the lockfile, each by its id."""
    words = ("scan", weak, "-c", known, "-f", "github", "-r", "L2-ADV-001")
    for cwd, environ in (
        (tmp_path, {}),
        (weak, {"GITHUB_WORKSPACE": str(tmp_path)}),
    ):
        done = trees.run(*words, cwd=cwd, environ={"HOME": str(tmp_path), **environ})
        told = [each for each in done.stdout.splitlines() if "error " in each]
        assert len(told) == len(set(told)) == 2
        assert all("file=packages/b/package-lock.json,line=" in each for each in told)
        assert "fixed in: 4.17.11" in told[0]
        assert "advisory: GHSA-aaaa-aaaa-aaa1" in told[0]


def test_sarif_points_into_the_repository(weak: Path, known: Path, tmp_path: Path) -> None:
    """The same; and the deterministic output is the same wherever the folder lies."""
    words = ("-c", known, "-f", "sarif", "-r", "L2-ADV-001")
    (run,) = json.loads(trees.run("scan", weak, *words, cwd=tmp_path).stdout)["runs"]
    texts = {each["message"]["text"] for each in run["results"]}
    assert len(texts) == len(run["results"])
    assert all("fixed in 4.17." in text for text in texts)
    uris = {
        each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for each in run["results"]
    }
    assert uris == {"packages/b/package-lock.json"}
    said = {
        trees.run("scan", weak, *words, "--deterministic-output", cwd=cwd).stdout
        for cwd in (tmp_path, weak)
    }
    assert len(said) == 1
    assert "packages/b" not in said.pop()


def test_a_difference_names_the_advisory(weak: Path, known: Path, tmp_path: Path) -> None:
    """Two advisories of one package are two lines that differ."""
    words = ("scan", weak, "-f", "json", "-r", "L2-ADV-001", "-o")
    trees.run(*words, "old.json", cwd=tmp_path)
    trees.run(*words, "new.json", "-c", known, cwd=tmp_path)
    done = trees.run("diff", "old.json", "new.json", cwd=tmp_path)
    assert "GHSA-aaaa-aaaa-aaa1, fixed in 4.17.11  package-lock.json" in done.stdout
    assert "GHSA-aaaa-aaaa-aaa2, fixed in 4.17.21  package-lock.json" in done.stdout


def test_the_age_of_the_corpus_is_everywhere(evil: Path, tmp_path: Path) -> None:
    """A model is told it, and a bill of materials holds it."""
    done = trees.run("scan", evil, "-f", "ml-context", cwd=tmp_path)
    assert " days old; digest" in done.stdout
    done = trees.run("scan", evil, "-f", "cyclonedx", cwd=tmp_path)
    told = json.loads(done.stdout)["metadata"]["properties"]
    packs = [each for each in told if each["name"].startswith("picketline:corpus:")]
    assert packs
    assert all("collected 20" in each["value"] for each in packs)


def test_a_closed_output(tmp_path: Path) -> None:
    """It is told as what it is."""
    root = trees.lay(tmp_path / "p", trees.HONEST)
    done = subprocess.run(
        (require("bash"), "-c", f"{trees.BIN}/picosentry scan . >&-"),
        cwd=root,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=250,
    )
    assert done.returncode == 2
    assert done.stderr == "picosentry: standard output is closed, so nothing was written; open it\n"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("lock.old", json.dumps(_LOCK), "looks like a package-lock.json of another name"),
        ("deps.lock", "# yarn lockfile v1\n\n", "looks like a yarn.lock of another name"),
        ("package.json", _ENGINES, "a manifest alone; give the folder"),
        ("other.json", "{}", "a JSON document, no lockfile"),
        ("notes.txt", "hello", "neither a lockfile, a tarball nor a folder"),
    ],
)
def test_what_a_file_looks_like(tmp_path: Path, name: str, data: str, said: str) -> None:
    """A file that cannot be scanned is told as what it is, with what to give."""
    (tmp_path / name).write_text(data, encoding="ascii")
    for command in ("scan", "check"):
        done = trees.run(command, name, cwd=tmp_path)
        assert (done.returncode, said in done.stderr) == (2, True)


def test_what_cannot_be_imported(tmp_path: Path) -> None:
    """A pipe is no file, and a damaged pack is no OSV record."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "x.pack").write_bytes(b"\0" * 100)
    for name, said in (("pipe", "no regular file"), ("x.pack", "a damaged pack")):
        done = trees.run("corpus", "import", name, "--unsigned", "-c", "corpus", cwd=tmp_path)
        assert (done.returncode, said in done.stderr) == (2, True)


@pytest.mark.parametrize("settings", ["quiet: true\n", "quiet: true\nrules: [L2-ENGIN-001]\n"])
def test_a_project_cannot_hush_a_scan(evil: Path, tmp_path: Path, settings: str) -> None:
    """Its verdict stands on stderr where it is not clean; one's own -q is kept to."""
    (evil / ".picosentry.yml").write_text(settings, encoding="ascii")
    done = trees.run("scan", evil, "--trust-config", cwd=tmp_path)
    assert done.stdout == ""
    assert "rules: " in done.stderr
    done = trees.run("scan", evil, "--trust-config", "-q", cwd=tmp_path)
    assert done.stderr == ""
