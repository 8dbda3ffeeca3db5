import pytest

from picketline.packages import managed
from picketline.packages.facts import Content, File, Setting

_RELEASE = ".yarn/releases/yarn-4.5.0.cjs"


def _loads(settings: dict[tuple[str, str], str], **sizes: int) -> tuple[tuple[str, str], ...]:
    files = {
        path: File(path, Content("0" * 64, size, "javascript")) for path, size in sizes.items()
    }
    return managed.loads(
        [Setting(path, key, value, 1) for (path, key), value in settings.items()], files
    )


@pytest.mark.parametrize(
    ("path", "key", "value", "hook"),
    [
        (".npmrc", "script-shell", "./a.js", "script-shell"),
        (".npmrc", "pnpmfile", "a.js", "pnpmfile"),
        ("pnpm-workspace.yaml", "globalPnpmfile", "a.js", "pnpmfile"),
        (".yarnrc.yml", "yarnPath", "./a.js", "yarnPath"),
        (".yarnrc", "yarn-path", "./a.js", "yarnPath"),
        (".yarnrc.yml", "plugins", '[{"path":"a.js","spec":"x"}]', "yarn plugin"),
        ("bunfig.toml", "preload", '["./a.js"]', "preload"),
        (".npmrc", "node-options", "--require ./a.js", "node-options"),
    ],
)
def test_settings(path: str, key: str, value: str, hook: str) -> None:
    """A file of the root that a setting names is run by what reads the setting."""
    assert _loads({(path, key): value}, **{"a.js": 1}) == ((hook, "a.js"),)


def test_names() -> None:
    """Files that are run for their names alone."""
    sizes = {".pnpmfile.cjs": 1, ".yarn/plugins/@a/p.cjs": 1, "b.js": 1}
    assert _loads({}, **sizes) == (
        ("pnpmfile", ".pnpmfile.cjs"),
        ("yarn plugin", ".yarn/plugins/@a/p.cjs"),
    )


@pytest.mark.parametrize(("size", "runs"), [(2_500_000, False), (400, True), (1 << 24, True)])
def test_releases_of_yarn(*, size: int, runs: bool) -> None:
    """A release of yarn has the size of one; what has not is read like any script."""
    assert bool(_loads({(".yarnrc.yml", "yarnPath"): _RELEASE}, **{_RELEASE: size})) is runs


@pytest.mark.parametrize("value", ["", "[", "[" * 9000, "/bin/sh", "../a.js", "[1]", "{}"])
def test_what_is_no_file_of_the_root(value: str) -> None:
    """Other values name nothing, and nothing is raised."""
    assert _loads({(".npmrc", "script-shell"): value}, **{"a.js": 1}) == ()
    assert _loads({("sub/.npmrc", "script-shell"): "a.js"}, **{"a.js": 1}) == ()
