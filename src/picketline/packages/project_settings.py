"""The scanner's settings that lie in a project: `.picosentry.yml`, which may be hostile.

| keys | apply |
|---|---|
| fail_on (lower), severity_overrides (upwards), scopes, licences.deny, exit_code: true | always |
| output, corpus | never: a project names nothing that is written, nor what is known |
| all others | with --trust-config alone |

What does not apply is told, and so are keys that nobody knows.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from picketline.core.decide import Decided, decide
from picketline.core.errors import SettingsError
from picketline.core.formats import ml_context
from picketline.core.model import Evidence, Severity
from picketline.core.report import Gap
from picketline.core.rule import Rule
from picketline.core.text import safe_text
from picketline.packages import accepted, project_yaml
from picketline.packages.accepted import Accepted, Ignore
from picketline.packages.documents import Place, shown
from picketline.packages.facts import Policy
from picketline.packages.project_ignores import IgnoreItem, ignores

NAMES = (".picosentry.yml", ".picosentry.yaml")
VERSION = 1
NEVER = ("output", "corpus")
_RULES = "picketline.packages.rules"
_MOST_UNKNOWN = 20
_LARGEST_BASELINE = 1 << 24
_LOOSENS = "needs --trust-config"
_Word = Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
_Scope = Annotated[str, msgspec.Meta(pattern=r"^@[^/@\s]{1,213}$")]
_Host = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?$")]
_Spdx = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9.+-]{1,64}$")]
_Format = Literal["table", "json", "sarif", "ml-context", "github", "cyclonedx", "html"]


class Licences(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """SPDX ids that alone are right, and ones that are wrong."""

    allow: tuple[_Spdx, ...] = ()
    deny: tuple[_Spdx, ...] = ()


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of the file as they are written; a default stands for what is not."""

    version: int = VERSION
    format: _Format = "table"
    output: Any = None
    rules: tuple[str, ...] = ()
    corpus: Any = None
    fail_on: Severity | None = None
    severity_threshold: Severity = Severity.INFO
    exit_code: bool = False
    quiet: bool = False
    deterministic_output: bool = False
    baseline: _Word | None = None
    ignore: tuple[IgnoreItem | _Word, ...] = ()
    ignore_paths: tuple[IgnoreItem | _Word, ...] = ()
    ignore_packages: tuple[IgnoreItem | _Word, ...] = ()
    severity_overrides: dict[str, Severity] = {}
    scopes: tuple[_Scope, ...] = ()
    registries: tuple[_Host, ...] = ()
    licences: Licences = Licences()
    timeout: Annotated[float, msgspec.Meta(ge=0, le=1e9)] = 0.0
    token_budget: Annotated[int, msgspec.Meta(ge=ml_context.LEAST, le=10**9)] = ml_context.BUDGET


class Effective(msgspec.Struct, frozen=True, kw_only=True):
    """What applies of the settings of a project; a default where they say nothing.

    `floors` are severities below which a rule's findings are not told, `overrides` those that
    they have whatever the rule says. `not_applied` names each key that was left out, and why.
    """

    policy: Policy = Policy()
    accepted: Accepted
    fail_on: Severity | None = None
    exit_code: bool = False
    floors: dict[str, Severity] = {}
    overrides: dict[str, Severity] = {}
    rules: tuple[str, ...] = ()
    severity_threshold: Severity = Severity.INFO
    format: _Format = "table"
    quiet: bool = False
    deterministic_output: bool = False
    timeout: float = 0.0
    token_budget: int = 4096
    not_applied: tuple[Gap, ...] = ()

    def judged(self, finding: Decided) -> Decided:
        """The finding with the severity that the settings give it; what it had is evidence."""
        severity = self.overrides.get(finding.rule, finding.severity)
        severity = max(severity, self.floors.get(finding.rule, severity))
        if severity is finding.severity:
            return finding
        was = Evidence("severity-before", finding.severity.value)
        changed = msgspec.structs.replace(
            finding, severity=severity, evidence=(*finding.evidence, was)
        )
        if finding.reason is not None:
            return changed
        return msgspec.structs.replace(changed, disposition=decide(changed, armed=False))


class Settings:
    """The settings file of a project, read and checked."""

    def __init__(
        self, root: Path, mapping: project_yaml.Mapping, rules: Mapping[str, Rule]
    ) -> None:
        """Raises SettingsError, located, if a value is none that its key takes."""
        self._root = root
        self._mapping = mapping
        self._place = mapping.place
        self._rules = rules
        self.written = self._read()
        self._ignores = tuple(self._every_ignore())

    def effective(self, *, trusted: bool, default: Severity = Severity.HIGH) -> Effective:
        """What applies; `default` is the threshold that a project may lower but not raise.

        Reads the baseline that trusted settings name. Raises SettingsError if it cannot.
        """
        told = [*self._unknown(), *self._never()]
        tight = self._tight(told, default, trusted=trusted)
        if trusted:
            return msgspec.structs.replace(self._loose(tight), not_applied=tuple(sorted(told)))
        told += self._withheld()
        return msgspec.structs.replace(tight, not_applied=tuple(sorted(told)))

    def _tight(self, told: list[Gap], default: Severity, *, trusted: bool) -> Effective:
        """What tightens, told what does not."""
        written = self.written
        fail_on = written.fail_on
        if fail_on is not None and fail_on > default and not trusted:
            told.append(self._gap("fail_on", f"higher than {default.value}: {_LOOSENS}"))
            fail_on = None
        overrides = dict(self._bounded(told))
        if not trusted:
            told += self._lowering(overrides)
        return Effective(
            policy=Policy(scopes=written.scopes, licences_denied=written.licences.deny),
            accepted=Accepted(),
            fail_on=fail_on,
            exit_code=written.exit_code,
            floors={} if trusted else overrides,
            overrides=overrides if trusted else {},
        )

    def _loose(self, tight: Effective) -> Effective:
        """All that trusted settings ask for."""
        written = self.written
        policy = msgspec.structs.replace(
            tight.policy,
            registries=written.registries,
            licences_allowed=written.licences.allow,
        )
        same = ("rules", "severity_threshold", "format", "quiet", "timeout", "token_budget")
        return msgspec.structs.replace(
            tight,
            policy=policy,
            accepted=self._baseline().merged(Accepted(ignores=self._ignores)),
            deterministic_output=written.deterministic_output,
            **{name: getattr(written, name) for name in same},
        )

    def _baseline(self) -> Accepted:
        if self.written.baseline is None:
            return Accepted()
        path = self._root / self.written.baseline
        if not _within(path, self._root):
            what = f"{shown(self.written.baseline)} lies outside the project; give it with -b"
            raise self._wrong("baseline", what)
        return accepted.load(contents(path, _LARGEST_BASELINE), str(path), self._rules)

    def _bounded(self, told: list[Gap]) -> Iterator[tuple[str, Severity]]:
        """The severities that lie within the bounds of their rules, told the others."""
        for rule, severity in sorted(self.written.severity_overrides.items()):
            known = self._rules[rule]
            if known.admits(severity):
                yield rule, severity
                continue
            bounds = f"{known.least.value} to {known.most.value}"
            told.append(self._gap("severity_overrides", f"its rule is {bounds}", rule))

    def _lowering(self, overrides: Mapping[str, Severity]) -> Iterator[Gap]:
        for rule, severity in overrides.items():
            if severity < self._rules[rule].most:
                yield self._gap("severity_overrides", f"raises only; lowering {_LOOSENS}", rule)

    def _withheld(self) -> Iterator[Gap]:
        """The keys that ask for what an untrusted project may not."""
        tightening = {"version", "fail_on", "exit_code", "severity_overrides", "scopes", *NEVER}
        for field in msgspec.structs.fields(Written):
            if field.name in tightening:
                continue
            if field.name == "licences":
                asks = bool(self.written.licences.allow)
            else:
                asks = getattr(self.written, field.name) != field.default
            if asks:
                name = "licences.allow" if field.name == "licences" else field.name
                yield self._gap(name, _LOOSENS)

    def _never(self) -> Iterator[Gap]:
        for key in NEVER:
            if key in self._mapping.values:
                yield self._gap(key, "a project cannot name it; give it as a flag")

    def _unknown(self) -> Iterator[Gap]:
        found = [key for key in self._mapping.values if key not in Written.__struct_fields__]
        for key in found[:_MOST_UNKNOWN]:
            yield self._gap(key, "no such key; picosentry init --print shows all")
        if len(found) > _MOST_UNKNOWN:
            more = f"and {len(found) - _MOST_UNKNOWN} keys more that nobody knows"
            yield Gap(Path(self._place.path).name, more)

    def _gap(self, key: str, why: str, *inner: str) -> Gap:
        line = self._mapping.line(key.partition(".")[0], *inner)
        name = Path(self._place.path).name
        what = accepted.at(Place(name, SettingsError), line) if line else name
        return Gap(f"{what}: {safe_text('.'.join((key[:80], *inner)))}", why)

    def _read(self) -> Written:
        types = {field.name: field.type for field in msgspec.structs.fields(Written)}
        values: dict[str, Any] = {}
        for key, value in self._mapping.values.items():
            if key in types and value is not None:
                values[key] = self._value(key, value, types[key])
        found = Written(**values)
        if found.version != VERSION:
            raise self._wrong("version", f"only version {VERSION} is known")
        for key, named in (
            ("rules", found.rules),
            ("severity_overrides", found.severity_overrides),
        ):
            for rule in named:
                if rule not in self._rules:
                    raise self._wrong(key, f"no rule {shown(rule)}; see picosentry rules", rule)
        return found

    def _value(self, key: str, value: object, shape: Any) -> Any:
        try:
            return msgspec.convert(value, shape)
        except (msgspec.ValidationError, RecursionError, TypeError) as problem:
            raise self._wrong(key, safe_text(str(problem))) from None

    def _wrong(self, key: str, what: str, *inner: str) -> Exception:
        return self._place.wrong(f"{key}: {what}", self._mapping.line(key, *inner))

    def _every_ignore(self) -> Iterator[Ignore]:
        for key in ("ignore", "ignore_paths", "ignore_packages"):
            yield from ignores(self._mapping, key, getattr(self.written, key), self._rules)


def load(root: Path, rules: Mapping[str, Rule] | None = None) -> Settings | None:
    """The settings of the project in the folder `root`; None if it has none.

    `rules` are the known ones, by default those of packages. Raises SettingsError with file and
    line for what is damaged, a link or no file.
    """
    found = [root / name for name in NAMES if os.path.lexists(root / name)]
    if not found:
        return None
    if len(found) > 1:
        raise SettingsError(f"{root}: both {' and '.join(NAMES)} are there; keep one")
    place = Place(str(found[0]), SettingsError)
    mapping = project_yaml.read(contents(found[0], project_yaml.LARGEST), place)
    return Settings(root, mapping, _known() if rules is None else rules)


def contents(path: Path, largest: int) -> bytes:
    """The bytes of a regular file that is no link. Raises SettingsError."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        with open(os.open(path, flags), "rb") as stream:  # noqa: PTH123  # of a descriptor
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise SettingsError(f"{path}: no regular file")
            data = stream.read(largest + 1)
    except OSError as problem:
        what = "is a link, which is not followed" if path.is_symlink() else problem.strerror
        raise SettingsError(f"{path}: {what}") from None
    if len(data) > largest:
        raise SettingsError(f"{path}: larger than {largest >> 10} KiB")
    return data


def _within(path: Path, root: Path) -> bool:
    """Whether a path leads into a folder, links followed."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def _known() -> dict[str, Rule]:
    from picketline.core.check import checks, rules_of  # noqa: PLC0415  # imports every rule

    return rules_of(checks(_RULES))
