"""Whatever comes over the line, nothing is raised and nothing is silently lost or added."""

from functools import cache

import build
import pytest
from build import NONCE, RULES
from hypothesis import example, given
from hypothesis import strategies as st

from picketline.core.text import safe_text
from picketline.hosts import records
from picketline.hosts.facts import Reading

HEADER = f"picket\t1\t{NONCE}\n".encode()


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the real probe says of a fake root with findings of many rules."""
    return build.probed(tmp_path_factory.mktemp("root"))


@cache
def _read(output: bytes) -> Reading | None:
    return records.read(build.heard(output), NONCE, RULES)


def _whole(output: bytes) -> Reading:
    reading = _read(output)
    assert reading is not None
    return reading


def _finished(reading: Reading | None) -> bool:
    return reading is not None and not reading.skipped and not reading.errors


def _sane(reading: Reading | None) -> None:
    """Every finding is one that its rule may make, and nothing in it can steer or hide."""
    if reading is None:
        return
    for finding in reading.findings:
        rule = RULES[finding.rule]
        assert rule.admits(finding.severity)
        assert rule.slam_dunk or not finding.slam_dunk
        for text in (finding.subject.identity, finding.matched, *map(str, finding.evidence)):
            assert text == safe_text(text)
    for gap in (*reading.skipped, *reading.errors, *reading.coverage):
        assert (gap.what, gap.why) == (safe_text(gap.what), safe_text(gap.why))


def test_the_untouched_output_is_whole(output: bytes) -> None:
    """The ground that the laws below stand on: five rules fire and nothing is missing."""
    reading = _whole(output)
    assert _finished(reading)
    assert len({finding.rule for finding in reading.findings}) >= 5
    assert b"hunter2" in output
    assert "hunter2" not in repr(reading)
    _sane(reading)


@build.law
@given(data=st.binary(max_size=300))
@example(b"")
@example(b"\n")
@example(b"\xff\t\n")
def test_arbitrary_bytes(data: bytes) -> None:
    """Noise is an error of the host, never an exception and never clean."""
    assert _read(data) is None
    assert not _finished(_read(HEADER + data))
    _sane(_read(HEADER + data))


_WORDS = ["finding", "ran", "end", "uid", "load", "skip", "cover", "unsupported", NONCE, "0", "1"]
_WORDS += ["HOST-EXE-001", "high", "process", "-", "a=b", "\\x1b", "\\xff", "\\x", "x" * 5000]
_LINES = st.lists(st.lists(st.sampled_from(_WORDS), max_size=14).map("\t".join), max_size=8)


@build.law
@given(lines=_LINES)
def test_words_of_the_protocol_in_any_order(lines: list[str]) -> None:
    """Records out of shape are complained of; what is admitted is within bounds."""
    reading = _whole(HEADER + "\n".join([*lines, ""]).encode())
    assert not _finished(reading)
    _sane(reading)


@build.law
@given(data=st.data())
def test_one_changed_byte(output: bytes, data: st.DataObject) -> None:
    """What still looks whole has every finding, all but one of them as they were.

    The protocol has no checksum, as ssh has one: a letter of a value that is another
    letter goes unseen. But nothing vanishes, appears, or claims what its rule may not.
    """
    at = data.draw(st.integers(0, len(output) - 1))
    byte = data.draw(st.integers(0, 255) | st.sampled_from(list(b"\t\n 019=\\-")))
    _check(output, output[:at] + bytes([byte]) + output[at + 1 :])


@build.law
@given(data=st.data())
def test_one_byte_lost_or_added(output: bytes, data: st.DataObject) -> None:
    """As for a changed byte."""
    at = data.draw(st.integers(0, len(output) - 1))
    more = data.draw(st.sampled_from([b"", *(bytes([byte]) * 2 for byte in b"\t\n 0=\\")]))
    _check(output, output[:at] + more + output[at + 1 :])


def test_every_newline_and_tab_counts(output: bytes) -> None:
    """Each of them, lost or swapped for the other, leaves the host unfinished or as it was."""
    for at, byte in enumerate(output):
        if byte in b"\t\n":
            for other in (b"", b" ", b"\n" if byte == ord("\t") else b"\t"):
                _check(output, output[:at] + other + output[at + 1 :])


def _check(output: bytes, changed: bytes) -> None:
    reading, before = _read(changed), _whole(output)
    _sane(reading)
    if reading is None or not _finished(reading):
        return
    assert reading.ran == before.ran
    assert len(reading.findings) == len(before.findings)
    pairs = zip(reading.findings, before.findings, strict=True)
    assert sum(after != earlier for after, earlier in pairs) <= 1


def test_cut_at_any_byte(output: bytes) -> None:
    """However little of the end is missing, the host is not finished."""
    for length in range(len(output)):
        assert not _finished(_read(output[:length]))


@build.law
@given(data=st.data())
def test_a_lost_line_is_missed(output: bytes, data: st.DataObject) -> None:
    """A finding, a rule that ran or the end cannot go without a trace."""
    lines = output.splitlines(keepends=True)
    at = data.draw(st.sampled_from([n for n, line in enumerate(lines) if not _optional(line)]))
    assert not _finished(_read(b"".join((*lines[:at], *lines[at + 1 :]))))


def _optional(line: bytes) -> bool:
    """Coverage is said, not counted."""
    return line.startswith((b"cover\t", b"load\t"))
