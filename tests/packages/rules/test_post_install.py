import msgspec
import pytest

from picketline.core.model import Severity, fingerprint
from picketline.packages.corpus import Corpus
from picketline.packages.facts import Content, File, Manifest, Mark, Package, Project, Run
from picketline.packages.rules.post_install import post_install

_FETCHES = Mark("connects", 2, "https.get", "https.get(url)")
_IDENTIFIES = Mark("identifies", 5, "host user", "os.hostname()")
_WRITES = Mark("writes-outside", 9, "other-package", "writeFileSync(path)")


def _file(path: str, *marks: Mark, digest: str = "0" * 64) -> File:
    return File(path, Content(digest, 9, "javascript", (), marks))


def _run(path: str, command: str = "node setup.js") -> Run:
    return Run(path, "postinstall", command, (f"postinstall: {command}", path))


def _project(package: Package, **changes: object) -> Project:
    changed = msgspec.structs.replace(package, **changes)
    return Project(packages=(changed,), corpus=Corpus.of())


_PACKAGE = Package(
    path="node_modules/p",
    purl="pkg:npm/p@1.0.0",
    name="p",
    version="1.0.0",
    origin="installed",
    manifest=Manifest(path="node_modules/p/package.json", lines={"scripts.postinstall": 4}),
    files=(_file("node_modules/p/setup.js", _FETCHES),),
    runs=(_run("setup.js"),),
)


def _print(**changes: object) -> str:
    (found,) = post_install(_project(_PACKAGE, **changes))
    return fingerprint(found)


def test_new_code_is_a_new_statement() -> None:
    """A fingerprint goes by the command and the files that it runs, not by the version."""
    assert _print() == _print(version="1.0.1", purl="pkg:npm/p@1.0.1")
    assert _print() != _print(files=(_file("node_modules/p/setup.js", digest="1" * 64),))
    assert _print() != _print(runs=(_run("setup.js", "node setup.js now"),))


def test_a_script_in_between_is_part_of_the_statement() -> None:
    """`npm run build` stays the same word when what `build` does has changed."""

    def of(script: str) -> str:
        run = Run("", "postinstall", "npm run build", ("postinstall: npm run build", script))
        name, _, text = script.partition(": ")
        manifest = msgspec.structs.replace(_PACKAGE.manifest, scripts={name: text})
        return _print(runs=(run,), manifest=manifest)

    assert of("build: tsc") == of("build: tsc")
    assert of("build: tsc") != of("build: tsc --watch")


@pytest.mark.parametrize(("more", "severity"), [(1, Severity.HIGH), (20, Severity.LOW)])
def test_few_files_are_judged_together(more: int, severity: Severity) -> None:
    """What one of a few files takes the other may send; a whole tool behind a hook is no chain."""
    paths = ["setup.js", "names.js", *(f"lib/{number}.js" for number in range(more))]
    marks = dict.fromkeys(paths, (_FETCHES,)) | {"names.js": (_IDENTIFIES,)}
    (found,) = post_install(
        _project(
            _PACKAGE,
            files=tuple(_file(f"node_modules/p/{path}", *marks.get(path, ())) for path in paths),
            runs=tuple(_run(path) for path in paths),
        )
    )
    assert found.severity is severity


def test_an_installer_writes_beside_its_package() -> None:
    """A binary that is put among other packages says nothing; a profile that is written does."""

    def of(value: str) -> Severity:
        mark = msgspec.structs.replace(_WRITES, value=value)
        files = (_file("node_modules/p/setup.js", _FETCHES, mark),)
        (found,) = post_install(_project(_PACKAGE, files=files))
        return found.severity

    assert (of("other-package"), of("profile")) == (Severity.LOW, Severity.HIGH)


@pytest.mark.parametrize("origin", ["root", "member"])
def test_a_project_s_own_hook_is_its_own(origin: str) -> None:
    """The user's own hooks are info, unless they do what nobody wants."""
    (found,) = post_install(_project(_PACKAGE, origin=origin))
    assert found.severity is Severity.INFO
    (found,) = post_install(_project(_PACKAGE, origin=origin, runs=(_run("", "rm -rf ~"),)))
    assert found.severity is Severity.CRITICAL


def test_no_secret_of_a_command_is_told() -> None:
    """A token that stands in a hook's command is left out of the finding."""
    command = "curl -d ghp_aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xYz https://x.example"
    (found,) = post_install(_project(_PACKAGE, files=(), runs=(_run("", command),)))
    assert "aB3dE5fG7hI9" not in str(found)
    assert found.location.path == "node_modules/p/package.json"
    assert found.location.line == 4
