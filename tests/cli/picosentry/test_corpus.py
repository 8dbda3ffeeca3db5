import datetime as dt
import json
from pathlib import Path

from corpora import entry, keys, pack, written, zipped
from desk import BIN, Desk, Done

HOME = ".local/share/picketline/corpus"


def _corpus(desk: Desk, *argv: object, **environ: str) -> Done:
    return desk.run(BIN / "picosentry", "corpus", *argv, **environ)


def _register(desk: Desk) -> None:
    argv = ("ioc", "register", "--host", "evil.example")
    assert desk.run(BIN / "picosentry", *argv).returncode == 0


def test_list(desk: Desk) -> None:
    """What is built in, its age, licence and who vouches for it, and the digest of all."""
    done = _corpus(desk, "list")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[:5]] == [
        "campaigns",
        "incidents",
        "ossf-malicious",
        "popular",
        "retire",
    ]
    assert all("days old  built-in" in line for line in lines[:5])
    assert "22241 indicators (Apache-2.0)" in lines[2]
    assert lines[5] == "registered indicators: 0, of them expired: 0"
    said = json.loads(_corpus(desk, "list", "--json").stdout)
    assert lines[6] == f"corpus {said['digest']}"
    assert [pack["signed_by"] for pack in said["packs"]] == ["built-in"] * 5


def test_osv_records(desk: Desk) -> None:
    """A zip is taken as unsigned; what cannot be read is told, and the exit says so."""
    members = {"a.json": json.dumps(entry()).encode(), "\x1b[2J.json": b"{"}
    file = zipped(desk.here / "osv.zip", members)
    refused = _corpus(desk, "import", file)
    assert refused.returncode == 2
    assert "take them with --unsigned" in refused.stderr
    done = _corpus(desk, "import", file, "--unsigned", "--name", "npm")
    assert done.returncode == 3
    assert done.stdout == "npm: 0 indicators, 1 advisories, 0 names, nobody signed them\n"
    assert done.stderr.splitlines()[0].startswith("not read: \\x1b[2J.json: ")
    assert done.stderr.splitlines()[1] == "not read in all: 1 records"
    (line,) = (line for line in _corpus(desk, "list").stdout.splitlines() if line[:4] == "npm ")
    assert "unsigned   1 advisories" in line


def test_a_feed_without_problems(desk: Desk) -> None:
    """What is left out by plan is said, and the exit is clean."""
    members = {
        "a.json": json.dumps(entry()).encode(),
        "b.json": json.dumps(entry(ecosystem="PyPI")).encode(),
    }
    done = _corpus(desk, "import", zipped(desk.here / "osv.zip", members), "--unsigned")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1] == "left out: 0 withdrawn, 1 not of npm"


def test_a_signed_pack_travels(desk: Desk, tmp_path: Path) -> None:
    """Exported with a key, imported elsewhere with its public half."""
    secret, public = keys(tmp_path)
    _register(desk)
    done = _corpus(desk, "export", "acme.pack", "--key", secret)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "acme.pack: 1 indicators, 0 advisories, 0 names, signed\n"
    elsewhere = {"PICOCORPUS_DIR": str(tmp_path / "elsewhere")}
    refused = _corpus(desk, "import", "acme.pack", **elsewhere)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "signed by none of your keys" in refused.stderr
    done = _corpus(desk, "import", "acme.pack", "--key", public, **elsewhere)
    assert done.stdout == "acme: 1 indicators, 0 advisories, 0 names, by acme\n"
    packs = json.loads(_corpus(desk, "list", "--json", **elsewhere).stdout)["packs"]
    assert [pack["signed_by"] for pack in packs if pack["name"] == "acme"] == ["acme"]
    assert _corpus(desk, "import", "acme.pack", **elsewhere).returncode == 0


def test_exports_are_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    """On the same day, of the same facts, by the same key."""
    secret, _ = keys(tmp_path)
    for name in ("one", "two"):
        (desk.here / name).mkdir()
        done = _corpus(desk, "export", f"{name}/x.pack", "--pack", "retire", "--key", secret)
        assert done.returncode == 0
    assert (desk.here / "one/x.pack").read_bytes() == (desk.here / "two/x.pack").read_bytes()


def test_what_cannot_be_done(desk: Desk, tmp_path: Path) -> None:
    """Each with what is wrong, and exit code 2."""
    secret, public = keys(tmp_path)
    (desk.here / "junk.pack").write_bytes(b"\x1f\x8bjunk")
    written(desk.here, pack("good"))
    for argv, problem in (
        (("export", "x.pack"), "no registered indicator is in force"),
        (("export", "x.pack", "--pack", "none"), "no pack is called 'none'"),
        (("export", "x.pack", "--pack", "retire", "--key", public), "no private key"),
        (("import", "none.zip"), "does not exist"),
        (("import", "junk.pack"), "not a pack of this product"),
        (("import", "good.pack", "--key", secret), "no public key"),
        (("import", "good.pack", "--key", public), "nobody signed this pack"),
        (("import", "junk.pack", "--key", public, "--unsigned"), "give one"),
    ):
        done = _corpus(desk, *argv)
        assert (done.returncode, done.stdout) == (2, "")
        assert problem in done.stderr
        assert not (desk.here / "x.pack").exists()


def test_a_damaged_corpus_is_named(desk: Desk) -> None:
    """Nothing is listed from half of it."""
    folder = desk.home / HOME / "packs"
    folder.mkdir(parents=True)
    (folder / "x.pack").write_bytes(b"x")
    done = _corpus(desk, "list")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{folder}/x.pack: not a pack" in done.stderr


def test_expired_ones_are_counted(desk: Desk) -> None:
    """They stand in the list until they are removed."""
    _register(desk)
    (file,) = (desk.home / HOME / "ioc").iterdir()
    each = json.loads(file.read_bytes())
    past = dt.date(2020, 1, 1).isoformat()
    file.write_text(json.dumps(each | {"indicator": each["indicator"] | {"expires": past}}))
    assert "registered indicators: 1, of them expired: 1" in _corpus(desk, "list").stdout
    assert _corpus(desk, "export", "x.pack").returncode == 2
