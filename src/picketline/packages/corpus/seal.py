"""Ed25519: who vouches for a pack."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from picketline.core.errors import CorpusError
from picketline.packages.corpus.pack import Sealed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BUILT_IN = "built-in"
UNSIGNED = "unsigned"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LARGEST_KEY = 1 << 16


def key_name(file: Path) -> str:
    """The name that a key's file gives it. Raises CorpusError if it cannot be one."""
    if not _NAME.fullmatch(file.stem) or file.stem in {BUILT_IN, UNSIGNED}:
        raise CorpusError(f"{file}: a key cannot be called {file.stem!r}; rename the file")
    return file.stem


def sign(sealed: Sealed, key: Path) -> Sealed:
    """Sign a pack with a private Ed25519 key in PEM, unencrypted."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415  # costly
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415  # costly

    try:
        private: Any = serialization.load_pem_private_key(_read(key), password=None)
    except (ValueError, TypeError) as problem:
        raise CorpusError(f"{key}: no private key in PEM without a password: {problem}") from None
    if not isinstance(private, ed25519.Ed25519PrivateKey):
        raise CorpusError(f"{key}: not an Ed25519 key; openssl genpkey -algorithm ed25519")
    return sealed.signed(private.sign(sealed.header.signed_bytes()))


def signer(sealed: Sealed, keys: Mapping[str, bytes], where: str) -> str:
    """The name of the key that signed a pack, or UNSIGNED if none claims to have.

    `keys` are public ones in PEM. Raises CorpusError if there is a signature of none of them.
    """
    if not sealed.header.signature:
        return UNSIGNED
    for name in sorted(keys):
        if _verifies(_public(keys[name], name), sealed):
            return name
    raise CorpusError(
        f"{where}: signed by none of your keys; give its public key with"
        " corpus import --key FILE, or take the pack without with --unsigned"
    )


def checked_key(file: Path) -> bytes:
    """A public key's file, as it is kept. Raises CorpusError if it is none of Ed25519."""
    data = _read(file)
    _public(data, str(file))
    return data


def _verifies(key: "Ed25519PublicKey", sealed: Sealed) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415  # costly to import

    try:
        key.verify(sealed.header.raw_signature(), sealed.header.signed_bytes())
    except InvalidSignature:
        return False
    return True


def _public(data: bytes, where: str) -> "Ed25519PublicKey":
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415  # costly to import
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415  # as above
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415  # as above

    try:
        key = serialization.load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as problem:
        raise CorpusError(f"{where}: no public key in PEM: {problem}") from None
    if not isinstance(key, ed25519.Ed25519PublicKey):
        raise CorpusError(f"{where}: not an Ed25519 key")
    return key


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(_LARGEST_KEY)
    except OSError as problem:
        raise CorpusError(f"{file}: {problem.strerror}") from None
