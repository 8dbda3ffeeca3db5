import gzip
import hashlib
import io
import tarfile
from collections.abc import Iterable
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import ArchiveError
from picketline.core.report import Gap
from picketline.packages import archives, inflate
from picketline.packages.archives import Member, members

law = settings(max_examples=80, deadline=None, derandomize=True, database=None)
END = bytes(1024)
LINK = b"2"


def header(name: str | bytes, size: int = 0, kind: bytes = b"0", **more: bytes) -> bytes:
    """One header block, its checksum right."""
    raw = name.encode() if isinstance(name, str) else name
    block = bytearray(512)
    block[: len(raw)] = raw
    block[100:108] = more.get("mode", b"0000644\0")
    block[124:136] = more.get("digits", f"{size:011o}\0".encode())
    block[156:157] = kind
    block[257:265] = more.get("magic", b"ustar\x0000")
    prefix = more.get("prefix", b"")
    block[345 : 345 + len(prefix)] = prefix
    block[148:156] = b" " * 8
    block[148:156] = f"{sum(block):06o}\0 ".encode()
    return bytes(block)


def entry(name: str | bytes, data: bytes = b"", kind: bytes = b"0", **more: bytes) -> bytes:
    """A header with the bytes behind it, padded."""
    return header(name, len(data), kind, **more) + data + bytes(-len(data) % 512)


def record(key: str, value: str) -> bytes:
    """One record of an extended header."""
    rest = f" {key}={value}\n".encode()
    size = len(rest)
    while size != len(rest) + len(str(size)):
        size = len(rest) + len(str(size))
    return str(size).encode() + rest


def read(data: bytes | BinaryIO) -> tuple[list[Member], list[Gap]]:
    """The files of an archive called a.tgz, and what was not read of it."""
    found = list(members(data, "a.tgz"))
    return (
        [each for each in found if isinstance(each, Member)],
        [each for each in found if isinstance(each, Gap)],
    )


def paths(*entries: bytes) -> list[str]:
    """The files of an archive of some entries without any problem."""
    files, gaps = read(b"".join(entries) + END)
    assert gaps == []
    return [file.path for file in files]


def problem(*entries: bytes, end: bytes = END) -> str:
    """The one thing that was not read of an archive of some entries."""
    (gap,) = read(b"".join((entry("package/first", b"1"), *entries)) + end)[1]
    assert gap.what.startswith("a.tgz")
    return gap.why


def packed(files: Iterable[tuple[str, bytes]], shape: int = tarfile.PAX_FORMAT) -> bytes:
    """A tarball as Python's own library writes it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=shape) as tar:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0)


def test_a_file_with_its_bytes_and_hash() -> None:
    """The archive's own folder is left out; mode, size and sha256 are told."""
    ((file,), gaps) = read(gzip.compress(entry("package/bin/x", b"hi", mode=b"0000755\0") + END))
    assert gaps == []
    assert file == Member(
        path="bin/x",
        size=2,
        sha256=hashlib.sha256(b"hi").hexdigest(),
        data=b"hi",
        head=b"hi",
        executable=True,
    )


@law
@given(
    st.lists(
        st.tuples(
            st.text(
                st.characters(codec="utf-8", exclude_characters="/\\\0\n"), min_size=1, max_size=150
            ).filter(lambda name: name not in {".", ".."}),
            st.binary(max_size=1500),
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from([tarfile.PAX_FORMAT, tarfile.GNU_FORMAT]),
)
def test_what_a_library_writes_is_read(files: list[tuple[str, bytes]], shape: int) -> None:
    """Names long and strange, in both formats, come out with their bytes."""
    found, gaps = read(packed([(f"package/{name}", data) for name, data in files], shape))
    assert gaps == []
    assert [file.data for file in found] == [data for _, data in files]
    for file, (name, _) in zip(found, files, strict=True):
        assert file.path.isascii()
        raw = file.path.encode().decode("unicode_escape").encode("latin-1")
        assert raw == name.encode()


@law
@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing but ArchiveError comes of bytes that are no archive."""
    for each in (data, gzip.compress(data), entry("package/a", b"1") + data):
        try:
            read(each)
        except ArchiveError as error:
            assert str(error).startswith("a.tgz: ")  # noqa: PT017  # it need not be raised


@law
@given(st.data())
def test_a_damaged_archive_is_never_taken_for_whole(data: st.DataObject) -> None:
    """Cut anywhere, it is refused or says that it is cut."""
    whole = packed([("package/a", b"x" * 700), ("package/b", b"y")])
    cut = data.draw(st.integers(0, len(whole) - 1))
    try:
        files, gaps = read(whole[:cut])
    except ArchiveError:
        return
    assert gaps
    assert len(files) <= 2


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it holds no file"),
        (END, "it holds no file"),
        (b"hello", "it ends within a header"),
        (b"x" * 512, "a header's checksum does not hold"),
        (b"\x1f\x8bxxxx", "the gzip stream is damaged: "),
        (gzip.compress(entry("package/a"), mtime=0)[:20], "the gzip stream ends too early"),
    ],
)
def test_what_is_no_archive(data: bytes, why: str) -> None:
    """The error names the file, says what is wrong and what to do."""
    with pytest.raises(ArchiveError) as caught:
        read(data)
    assert str(caught.value).startswith(f"a.tgz: no npm tarball: {why}")
    assert str(caught.value).endswith("; give a .tgz that `npm pack` made")


def test_streams_that_follow_each_other_are_one() -> None:
    """As for npm."""
    one = entry("package/a", b"x" * 600) + entry("package/b")
    data = b"".join(gzip.compress(piece) for piece in (one[:300], one[300:], END))
    files, gaps = read(data)
    assert [file.path for file in files] == ["a", "b"]
    assert gaps == []


def test_zeros_behind_the_stream_are_padding() -> None:
    """Nothing is hidden in them."""
    assert read(gzip.compress(entry("package/a") + END) + bytes(5000))[1] == []


@pytest.mark.parametrize("behind", [b"x", b"\0\0x", b"\x1f", b"\x1f\x8bnot gzip"])
def test_bytes_behind_the_stream_are_told(behind: bytes) -> None:
    """Whatever they are, they were not read."""
    files, (gap,) = read(gzip.compress(entry("package/a") + END) + behind)
    assert len(files) == 1
    assert "gzip" in gap.why


def test_bytes_behind_the_end_mark_are_told() -> None:
    """Some readers go on behind it."""
    assert "bytes follow the tar's end mark" in problem(end=END + entry("package/b"))


def test_one_empty_block_is_no_end() -> None:
    """As for npm, which goes on behind it: what follows is read."""
    assert paths(entry("package/a"), bytes(512), entry("package/b")) == ["a", "b"]


def test_a_plain_tar_without_its_end() -> None:
    """Nothing else would tell that it was cut."""
    assert problem(end=b"") == "ends without an end mark: it may be cut"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("package/a/./b//c", "a/b/c"),
        ("other/a", "a"),
        ("package//a", "a"),
        ("package/a\tb", "a\\x09b"),
        ("package/ü\\", "\\xc3\\xbc\\x5c"),
        (b"package/\xff", "\\xff"),
    ],
)
def test_paths(name: str | bytes, path: str) -> None:
    """The first part is dropped; what could steer a terminal is written as its code."""
    assert paths(entry(name)) == [path]


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (entry("/etc/passwd"), "its path is absolute"),
        (entry("package/../../x"), "its path leads out of the package"),
        (entry("../package/x"), "its path leads out of the package"),
        (entry("package.json", b"{}"), "it lies in no folder"),
        (entry("package/.", b"{}"), "it lies in no folder"),
        (entry("package/l", kind=b"2"), "a symbolic link"),
        (entry("package/l", kind=b"1"), "a hard link"),
        (entry("package/d", kind=b"3"), "a device"),
        (entry("package/d", kind=b"6"), "a FIFO"),
        (entry("package/d", b"x", kind=b"Z"), "a member of the unknown type b'Z'"),
    ],
)
def test_what_is_not_taken(made: bytes, why: str) -> None:
    """It is named with its reason, and reading goes on behind it."""
    files, (gap,) = read(made + entry("package/after") + END)
    assert gap.why == f"not read: {why}"
    assert [file.path for file in files] == ["after"]


def test_folders_are_nothing_to_tell() -> None:
    """Of either kind, with a size or without."""
    made = (header("package/d/", 99, b"5"), header("package/e/", 99, b"\0"), entry("package/f/"))
    assert paths(*made, entry("package/a")) == ["a"]


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (entry("package/l", b"x", kind=b"2"), "is no file but has bytes"),
        (entry("package/f/", b"x"), "is no file but has bytes"),
        (entry("package/s", kind=b"S"), "is sparse"),
        (
            entry("x", record("GNU.sparse.major", "1"), b"x") + entry("package/s"),
            "is sparse",
        ),
        (entry("x", record("size", "9"), b"x") + entry("package/s", b"x"), "has two sizes"),
        (entry("g", record("path", "package/p"), b"g"), "a header for all entries sets paths"),
        (entry("x", b"999 path=x\n", b"x"), "an extended header is malformed"),
        (entry("x", b"-1 path=x\n", b"x"), "an extended header is malformed"),
        (entry("x", record("size", "-9"), b"x") + entry("package/s"), "holds a size that is none"),
        (header("x", (1 << 20) + 1, b"x"), "an extended header has 1048577 bytes"),
        (header("package/a", digits=b"12345678z\0\0\0"), "holds a number that is none"),
        (header("package/a", digits=b"\xff" * 12), "holds a number that is none"),
        (b"x" * 512, "a header's checksum does not hold"),
    ],
)
def test_where_readers_disagree_reading_ends(made: bytes, why: str) -> None:
    """What follows would be one thing to one reader and another to the next."""
    told = problem(made, entry("package/after"))
    assert told.startswith("from byte ")
    assert why in told


def test_a_prefix_counts_in_posix_headers_alone() -> None:
    """As for npm: in others those bytes hold times."""
    assert paths(entry("a", prefix=b"package/in")) == ["in/a"]
    assert paths(entry("package/a", prefix=b"1427", magic=b"ustar  \0")) == ["a"]


def test_long_names_of_both_kinds() -> None:
    """The last that is said before an entry holds, for that entry alone."""
    name = "package/" + "n" * 200
    made = (
        entry("x", record("path", name) + record("mtime", "1"), b"x"),
        entry("short", b"1"),
        entry("././@LongLink", name.encode() + b"\0", b"L"),
        entry("short", b"2"),
        entry("package/plain", b"3"),
        entry("g", record("comment", "f00"), b"g"),
        entry("package/last"),
    )
    assert paths(*made) == ["n" * 200, "n" * 200, "plain", "last"]


def test_a_size_of_an_extended_header_holds() -> None:
    """Where the header itself has none."""
    made = entry("x", record("size", "3"), b"x") + header("package/a") + b"abc" + bytes(509)
    (file,), gaps = read(made + END)
    assert (file.data, gaps) == (b"abc", [])


def test_a_name_that_comes_again() -> None:
    """Both files are given, the later one marked."""
    files, gaps = read(entry("package/a", b"1") + entry("other/./a", b"2") + END)
    assert [(file.path, file.data, file.again) for file in files] == [
        ("a", b"1", False),
        ("a", b"2", True),
    ]
    assert gaps == []


def test_a_file_that_is_cut() -> None:
    """What is there of it is given, and how much is missing."""
    files, gaps = read(header("package/a", 600) + b"x" * 100)
    assert [file.data for file in files] == [b"x" * 100]
    assert Gap("a.tgz: a", "cut: 100 of 600 bytes are there") in gaps


def test_a_large_file_is_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of its bytes the first are held, and it says that these are not all."""
    monkeypatch.setattr(archives, "KEPT", 5000)
    (file, small), gaps = read(entry("package/a", b"x" * 5001) + entry("package/b", b"") + END)
    assert (file.data, file.head, file.size) == (None, b"x" * 4096, 5001)
    assert file.sha256 == hashlib.sha256(b"x" * 5001).hexdigest()
    assert (small.data, small.head) == (b"", b"")
    assert gaps == []


def test_too_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    """Extended headers count too, so a chain of them ends."""
    monkeypatch.setattr(archives, "MEMBERS", 50)
    assert "more than 50 members" in problem(*[entry("x", record("a", "b"), b"x")] * 60)
    assert "more than 50 members" in problem(*[entry("package/a")] * 60)


def test_too_many_extended_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading them costs more than reading files, so their sum is bounded."""
    monkeypatch.setattr(archives, "EXTENDED_ALL", 100)
    made = entry("x", record("a", "b"), b"x") + entry("package/a")
    assert "extended headers have more than 100 bytes" in problem(*[made] * 20)


def test_many_problems_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first are told one by one."""
    monkeypatch.setattr(archives, "TOLD", 3)
    _, gaps = read(entry("package/l", kind=LINK) * 10 + END)
    assert len(gaps) == 4
    assert gaps[-1] == Gap("a.tgz", "7 more of its members were not read")


def test_a_bomb_ends_at_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its sum, and by how much one byte came to."""
    data = gzip.compress(entry("package/zeros", bytes(10 << 20)) + END)
    monkeypatch.setattr(inflate, "MEASURED_FROM", 1 << 20)
    _, gaps = read(data)
    assert "unpacks to more than 250 times its size" in gaps[-1].why
    monkeypatch.setattr(inflate, "TOTAL", 1 << 18)
    assert "unpacks to more than 262144 bytes" in read(data)[1][-1].why


def test_a_source_that_fails() -> None:
    """An error of the disk is told as one."""

    class Broken(io.BytesIO):
        def read(self, _: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(ArchiveError, match="cannot be read: Input/output error"):
        read(Broken())
