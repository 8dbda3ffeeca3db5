"""Setting of a package manager runs code or opens installs.

Why: What pnpm, npm, yarn and bun are told in a project runs before any of its code: a pnpmfile, a
shell, a node option; and one line lets every package's hooks run again.
Limits: A user's own settings and environment are not looked at. What a pnpmfile, a plugin or a
preloaded file does is judged by the rules on code. Settings of pnpm 10 and 11 are known; which
of the two is used is known only where the manifest names it.
Benign: Lists of packages that may build, patches and yarn's own releases are info.
Next: Remove the setting, or name in it exactly what needs it.
"""

from collections.abc import Callable, Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import locks, redaction, registries, specs
from picketline.packages.configured import Configured, configured, manager, uses_pnpm
from picketline.packages.facts import Project
from picketline.packages.hygiene import exact
from picketline.packages.purls import subject

Told = tuple[Severity, str] | None
_PNPMFILES = frozenset({".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js"})
_SHELLS = frozenset("sh bash zsh pwsh powershell powershell.exe cmd cmd.exe bash.exe".split())  # noqa: SIM905
_LOADS = ("--require", "-r ", "--import", "--loader", "--experimental-loader")


@rule(
    "L2-PNPM-001",
    severity=(Severity.INFO, Severity.HIGH),
    since="0.1",
    category="policy",
    tags=("T1195.002", "CWE-829", "CWE-1188"),
)
def pnpm_settings(project: Project) -> Iterator[Finding]:
    """Each setting that opens something, then pnpm's own files and defaults."""
    project = locks.ordered(project)
    for each in configured(project):
        judge = _JUDGES.get(each.name)
        told = judge(project, each) if judge else _registry(project, each)
        if told:
            shown = _shown(each)
            yield _find(project, told, f"{each.key}: {shown}", (each.path, each.line))
    if uses_pnpm(project):
        yield from _pnpm(project)


def _find(project: Project, told: tuple[Severity, str], what: str, at: tuple[str, int]) -> Finding:
    root = locks.root(project)
    return pnpm_settings.find(
        subject(root.name),
        told[0],
        exact(what),
        evidence=[("purl", root.purl), ("why", f"{redaction.line(what, 200)}: {told[1]}")],
        at=at,
    )


def _pnpm(project: Project) -> Iterator[Finding]:
    for file in locks.root(project).files:
        if file.path in _PNPMFILES:
            told = (Severity.LOW, "pnpm runs it at each install")
            yield _find(project, told, f"{file.path} {file.content.sha256}", (file.path, 0))
    names = {each.name for each in configured(project)}
    if manager(project).startswith("pnpm@10.") and "minimumreleaseage" not in names:
        told = (Severity.INFO, "pnpm 10 takes versions that are a minute old")
        yield _find(project, told, "minimumReleaseAge: none", ("package.json", 0))


def _shown(each: Configured) -> str:
    values = sorted(
        specs.shown(value) if not name or name == value else f"{name}={specs.shown(value)}"
        for name, value in each.values.items()
    )
    return ", ".join(values)


def _is(word: str, severity: Severity, why: str) -> Callable[[Project, Configured], Told]:
    """A setting that tells where it has one value."""

    def judge(_: Project, each: Configured) -> Told:
        return (severity, why) if each.value.lower() == word else None

    return judge


def _builds(_: Project, each: Configured) -> Told:
    allowed = {name for name, value in each.values.items() if value.lower() != "false" and name}
    if "*" in allowed:
        return Severity.HIGH, "hooks of every package run"
    return (Severity.INFO, "hooks of these packages run") if allowed else None


def _never_built(_: Project, each: Configured) -> Told:
    if any(each.values):
        return Severity.LOW, "hooks of all other packages run"
    return Severity.MEDIUM, "hooks of every package run"


def _patches(_: Project, each: Configured) -> Told:
    paths = [specs.parse(f"file:{value}") for value in each.values.values() if value]
    if any(path.outside for path in paths):
        return Severity.MEDIUM, "a patch lies outside the project"
    return (Severity.INFO, "these packages are changed when they are installed") if paths else None


def _overrides(project: Project, each: Configured) -> Told:
    """The worst of what overrides put in the place of packages."""
    judged = [_override(project, name, value) for name, value in each.values.items()]
    return max((told for told in judged if told), key=lambda told: told[0].rank, default=None)


def _override(project: Project, name: str, value: str) -> Told:
    spec = specs.parse(value)
    if spec.kind in {"git", "tarball", "registry"}:
        held = spec.commit and not spec.insecure
        return (Severity.LOW if held else Severity.MEDIUM), "an override leads off the registry"
    if spec.kind == "file" and spec.outside:
        return Severity.LOW, "an override leads out of the project"
    corpus, name = project.corpus, _overridden(name)
    if spec.kind == "alias" and not specs.keeps(name, spec.name, corpus.knows):
        if corpus.rank(spec.name) is not None:
            return Severity.INFO, "an override takes another package"
        taken = corpus.rank(name) is not None
        return (Severity.MEDIUM if taken else Severity.LOW), "an override takes another package"
    return None


def _overridden(key: str) -> str:
    """The package that an override's key means: of `b>a@2` and `b/a` it is a."""
    key = key.rpartition(">")[2]
    *_, scope, last = ("", *key.split("/"))
    key = f"{scope}/{last}" if scope.startswith("@") else last
    return key[:1] + key[1:].partition("@")[0]


def _age(_: Project, each: Configured) -> Told:
    return (Severity.INFO, "new versions are taken at once") if each.value == "0" else None


def _exempt(_: Project, each: Configured) -> Told:
    return (Severity.LOW, "it exempts every package") if "*" in each.values else None


def _shell(_: Project, each: Configured) -> Told:
    folder, slash, program = each.value.replace("\\", "/").lower().rpartition("/")
    if not each.value:
        return None
    usual = program in _SHELLS and (not slash or folder.startswith("/") or folder[1:2] == ":")
    return (Severity.INFO if usual else Severity.MEDIUM), "every script runs in it"


def _options(_: Project, each: Configured) -> Told:
    if any(word in f"{each.value} ".replace("=", " ") for word in _LOADS):
        return Severity.MEDIUM, "node loads a file with every script"
    return None


def _program(_: Project, each: Configured) -> Told:
    """A program in the place of a tool; worse if it lies in the project."""
    value = each.value.strip("\"'")
    if not value or value == each.name:
        return None
    inside = not value.startswith(("/", "~", "$")) and ("/" in value or "\\" in value)
    return (Severity.HIGH if inside else Severity.MEDIUM), "it runs in the tool's place"


def _yarn_path(_: Project, each: Configured) -> Told:
    path = specs.parse(f"file:{each.value}")
    if path.outside:
        return Severity.MEDIUM, "yarn itself is a file outside the project"
    usual = path.path.startswith(".yarn/releases/")
    return (Severity.INFO if usual else Severity.LOW), "yarn itself is a file of the project"


def _plugins(_: Project, each: Configured) -> Told:
    texts = [value for value in each.values.values() if value]
    if any("://" in text and "/@yarnpkg/" not in text for text in texts):
        return Severity.LOW, "yarn runs them at each command"
    return (Severity.INFO, "yarn runs them at each command") if texts else None


def _preload(_: Project, each: Configured) -> Told:
    return (Severity.LOW, "bun runs it before every script") if any(each.values.values()) else None


def _listed(severity: Severity, why: str) -> Callable[[Project, Configured], Told]:
    """A setting that tells where it has any value."""

    def judge(_: Project, each: Configured) -> Told:
        return (severity, why) if any(each.values.values()) else None

    return judge


def _mirror(project: Project, each: Configured) -> Told:
    host = registries.host(each.value)
    if not host or host == "nodejs.org" or host in registries.known(project):
        return None
    return Severity.MEDIUM, "node itself is fetched from there"


def _registry(project: Project, each: Configured) -> Told:
    """A registry that the project names and the operator does not."""
    if "registr" not in each.name or "auth" in each.name:
        return None
    found = [specs.parse(value) for value in each.values.values()]
    if any(one.insecure for one in found):
        return Severity.MEDIUM, "packages come over a line that nothing protects"
    operators = {registries.host(one) for one in project.policy.registries} | locks.PUBLIC
    if any(one.host and one.host not in operators for one in found):
        return Severity.INFO, "packages may come from there; the policy does not name it"
    return None


_TLS = "nobody checks who answers"
_JUDGES: dict[str, Callable[[Project, Configured], Told]] = {
    "dangerouslyallowallbuilds": _is("true", Severity.HIGH, "hooks of every package run"),
    "onlybuiltdependencies": _builds,
    "allowbuilds": _builds,
    "trusteddependencies": _builds,
    "install.trusteddependencies": _builds,
    "neverbuiltdependencies": _never_built,
    "strictdepbuilds": _is("false", Severity.LOW, "hooks that were not allowed are passed over"),
    "blockexoticsubdeps": _is("false", Severity.LOW, "packages may want others off the registry"),
    "trustpolicy": _is("off", Severity.INFO, "a version may be trusted less than the one before"),
    "minimumreleaseage": _age,
    "minimumreleaseageexclude": _exempt,
    "trustpolicyexclude": _exempt,
    "verifystoreintegrity": _is("false", Severity.MEDIUM, "what is stored is not checked"),
    "ignorescripts": _is("false", Severity.LOW, "hooks of packages run"),
    "unsafeperm": _is("true", Severity.LOW, "hooks run with all rights"),
    "strictssl": _is("false", Severity.MEDIUM, _TLS),
    "enablestrictssl": _is("false", Severity.MEDIUM, _TLS),
    "enablescripts": _is("true", Severity.LOW, "hooks of packages run"),
    "checksumbehavior": _is("ignore", Severity.MEDIUM, "what is fetched is not checked"),
    "unsafehttpwhitelist": _listed(Severity.LOW, "these hosts are asked over http"),
    "patcheddependencies": _patches,
    "overrides": _overrides,
    "resolutions": _overrides,
    "scriptshell": _shell,
    "run.shell": _shell,
    "nodeoptions": _options,
    "git": _program,
    "nodegyp": _program,
    "onloadscript": _program,
    "pnpmfile": _listed(Severity.LOW, "pnpm runs it at each install"),
    "globalpnpmfile": _listed(Severity.MEDIUM, "pnpm runs it at each install"),
    "configdependencies": _listed(Severity.INFO, "pnpm takes its settings from them"),
    "yarnpath": _yarn_path,
    "plugins": _plugins,
    "preload": _preload,
    "nodemirror:release": _mirror,
}
