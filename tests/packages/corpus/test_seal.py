from pathlib import Path

import pytest
from corpora import keys, pack
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from picketline.core.errors import CorpusError
from picketline.packages.corpus.pack import Header, Sealed, unsealed
from picketline.packages.corpus.seal import checked_key, key_name, sign, signer

SEALED = Sealed.of(pack(names="a\nb"))


def test_who_signed(tmp_path: Path) -> None:
    """The key's name, also after the pack was written and read; none claims to be nobody."""
    secret, public = keys(tmp_path)
    _, other = keys(tmp_path, "other")
    trusted = {"other": checked_key(other), "acme": checked_key(public)}
    signed = unsealed(sign(SEALED, secret).to_bytes(), "x")
    assert signer(signed, trusted, "x") == "acme"
    assert signer(SEALED, trusted, "x") == "unsigned"
    assert sign(SEALED, secret).to_bytes() == sign(SEALED, secret).to_bytes()


def test_a_signature_of_nobody_is_refused(tmp_path: Path) -> None:
    """Of a key that is not trusted, of another pack, or no signature at all."""
    secret, public = keys(tmp_path)
    trusted = {"acme": checked_key(public)}
    signed = sign(SEALED, secret)
    moved = Sealed.of(pack(names="a\nc")).signed(signed.header.raw_signature())
    counts = Header(
        format=1, digest=SEALED.header.digest, counts=(7, 0, 2), signature=signed.header.signature
    )
    junk = Header(format=1, digest=SEALED.header.digest, counts=(0, 0, 2), signature="%%")
    for each, known in (
        (signed, {}),
        (moved, trusted),
        (Sealed(counts, SEALED.body), trusted),
        (Sealed(junk, SEALED.body), trusted),
        (SEALED.signed(b"x" * 64), trusted),
    ):
        with pytest.raises(CorpusError, match="p: signed by none of your keys"):
            signer(each, known, "p")


def test_only_ed25519(tmp_path: Path) -> None:
    """Other keys, and files that are none, are told as what they are."""
    private = ec.generate_private_key(ec.SECP256R1())
    file = tmp_path / "ec.pem"
    file.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    with pytest.raises(CorpusError, match="not an Ed25519 key"):
        sign(SEALED, file)
    with pytest.raises(CorpusError, match="no public key in PEM"):
        checked_key(file)
    with pytest.raises(CorpusError, match="no private key in PEM"):
        sign(SEALED, keys(tmp_path)[1])
    with pytest.raises(CorpusError, match="No such file"):
        checked_key(tmp_path / "none.pem")


def test_a_key_has_a_name(tmp_path: Path) -> None:
    """That of its file, unless it would pass for something else."""
    assert key_name(tmp_path / "acme.pem") == "acme"
    for name in ("built-in.pem", "unsigned.pem", "a b.pem", ".pem"):
        with pytest.raises(CorpusError, match="a key cannot be called"):
            key_name(tmp_path / name)
