"""Indicators on fake roots: what pages cannot show."""

import hashlib
import os
import subprocess
from pathlib import Path

import fakeroot
import pages
import pytest
from tools import require

from picketline.core.model import Finding
from picketline.core.rule import catalogue
from picketline.hosts.facts import Answer, Reading
from picketline.hosts.probe import RULES, ProbeSettings, assemble
from picketline.hosts.records import read

_GROUP = "=high|2025-11-x|Worm of November"
_PAYLOAD = "payload\n"
_SUM = hashlib.sha256(_PAYLOAD.encode()).hexdigest()
_RULES = catalogue(RULES)
_TOOLS = "sh awk ls find xargs grep tr renice sleep uname timeout true sed cksum"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A quiet machine."""
    fakeroot.lay(tmp_path / "root", pages.Case("quiet"))
    return tmp_path / "root"


def _probe(root: Path, *lines: str, path: str = "") -> Reading:
    output = fakeroot.probe(root, path=path, wanted=(_GROUP, *lines))
    reading = read(Answer(output, b"", 0), fakeroot.NONCE, _RULES)
    assert reading is not None
    assert (reading.errors, reading.ran) == ((), tuple(_RULES))
    return reading


def _told(reading: Reading) -> list[Finding]:
    return [finding for finding in reading.findings if finding.rule.startswith("HOST-IOC")]


def _facts(finding: Finding) -> dict[str, object]:
    return {each.name: each.value for each in finding.evidence}


def _gaps(reading: Reading) -> list[str]:
    kinds = {"indicators", "hashes"}
    return [gap.why for gap in (*reading.skipped, *reading.coverage) if gap.what in kinds]


def test_the_evidence_of_a_file(root: Path) -> None:
    """Which indicator, why, how, and the sum of what was found, also where no sum was sought."""
    fakeroot.write(root, "tmp/a/setup_x.js", _PAYLOAD)
    (finding,) = _told(_probe(root, "fsetup_x.js"))
    assert _facts(finding) == {
        "indicator": "2025-11-x",
        "why": "Worm of November",
        "how": "name",
        "value": "setup_x.js",
        "sha256": _SUM,
    }
    assert (finding.matched, finding.slam_dunk) == ("setup_x.js", False)


def test_the_evidence_of_a_process(root: Path) -> None:
    """Which indicator, what ran, who started it; never a slam-dunk, by its hash neither."""
    fakeroot.write(root, "opt/k/agent", _PAYLOAD)
    fakeroot.process(root, "pid=4242 exe=/opt/k/agent cmd='agent --x' uid=1000")
    (finding,) = _told(_probe(root, f"s{_SUM}"))
    assert _facts(finding) == {
        "indicator": "2025-11-x",
        "why": "Worm of November",
        "how": "hash",
        "value": _SUM,
        "exe": "/opt/k/agent",
        "args": "agent --x",
        "parent": "/usr/lib/systemd/systemd",
        "uid": 1000,
        "age": 1000,
    }
    assert (finding.location.pid, finding.slam_dunk) == (4242, False)


def test_the_evidence_of_a_connection(root: Path) -> None:
    """The far end, and the program that holds it."""
    fakeroot.process(root, "pid=4242 exe=/usr/bin/node cmd='node x' uid=33 fd3=socket:[7]")
    row = fakeroot.tcp_row(0, "10.0.0.5:40000 203.0.113.9:443 01 7")
    fakeroot.write(root, "proc/net/tcp", f"sl ...\n{row}")
    (finding,) = _told(_probe(root, "a097100CB 203.0.113.9"))
    assert finding.subject.identity == "203.0.113.9"
    assert _facts(finding) == {
        "indicator": "2025-11-x",
        "why": "Worm of November",
        "peer": "203.0.113.9:443",
        "pid": "4242",
        "exe": "/usr/bin/node",
        "args": "node x",
        "uid": 33,
    }


@pytest.mark.parametrize("form", ["0000000000000000FFFF0000097100CB", "097100CB"])
def test_an_address_of_ipv4_in_one_of_ipv6(root: Path, form: str) -> None:
    """As a server with one socket for both has it."""
    table = "tcp6" if len(form) == len("097100CB") * 4 else "tcp"
    row = f"0: {form}:1F90 {form}:01BB 01 0:0 00:0 0 0 0 7 1\n"
    fakeroot.write(root, f"proc/net/{table}", f"sl ...\n{row}")
    (finding,) = _told(_probe(root, "a097100CB 203.0.113.9"))
    assert finding.subject.identity == "203.0.113.9"


def test_an_address_of_ipv6(root: Path) -> None:
    """Told as the kernel has it, by the indicator of its short form."""
    form = "B80D0120000000000000000001000000"
    row = f"0: {form}:1F90 {form}:01BB 01 0:0 00:0 0 0 0 7 1\n"
    fakeroot.write(root, "proc/net/tcp6", f"sl ...\n{row}")
    (finding,) = _told(_probe(root, f"a{form} 2001:db8::1"))
    assert finding.subject.identity == "[2001:0db8:0000:0000:0000:0000:0000:0001]"


@pytest.mark.parametrize(
    "place",
    [
        "tmp/a/b/c/d/e/",
        "var/tmp/",
        "dev/shm/",
        "root/.npm/_npx/1/node_modules/left/",
        "root/p/node_modules/@scope/left/",
        "home/ada/",
        "home/ada/.nvm/versions/node/v22/lib/node_modules/@scope/left/",
        "home/ada/.config/systemd/user/",
        "usr/lib/node_modules/left/dist/",
        "usr/local/lib/node_modules/left/",
        "etc/systemd/system/",
        "etc/cron.d/",
        "opt/app/",
        "srv/www/",
    ],
)
def test_where_a_name_is_sought(root: Path, place: str) -> None:
    """In scratch, homes, and where programs and units are put."""
    fakeroot.write(root, f"{place}setup_x.js", "x")
    (finding,) = _told(_probe(root, "fsetup_x.js"))
    assert finding.subject.identity == f"/{place}setup_x.js"


@pytest.mark.parametrize(
    "place",
    ["tmp/a/b/c/d/e/f/", "home/ada/a/b/c/d/e/", "usr/share/x/", "var/lib/x/", "root/.git/objects/"],
)
def test_where_a_name_is_not_sought(root: Path, place: str) -> None:
    """Deeper, and elsewhere: the rule's limits."""
    fakeroot.write(root, f"{place}setup_x.js", "x")
    assert not _told(_probe(root, "fsetup_x.js"))


def test_a_link_is_no_file(root: Path) -> None:
    """What it leads to is sought where that lies; a folder and a pipe are none either."""
    (root / "root").mkdir(exist_ok=True)
    (root / "root/setup_x.js").symlink_to("/etc/passwd")
    (root / "opt/setup_x.js").mkdir(parents=True)
    os.mkfifo(root / "root/setup_y.js")
    assert not _told(_probe(root, "fsetup_x.js", "fsetup_y.js"))


def test_a_name_that_forges_another(root: Path) -> None:
    """A line in a name is no file, and moves no search to another part."""
    fakeroot.write(root, f"root/a\n{root}/opt/setup_x.js", "x")
    fakeroot.write(root, "root/b\n= scratch", "x")
    fakeroot.write(root, "root/c\n= wanted\nfinnocent", "x")
    fakeroot.write(root, "srv/innocent", "x")
    fakeroot.write(root, "srv/setup_x.js", "x")
    assert [each.subject.identity for each in _told(_probe(root, "fsetup_x.js"))] == [
        "/srv/setup_x.js"
    ]


def test_an_odd_name(root: Path) -> None:
    """Below a folder of odd characters a file is found by its name, and not hashed."""
    fakeroot.write(root, "root/\xe9\t|/setup_x.js", _PAYLOAD)
    fakeroot.write(root, "tmp/\xe9/notes", _PAYLOAD)
    reading = _probe(root, "fsetup_x.js", f"s{_SUM}")
    (finding,) = _told(reading)
    assert finding.subject.identity == "/root/\xe9\\x09|/setup_x.js"
    assert "sha256" not in _facts(finding)
    (gap,) = _gaps(reading)
    assert "not hashed" in gap


def test_more_than_can_be_listed(root: Path) -> None:
    """A hundred files are told, and that there are more makes the host unfinished."""
    for number in range(120):
        fakeroot.write(root, f"srv/{number}/setup_x.js", "x")
    reading = _probe(root, "fsetup_x.js")
    assert len(_told(reading)) == 100
    assert "more than 100 files have a name that is looked for; the rest are not listed" in (
        gap.why for gap in reading.skipped
    )


def test_more_in_scratch_than_is_hashed(root: Path) -> None:
    """256 a sweep, each in its turn."""
    for number in range(300):
        fakeroot.write(root, f"tmp/{number}", f"{number}")
    fakeroot.write(root, "var/tmp/last", _PAYLOAD)
    known = (f"s{_SUM}",)
    told = []
    for turn in range(3):
        settings = ProbeSettings(
            nonce=fakeroot.NONCE, root=str(root), turn=turn, wanted=(_GROUP, *known)
        )
        reading = _run(assemble(settings))
        told.append(len(_told(reading)))
        assert _gaps(reading) == ["of 301 files in scratch 256 are hashed in each sweep, by turn"]
    assert max(told) == 1


def _run(script: bytes) -> Reading:
    done = subprocess.run([require("dash")], input=script, capture_output=True, check=True)
    reading = read(Answer(done.stdout, b"", 0), fakeroot.NONCE, _RULES)
    assert reading is not None
    return reading


def test_what_is_too_large_is_said(root: Path) -> None:
    """Files in scratch beyond 16 MiB, programs beyond 64."""
    for name, size in (("tmp/large", (16 << 20) + 1), ("opt/k/agent", (64 << 20) + 1)):
        fakeroot.write(root, name, "")
        os.truncate(root / name, size)
    fakeroot.process(root, "pid=4242 exe=/opt/k/agent cmd=agent")
    programs, files = _gaps(_probe(root, f"s{_SUM}"))
    assert programs.startswith("of 1 programs off system paths 1 were not hashed: unreadable")
    assert files == "1 files in scratch were not hashed: larger than 16 MiB, or of an odd name"


def test_a_host_without_sha256sum(root: Path, tmp_path: Path) -> None:
    """It says so, and names are still found."""
    fakeroot.write(root, "tmp/setup_x.js", _PAYLOAD)
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in _TOOLS.split():
        (folder / tool).symlink_to(require(tool))
    reading = _probe(root, "fsetup_x.js", f"s{_SUM}", path=str(folder))
    assert [_facts(each)["how"] for each in _told(reading)] == ["name"]
    assert _gaps(reading) == ["this host has no sha256sum: neither programs nor files were hashed"]


def test_a_crowd_of_processes(root: Path) -> None:
    """As many as can be listed, and that there are more is said."""
    for pid in range(4000, 4600):
        fakeroot.process(root, f"pid={pid} exe=/usr/bin/node cmd='node setup_x.js'")
    reading = _probe(root, "psetup_x.js")
    assert len(_told(reading)) == 250
    assert len(_gaps(reading)) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("node /a/b/setup_x.js:10", True),
        ("sh -c 'cd x&&node ./setup_x.js>/dev/null'", True),
        ("node -e require('./setup_x.js')", True),
        ("node --require=/x/setup_x.js", True),
        ("node setup_x.jsx", False),
        ("node setup_x", False),
        ("node ssetup_x.js", False),
        ("node SETUP_X.JS", False),
        ("node setup_x.js/", False),
    ],
)
def test_words(root: Path, arguments: str, *, told: bool) -> None:
    """A word is compared whole, whatever stands around it."""
    pid = root / "proc/4242"
    fakeroot.process(root, "pid=4242 exe=/usr/bin/node cmd=x")
    (pid / "cmdline").write_bytes(arguments.replace(" ", "\0").encode() + b"\0")
    assert bool(_told(_probe(root, "psetup_x.js"))) is told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("https://evil.example/x", True),
        ("user@evil.example:/x", True),
        ("EVIL.example.", True),
        ("a.b.c.evil.example:8080", True),
        ("203.0.113.9:80", True),
        ("notevil.example", False),
        ("evil.example.com", False),
        ("evil-example", False),
        ("1203.0.113.9", False),
        (f"{'a.' * 200}evil.example", False),
    ],
)
def test_hosts(root: Path, text: str, *, told: bool) -> None:
    """A name with all beneath it, an address alone."""
    fakeroot.process(root, f"pid=4242 exe=/usr/bin/curl cmd='curl {text}'")
    assert bool(_told(_probe(root, "hevil.example", "a097100CB 203.0.113.9"))) is told


@pytest.mark.parametrize("shell", ["dash", "bash", "busybox ash", "mksh", "yash"])
def test_as_many_as_a_host_is_sent(root: Path, shell: str) -> None:
    """The last of each text is found, also by shells that start a program to print them."""
    words = shell.split()
    require(words[0])
    lines = [_GROUP, *(f"f{number:0120}" for number in range(1990))]
    for number in (0, 1000, 1989):
        fakeroot.write(root, f"srv/{number:0120}", "x")
    output = fakeroot.probe(root, shell=tuple(words), wanted=tuple(lines))
    reading = read(Answer(output, b"", 0), fakeroot.NONCE, _RULES)
    assert reading is not None
    assert (reading.errors, len(_told(reading))) == ((), 3)


def test_the_worst_is_told_of_each_group(root: Path) -> None:
    """Each value at the severity of its own group."""
    fakeroot.write(root, "tmp/one.js", "x")
    fakeroot.write(root, "tmp/two.js", "x")
    reading = _probe(root, "fone.js", "=low|b|", "ftwo.js")
    assert [(each.subject.identity, each.severity.value) for each in _told(reading)] == [
        ("/tmp/one.js", "high"),
        ("/tmp/two.js", "low"),
    ]
