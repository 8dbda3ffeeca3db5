"""What the spec of a dependency, or the `resolved` of a lock's entry, says: where it comes from."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from posixpath import normpath
from typing import Literal
from urllib.parse import unquote, urlsplit

import msgspec

from picketline.packages import ranges, redaction, registry
from picketline.packages.facts import Locked

Kind = Literal[
    "registry", "range", "tag", "alias", "git", "tarball", "file", "workspace", "other", "none"
]


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """One spec. `shown` is its text without passwords and tokens.

    `name` and `versions` are those of an alias; `versions` also a range's. `repository` is
    `owner/name` as far as there is one, `commit` a full one (40 or 64 hex digits), `path` that of
    a file or folder, `protocol` the word before the colon.
    """

    kind: Kind
    shown: str
    protocol: str = ""
    name: str = ""
    versions: str = ""
    host: str = ""
    repository: str = ""
    commit: str = ""
    path: str = ""

    @property
    def insecure(self) -> bool:
        """Whether it comes over a line that nothing protects."""
        return self.protocol in {"http", "git", "git+http"} and self.host not in _LOCAL

    @property
    def outside(self) -> bool:
        """Whether a path leads out of where it is written, by itself."""
        return self.path.startswith(("/", "~", "../")) or self.path == ".." or self.path[1:2] == ":"


_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_HOSTED = {
    "github": "github.com",
    "gitlab": "gitlab.com",
    "bitbucket": "bitbucket.org",
    "gist": "gist.github.com",
}
_PROTOCOL = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_COMMIT = re.compile(r"(?:commit=)?([0-9a-f]{40}(?:[0-9a-f]{24})?)(?:&|$)")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SCP = re.compile(r"(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+):([^\s:]+/[^\s]+)")
_SHORT = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
_ALIAS = re.compile(r"((?:@[^/@\s]+/)?[^/@\s]+)(?:@(.*))?")
_WORD = re.compile(r"[A-Za-z0-9][\w.-]*")
_NAMES = frozenset(":/@#")
"""Characters of names and places, which no range has."""
_MARKED = re.compile(
    r"[-_.]?v?\d[\w.-]{0,40}|[-_.](?:cjs|esm|mjs|next|latest|stable|beta|canary|legacy|old)"
)
"""What an alias adds to a name to tell one version of the package from another."""
_PACKED = re.compile(r"\.(?:tgz|tar\.gz|tar)$", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?<=[/:])[^/@:\s]+:[^/@\s]+@")
_QUERY = re.compile(r"\?[^#\s]*")
_REGISTRY_TARBALL = "/-/"
_PUBLIC = frozenset({registry.HOST, registry.YARN_HOST})
_TARBALL = re.compile(
    r"([\w.~-]{1,214}?)-(\d{1,16}\.\d{1,16}\.\d{1,16}[\w.+-]{0,200})\.tgz", re.IGNORECASE
)


def shown(text: str) -> str:
    """A spec or address without what may be secret: who logs in, and the query."""
    text = redaction.redacted(_CREDENTIALS.sub(f"{redaction.MASK}@", text))
    return _QUERY.sub(f"?{redaction.MASK}", text) if "://" in text else text


@lru_cache(maxsize=1 << 17)
def parse(text: str) -> Spec:
    """What a manifest's or lock's spec means, as npm, pnpm, yarn and bun read it."""
    text = text.strip()
    if _is_range(text):
        return Spec(kind="range", shown=text, versions=text)
    if _DRIVE.match(text):
        return _file("file", text, text)
    match = _PROTOCOL.match(text)
    if match and not _SCP.fullmatch(text.partition("#")[0]):
        return _of_protocol(match[1].lower(), text[match.end() :], text)
    return _without_protocol(text)


def _is_range(text: str) -> bool:
    """Whether it is a range, which names nothing: npm's own reader passes over what it cannot."""
    return _NAMES.isdisjoint(text) and ranges.is_range(text)


def _of_protocol(protocol: str, rest: str, text: str) -> Spec:
    if protocol == "npm":
        return _npm(rest, text)
    if protocol in {"workspace", "catalog", "patch", "jsr"}:
        kind: Kind = "workspace" if protocol == "workspace" else "other"
        return Spec(kind=kind, shown=shown(text), protocol=protocol)
    if protocol in {"file", "link", "portal"}:
        path = rest.partition("::")[0].partition("#")[0]
        path = path.removeprefix("//") if not path.startswith("///") else path[2:]
        return _file(protocol, path, text)
    if protocol in _HOSTED:
        return _hosted(_HOSTED[protocol], protocol, rest, text)
    if "//" in rest[:2]:
        return _address(protocol, text)
    return Spec(kind="other", shown=shown(text), protocol=protocol)


def _npm(rest: str, text: str) -> Spec:
    if _is_range(rest):
        return Spec(kind="range", shown=text, protocol="npm", versions=rest)
    match = _ALIAS.fullmatch(rest)
    if not match or (match[2] is None and rest in {"latest", "next", "beta", "canary"}):
        return Spec(kind="tag", shown=shown(text), protocol="npm")
    return Spec(kind="alias", shown=text, protocol="npm", name=match[1], versions=match[2] or "*")


def _file(protocol: str, path: str, text: str) -> Spec:
    clean = path.replace("\\", "/")
    return Spec(
        kind="file",
        shown=shown(text),
        protocol=protocol,
        path=clean if clean.startswith("~") else normpath(clean),
    )


def _hosted(host: str, protocol: str, rest: str, text: str) -> Spec:
    path, _, mark = rest.partition("#")
    path = path.rpartition("@")[2].strip("/").removesuffix(".git")
    return Spec(
        kind="git",
        shown=shown(text),
        protocol=protocol,
        host=host,
        repository=path,
        commit=_commit(mark),
    )


def _address(protocol: str, text: str) -> Spec:
    try:
        parts = urlsplit(text.replace("\\", "/"))
        host = (parts.hostname or "").lower()
    except ValueError:
        return Spec(kind="other", shown=shown(text), protocol=protocol)
    path = unquote(parts.path).strip("/")
    if protocol in {"git", "ssh"} or protocol.startswith("git+") or _is_repository(host, path):
        return _hosted(host, protocol, f"{path}#{parts.fragment}", text)
    if protocol not in {"http", "https"}:
        return Spec(kind="other", shown=shown(text), protocol=protocol, host=host)
    kind: Kind = "registry" if _REGISTRY_TARBALL in parts.path else "tarball"
    return Spec(kind=kind, shown=shown(text), protocol=protocol, host=host, path=path)


def _is_repository(host: str, path: str) -> bool:
    """Whether an address over http is that of a repository, not of a tarball."""
    hosted = host.removeprefix("www.") in _HOSTED.values()
    return path.endswith(".git") or (hosted and path.count("/") == 1)


def _without_protocol(text: str) -> Spec:
    base, _, mark = text.partition("#")
    scp = _SCP.fullmatch(base)
    if scp:
        return _hosted(scp[1].lower(), "ssh", f"{scp[2]}#{mark}", text)
    if base.startswith((".", "/", "~")) or _PACKED.search(base):
        return _file("file", base, text)
    if _SHORT.fullmatch(base):
        return _hosted("github.com", "github", text, text)
    if _WORD.fullmatch(text):
        return Spec(kind="tag", shown=text)
    return Spec(kind="other", shown=shown(text))


def _commit(mark: str) -> str:
    found = _COMMIT.match(mark)
    return found[1] if found else ""


def source(locked: Locked) -> Spec:
    """Where an entry of a lock comes from; of kind `none` where the lock does not say.

    A registry's tarball is told by its address, which holds `/-/`.
    """
    text = locked.resolved.strip()
    for name in (locked.name, locked.alias):
        if name and text.startswith(f"{name}@"):
            text = text[len(name) + 1 :]
            break
    if locked.link:
        return Spec(kind="workspace", shown=shown(text))
    if not text:
        return Spec(kind="none", shown="")
    found = parse(text)
    if found.kind in {"range", "tag", "alias"}:
        return msgspec.structs.replace(found, kind="registry")
    return found


def packed(source: Spec) -> tuple[str, str]:
    """The name and version that the address of a registry's tarball says; "" for what it does not.

    The folder's name counts at the public registry, elsewhere only if the file is called by it:
    mirrors have folders of their own.
    """
    folder, mark, file = source.path.rpartition(_REGISTRY_TARBALL)
    file = file.rpartition("/")[2]
    found = _TARBALL.fullmatch(file)
    if source.kind != "registry" or not mark or not found:
        return "", ""
    *_, scope, last = ("", *folder.split("/")) if folder else ("", "")
    name = f"{scope}/{last}" if scope.startswith("@") else last
    if name and file.lower().startswith(f"{last.lower()}-") and file[len(last) + 1].isdigit():
        return name, file[len(last) + 1 : -len(".tgz")]
    return (name if source.host in _PUBLIC and name else found[1]), found[2]


def versions(locked: Locked) -> Iterator[tuple[str, str]]:
    """Name and version of an entry, and those of its address where they are others; of no link."""
    if locked.link:
        return
    yield locked.name, locked.version
    source_ = source(locked)
    name, version = packed(source_)
    if not name:
        return
    if source_.host not in _PUBLIC and base(name).lower() == base(locked.name).lower():
        name = locked.name
    if (name, version) != (locked.name, locked.version.partition("+")[0]):
        yield name, version


def base(name: str) -> str:
    """A name without its scope."""
    return name.rpartition("/")[2] if name.startswith("@") else name


def keeps(alias: str, name: str, knows: Callable[[str], bool] = lambda _: False) -> bool:
    """Whether an alias says which package it is: its name, or that and the mark of a version.

    `knows` tells the scopes (`@types`) under which the same name is still the same package.
    """
    if name == alias or (alias.startswith(name) and _MARKED.fullmatch(alias[len(name) :])):
        return True
    scope = name.partition("/")[0] if name.startswith("@") else ""
    return bool(scope) and knows(scope) and base(alias) == base(name)


def alike(one: str, other: str) -> bool:
    """Whether two names, without scopes and marks between words, hold each other."""
    first, second = _letters(one), _letters(other)
    return bool(first and second) and (first in second or second in first)


def _letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", base(name).lower())
