"""What lies around a hook: its package's files, those of others, their manifests and commands."""

from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from posixpath import join, normpath

import msgspec

from picketline.packages.facts import File, Manifest
from picketline.packages.walk import HISTORY, shown

_ENDINGS = ("", ".js", ".cjs", ".mjs", ".ts", ".json", "/index.js", "/index.cjs", "/index.mjs",
            ".cmd", ".bat", ".sh", ".exe", "/index.ts", ".node", ".py")  # fmt: skip
_MOST_MATCHES = 20
_ROOT = ("$INIT_CWD/", "${INIT_CWD}/", "%INIT_CWD%/")
_HERE = ("$PWD/", "${PWD}/", "$PROJECT_CWD/", "${PROJECT_CWD}/", "$(pwd)/", "`pwd`/", "~+/")

Named = Callable[[str], tuple[str, ...]]
Lost = Callable[[str], None]


class Beyond(msgspec.Struct, frozen=True, kw_only=True):
    """What is known outside a package: `folder` is where it lies in the project.

    `files` are all of the project, by path. `manifest` gives the one of a folder; `commands` the
    files of the commands of that name that a package in a folder sees, or of a package so called.
    """

    folder: str = ""
    files: Mapping[str, File] = {}
    manifest: Callable[[str], Manifest | None] = lambda _: None
    commands: Callable[[str, str, bool], tuple[str, ...]] = lambda *_: ()


class Around:
    """The files that a package's hooks may run, by path below its folder.

    `files` are its own; `named` gives the names that one of them leads to, and `lost` is told
    what was not followed. A file of another package is called by its way there: `../q/x.js`.
    """

    def __init__(
        self, files: Mapping[str, File], named: Named, lost: Lost, beyond: Beyond | None = None
    ) -> None:
        self.files = files
        self.named = named
        self.lost = lost
        self._beyond = beyond or Beyond()
        self._folder = self._beyond.folder

    def found(self, name: str, folder: str = "") -> str:
        """The file that a name means, seen from `folder`; "" for none."""
        name = shown(name.replace("\\", "/").encode("utf-8", "surrogatepass"))
        if name.startswith(_ROOT):
            path = self._way(normpath(name.partition("/")[2]))
            return self._ending(path) or self._unseen(path)
        if "/.bin/" in f"/{name}":
            return next(iter(self.commands(name.rpartition(".bin/")[2])), "")
        for here in _HERE:
            name = name.removeprefix(here)
        if name.startswith("/") or "\x00" in name:
            return ""
        path = normpath(join(folder, name)) if name else ""
        return (self._ending(path) or self._entry(path, name) or self._unseen(path)) if path else ""

    def matching(self, pattern: str, folder: str = "") -> Iterator[str]:
        """The package's own files that a pattern means, a bounded number of them."""
        path = normpath(join(folder, pattern))
        if len(path) > 200 or path.count("*") > 4:  # noqa: PLR2004  # nobody writes that
            return
        self._unseen(path)
        matches = (each for each in self.files if fnmatchcase(each, path))
        yield from (each for each, _ in zip(matches, range(_MOST_MATCHES), strict=False))

    def _unseen(self, path: str) -> str:
        """Nothing; told where something may be that is not read: the walk passes over objects."""
        whole = f"{self.project(path)}/"
        for folder in HISTORY if "/" in path else ():
            if whole.startswith(f"{folder}/") and len(whole) > len(folder) + 1:
                self.lost(f"what runs leads into {folder}, where not every file is read")
        return ""

    def manifest(self, folder: str) -> Manifest | None:
        """The manifest of a folder, seen from the package's own."""
        path = normpath(join(self._folder, folder))
        inside = not path.startswith("..")
        return self._beyond.manifest("" if path == "." else path) if inside else None

    def members(self) -> Iterator[str]:
        """The folders below the package's own that have a manifest."""
        for path in self.files:
            head, _, last = path.rpartition("/")
            if last == "package.json" and head:
                yield head

    def folder_of(self, name: str) -> str:
        """The folder that a workspace's name or path means."""
        if f"{normpath(name)}/package.json" in self.files:
            return normpath(name)
        for head in self.members():
            found = self.manifest(head)
            if found is not None and found.name == name:
                return head
        return name

    def commands(self, name: str, *, package: bool = False) -> tuple[str, ...]:
        """The files of the commands of that name, or of that `package`, seen from its folder."""
        return tuple(map(self._way, self._beyond.commands(self._folder, name, package)))

    def project(self, path: str) -> str:
        """The path below the project of a file that is seen from the package's folder."""
        return normpath(join(self._folder, path))

    def alone(self) -> "Around":
        """The same without the files and commands of other packages."""
        beyond = Beyond(folder=self._folder, manifest=self._beyond.manifest)
        return Around(self.files, self.named, self.lost, beyond)

    def without_tools(self) -> "Around":
        """The same without the commands of other packages."""
        beyond = msgspec.structs.replace(self._beyond, commands=lambda *_: ())
        return Around(self.files, self.named, self.lost, beyond)

    def own(self, path: str) -> str:
        """A path of the project below the package's folder."""
        return path.removeprefix(f"{self._folder}/") if path != self._folder else ""

    def _way(self, path: str) -> str:
        """A path of the project as it is seen from the package's folder."""
        if not self._folder:
            return path
        if path.startswith(f"{self._folder}/"):
            return path[len(self._folder) + 1 :]
        return "../" * (self._folder.count("/") + 1) + path

    def _has(self, path: str) -> bool:
        if path in self.files:
            return True
        return normpath(join(self._folder, path)) in self._beyond.files

    def _ending(self, path: str) -> str:
        if path in {".", ".."}:
            return ""
        return next((path + ending for ending in _ENDINGS if self._has(path + ending)), "")

    def _entry(self, path: str, name: str) -> str:
        """The file that a folder's name means: what its manifest says, or its index."""
        if not (name.endswith((".", "/")) or "." not in name):
            return ""
        found = self.manifest(path)
        for entry in (*(found.entries[:1] if found else ()), "index.js", "index.mjs", "index.cjs"):
            inner = normpath(join(path, entry))
            if hit := self._ending(inner):
                return hit
        return ""
