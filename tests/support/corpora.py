"""Packs, keys and feeds for the tests of the corpus."""

import datetime as dt
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from picketline.packages.corpus.names import PACKAGE
from picketline.packages.corpus.pack import Pack, Sealed

TODAY = dt.date(2026, 5, 4)
_LISTS = ("top-download", "top-dependent")


def pack(name: str = "mine", **contents: Any) -> Pack:
    """A pack of today."""
    return Pack(name=name, version="1", collected=TODAY, **contents)


def written(folder: Path, made: Pack, name: str = "") -> Path:
    """A pack's file in a folder, unsigned."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name or made.name}.pack"
    file.write_bytes(Sealed.of(made).to_bytes())
    return file


def keys(folder: Path, name: str = "acme") -> tuple[Path, Path]:
    """The files of a new private key and its public half."""
    private = ed25519.Ed25519PrivateKey.from_private_bytes(name.ljust(32).encode()[:32])
    secret, public = folder / f"{name}-private.pem", folder / f"{name}.pem"
    secret.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    public.write_bytes(
        private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return secret, public


def entry(identity: str = "GHSA-1", name: str = "left", **fields: Any) -> dict[str, Any]:
    """An OSV record about one package of npm, affected below 1.2.0."""
    events = fields.pop("events", [{"introduced": "0"}, {"fixed": "1.2.0"}])
    affected = {
        "package": {"ecosystem": fields.pop("ecosystem", "npm"), "name": name},
        "ranges": [{"type": "SEMVER", "events": events}] if events else [],
        "versions": fields.pop("versions", []),
    }
    return {"id": identity, "modified": "2026-03-02T01:00:00Z", "affected": [affected]} | fields


def zipped(file: Path, members: Mapping[str, bytes]) -> Path:
    """A zip of some files."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file


def tarball(
    downloads: list[str],
    dependents: list[str] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """What `npm pack npm-high-impact` brings, some of its files replaced."""
    manifest = {"name": PACKAGE, "version": "9.8.7", "license": "MIT"}
    held = {"package/package.json": json.dumps(manifest).encode()}
    for name, listed in zip(_LISTS, (downloads, dependents or []), strict=True):
        held[f"package/lib/{name}.js"] = module(listed)
    return tarred(held | {f"package/{name}": data for name, data in (files or {}).items()})


def tarred(members: Mapping[str, bytes]) -> bytes:
    """A tar.gz of some files."""
    kept = io.BytesIO()
    with tarfile.open(fileobj=kept, mode="w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return kept.getvalue()


def module(names: list[str]) -> bytes:
    """A list of names as a module of JavaScript."""
    lines = ",\n".join(f"  '{name}'" for name in names) + "\n" if names else ""
    return f"export const list = [\n{lines}]\n".encode()
