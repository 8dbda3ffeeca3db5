"""Where a project may take packages from: what its settings and its operator map."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urlsplit

from picketline.packages import locks
from picketline.packages.facts import Project

_URL = re.compile(r"https?://[^\s\"'<>]{1,400}")
_REGISTRIES = re.compile(r"registr|scopes", re.IGNORECASE)
_SCOPE = re.compile(r"@[\w.~-]{1,214}")


def host(text: str) -> str:
    """The host of an address or the host that it is, in lower case; "" if there is none."""
    try:
        text = text.replace("\\", "/")
        parts = urlsplit(text if "://" in text else f"//{text}")
        return (parts.hostname or "").lower()
    except ValueError:
        return ""


def known(project: Project) -> frozenset[str]:
    """The hosts that packages may come from: public, the operator's, mapped in settings."""
    mapped = {found for _, found in _mapped(project)}
    operators = {host(each) for each in project.policy.registries}
    return frozenset((locks.PUBLIC | mapped | operators) - {""})


def scopes(project: Project) -> dict[str, str]:
    """The organisation's scopes and the host that settings map each to, "" for none."""
    found = {f"@{each.lstrip('@')}": "" for each in project.policy.scopes}
    mapped = sorted(_mapped(project))
    return found | {scope: to for scope, to in mapped if scope and to not in locks.PUBLIC}


def _mapped(project: Project) -> Iterator[tuple[str, str]]:
    """The scope ("" for all) and host of each registry that settings of the root name."""
    for setting in locks.settings(project):
        if "/" in setting.path or not _REGISTRIES.search(setting.key):
            continue
        for url in _URL.findall(_text(setting.value)):
            yield _scope(setting.key), host(url)


def _scope(key: str) -> str:
    """The scope that a key is about: `@acme:registry`, `npmScopes.acme...`, `install.scopes.x`."""
    found = _SCOPE.search(key)
    if found:
        return found[0].partition(":")[0]
    parts = key.split(".")
    for before, part in pairwise(parts):
        if before.lower() in {"npmscopes", "scopes"}:
            return f"@{part.strip(chr(34))}"
    return ""


def _text(value: str) -> str:
    """A value as text: what is JSON with its escapes undone."""
    try:
        return str(json.loads(value)) if value[:1] in '"[{' else value
    except (ValueError, RecursionError):
        return value
