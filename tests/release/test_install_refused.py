"""What install.sh refuses: each with one clear line, and nothing left behind."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from range_box import require_root
from releases import ROOT, VERSION, Person, Release, pin, served, stand_in
from tools import require


def _refused(person: Person, release: Release, words: str, **environ: str) -> None:
    before = person.tree()
    where = {"BASE_URL": str(release.folder)} | environ
    done = person.install(release.install, **where)
    assert done.returncode == 1, done.stdout
    assert re.fullmatch(rf"install\.sh: [^\n]*(?:{words})[^\n]*\n", done.stderr), done.stderr
    assert person.tree() == before


def _changed_byte(release: Release) -> None:
    release.add(release.executable, stand_in()[:-1] + b"T")


def _cut(release: Release) -> None:
    release.add(release.executable, stand_in()[:-5])


def _changed_sums(release: Release) -> None:
    path = release.folder / "SHA256SUMS"
    path.write_text(path.read_text() + release.line("x", b""))


def _swapped(release: Release) -> None:
    release.seal(release.key, of=release.executable)


def _other_purpose(release: Release) -> None:
    release.seal(release.key, "file")


def _other_key(release: Release) -> None:
    release.seal(release.key.with_name("theirs"))


def _unsigned(release: Release) -> None:
    (release.folder / "SHA256SUMS.sig").unlink()


def _no_line(release: Release) -> None:
    release.sums(release.line("install.sh"))


def _two_lines(release: Release) -> None:
    line = release.line(release.executable)
    release.add("picketline-9.8.7-py3-none-any.whl", b"")
    wheel = release.line("picketline-9.8.7-py3-none-any.whl")
    release.sums(f"{line.replace(release.executable, 'x')}{wheel}{wheel.replace('e', 'f', 1)}")


def _upwards(release: Release) -> None:
    release.sums(release.line(f"picket-../../{release.executable}", stand_in()))


def _hidden(release: Release) -> None:
    release.sums(release.line(".bashrc", b""))


def _no_sum(release: Release) -> None:
    release.sums(f"{release.line('x', b'')}0123  {release.executable}\n")


def _gone(release: Release) -> None:
    (release.folder / release.executable).unlink()


def _a_pipe(release: Release) -> None:
    (release.folder / "SHA256SUMS").unlink()
    os.mkfifo(release.folder / "SHA256SUMS")


def _calls_itself(release: Release) -> None:
    release.add(release.executable, stand_in("6.6.6"))
    release.sign()


def _huge_sums(release: Release) -> None:
    release.sums(release.line("x", b"") * 1000)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (_changed_byte, "is not the file that was signed: its sha256 differs"),
        (_cut, "is not the file that was signed: its sha256 differs"),
        (_changed_sums, "SHA256SUMS is not signed by the key"),
        (_swapped, "SHA256SUMS is not signed by the key"),
        (_other_purpose, "SHA256SUMS is not signed by the key"),
        (_other_key, "SHA256SUMS is not signed by the key"),
        (_unsigned, r"cannot fetch SHA256SUMS\.sig"),
        (_no_line, "there is nothing to install in this release"),
        (_two_lines, "several versions"),
        (_upwards, "SHA256SUMS, line 1: not a sum and a plain file name"),
        (_hidden, "SHA256SUMS, line 1: not a sum and a plain file name"),
        (_no_sum, "SHA256SUMS, line 2: not a sum and a plain file name"),
        (_gone, "cannot fetch picket-"),
        (_a_pipe, "cannot fetch SHA256SUMS"),
        (_calls_itself, f"does not call itself version {VERSION}"),
        (_huge_sums, r"cannot fetch SHA256SUMS from \S+ \(at most 64 KiB\)"),
    ],
)
def test_a_release_that_is_not_right(
    release: Release, person: Person, harm: Callable[[Release], None], words: str
) -> None:
    """Whatever was changed, cut, swapped, left out or made up."""
    harm(release)
    _refused(person, release, words)


_TOO_MUCH = r"cannot fetch SHA256SUMS from \S+ \(at most 64 KiB\)"


@pytest.mark.parametrize(
    ("tool", "ill", "words"),
    [
        ("curl", {"program": "short"}, "cannot fetch picket-|sha256 differs"),
        ("wget", {"program": "short"}, "cannot fetch picket-|sha256 differs"),
        ("curl", {"sums": "endless"}, _TOO_MUCH),
        ("wget", {"sums": "endless"}, _TOO_MUCH),
        ("curl", {"sums": "https://127.0.0.1:1/"}, 'Protocol "https" not supported or disabled'),
    ],
)
def test_a_server_that_is_not_right(
    release: Release, person: Person, tool: str, ill: dict[str, str], words: str
) -> None:
    """A download that breaks off, never ends, or is sent elsewhere by another protocol."""
    path = person.tools(tool)
    with served(release.folder, **ill) as address:
        _refused(person, release, words, BASE_URL=address, PATH=path)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", r"say where the release is: BASE_URL="),
        ("http://example.com/x", "BASE_URL must start with https://"),
        ("http://127.0.0.1.example.com/x", "BASE_URL must start with https://"),
        ("http://127.0.0.1:80@example.com/x", "a character that no such address needs"),
        ("ftp://example.com/x", "BASE_URL must start with https://"),
        ("https://", "BASE_URL names no machine"),
        ("https://example.com/$(id)", "a character that no such address needs"),
        ("https://example.com/x\n-o/etc/passwd", "a character that no such address needs"),
        ("-rf", "-rf: no such folder"),
        ("/none/at/all", "/none/at/all: no such folder"),
        ("file:///none", "/none: no such folder"),
    ],
)
def test_an_address_that_is_not_right(
    release: Release, person: Person, address: str, words: str
) -> None:
    """Nothing but https, this machine, or a folder."""
    _refused(person, release, words, BASE_URL=address)


def test_nobody_listens(release: Release, person: Person) -> None:
    """The downloader's own words stand in the line."""
    require("curl")
    with served(release.folder) as address:
        pass
    _refused(person, release, r"cannot fetch SHA256SUMS .*\bcurl: ", BASE_URL=address)


def test_no_key(release: Release, person: Person) -> None:
    """A copy without a key installs nothing, whatever the environment says."""
    keys = next(line for line in release.install.read_text().splitlines() if "KEYS='" in line)
    release.install.write_text((ROOT / "install.sh").read_text())
    if "KEYS=''" not in release.install.read_text():
        pin(release.install, release.key.with_name("theirs"))
        _refused(person, release, "not signed by the key", KEYS=keys[6:-1])
        return
    _refused(person, release, "this copy of install.sh carries no key", KEYS=keys[6:-1])


def test_no_ssh_keygen(release: Release, person: Person) -> None:
    """Without a way to check there is no install."""
    path = person.tools("cat")
    Path(path, "ssh-keygen").unlink()
    _refused(person, release, "ssh-keygen is needed to check the signature", PATH=path)


def test_a_folder_at_the_target(release: Release, person: Person) -> None:
    """Nothing is put into it."""
    person.target.mkdir(parents=True)
    for each in (person.bin.parent, person.bin, person.target):
        person.own(each)
    _refused(person, release, f"{person.target} is a folder")


def test_a_link_to_a_folder_at_the_target(release: Release, person: Person) -> None:
    """Nor where the folder is a link's."""
    person.bin.mkdir(parents=True)
    person.target.symlink_to(person.scratch)
    _refused(person, release, f"{person.target} is a folder")


def test_a_home_that_is_read_only(release: Release, person: Person) -> None:
    """It says which folder it could not make."""
    os.chown(person.home, os.geteuid(), os.getegid())
    person.home.chmod(0o555)
    _refused(person, release, f"{person.home}/.local: cannot be made")


def test_a_target_that_is_read_only(release: Release, person: Person) -> None:
    """It says which folder it could not write to."""
    person.bin.mkdir(parents=True)
    person.bin.chmod(0o555)
    _refused(person, release, f"{person.bin}: cannot write there")


def test_no_home(release: Release, person: Person) -> None:
    """Without a home there is no place to install to."""
    _refused(person, release, "/usr/local/bin is not writable, and HOME is no folder", HOME="")


_FULL = """
mount -t tmpfs -o size=8k full /usr/local/bin
mount -t tmpfs -o size=1m scratch "$2"
code=0
BASE_URL=$3 TMPDIR=$2 sh "$1" || code=$?
ls -A /usr/local/bin "$2"
exit $code
"""


def test_no_room(release: Release, room: Path) -> None:
    """As root, into a /usr/local/bin that is full: said, and nothing left."""
    require_root()
    release.add(release.executable, stand_in(size=65536))
    release.sign()
    scratch = room / "scratch"
    scratch.mkdir()
    argv = (require("unshare"), "-m", "sh", "-euc", _FULL, "sh")
    done = subprocess.run(
        [*argv, release.install, scratch, str(release.folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.fullmatch(
        r"install\.sh: cannot write into /usr/local/bin: [^\n]*No space left on device\n",
        done.stderr,
    )
    assert set(done.stdout.splitlines()) == {"/usr/local/bin:", "", f"{scratch}:"}
