import pytest
from projects import package, project

from picketline.packages import registries, registry
from picketline.packages.facts import Policy, Setting


def setting(path: str, key: str, value: str) -> Setting:
    """One line of a configuration."""
    return Setting(path, key, value, 1)


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (".npmrc", "registry", "https://npm.acme.example/repository/"),
        (".npmrc", "@acme:registry", "https://npm.acme.example"),
        (".yarnrc", "registry", "https://npm.acme.example"),
        (".yarnrc.yml", "npmRegistryServer", "https://npm.acme.example"),
        (".yarnrc.yml", "npmScopes.acme.npmRegistryServer", "https://npm.acme.example"),
        ("pnpm-workspace.yaml", "registries.default", "https://npm.acme.example"),
        ("bunfig.toml", "install.registry", "https://npm.acme.example"),
        ("bunfig.toml", "install.scopes.@acme", '"https://npm.acme.example"'),
        (".npmrc", "registry", "https://***@npm.acme.example:8443/"),
    ],
)
def test_hosts_that_settings_map(path: str, key: str, value: str) -> None:
    """In the form of every package manager."""
    known = registries.known(project(settings=[setting(path, key, value)]))
    assert known == {registry.HOST, registry.YARN_HOST, "npm.acme.example"}


@pytest.mark.parametrize("folder", ["node_modules/a", "docs", "packages/a"])
def test_settings_elsewhere_map_nothing(folder: str) -> None:
    """A package brings no registry of its own, nor does any folder but the root."""
    found = setting(f"{folder}/.npmrc", "registry", "https://evil.example")
    assert "evil.example" not in registries.known(project(settings=[found]))


@pytest.mark.parametrize("value", ["", "${REGISTRY}", "https://[", "not an address"])
def test_what_is_no_address(value: str) -> None:
    """It maps nothing."""
    found = project(settings=[setting(".npmrc", "registry", value)])
    assert registries.known(found) == {registry.HOST, registry.YARN_HOST}


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (".npmrc", "@acme:registry"),
        (".yarnrc.yml", "npmScopes.acme.npmRegistryServer"),
        ("bunfig.toml", "install.scopes.acme.url"),
        ("bunfig.toml", "install.scopes.@acme"),
    ],
)
def test_scopes_that_settings_map(path: str, key: str) -> None:
    """The scope and the host that it is mapped to."""
    found = project(settings=[setting(path, key, "https://npm.acme.example/")])
    assert registries.scopes(found) == {"@acme": "npm.acme.example"}


def test_a_scope_that_is_mapped_to_the_public_registry() -> None:
    """It belongs to nobody."""
    found = setting(".npmrc", "@acme:registry", f"https://{registry.HOST}/")
    assert registries.scopes(project(settings=[found])) == {}


def test_what_the_operator_says() -> None:
    """Scopes with or without their mark, hosts with or without a protocol."""
    policy = Policy(scopes=("acme", "@other"), registries=("a.example", "https://B.example:8443"))
    found = project(package("app"), policy=policy)
    assert registries.scopes(found) == {"@acme": "", "@other": ""}
    assert {"a.example", "b.example"} <= registries.known(found)
