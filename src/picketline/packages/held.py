"""What is held of an archive's members while it is read: files, and the bytes of texts."""

from picketline.core.report import Gap
from picketline.packages import archives, inspect, reading
from picketline.packages.facts import Content, File

_HELD = 192 << 20
"""Bytes of an archive's texts that are held for a closer look."""
_FOLDERS = 256 << 20
"""Characters of the names of all folders in an archive, each with those above it."""


class Held:
    """What is held of an archive's members."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.files: dict[str, File] = {}
        self.texts: dict[str, bytes] = {}
        self.skipped: list[Gap] = []
        self._room = _HELD
        self._folders = _FOLDERS

    def take(self, member: archives.Member) -> None:
        """Hold a member; the last of a path counts."""
        self._folders -= len(member.path) * member.path.count("/")
        if self._folders < 0:
            self._lost("too many nested folders, not all read")
            return
        if member.again:
            why = "is there twice; the last one is read"
            self.skipped.append(Gap(f"{self.name}: {member.path}", why))
        self.texts.pop(member.path, None)
        content = self._content(member)
        if member.data is not None and content.kind not in reading.HASHED:
            self._room -= len(member.data)
            if self._room >= 0:
                self.texts[member.path] = member.data
            else:
                self._lost(f"only {_HELD >> 20} MiB of its texts could be followed")
        self.files[member.path] = File(member.path, content, member.executable)

    def _content(self, member: archives.Member) -> Content:
        data = member.head if member.data is None else member.data
        try:
            content = inspect.content(data, member.path)
        except Exception as problem:  # noqa: BLE001  # a defect costs one file, and is told
            why = f"could not be looked into: {type(problem).__name__}"
            self.skipped.append(Gap(f"{self.name}: {member.path}", why))
            return Content(sha256=member.sha256, size=member.size, kind="binary")
        if member.data is not None:
            return content
        if content.kind not in reading.HASHED:
            why = f"a {content.kind} file larger than {archives.KEPT >> 20} MiB, not read"
            self.skipped.append(Gap(f"{self.name}: {member.path}", why))
        return Content(sha256=member.sha256, size=member.size, kind=content.kind)

    def _lost(self, why: str) -> None:
        gap = Gap(self.name, why)
        if gap not in self.skipped[-1:]:
            self.skipped.append(gap)
