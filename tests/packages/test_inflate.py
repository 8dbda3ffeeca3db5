import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaged import law

from picketline.packages import inflate
from picketline.packages.inflate import CHUNK, Cut, Stream


@law
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4), st.integers(1, 400))
def test_what_went_in_comes_out(parts: list[bytes], size: int) -> None:
    """Plain or in gzip streams that follow each other, in takes of any size."""
    whole = b"".join(parts)
    zipped = b"".join(map(gzip.compress, parts))
    for data in (zipped, whole) if whole[:2] != b"\x1f\x8b" else (zipped,):
        stream = Stream(io.BytesIO(data))
        taken = bytearray()
        while piece := stream.take(size):
            taken += piece
        assert taken == whole
        assert stream.at == len(whole)
        assert stream.packed == (data is zipped)


@pytest.mark.parametrize("size", [CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_streams_that_end_where_a_read_ends(size: int) -> None:
    """No byte is lost at the borders of what is read at once."""
    first = gzip.compress(bytes(range(256)) * (size // 256), compresslevel=0)
    data = first + gzip.compress(b"tail")
    assert Stream(io.BytesIO(data)).take(1 << 30).endswith(b"\xfftail")


def test_only_one_chunk_is_held() -> None:
    """Pieces are never larger."""
    stream = Stream(io.BytesIO(gzip.compress(bytes(1 << 20))))
    assert max(map(len, stream.pieces(1 << 20))) <= CHUNK


@law
@given(st.binary(min_size=1, max_size=200), st.data())
def test_a_cut_stream_is_told(data: bytes, draw: st.DataObject) -> None:
    """Wherever it is cut."""
    zipped = gzip.compress(data)
    end = draw.draw(st.integers(2, len(zipped) - 1))
    with pytest.raises(Cut):
        Stream(io.BytesIO(zipped[:end])).take(1000)


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """In bytes, for what is plain too."""
    monkeypatch.setattr(inflate, "TOTAL", 1000)
    with pytest.raises(Cut, match="unpacks to more than 1000 bytes"):
        Stream(io.BytesIO(bytes(1001))).take(2000)
