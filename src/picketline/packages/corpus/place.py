"""Where packs, keys and registered indicators lie.

    FOLDER/packs/NAME.pack   imported or made by `update`
    FOLDER/keys/NAME.pem     public keys whose packs are taken
    FOLDER/ioc/ID.json       registered indicators

Whatever is there is read through bounds. What cannot be read is an error, never left out: a
scan against half a corpus must not look like a whole one.
"""

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import msgspec

from picketline.core.errors import CorpusError
from picketline.packages.corpus import pack, seal

_MOST_FILES = 10_000
_BUILT_IN = Path(__file__).parent / "builtin"


class Held(msgspec.Struct, frozen=True):
    """A pack that was read, where from, and who vouches for it."""

    where: str
    sealed: pack.Sealed
    signed_by: str


def built_in() -> Iterator[Held]:
    """The packs of the wheel, by name."""
    files = [file for file in _BUILT_IN.iterdir() if file.name.endswith(pack.SUFFIX)]
    for file in sorted(files, key=lambda file: file.name):
        sealed = pack.unsealed(file.read_bytes(), file.name)
        yield Held(file.name, sealed, seal.BUILT_IN)


def is_built_in(name: str) -> bool:
    """Whether a pack of the wheel has this name."""
    return (_BUILT_IN / f"{name}{pack.SUFFIX}").is_file()


class Place:
    """A corpus' folder; it need not exist."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.packs = folder / "packs"
        self.keys = folder / "keys"
        self.ioc = folder / "ioc"

    def held(self) -> Iterator[Held]:
        """The packs of the folder, by name. Raises CorpusError for one that does not hold."""
        for file in listed(self.packs, pack.SUFFIX):
            sealed = pack.unsealed(read(file, pack.LARGEST_FILE), str(file))
            yield Held(str(file), sealed, seal.signer(sealed, self.trusted, str(file)))

    @cached_property
    def trusted(self) -> dict[str, bytes]:
        """The public keys in PEM, by name. Raises CorpusError for a file that is none."""
        return {seal.key_name(file): seal.checked_key(file) for file in listed(self.keys, ".pem")}

    def keep(self, sealed: pack.Sealed, name: str) -> Path:
        """Write a pack; an earlier one of that name is replaced."""
        return write(self.packs / f"{name}{pack.SUFFIX}", sealed.to_bytes())

    def trust(self, key: Path) -> str:
        """Take a public key: packs that it signed are taken. Returns its name."""
        name, data = seal.key_name(key), seal.checked_key(key)
        target = self.keys / f"{name}.pem"
        if target.exists() and seal.checked_key(target) != data:
            raise CorpusError(f"{target}: another key of this name; remove it or rename the new")
        write(target, data)
        self.__dict__.pop("trusted", None)
        return name


def listed(folder: Path, suffix: str) -> list[Path]:
    """The files of a folder whose names end so, by name; none if there is no folder."""
    try:
        found = [each for each in folder.iterdir() if each.name.endswith(suffix)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as problem:
        raise CorpusError(f"{folder}: {problem.strerror}") from None
    found = [each for each in found if not each.name.startswith(".")]
    if len(found) > _MOST_FILES:
        raise CorpusError(f"{folder}: more than {_MOST_FILES} files; remove some")
    return sorted(found)


def read(file: Path, largest: int) -> bytes:
    """A regular file's bytes. Raises CorpusError if it is none, or larger than `largest`."""
    try:
        with open(os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:  # noqa: PTH123  # of a descriptor
            data = stream.read(largest + 1)
    except OSError as problem:
        raise CorpusError(f"{file}: {problem.strerror or problem}") from None
    if len(data) > largest:
        raise CorpusError(f"{file}: larger than {largest >> 10} KiB")
    return data


def write(file: Path, data: bytes) -> Path:
    """Write a file of 0600 at once, in a folder of 0700. Raises CorpusError if it cannot be."""
    from picketline.core import whole  # noqa: PLC0415  # costly to import, and a scan writes nothing

    try:
        file.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.parent.mkdir(mode=0o700, exist_ok=True)
        whole.replace(file, data, 0o600)
    except OSError as problem:
        raise CorpusError(f"{file}: {problem.strerror or problem}") from None
    return file
