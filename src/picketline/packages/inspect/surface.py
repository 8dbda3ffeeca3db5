"""What the bytes of a text show without a parser: what is hidden, packed or pushed aside."""

import itertools
import re
from collections.abc import Iterator

from picketline.packages import decoders
from picketline.packages.inspect.words import Place

_UNSEEN = re.compile(
    rb"(?:\xef\xb8[\x80-\x8f]|\xf3\xa0[\x80-\x87][\x80-\xbf]|\xe2\x80[\x8b-\x8f]"
    rb"|\xe2\x81[\xa0-\xaf]|\xe3\x85\xa4|\xef\xbe\xa0|\xef\xbb\xbf){8,}"
)
_BIDI = re.compile(rb"\xe2(?:\x80[\xaa\xab\xad\xae]|\x81[\xa6-\xa8])")
_LONGEST_LINE = 400
_OPENS = (re.compile(rb"\xe2\x80[\xaa\xab\xad\xae]"), re.compile(rb"\xe2\x81[\xa6-\xa8]"))
_CLOSES = (b"\xe2\x80\xac", b"\xe2\x81\xa9")
_GAP = re.compile(rb"(?:\t{60}| {150})[ \t]*+")
_CODE = re.compile(rb"[\w$)\]]\s?[(=;]|\bfunction\b|\beval\b|=>")
_LONG = {"base64": 1024, "escapes": 512, "codes": 1024, "percent": 512}
_MEDIA = (
    *(b"AGFzb", b"iVBOR", b"R0lGO", b"/9j/4", b"d09GR", b"d09GM", b"AAEAA", b"T1RUT", b"UklGR"),
    *(b"PHN2Z", b"JVBER", b"SUQz", b"T2dnU", b"PD94b"),
)
_FEW_CODES = 24
_WORD = re.compile(r"\b[^\W\d]\w*\b")
_LATIN = re.compile(r"[A-Za-z]")
_ALIKE = re.compile("[\u0370-\u03ff\u0400-\u04ff\u0500-\u052f]")
_LOOKS = frozenset("асеорхуіјѕԁһԛԝАВЕКМНОРСТХІЈЅοανρτΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")


def hidden(data: bytes) -> Iterator[Place]:
    """Runs of characters that are not shown, and text directions left open."""
    for run in _UNSEEN.finditer(data):
        if not _listed(run[0]):
            yield "hidden-characters", run.start(), _sort(run[0][:24])
    end = 0
    while found := _BIDI.search(data, end):
        end = data.find(b"\n", found.start(), found.start() + _LONGEST_LINE)
        end = end if end > 0 else found.start() + _LONGEST_LINE
        line = data[found.start() : end]
        pairs = zip(_OPENS, _CLOSES, strict=True)
        if any(len(opens.findall(line)) > line.count(closes) for opens, closes in pairs):
            yield "hidden-characters", found.start(), "bidi"


def _listed(run: bytes) -> bool:
    """Whether a run is a list of such characters in their order, as in a regular expression."""
    text = run[:4096].decode("utf-8", "ignore")
    return all(one < another for one, another in itertools.pairwise(text))


def _sort(run: bytes) -> str:
    if b"\xef\xb8" in run or any(
        run.find(bytes((243, 160, code))) >= 0 for code in range(132, 136)
    ):
        return "variation"
    return "tags" if b"\xf3\xa0" in run else "zero-width"


def pushed(data: bytes) -> Iterator[Place]:
    """Code that stands behind much white space on a line that begins with code."""
    for found in _GAP.finditer(data):
        start = data.rfind(b"\n", max(0, found.start() - 400), found.start()) + 1
        before = data[max(start, found.start() - 400) : found.start()]
        after = data[found.end() : found.end() + 120].split(b"\n", 1)[0]
        if (
            _CODE.search(after)
            and _CODE.search(before)
            and not before.lstrip().startswith((b"//", b"*"))
        ):
            yield "pushed-aside", found.end(), str(found.end() - found.start())


def packed(data: bytes, runs: list[decoders.Run]) -> Iterator[Place]:
    """Long encoded texts, those of data: addresses and of pictures, fonts, WebAssembly left out."""
    for at, name, run in runs:
        if len(run) < _LONG[name]:
            continue
        if name == "base64" and (
            run.startswith(_MEDIA) or b"base64," in data[max(0, at - 80) : at]
        ):
            continue
        if name == "codes" and not _of_bytes(run):
            continue
        if name == "escapes" and not _of_letters(run):
            continue
        hexed = name == "base64" and re.fullmatch(rb"[0-9a-fA-F]+", run)
        if not hexed or re.search(rb"[a-fA-F]", run):
            yield "packed", at, "hex" if hexed else name


def _of_bytes(run: bytes) -> bool:
    """Whether a list of numbers can be an encoded text: bytes, and no WebAssembly."""
    items = [item.strip() for item in run.split(b",")]
    numbers = [int(item, 16 if item[:2] == b"0x" else 10) for item in items]
    return max(numbers) < 256 and numbers[:4] != [0, 97, 115, 109] and len({*numbers}) > _FEW_CODES  # noqa: PLR2004


def _of_letters(run: bytes) -> bool:
    """Whether escapes stand for what needs none: printable ASCII, and not the same again."""
    codes = re.findall(rb"\\(?:x|u00)([2-7][0-9A-Fa-f])", run)
    return len({*codes}) > _FEW_CODES // 2 and len(codes) * 12 > len(run)


def mixed(code: bytes) -> Iterator[Place]:
    """Names of code that mix Latin letters with others that look like them."""
    if code.isascii():
        return
    text = code.decode("utf-8", "replace")
    seen, at = 0, 0
    for found in _WORD.finditer(text):
        word = found[0]
        if not word.isascii() and _LATIN.search(word) and _ALIKE.search(word) and _LOOKS & {*word}:
            at += len(text[seen : found.start()].encode())
            seen = found.start()
            yield "mixed-script", at, word
