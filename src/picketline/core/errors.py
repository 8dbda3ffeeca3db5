"""Every error that a person is meant to read.

PicketlineError              exit 2: bad usage, configuration or input
├── ConfigError              a settings file, environment variable or flag is wrong
│   └── InventoryError       the list of hosts is wrong: names file, line and key
├── RuleError                a rule file or its page is malformed
├── StoreError               the store cannot be opened, read or written
│   └── AuditError           the audit chain is broken
├── ContainmentError         an incident cannot be acted on
├── PackagesError            a project, or what is known of packages, cannot be read
│   ├── LockfileError        a lockfile is none, or is damaged
│   ├── ManifestError        a package.json is none, or is damaged
│   ├── SettingsError        a settings file of a project is damaged
│   ├── CorpusError          a pack cannot be read, written or trusted
│   ├── ArchiveError         a tarball is none, or is damaged from its beginning
│   └── TargetError          what is to be scanned is nothing that can be
└── DeliveryError            somebody could not be told, asked or reached

Whoever raises one says what is wrong, where, and what to do. `cli.options.entry`
is the one place that prints them and exits.
"""


class PicketlineError(Exception):
    """Something a person can put right. The message names what, where and how."""

    exit_code = 2


class ConfigError(PicketlineError):
    """A settings file, environment variable or flag is wrong."""


class InventoryError(ConfigError):
    """The list of hosts is wrong."""


class RuleError(PicketlineError):
    """A rule file or its page is malformed."""


class StoreError(PicketlineError):
    """The store cannot be opened, read or written."""


class AuditError(StoreError):
    """The audit chain does not hold."""


class ContainmentError(PicketlineError):
    """An incident cannot be acted on."""


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


class DeliveryError(PicketlineError):
    """Somebody could not be told, asked or reached.

    `lasting` if trying again soon cannot help. `after` is how long the other side asks to
    be left alone, in seconds.
    """

    def __init__(self, message: str, *, lasting: bool = False, after: float = 0.0) -> None:
        super().__init__(message)
        self.lasting = lasting
        self.after = after
