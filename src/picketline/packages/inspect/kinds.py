"""What kind of file bytes are: by what they begin with, then by name, then by what they hold."""

import re

_MAGIC = (
    (b"\x7fELF", "elf"),
    (b"MZ", "pe"),
    (b"\xfe\xed\xfa\xce", "macho"),
    (b"\xfe\xed\xfa\xcf", "macho"),
    (b"\xce\xfa\xed\xfe", "macho"),
    (b"\xcf\xfa\xed\xfe", "macho"),
    (b"\x00asm", "wasm"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
)
_MAGICS = tuple(magic for magic, _ in _MAGIC)
_FAT = b"\xca\xfe\xba\xbe"
_MOST_ARCHITECTURES = 40
_TAR = slice(257, 262)
_SUM = slice(148, 156)
_EXTENSIONS = {
    **dict.fromkeys(("js", "cjs", "mjs", "jsx", "ts", "cts", "mts", "tsx", "es6"), "javascript"),
    **dict.fromkeys(("json", "json5", "jsonc", "map", "webmanifest"), "json"),
    **dict.fromkeys(("sh", "bash", "zsh", "ksh", "command", "bat", "cmd", "ps1"), "shell"),
    **dict.fromkeys(("py", "pyw", "pth", "gyp", "gypi"), "python"),
    **dict.fromkeys(("yml", "yaml"), "yaml"),
}
_RUN = frozenset(
    ("js", "cjs", "mjs", "jsx", "ts", "cts", "mts", "tsx", "es6", "sh", "bash", "zsh", "py", "gyp")
)
"""Extensions that decide how a file is run, whatever bytes it begins with."""
_DECLARATION = re.compile(r"\.d\.(ts|mts|cts)$|\.d\.[\w-]+\.ts$")
_INTERPRETERS = (
    (re.compile(rb"\b(node|nodejs|bun|deno|tsx|ts-node)\b"), "javascript"),
    (re.compile(rb"\b(ba|z|da|k|a)?sh\b"), "shell"),
    (re.compile(rb"\bpython[0-9.]*\b"), "python"),
)
_HEAD = 4096
_CONTROLS = bytes(set(range(9)) | {11} | set(range(14, 27)) | set(range(28, 32)) | {127})
_MOST_CONTROLS = 0.1


def kind(data: bytes, name: str) -> str:
    """One word for what the bytes are; see `facts.Content`. `name` is a path or base name."""
    return "empty" if not data else _magic(data) or _named(data, name)


def declares(name: str) -> bool:
    """Whether a name is that of TypeScript's declarations, which cannot run."""
    name = name.lower()
    return ".d." in name and _DECLARATION.search(name) is not None


def _magic(data: bytes) -> str:
    head = data[:4]
    if head == _FAT:
        many = int.from_bytes(data[4:8], "big")
        return "macho" if 0 < many < _MOST_ARCHITECTURES else "class"
    if data[_TAR] == b"ustar" and _summed(data):
        return "tar"
    if not data.startswith(_MAGICS):
        return ""
    word = next((word for magic, word in _MAGIC if data.startswith(magic)), "")
    return "" if word == "pe" and not _portable(data) else word


def _portable(data: bytes) -> bool:
    """Whether what begins with MZ is a program for Windows, not a text."""
    at = int.from_bytes(data[60:64], "little")
    return data[at : at + 4] == b"PE\x00\x00"


def _summed(data: bytes) -> bool:
    """Whether the checksum of a tar's first header is right: no script has that by chance."""
    head = data[:512]
    stated = head[_SUM].strip(b" \x00")
    total = sum(head) - sum(head[_SUM]) + 8 * ord(" ")
    return stated.isdigit() and len(stated) < 8 and int(stated, 8) == total  # noqa: PLR2004


def _named(data: bytes, name: str) -> str:
    head = data[:_HEAD]
    lower = name.rsplit("/", 1)[-1].lower()
    extension = lower.rpartition(".")[2] if "." in lower else ""
    if extension in _RUN and not declares(lower) and not _film(data, extension):
        return _EXTENSIONS[extension]
    if _binary(head):
        return "binary"
    if declares(lower):
        return "text"
    if head.startswith(b"#!"):
        line = head.split(b"\n", 1)[0]
        found = next((word for pattern, word in _INTERPRETERS if pattern.search(line)), "")
        if found:
            return found
    return _EXTENSIONS.get(extension, "text")


def _film(data: bytes, extension: str) -> bool:
    """Whether what is called .ts is a film: MPEG packets, each of 188 bytes."""
    return extension == "ts" and data[:1] == data[188:189] == b"G" and _binary(data[:_HEAD])


def _binary(head: bytes) -> bool:
    """Whether the first bytes hold a NUL, or more controls than any text does."""
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) * _MOST_CONTROLS
