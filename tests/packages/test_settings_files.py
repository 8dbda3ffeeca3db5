"""Configuration of package managers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import SettingsError
from picketline.packages import settings_files

_law = settings(max_examples=150, deadline=None, derandomize=True, database=None)


def _read(text: str, path: str) -> list[tuple[str, str, int]]:
    found = settings_files.read(text.encode(), path)
    return [(setting.key, setting.value, setting.line) for setting in found]


def test_npmrc() -> None:
    """Keys, lists, sections and comments, as npm's ini reads them."""
    text = (
        "; c\n# c\nregistry = https://r.example/ ; c\r\nignore-scripts\nca[]='a'\nca[]=\"b;c\"\n"
        "x = a\\;b\\#c\n@s:registry=https://s.example\n[y]\nz = 1\n"
    )
    assert _read(text, "a/.npmrc") == [
        ("registry", "https://r.example/", 3),
        ("ignore-scripts", "true", 4),
        ("ca", "a", 5),
        ("ca", "b;c", 6),
        ("x", "a;b#c", 7),
        ("@s:registry", "https://s.example", 8),
        ("y.z", "1", 10),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "//r.example/:_authToken=hunter2",
        "_auth=hunter2",
        "//r.example/:_password=hunter2",
        "//r.example/:_PASSWORD=hunter2",
        "key=hunter2",
        "otp=hunter2",
        "npm_token=hunter2",
        "client-secret=hunter2",
        "proxy=https://me:hunter2@r.example",
        "//r.example/:_authToken=${A:-hunter2}",
        "https-proxy=//hunter2@r.example",
    ],
)
def test_secrets_are_redacted(line: str) -> None:
    """The key stays, the secret goes."""
    ((_, value, _),) = _read(line, ".npmrc")
    assert "hunter2" not in value
    assert "***" in value


@pytest.mark.parametrize(
    "line",
    ["a:_authToken=${NPM_TOKEN}", "always-auth=true", "keys=5", "registry=https://a@b/"],
)
def test_what_is_no_secret_is_left(line: str) -> None:
    """A reference to the environment is none, nor is a switch; a user name is not told apart."""
    key, value, _ = _read(line, ".npmrc")[0]
    assert value == ("https://***@b/" if key == "registry" else line.partition("=")[2])


def test_yarnrc() -> None:
    """The form of yarn classic's lockfile."""
    text = 'registry "https://r.example"\n"--install.ignore-scripts" true\nenv:\n  A "b"\n'
    assert _read(text, ".yarnrc") == [
        ("registry", "https://r.example", 1),
        ("--install.ignore-scripts", "true", 2),
        ("env.A", "b", 4),
    ]


def test_yarnrc_yml() -> None:
    """Keys nest with dots, lists are JSON; secrets go at any depth."""
    text = """\
# comment\twith a tab
npmScopes:
  acme:
    npmAuthToken: "hunter2"
    npmRegistryServer: https://r.example
enableScripts: false
plugins:
  - path: .yarn/plugins/x.cjs
    spec: "@y/z"
  - npmAuthIdent: "me:hunter2"
networkSettings: {}
cafilePath:
"""
    assert _read(text, ".yarnrc.yml") == [
        ("npmScopes.acme.npmAuthToken", "***", 4),
        ("npmScopes.acme.npmRegistryServer", "https://r.example", 5),
        ("enableScripts", "false", 6),
        ("plugins", '[{"path":".yarn/plugins/x.cjs","spec":"@y/z"},{"npmAuthIdent":"***"}]', 7),
        ("networkSettings", "{}", 11),
        ("cafilePath", "", 12),
    ]


def test_pnpm_workspace() -> None:
    """The settings of pnpm 10 and later."""
    text = "packages:\n  - 'a/*'\nminimumReleaseAge: 1440\ncatalogs:\n  x:\n    react: ^18\n"
    assert _read(text, "pnpm-workspace.yaml") == [
        ("packages", '["a/*"]', 1),
        ("minimumReleaseAge", "1440", 3),
        ("catalogs.x.react", "^18", 6),
    ]


def test_bunfig() -> None:
    """Tables nest with dots; inline ones have the line they stand in."""
    text = """\
preload = ["./x.ts"]
when = 2026-01-01
[install]
registry = { url = "https://me:hunter2@r.example", token = "hunter2" }
[install.scopes]
"@acme" = "https://s.example"
"""
    assert _read(text, "bunfig.toml") == [
        ("preload", '["./x.ts"]', 1),
        ("when", "2026-01-01", 2),
        ("install.registry.url", "https://***@r.example", 4),
        ("install.registry.token", "***", 4),
        ("install.scopes.@acme", "https://s.example", 6),
    ]


@pytest.mark.parametrize(
    ("data", "path", "told"),
    [
        (b"a: &b 1\n", ".yarnrc.yml", "line 1: an anchor"),
        (b"- a\n", "pnpm-workspace.yaml", "no mapping"),
        (b"a b c\n", ".yarnrc", "line 1: a b c is nothing that yarn writes"),
        (b"a = \n", "bunfig.toml", "no TOML"),
        (b"a = " + b"[" * 5000, "bunfig.toml", "no TOML"),
        (b"a" + b".a" * 2000 + b" = 1", "bunfig.toml", "line 1: more than 1000 dots"),
        (b"\xff", ".npmrc", "line 1: byte 0 is no UTF-8"),
        (b"a\n" * 600_000, ".npmrc", "at most 1048576 are read"),
        (b"", "x.ini", "no name of a configuration"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_tells_where(
    data: bytes, path: str, told: str
) -> None:
    """Path, place and cause stand in the message."""
    with pytest.raises(SettingsError, match=told) as caught:
        settings_files.read(data, path)
    assert str(caught.value).startswith(path)


@_law
@given(st.text(max_size=40) | st.binary(max_size=40), st.sampled_from(sorted(settings_files.NAMES)))
def test_arbitrary_bytes_raise_nothing_else(data: str | bytes, path: str) -> None:
    """Any bytes under any name."""
    raw = data.encode(errors="surrogatepass") if isinstance(data, str) else data
    try:
        told = {setting.path for setting in settings_files.read(raw, path)}
    except SettingsError as error:
        told = {str(error)}
    assert all(one.startswith(path) for one in told)


@_law
@given(
    st.sampled_from(["_authToken", "//r.example/:_password", "_auth"]),
    st.text("abc123", min_size=9),
)
def test_no_secret_survives(key: str, secret: str) -> None:
    """However it is written."""
    for line in (f"{key}={secret}", f'{key} = "{secret}"', f"{key}[]='{secret}'"):
        assert all(secret not in value for _, value, _ in _read(line, ".npmrc"))
