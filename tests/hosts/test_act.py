import asyncio
import subprocess
from pathlib import Path
from typing import Literal

import build
import pytest
import tools
from build import NONCE, heard, record
from hypothesis import given
from hypothesis import strategies as st

from picketline.hosts import act
from picketline.hosts.act import Line, Order, deeds, preview, settings
from picketline.hosts.facts import Deed, Target
from picketline.hosts.inventory import Host

STAMP = "20260314150926"
HERE = Target(4242, 991, 77)
HIDDEN = Target(4243)
HEADER = record("picket", 1, NONCE)
SAID = (HEADER, record("frozen", 4242, 991, 77, STAMP), record("end", 1, NONCE))


def _deeds(*lines: str, targets: tuple[Target, ...] = (HERE,)) -> tuple[Deed, ...]:
    return deeds(targets, heard("".join(f"{line}\n" for line in lines)), NONCE)


def test_the_settings_are_digits_and_hex() -> None:
    """All that reaches the host of a finding and of the inventory."""
    order = Order(stamp=STAMP, targets=(HERE, HIDDEN), protect=("/opt/db", "/o'pt/$(id)"))
    odd = b"/o'pt/$(id)".hex()
    assert settings(order, NONCE, private=True) == (
        f"nonce={NONCE}\nstamp={STAMP}\nprivate=1\nstop=0\ntargets='4242:991:77 4243:0:0'\n"
        f"protected='{b'/opt/db'.hex()} {odd}'\n"
    )


@pytest.mark.parametrize(
    "stamp", ["", "1", "2026-03-14", "20260314150926\n", "$(id)$(id)$(id)", "../../../../../"]
)
def test_an_incident_is_named_by_digits(stamp: str) -> None:
    """What names a folder on the host can lead nowhere else."""
    with pytest.raises(ValueError, match="14 digits"):
        settings(Order(stamp=stamp, targets=()), NONCE, private=False)


@pytest.mark.parametrize(
    "target",
    [
        ("1;id", 0, 0),
        (1, "$(id)", 0),
        (1, 0, "0'"),
        (1, 0, ""),
        (1, 0, None),
        (-1, 0, 0),
        (1, -1, 0),
        (1, 0, -1),
    ],
)
def test_a_target_is_digits_or_refused(target: tuple[int, int, int]) -> None:
    """Nothing else travels; a negative pid would be a whole process group."""
    with pytest.raises((ValueError, TypeError)):
        settings(Order(stamp=STAMP, targets=(Target(*target),)), NONCE, private=False)


@pytest.mark.parametrize("nonce", ["", "x;id", "0" * 31 + "\n", "G" * 32])
@pytest.mark.parametrize("kind", ["contain", "thaw"])
def test_a_nonce_is_hex_or_refused(kind: str, nonce: str) -> None:
    """As for the probe: no first or last line is built from anything but hex."""
    with pytest.raises(ValueError, match=r"."):
        preview(kind, nonce)


@pytest.mark.parametrize("kind", ["contain", "thaw"])
def test_the_preview_is_what_is_sent(kind: str) -> None:
    """Readable by a shell, the same every time, with no process to act on."""
    script = preview(kind, NONCE)
    assert script == preview(kind, NONCE)
    assert b"\ntargets=''\n" in script
    assert script.endswith(f"\nmain </dev/null {NONCE}".encode())
    assert len(script) < 64 << 10
    done = subprocess.run(
        [tools.require("dash"), "-n"], input=script, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("kind", ["contain", "thaw"])
def test_nothing_is_ever_killed(kind: str) -> None:
    """A script stops and continues; SIGTERM goes to a container alone, and by its engine."""
    script = preview(kind, NONCE).decode()
    assert script.count('ask kill -s TERM "$id"') == (kind == "contain")
    words = script.replace("ask kill -s TERM ", "").split("kill ")[1:]
    assert words
    assert all(word.startswith(("-STOP ", "-CONT ")) for word in words)
    assert "ask stop" not in script


@pytest.mark.parametrize("container", ["pause", "stop"])
def test_the_inventory_says_how(tmp_path: Path, container: Literal["pause", "stop"]) -> None:
    """Whether a container is paused or ended is the host's setting."""
    order = Order(stamp=STAMP, targets=(HERE,))
    host = Host(ssh="a", container=container)
    sent = tmp_path / "sent"
    environ = build.hosts(tmp_path, {"a": "x"})
    ssh = tmp_path / "bin" / "ssh"
    ssh.write_text(f'#!/bin/sh\n[ "$1" = -G ] || cat >"{sent}"\n')
    asyncio.run(act.contain(Line(host, 20, environ), order))
    assert f"\nstop={int(container == 'stop')}\n" in sent.read_text()


def test_what_was_done_is_told() -> None:
    """Each deed with its process and the incident; evidence that is missing is named."""
    done = _deeds(
        HEADER,
        record("missing", "4242/io"),
        record("missing", "4242/loginuid"),
        record("frozen", 4242, 991, 77, STAMP),
        record("already", 5, 6, 7, STAMP),
        record("refused", 8, "protected-init"),
        record("end", 3, NONCE),
        targets=(HERE, Target(5, 6, 7), Target(8, 9, 10), Target(11, 12, 13)),
    )
    assert done == (
        Deed(HERE, "frozen", STAMP, ("io", "loginuid")),
        Deed(Target(5, 6, 7), "already", STAMP),
        Deed(Target(8, 9, 10), "refused", "protected-init"),
        Deed(Target(11, 12, 13), "failed", "the host did not say what it did"),
    )


def test_a_hidden_process_gets_its_place() -> None:
    """Of a process under a mount only the pid is known before."""
    lines = (HEADER, record("frozen", 4243, 5, 6, STAMP), record("end", 1, NONCE))
    assert _deeds(*lines, targets=(HIDDEN,)) == (Deed(Target(4243, 5, 6), "frozen", STAMP),)


@pytest.mark.parametrize(
    "line",
    [
        record("frozen", 4242, 992, 77, STAMP),
        record("frozen", 4242, 991, 78, STAMP),
        record("thawed", 4242, 1, 1, STAMP),
        record("frozen", 4241, 991, 77, STAMP),
        record("frozen", 4242, 991, 77, STAMP[1:]),
        record("frozen", 4242, 991, 77, "../../etc/x123"),
        record("frozen", 4242, 991, 77),
        record("frozen", 4242, 991, 77, STAMP, "more"),
        record("frozen", 4242, -991, 77, STAMP),
        record("frozen", "4242 ", 991, 77, STAMP),
        record("killed", 4242, 991, 77, STAMP),
        record("Frozen", 4242, 991, 77, STAMP),
        record("refused", 4242, "\x1b[2J"),
        record("refused", 4242, "x" * 42),
        record("refused", 4242, ""),
        record("refused", 4242),
        record("end", 4242, NONCE),
        "",
    ],
)
def test_a_host_that_lies_is_not_believed(line: str) -> None:
    """Another process, a stamp that is none, words out of shape: all are failures."""
    (deed,) = _deeds(HEADER, line, record("end", 1, NONCE))
    assert (deed.target, deed.outcome) == (HERE, "failed")
    assert deed.detail.isprintable()


@pytest.mark.parametrize(
    "lines",
    [
        SAID[:2],
        SAID[1:],
        (HEADER.replace(NONCE, "f" * 32), *SAID[1:]),
        (*SAID[:2], record("end", 1, "f" * 32)),
        (*SAID[:2], f"end\t1\t{NONCE}\t"),
        (),
    ],
)
def test_an_answer_that_is_not_whole_counts_for_nothing(lines: tuple[str, ...]) -> None:
    """Without header and end of this act nothing is known to be frozen."""
    assert [deed.outcome for deed in _deeds(*lines)] == ["failed"]


def test_an_end_that_was_cut_is_none() -> None:
    """Its last newline counts."""
    answer = heard("\n".join(SAID))
    assert [deed.outcome for deed in deeds((HERE,), answer, NONCE)] == ["failed"]


def test_a_failure_says_why() -> None:
    """The limit, or the end of what ssh said, made safe."""
    (late,) = deeds((HERE,), heard("", cut="no end within 45 s"), NONCE)
    (refused,) = deeds((HERE,), heard("", b"x" * 300 + b"\x1b[2J no route\n"), NONCE)
    (silent,) = deeds((HERE,), heard(""), NONCE)
    assert (late.detail, silent.detail) == ("no end within 45 s", "no answer")
    assert refused.detail.endswith(r"x\x1b[2J no route")
    assert len(refused.detail) <= 220


def test_missing_evidence_is_counted_and_capped() -> None:
    """A host can name no more than a snapshot has, in words of its own."""
    names = [record("missing", f"4242/{'a' * length}") for length in range(1, 40)]
    odd = [record("missing", f"4242/{name}") for name in ("A", "\x1b", "../x", "", "a b")]
    (deed,) = _deeds(HEADER, *odd, *names, *SAID[1:])
    assert deed.missing == tuple("a" * length for length in range(1, 21))


@build.law
@given(st.binary(max_size=200), st.booleans())
def test_garbage_freezes_nothing(data: bytes, framed: bool) -> None:  # noqa: FBT001  # by name
    """Whatever bytes a host sends, each target has one deed, and none claims to be done."""
    end = record("end", 1, NONCE).encode() + b"\n"
    output = HEADER.encode() + b"\n" + data + b"\n" + end if framed else data
    done = deeds((HERE, HIDDEN), heard(output), NONCE)
    assert [deed.target.pid for deed in done] == [HERE.pid, HIDDEN.pid]
    assert {deed.outcome for deed in done} == {"failed"}


@pytest.mark.parametrize("hidden", [False, True])
def test_the_order_reaches_the_host(tmp_path: Path, hidden: object) -> None:
    """Over the same line as the probe; only for a hidden process in a namespace of its own."""
    target = HIDDEN if hidden else HERE
    lines = record("picket", 1, "NONCE"), record("refused", target.pid, "gone")
    answer = "\n".join((*lines, record("end", 1, "NONCE"), ""))
    environ = build.hosts(tmp_path, {"a": answer})
    line = Line(Host(ssh="a"), 20, environ)
    order = Order(stamp=STAMP, targets=(target,))
    for doing in (act.contain, act.thaw):
        assert asyncio.run(doing(line, order)) == (Deed(target, "refused", "gone"),)
