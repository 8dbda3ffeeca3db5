"""The SBOM lists what the executable holds, and names no address."""

import json
from typing import Any

import sbom

_TALK = {
    "externalReferences": [{"type": "vcs", "url": "https://example.com/x"}],
    "description": "x",
}


def _part(name: str) -> dict[str, Any]:
    return {"bom-ref": f"{name}==1", "name": name, "version": "1", "type": "library", **_TALK}


_BOM = {
    "bomFormat": "CycloneDX",
    "components": [_part("Typing_Extensions"), _part("pytest"), _part("pyinstaller")],
    "dependencies": [
        {"ref": "root", "dependsOn": ["Typing_Extensions==1", "pytest==1"]},
        {"ref": "Typing_Extensions==1"},
        {"ref": "pytest==1"},
    ],
    "metadata": {
        "component": {"bom-ref": "root", "name": "picketline", **_TALK},
        "tools": {"components": [_part("cyclonedx-py")]},
        "properties": [{"name": "cdx:reproducible", "value": "true"}],
    },
}


def test_what_is_listed() -> None:
    """The pinned packages, the loader, Python and the libraries; what they need, no more."""
    made = sbom.whole(_BOM, frozenset({"typing-extensions"}), {"libz.so.1": b"z"})
    names = [part["name"] for part in made["components"]]
    assert names == ["Typing_Extensions", "pyinstaller", "cpython", "libz.so.1"]
    digest = "594e519ae499312b29433b7dd8a97ff068defcba9755b6d5d00e84c524d67b06"
    assert made["components"][-1]["hashes"] == [{"alg": "SHA-256", "content": digest}]
    assert made["dependencies"] == [
        {"ref": "root", "dependsOn": ["Typing_Extensions==1"]},
        {"ref": "Typing_Extensions==1", "dependsOn": []},
    ]


def test_no_address() -> None:
    """No package's links, which may lead anywhere."""
    made = sbom.whole(_BOM, frozenset({"typing-extensions", "pytest"}), {})
    assert "://" not in json.dumps(made)
