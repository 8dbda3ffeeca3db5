import build
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picketline.packages import issuers, registry

_values = st.sampled_from(
    ["env:GH_TOKEN", "env:NPM_TOKEN", "env:SLACK_BOT_TOKEN", "env:ACME_API_KEY", "npmrc", "aws", ""]
)
_hosts = st.sampled_from(
    ["api.github.com", "slack.com", "acme.com", "x.example", registry.HOST, "169.254.169.254", ""]
)


@pytest.mark.parametrize(
    ("value", "host"),
    [
        ("env:GH_TOKEN", "api.github.com"),
        ("env:GITHUB_CLIENT_SECRET", "github.com"),
        ("env:NODE_AUTH_TOKEN", registry.HOST),
        ("npmrc", registry.HOST),
        ("env:AWS_SESSION_TOKEN", "sts.eu-west-1.amazonaws.com"),
        ("imds", "169.254.169.254"),
        ("gcloud", "oauth2.googleapis.com"),
        ("env:TELEGRAM_BOT_TOKEN", "api.telegram.org"),
        ("env:BOT_TOKEN", "api.telegram.org"),
        ("env:DISCORD_WEBHOOK_TOKEN", "discord.com/api/webhooks"),
        ("env:OPENAI_API_KEY", "api.openai.com"),
        ("env:ACME_CLIENT_SECRET", "login.acme.co.uk"),
        ("env:OPENWEATHERMAP_API_KEY", "api.openweathermap.org"),
    ],
)
def test_a_credential_is_its_issuers(value: str, host: str) -> None:
    """A known service has its domains; any other is told by its name, in full."""
    assert issuers.issued(value, host)
    assert issuers.issued(value, host.upper() + ".")


@pytest.mark.parametrize(
    ("value", "host"),
    [
        ("env:GH_TOKEN", "api-github.com"),
        ("env:GH_TOKEN", "github.com.x.example"),
        ("env:GH_TOKEN", "gist.github.com"),
        ("env:NPM_TOKEN", "npm.xyz"),
        ("env:AWS_SECRET_ACCESS_KEY", "loot.s3.amazonaws.com"),
        ("env:AWS_SECRET_ACCESS_KEY", "x1.execute-api.eu-west-1.amazonaws.com"),
        ("gcloud", "script.google.com"),
        ("env:DISCORD_TOKEN", "discord.com/api/webhooks"),
        ("env:SLACK_BOT_TOKEN", "hooks.slack.com/services"),
        ("env:SLACK_WEBHOOK_TOKEN", "discord.com/api/webhooks"),
        ("env:OPENAI_API_KEY", "openai.xyz"),
        ("env:OPENAI_API_KEY", "openai-proxy.com"),
        ("env:ACME_TOKEN", "acme.herokuapp.com"),
        ("env:HEROKUAPP_TOKEN", "x.herokuapp.com"),
        ("env:API_TOKEN", "api.com"),
        ("ssh-key", "github.com"),
        ("environment", "environment.com"),
        ("env:ACME_TOKEN", ""),
    ],
)
def test_a_host_that_only_looks_like_an_issuer(value: str, host: str) -> None:
    """Neither a like name, nor a place in its domain that keeps what anybody sends."""
    assert not issuers.issued(value, host)


def test_a_family_is_whose_secret_it_is() -> None:
    """Names of one service are one; what is not known is called by its first word."""
    values = ["env:GH_TOKEN", "git-credentials", "npmrc", "env:GEMINI_API_KEY", "env:ACME_KEY"]
    assert [*map(issuers.family, values)] == ["github", "github", "npm", "google", "acme"]


@build.law
@given(st.sets(_values), st.sets(_hosts))
def test_home_is_where_every_secret_and_every_host_belong(
    values: set[str], hosts: set[str]
) -> None:
    """One more secret, or one more host, is at home only if it has its own counterpart."""
    found = issuers.home(values, hosts)
    assert found == (
        bool(hosts)
        and all(any(issuers.issued(value, host) for host in hosts) for value in values)
        and all(any(issuers.issued(value, host) for value in values) for host in hosts)
    )
    assert not issuers.home({*values, "ssh-key"}, hosts)
    assert not issuers.home(values, {*hosts, "collect.example"})
