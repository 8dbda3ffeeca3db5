"""Whose a credential is, and which hosts are its issuer's: a secret that goes home is not stolen.

A host that keeps for anybody what it is sent (a bucket, a form, a web hook) is no issuer's, though
it lies in the issuer's domain; but of a web hook's own secret it is.
"""

import functools
import re
from collections.abc import Collection

from picketline.packages.registry import HOST, YARN_HOST

_ALIKE = {
    **dict.fromkeys(("gh", "git", "ghp", "ghcr"), "github"),
    **dict.fromkeys(("gl", "ci"), "gitlab"),
    **dict.fromkeys(("node", "npmrc", "yarn", "pnpm"), "npm"),
    **dict.fromkeys(("gcp", "gcloud", "gemini", "firebase", "youtube", "vertex"), "google"),
    **dict.fromkeys(("arm", "msal", "ado", "entra"), "azure"),
    **dict.fromkeys(("tg",), "telegram"),
    **dict.fromkeys(("cf",), "cloudflare"),
    **dict.fromkeys(("claude",), "anthropic"),
    **dict.fromkeys(("hf",), "huggingface"),
    **dict.fromkeys(("do",), "digitalocean"),
}
"""What the first word of a credential's name stands for, where it is not the service's own."""
_LINK = ("169.254.169.254",)
_DOMAINS: dict[str, tuple[str, ...]] = {
    "npm": (HOST.partition(".")[2], YARN_HOST.partition(".")[2]),
    "github": ("github.com", "raw.githubusercontent.com", "ghcr.io"),
    "gitlab": ("gitlab.com",),
    "gitea": ("gitea.com", "codeberg.org"),
    "bitbucket": ("bitbucket.org",),
    "aws": ("amazonaws.com", "amazonaws.com.cn", "signin.aws.amazon.com", "api.aws",
            "169.254.170.2", "169.254.170.23", *_LINK),
    "google": ("googleapis.com", "accounts.google.com", "metadata.google.internal", *_LINK),
    "azure": ("microsoftonline.com", "management.azure.com", "vault.azure.net", "dev.azure.com",
              "graph.microsoft.com", "openai.azure.com", *_LINK),
    "imds": ("169.254.170.2", "169.254.170.23", "metadata.google.internal", *_LINK),
    "docker": ("docker.io", "docker.com"),
    "kube": ("kubernetes.default.svc", "kubernetes.default"),
    "slack": ("slack.com",),
    "discord": ("discord.com", "discordapp.com", "discord.gg"),
    "telegram": ("telegram.org",),
    "bot": ("discord.com", "discord.gg", "telegram.org", "slack.com"),
    "cloudflare": ("api.cloudflare.com",),
    "vercel": ("api.vercel.com",),
    "heroku": ("api.heroku.com",),
    "netlify": ("api.netlify.com",),
    "digitalocean": ("api.digitalocean.com",),
    "huggingface": ("huggingface.co",),
    **dict.fromkeys(("ssh", "wallet", "browser", "history", "system", "environment"), ()),
    **dict.fromkeys(("personal", "keys", "netrc"), ()),
}  # fmt: skip
"""The domains that each service answers under; none for what is nobody's to be asked for."""
_KEEPS = re.compile(
    r"(?:^|[.-])s3[.-]|execute-api|lambda-url|cloudfront|\.elb\.|compute\.|elasticbeanstalk"
    r"|^storage\.googleapis|^firebase(?:storage|database)|^script\.google|^gist\."
)
"""Hosts within those domains where anybody can have what is sent kept."""
_HOOK = re.compile(r"(?i)web_?hook|hook")
_HOOKS = re.compile(r"^hooks\.slack\.com|/webhooks\b")
_PARTS = ("co", "com", "org", "net", "gov", "ac")
_FREE = frozenset(
    {
        *("herokuapp", "vercel", "netlify", "github", "gitlab", "pages", "workers", "web", "fly"),
        *("firebaseapp", "firebaseio", "azurewebsites", "cloudfunctions", "onrender", "surge"),
        *("glitch", "replit", "repl", "ngrok", "amazonaws", "googleapis", "cloudfront", "blogspot"),
    }
)
"""Names of domains below which anybody has a host."""
_ODD = frozenset({"icu", "xyz", "top", "tk", "ml", "cf", "gq", "pw", "onion", "su", "cyou", "sbs"})
_WORDS = re.compile(
    r"(?:_(?:API|APP|BOT|AUTH|ACCESS|SECRET|PRIVATE|PUBLIC|CLIENT|SERVICE|USER|PERSONAL|ACCOUNT"
    r"|OAUTH|DEPLOY|PUBLISH|REFRESH|SESSION|SHARED|REPO|UPLOAD|PROJECT|ORG|WRITE|READ|KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS"
    r"|AUTHTOKEN|ID|\d{1,4})){1,8}$"
)
_LEAST = 4


def family(value: str) -> str:
    """Whose secret the value of a mark is: `env:GH_TOKEN` is github's, `npmrc` is npm's."""
    word = value.removeprefix("env:").replace("_", "-").split("-")[0].lower()
    return _ALIKE.get(word, word)


@functools.lru_cache(maxsize=1 << 12)
def issued(value: str, host: str) -> bool:
    """Whether `host` is one of the service that the secret of a mark's value is for.

    `host` may have the path of a web hook behind it. A service that is not known here is told
    by its name: `ACME_API_KEY` is that of acme.com and of api.acme.io.
    """
    host = host.lower().rstrip(".")
    if _HOOKS.search(host):
        return _HOOK.search(value) is not None and family(value) in host
    bare = host.partition("/")[0].partition(":")[0]
    known = _DOMAINS.get(family(value))
    if known is not None:
        within = any(bare == domain or bare.endswith("." + domain) for domain in known)
        return within and not _KEEPS.search(bare)
    return value.startswith("env:") and _called(value[4:]) == _owner(bare)


def home(values: Collection[str], hosts: Collection[str]) -> bool:
    """Whether every secret has an issuer among the hosts, and every host issued one of them."""
    return bool(hosts) and (
        all(any(issued(value, host) for host in hosts) for value in values)
        and all(any(issued(value, host) for value in values) for host in hosts)
    )


def _called(name: str) -> str:
    """What a variable's name says of whose it is, without what sort of secret it is."""
    word = _WORDS.sub("", name).replace("_", "").lower()
    return word if len(word) >= _LEAST else "?"


def _owner(host: str) -> str:
    """The name in a host that somebody registered, in the letters that a variable has."""
    labels = host.split(".")
    if len(labels) > 2 and labels[-2] in _PARTS:  # noqa: PLR2004  # acme.co.uk
        labels.pop()
    if len(labels) < 2 or labels[-1] in _ODD or labels[-2] in _FREE:  # noqa: PLR2004  # name.com
        return ""
    return labels[-2].replace("-", "")
