import stat
from pathlib import Path

import build
import crate
import pytest
from build import NONCE
from crate import PIECES, manifest, packed, stream
from hypothesis import given
from hypothesis import strategies as st

from picketline.core.errors import ContainmentError
from picketline.hosts import parcel
from picketline.hosts.parcel import MANIFEST, Parcel

LISTED = packed(MANIFEST, manifest(PIECES))
EXE = packed("4242/exe", PIECES["4242/exe"])


def _refused(folder: Path, data: bytes) -> str:
    """Why bytes are refused while they arrive or at their end."""
    arriving = Parcel(folder, NONCE)
    try:
        if wrong := arriving.take(data):
            return wrong
        arriving.receipt()
    except ContainmentError as problem:
        return str(problem)
    finally:
        arriving.close()
    return ""


def test_what_was_sent_lies_there(tmp_path: Path) -> None:
    """Byte for byte, private, with the sums of what the manifest does not cover."""
    arriving = Parcel(tmp_path, NONCE)
    assert not arriving.take(b"Welcome!\n" + crate.whole())
    receipt = arriving.receipt()
    arriving.close()
    kept = {str(p.relative_to(tmp_path)): p for p in tmp_path.rglob("*") if p.is_file()}
    sent = {MANIFEST: manifest(PIECES)} | PIECES | crate.LISTS
    assert {name: path.read_bytes() for name, path in kept.items()} == sent
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept.values()} == {0o600}
    assert stat.S_IMODE((tmp_path / "4242").stat().st_mode) == 0o700
    assert set(receipt.sums) == {MANIFEST, *crate.LISTS}
    assert (receipt.files, receipt.size) == (len(sent), sum(map(len, sent.values())))
    assert parcel.standing(tmp_path) == receipt


def test_nothing_stands_where_nothing_was_put(tmp_path: Path) -> None:
    """A folder that is not there has no receipt."""
    assert parcel.standing(tmp_path / "none") is None


@build.law
@given(st.lists(st.integers(1, 4000), max_size=30))
def test_pieces_of_any_size(tmp_path_factory: pytest.TempPathFactory, cuts: list[int]) -> None:
    """How the line cuts the bytes makes no difference."""
    arriving = Parcel(tmp_path_factory.mktemp("box"), NONCE)
    data = crate.whole()
    for cut in cuts:
        assert not arriving.take(data[:cut])
        data = data[cut:]
    assert not arriving.take(data)
    assert arriving.receipt().files == len(PIECES) + len(crate.LISTS) + 1
    arriving.close()


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "..",
        "/etc/passwd",
        "4242/../x",
        "4242/..",
        "4242//exe",
        "4242/exe/x",
        "4242/.exe",
        "4242/EXE",
        "0/exe",
        "x/exe",
        "exe",
        "4242/",
        "4242/e\x00",
        "",
        "not-kept/x",
    ],
)
def test_a_name_that_is_none(tmp_path: Path, name: str) -> None:
    """On the manifest or in the stream: refused, and nothing is made outside or inside."""
    home = tmp_path / "home"
    for folder in (home / "a", home / "b"):
        folder.mkdir(parents=True)
    assert _refused(home / "a", stream(LISTED, packed(name, b"x"))) == (
        "the host sent a record out of shape"
    )
    listed = packed(MANIFEST, manifest({name: b"x"}))
    assert _refused(home / "b", stream(listed)) == "the manifest is out of shape"
    assert [path.name for path in home.parent.rglob("*") if path.is_file()] == [MANIFEST] * 2


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """Somebody who could lay one in the folder gains nothing by it."""
    (tmp_path / "frozen").symlink_to(tmp_path / "elsewhere")
    said = _refused(tmp_path, stream(LISTED, packed("frozen", b"x")))
    assert said.startswith("cannot be kept: ")
    assert not (tmp_path / "elsewhere").exists()


OTHER = packed("4242/exe", b"another")
LONGER = b"x" * (1 << 20) + b"y"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the host's answer broke off"),
        (crate.whole()[:-1], "the host's answer broke off"),
        (crate.whole().replace(b"end\t6", b"end\t5"), "a record out of shape"),
        (crate.whole("f" * 32), "the host's answer broke off"),
        (crate.whole() + b"x", "more after the end"),
        (stream(), f"did not send {MANIFEST}"),
        (stream(LISTED), "did not send 4242/cmdline"),
        (stream(LISTED, EXE), "did not send 4242/cmdline"),
        (stream(LISTED, OTHER), "4242/exe is not what the manifest says"),
        (stream(LISTED, EXE, EXE), "sent 4242/exe out of turn"),
        (stream(EXE), "sent 4242/exe out of turn"),
        (stream(LISTED, LISTED), f"sent {MANIFEST} out of turn"),
        (stream(LISTED, packed("4242/maps", b"")), "4242/maps is not on the manifest"),
        (stream(LISTED, packed("4242/io", b"", size=1)), "not of the size that was said"),
        (stream(LISTED, packed("4242/io", b"xy", size=1)), "not of the size that was said"),
        (stream(LISTED, packed("4242/io", b"", size=9999999999)), "4242/io is too large"),
        (stream(LISTED, packed("4242/io", b"", size=99999999999)), "a record out of shape"),
        (stream(LISTED, b"file\t4242/io\t-1\n\n"), "a record out of shape"),
        (stream(packed(MANIFEST, LONGER)), f"{MANIFEST} is too large"),
        (stream(packed(MANIFEST, b"\xff\n")), "the manifest is out of shape"),
        (stream(packed(MANIFEST, manifest(PIECES) * 2)), "the manifest is out of shape"),
        (stream(packed(MANIFEST, b"")), "the manifest is out of shape"),
        (stream(b"refused\tno-incident\n", count=0), "refused: no-incident"),
        (stream(b"refused\t\x1b[2J\n", count=0), "a record out of shape"),
        (stream(LISTED, b"x" * 200), "a record out of shape"),
        (b"x" * 70_000, "the host said something else"),
        (b"x\n" * 40_000, "the host said something else"),
    ],
)
def test_a_host_that_lies(tmp_path: Path, data: bytes, why: str) -> None:
    """Too much, too little, another size or sum: refused, in words of our own."""
    said = _refused(tmp_path, data)
    assert why in said
    assert said.isprintable()


def test_too_much_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One incident has a limit, and the controller's disk keeps room."""
    monkeypatch.setattr(parcel, "MOST", 1000)
    assert "more than 0 MiB" in _refused(tmp_path, crate.whole())
    monkeypatch.undo()
    monkeypatch.setattr(parcel, "_SPARE", 1 << 60)
    assert "no room on the controller's disk" in _refused(tmp_path, crate.whole())


@build.law
@given(st.binary(max_size=300))
def test_garbage(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """Whatever follows the header, nothing but a whole parcel has a receipt."""
    folder = tmp_path_factory.mktemp("box")
    assert _refused(folder, f"picket\t1\t{NONCE}\n".encode() + data)
    assert not [path for path in folder.rglob("*") if path.name != MANIFEST and path.is_file()]


@pytest.mark.parametrize("stamp", ["", "$(id)", "../x"])
def test_an_incident_is_named_by_digits(stamp: str) -> None:
    """Nothing else of it reaches the host."""
    with pytest.raises(ValueError, match="invalid literal"):
        parcel.order(stamp, NONCE)
