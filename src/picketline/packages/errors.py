"""What can be wrong with the files of a project.

PackagesError                exit 2: an input of picosentry is wrong
├── LockfileError            a lockfile cannot be read at all
├── ManifestError            a package.json cannot be read
├── SettingsError            a package manager's configuration cannot be read
├── CorpusError              a pack, or the place of packs, is wrong
├── ArchiveError             a tarball cannot be read
└── TargetError              what is to be scanned is nothing that can be

Each names the file, the line or offset where there is one, and what to do.
"""

from picketline.core.errors import PicketlineError


class PackagesError(PicketlineError):
    """An input of the package scanner is wrong."""


class LockfileError(PackagesError):
    """A lockfile cannot be read at all."""


class ManifestError(PackagesError):
    """A package.json cannot be read."""


class SettingsError(PackagesError):
    """A package manager's configuration cannot be read."""


class CorpusError(PackagesError):
    """A pack of a corpus, or the place where packs lie, is wrong."""


class ArchiveError(PackagesError):
    """A package's archive cannot be read."""


class TargetError(PackagesError):
    """What is to be scanned is neither a folder, a lockfile nor an archive."""
