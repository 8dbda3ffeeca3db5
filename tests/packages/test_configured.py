import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import lock, package, project

from picketline.packages.configured import Configured, configured, manager, uses_pnpm
from picketline.packages.facts import Setting

law = settings(max_examples=150, deadline=None, derandomize=True, database=None)


def one(path: str, key: str, value: str) -> Configured:
    """The one setting of a project that has one."""
    (found,) = configured(project(settings=[Setting(path, key, value, 3)]))
    return found


def test_a_plain_value() -> None:
    """Its name has no marks between words, whatever it is written with."""
    for path, key in ((".npmrc", "ignore-scripts"), ("pnpm-workspace.yaml", "ignoreScripts")):
        found = one(path, key, "false")
        assert (found.name, found.value, found.line) == ("ignorescripts", "false", 3)


def test_a_list() -> None:
    """Its members stand under themselves."""
    found = one("pnpm-workspace.yaml", "onlyBuiltDependencies", '["a","b"]')
    assert found.values == {"a": "a", "b": "b"}
    assert found.value == ""


def test_a_table_of_several_lines_is_one() -> None:
    """The keys of a table come one by one."""
    lines = [
        Setting("pnpm-workspace.yaml", "overrides.a", "1", 2),
        Setting("pnpm-workspace.yaml", "overrides.b", "o/b", 3),
    ]
    (found,) = configured(project(settings=lines))
    assert (found.name, found.values, found.line) == ("overrides", {"a": "1", "b": "o/b"}, 2)


def test_settings_of_manifests() -> None:
    """Those of pnpm without their prefix, nested ones by their way."""
    root = package(
        "app", settings={"pnpm.overrides": '{"a":"1"}', "overrides": '{"x":{".":"2","y":"3"}}'}
    )
    found = {each.key: each.values for each in configured(project(root))}
    assert found["overrides"] == {"a": "1", "x>.": "2", "x>y": "3"}


def test_what_does_not_hold() -> None:
    """Settings within what is installed, and manifests of others."""
    installed = package("a", "node_modules/a", settings={"pnpm.overrides": '{"a":"1"}'})
    setting = Setting("node_modules/a/.npmrc", "ignore-scripts", "false", 1)
    assert configured(project(installed, settings=[setting])) == ()


@pytest.mark.parametrize(
    "found",
    [
        project(locks=[lock(path="pnpm-lock.yaml", kind="pnpm")]),
        project(package("a", "node_modules/.pnpm/a@1.0.0/node_modules/a")),
        project(settings=[Setting("pnpm-workspace.yaml", "packages", "[]", 1)]),
        project(package("app", settings={"packageManager": '"pnpm@10.2.0"'})),
        project(package("app", settings={"pnpm.overrides": "{}"})),
    ],
)
def test_who_uses_pnpm(found: object) -> None:
    """Its lock, its store, its files and the manifest's word."""
    assert uses_pnpm(found)  # type: ignore[arg-type]


def test_who_does_not() -> None:
    """A project of npm's."""
    root = package("app", settings={"packageManager": '"npm@11.0.0"'})
    found = project(root, locks=[lock()])
    assert not uses_pnpm(found)
    assert manager(found) == "npm@11.0.0"


@law
@given(st.text(max_size=40), st.text(max_size=60))
def test_any_text(key: str, value: str) -> None:
    """Nothing is raised, and every value is text."""
    for path in (".npmrc", "pnpm-workspace.yaml"):
        found = one(path, key, value)
        assert all(isinstance(each, str) for each in found.values.values())


def test_a_table_without_end() -> None:
    """It is read to a bound, and not by recursion."""
    deep = "[" * 3000 + "]" * 3000
    wide = "[" + ",".join(f'"{number}"' for number in range(5000)) + "]"
    assert one("pnpm-workspace.yaml", "overrides", deep).values == {"": deep}
    assert len(one("pnpm-workspace.yaml", "overrides", wide).values) <= 2000
