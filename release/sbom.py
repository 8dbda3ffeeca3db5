"""Print the CycloneDX SBOM of a single-file executable.

    release/sbom.py REQUIREMENTS EXECUTABLE

It lists what the executable holds: the packages of REQUIREMENTS, with versions and licences,
the loader, Python itself, and each shared library by its sha256. Whatever else is found in the
executable is an error. Run by the Python that packed it.
"""

import hashlib
import json
import platform
import subprocess
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from freeze import foreign, key, pinned

LOADER = "pyinstaller"
_TALK = ("externalReferences", "properties", "description")


def main(requirements: str, executable: str) -> None:
    """Print the SBOM, once it is whole and valid."""
    from PyInstaller.archive.readers import CArchiveReader  # noqa: PLC0415  # only in the tools

    names = pinned(Path(requirements).read_text(encoding="utf-8"))
    archive = CArchiveReader(executable)
    packed = {*archive.open_embedded_archive("PYZ.pyz").toc, *archive.toc}
    strange = set(foreign(metadata.packages_distributions(), names | {LOADER}))
    found = sorted(strange & {name.replace("/", ".").partition(".")[0] for name in packed})
    if found:
        raise SystemExit(f"{executable} holds what no requirement names: {', '.join(found)}")
    libraries = {
        name: archive.extract(name)
        for name, (*_, kind) in archive.toc.items()
        if kind == "b" and "/" not in name
    }
    text = json.dumps(whole(_environment(), names, libraries), indent=1, sort_keys=True)
    _check(text)
    sys.stdout.write(f"{text}\n")


def whole(
    bom: dict[str, Any], names: frozenset[str], libraries: Mapping[str, bytes]
) -> dict[str, Any]:
    """The SBOM of an environment cut to `names`, without addresses, with Python and libraries."""
    packages = [_plain(part) for part in bom["components"] if key(part["name"]) in {*names, LOADER}]
    refs = {part["bom-ref"] for part in packages} | {bom["metadata"]["component"]["bom-ref"]}
    links = [
        {"ref": link["ref"], "dependsOn": [ref for ref in link.get("dependsOn", ()) if ref in refs]}
        for link in bom["dependencies"]
        if link["ref"] in refs
    ]
    tools = [_plain(part) for part in bom["metadata"]["tools"]["components"]]
    about = {"component": _plain(bom["metadata"]["component"]), "tools": {"components": tools}}
    files = [_file(name, data) for name, data in sorted(libraries.items())]
    parts = [*packages, _python(), *files]
    return bom | {"components": parts, "dependencies": links, "metadata": about}


def _plain(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name not in _TALK}


def _python() -> dict[str, Any]:
    version = platform.python_version()
    return {
        "bom-ref": "cpython",
        "type": "platform",
        "name": "cpython",
        "version": version,
        "purl": f"pkg:generic/cpython@{version}",
        "licenses": [{"license": {"id": "Python-2.0"}}],
    }


def _file(name: str, data: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    return {
        "bom-ref": f"file:{name}",
        "type": "file",
        "name": name,
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }


def _environment() -> dict[str, Any]:
    argv = (sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", "pyproject.toml")
    done = subprocess.run(
        [*argv, "--output-reproducible", "--sv", "1.6", sys.executable],
        stdout=subprocess.PIPE,
        check=True,
    )
    bom: dict[str, Any] = json.loads(done.stdout)
    return bom


def _check(text: str) -> None:
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415  # only in the tools
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415  # only in the tools

    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if problem is not None:
        raise SystemExit(f"the SBOM is not valid CycloneDX: {problem}")


if __name__ == "__main__":
    main(*sys.argv[1:])
