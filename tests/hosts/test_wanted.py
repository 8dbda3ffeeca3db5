import ipaddress
import os
import socket
from pathlib import Path

import build
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picketline.core import indicators
from picketline.core.errors import ConfigError
from picketline.core.indicators import SCHEMA, Indicator, Indicators, Kind
from picketline.core.model import Severity
from picketline.hosts import wanted
from picketline.hosts.probe import KNOWN, ProbeSettings, assemble

_LONGEST_ARGUMENT = 128 << 10


def _one(kind: Kind, value: str, **fields: str) -> Indicator:
    severity = Severity(fields.pop("severity", "high"))
    return Indicator(
        **({"id": "a", "why": "w"} | fields), kind=kind, value=value, severity=severity
    )


def _wanted(*found: Indicator, corpus: str = "") -> wanted.Wanted:
    return wanted.wanted(Indicators(schema=SCHEMA, corpus=corpus, indicators=found))


def test_lines() -> None:
    """A group for what is known by the same, then a letter and a value a line."""
    made = _wanted(
        _one("sha256", "0" * 64),
        _one("host", "evil.example"),
        _one("host", "203.0.113.9"),
        _one("host", "2001:db8::1"),
        _one("process", "x.js", severity="critical", why='of "2025" | \\ \xe9'),
        _one("filename", "a b.js"),
    )
    assert made.lines == (
        "=critical|a|of ?2025? ? ? ?",
        "px.js",
        "=high|a|w",
        "fa b.js",
        "aB80D0120000000000000000001000000 2001:db8::1",
        "a097100CB 203.0.113.9",
        "hevil.example",
        f"s{'0' * 64}",
    )


@given(st.ip_addresses())
def test_an_address_as_the_kernel_has_it(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    """Each word of 32 bits as a little-endian machine prints it."""
    plain = getattr(address, "ipv4_mapped", None) or address
    family = socket.AF_INET if plain.version == 4 else socket.AF_INET6
    packed = socket.inet_pton(family, str(plain))
    words = [packed[at : at + 4] for at in range(0, len(packed), 4)]
    (_, line) = _wanted(_one("host", str(plain))).lines
    expected = "".join(f"{int.from_bytes(word, 'little'):08X}" for word in words)
    assert line == f"a{expected} {plain}"


def test_what_the_report_says() -> None:
    """How many of each kind, of which corpus, and what could not be sent."""
    made = _wanted(_one("filename", "a'b"), _one("host", "a.example"), corpus="ab" * 32)
    assert [gap.why for gap in made.coverage] == [
        "looked for of corpus abababababab: hosts 1; packages by name are not",
        "1 of 2 hold characters that are not sent to a host, and were not looked for",
    ]
    assert wanted.Wanted().coverage == ()
    assert _wanted().coverage[0].why == "looked for: nothing; packages by name are not"


def test_no_more_than_a_host_is_sent() -> None:
    """256 KiB of text, said before anything is sent."""
    many = (_one("filename", f"{n:0250}", id=f"{n:060}") for n in range(1000))
    with pytest.raises(ConfigError, match=r"make \d+ KiB of text, a host is sent 256 KiB at most"):
        _wanted(*many)


def test_as_much_as_a_host_is_sent() -> None:
    """Every text fits an argument of a program, and they are whole."""
    made = _wanted(*(_one("filename", f"{number:0120}") for number in range(2000)))
    script = assemble(ProbeSettings(nonce=build.NONCE, wanted=made.lines)).decode()
    settings = script[: script.index("\naddresses=")]
    texts = [settings.split(f"\n{name}='")[1].split("'")[0] for name in ("wanted", "wanted2")]
    texts.append(settings.split("\nwanted3='")[1].split("'")[0])
    assert tuple("\n".join(texts).splitlines()) == made.lines
    assert all(texts)
    assert all(len(text) < _LONGEST_ARGUMENT for text in texts)


@given(st.text(min_size=1, max_size=50), st.text(max_size=80))
def test_nothing_else_reaches_the_script(value: str, why: str) -> None:
    """Whatever a file holds, a line is printable ASCII without quotes."""
    for line in _wanted(_one("filename", value, why=why)).lines:
        assert KNOWN.fullmatch(line)
        assert not set(line) & set("'\"`\\")
        assert line.count("|") in {0, 2}


@pytest.mark.parametrize("line", ["fa'b", "f\xe9", "", "f\n"])
def test_the_script_takes_no_other(line: str) -> None:
    """Also one that got past every check before."""
    with pytest.raises(ValueError, match="an indicator is printable ASCII without quotes"):
        assemble(ProbeSettings(nonce=build.NONCE, wanted=(line,)))


def test_without_indicators_only_the_settings_differ() -> None:
    """The probe is the same one, but for four lines of settings."""
    one = assemble(ProbeSettings(nonce=build.NONCE)).splitlines()
    other = assemble(ProbeSettings(nonce=build.NONCE, wanted=("=high|a|w", "fx"))).splitlines()
    start = one.index(b"wanted=''")
    assert one[start : start + 4] == [b"wanted=''", b"wanted2=''", b"wanted3=''", b"addresses=''"]
    assert other[:start] + other[start + 2 + 3 :] == one[:start] + one[start + 4 :]


def test_load(tmp_path: Path) -> None:
    """A file as `picosentry ioc export` writes it."""
    file = tmp_path / "i.json"
    file.write_bytes(indicators.write("", (_one("host", "a.example"),)))
    assert wanted.load(file).lines == ("=high|a|w", "ha.example")


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe", "damaged"])
def test_a_file_that_cannot_be_read(tmp_path: Path, kind: str) -> None:
    """It is named, and a pipe without a writer hangs nothing."""
    file = tmp_path / "i.json"
    if kind == "folder":
        file.mkdir()
    elif kind == "pipe":
        os.mkfifo(file)
    elif kind == "damaged":
        file.write_bytes(b"{")
    with pytest.raises(ConfigError, match=r"i\.json: "):
        wanted.load(file)
