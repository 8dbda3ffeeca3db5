"""Exact words in texts: hosts, addresses, credentials, miners. Bytes in, places out."""

import binascii
import ipaddress
import re
from collections.abc import Callable, Iterator, Sequence

from picketline.packages import decoders, matcher

Place = tuple[str, int, str]
"""A mark's name, the byte where it stands, its value."""
Spans = Sequence[tuple[int, int]]
"""Where things begin and end."""

_ODD_HOSTS = re.compile(
    rb"(?i)(?<![\w-])("
    rb"discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks(?:/\d{4,40})?"
    rb"|hooks\.slack\.com/services(?:/T\w{4,40})?"
    rb"|api\.telegram\.org(?:/bot(?:\d{6,40})?)?|webhook\.site|pipedream\.net|requestbin\.(?:com|net)"
    rb"|requestcatcher\.com|beeceptor\.com|oast\.(?:pro|live|site|online|fun|me)|interact\.sh"
    rb"|burpcollaborator\.net|oastify\.com|ngrok(?:-free)?\.(?:io|app|dev)|trycloudflare\.com"
    rb"|loca\.lt|serveo\.net|localtunnel\.me|pastebin\.com|paste\.ee|hastebin\.com|rentry\.co"
    rb"|transfer\.sh|file\.io|gofile\.io|anonfiles\.com|files\.catbox\.moe|0x0\.st"
    rb"|bashupload\.com|ipinfo\.io|ip-api\.com|api\.ipify\.org|ifconfig\.me|icanhazip\.com"
    rb"|(?<=//)[a-z0-9-]{1,60}\.workers\.dev|canarytokens\.com|dnslog\.cn|ceye\.io|eyes\.sh|xss\.ht)(?![\w-])"
)
_ODD_DOMAINS = re.compile(
    rb"(?i)\b(?:https?|wss?)://((?:[a-z0-9-]{1,40}\.){1,5}"
    rb"(?:icu|xyz|top|tk|ml|cf|gq|pw|onion|su|cyou|sbs))(?![\w.-])"
)
_ADDRESS = re.compile(
    rb"(?i)(?:\b(?:https?|wss?|tcp|ftp)://|\bhost(?:name)?[\"']?\s{0,4}:\s{0,4}[\"'])"
    rb"(\d{1,3}(?:\.\d{1,3}){3})(?![\d.])"
)
_MINERS = re.compile(
    rb"(?i)(stratum\+(?:tcp|ssl)://|\b(?:xmrig|coinhive|coin-hive|cryptonight|minexmr|supportxmr"
    rb"|moneroocean|nanopool)\b)"
)
_THREATS = (
    ("odd-host", _ODD_HOSTS, "odd-host"),
    ("odd-domain", _ODD_DOMAINS, "odd-host"),
    ("miner", _MINERS, "mines"),
)
_TEXTS = (
    ("npm", re.compile(rb"\bnpm_[A-Za-z0-9]{36}\b")),
    ("github", re.compile(rb"\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{60}")),
    ("aws", re.compile(rb"\bA(?:KI|SI)A[0-9A-Z]{16}\b")),
    (
        "private-key",
        re.compile(rb"-----BEGIN (?:[A-Z]{1,10} )?PRIVATE KEY-----[\s\\nr]{1,8}\w{40}"),
    ),
    ("slack", re.compile(rb"\bxox[abprs]-[0-9A-Za-z-]{20}")),
    ("stripe", re.compile(rb"\bsk_live_[0-9A-Za-z]{20}")),
    ("google", re.compile(rb"\bAIza[0-9A-Za-z_-]{35}\b")),
    ("gitlab", re.compile(rb"\bglpat-[0-9A-Za-z_-]{20}")),
    ("telegram", re.compile(rb"(?<!\w)\d{8,10}:AA[A-Za-z0-9_-]{30,40}(?![\w-])")),
    ("npmrc", re.compile(rb"_authToken\s?=\s?[A-Za-z0-9_-]{24}")),
)
_HOLDS = {"telegram": b":AA"}
"""What a text holds that such a secret is in, where the pattern alone is slow to say no."""
_ASSISTANT = re.compile(
    rb"--(?:dangerously-skip-permissions|yolo|trust-all-tools|dangerously-bypass-approvals\S{0,24})(?![\w-])"
)
_TOOLS = re.compile(rb"\b(claude|gemini|codex|cursor-agent|amp|q)\b")
_REPOSITORIES = re.compile(
    rb"\bapi\.github\.com/(?:user/repos|repos/[^\s\"'`]{1,80}/(?:git/refs|contents|actions|dispatches))"
    rb"|\bcreateForAuthenticatedUser\b|\bcreateOrUpdateFileContents\b|\bcreateCommitOnBranch\b"
)
_WRITES = re.compile(
    rb"(?i)[\"'`\s](?:PUT|POST|PATCH|DELETE)\b|\.(?:put|post|patch|delete)\b|\bmethod\b"
)
"""A request that is more than a look."""
_PUBLISHES = re.compile(rb"/-/npm/v1/tokens\b|/-/whoami\b|text=maintainer:")
_WALLETS = re.compile(
    rb"\b0x[0-9a-fA-F]{40}\b|\bbc1q[0-9a-z]{38}\b|[\"'`][T][1-9A-HJ-NP-Za-km-z]{33}[\"'`]"
    rb"|[\"'`][13][1-9A-HJ-NP-Za-km-z]{25,34}[\"'`]|[\"'`]ltc1q[0-9a-z]{38}[\"'`]"
)
_HOOKS = re.compile(
    rb"\bwindow\.ethereum\.(?:request|send|sendAsync)\s?=[^=]"
    rb"|\bXMLHttpRequest\.prototype\.(?:open|send)\s?=[^=]"
    rb"|\b(?:window|globalThis|self)\.fetch\s?=[^=]|\beth_sendTransaction\b"
)
_MANY_WALLETS = 10
_TOKEN = (
    rb"[A-Z][A-Z0-9_]{0,30}(?:TOKEN|SECRET|PASSWORD|PASSWD|API_KEY|ACCESS_KEY|PRIVATE_KEY"
    rb"|CREDENTIALS|AUTH_KEY|SECRET_KEY)(?:_[A-Z0-9]{1,12})?|AWS_ACCESS_KEY_ID"
)
_VARIABLE = re.compile(_TOKEN.decode())
_ENV = re.compile(
    rb"\b(?:process\.env|import\.meta\.env|Bun\.env)\s?(?:\?\.|\.|\[\s?[\"'`])\s?(%b)\b" % _TOKEN
)
_WHOLE = re.compile(
    rb"\b(?:JSON\.stringify|querystring\.stringify|qs\.stringify|Object\.(?:keys|entries|values))"
    rb"\(\s{0,40}process\.env\s{0,8}[,)](?!\.filter)"
    rb"|\bfor\s?\((?:(?:const|let|var)\s)?\w{1,40}\sin\s{1,4}process\.env\s{0,4}\)"
    rb"|\b(?:body|data|payload|json)\s?:\s?process\.env\s?[,;)}]"
    rb"|\.(?:post|put|write|end|send)\([^()\n]{0,60}\bprocess\.env\s?[,)]"
    rb"|\bJSON\.stringify\(\{\s?\.\.\.process\.env\b"
)
_APART = re.compile(rb"\{([^{}]{1,2000})\}\s{0,4}=\s{0,4}(process\.env)\b(?!\s?(?:\.|\[|\?\.))")
_MOST_APART = 64
_CREDENTIAL = re.compile(
    rb"(?<![\w$.])([A-Z][A-Z0-9_]{0,30}(?:TOKEN|SECRET|PASSWORD|PASSWD|API_KEY|ACCESS_KEY"
    rb"|PRIVATE_KEY|CREDENTIALS|AUTH_KEY|SECRET_KEY)(?:_[A-Z0-9]{1,12})?|AWS_ACCESS_KEY_ID)(?![\w$])"
)
_PLACE = re.compile(rb"process\.env")
_BEFORE = 120
"""Bytes before and behind the environment that say what is done with it."""
_GIVEN = re.compile(rb"\bprocess\.env\b(?!\s?(?:\.|\[|\?\.))")
_FILES = (
    ("npmrc", re.compile(rb"[\"'`/\\~]\.npmrc\b")),
    ("aws", re.compile(rb"\.aws[/\\\"'`, ]{1,6}(?:credentials|config)\b")),
    ("ssh-key", re.compile(rb"\bid_(?:rsa|ed25519|ecdsa|dsa)\b(?!\.pub)|[\"'`/\\~]\.ssh[\"'`/\\]")),
    ("git-credentials", re.compile(rb"\.git-credentials\b")),
    ("netrc", re.compile(rb"[\"'`/\\~]\.netrc\b")),
    ("gcloud", re.compile(rb"\bapplication_default_credentials\.json\b")),
    ("azure", re.compile(rb"\.azure[/\\\"', ]{1,6}\w{0,24}(?:Tokens|token_cache)")),
    ("kube", re.compile(rb"\.kube[/\\\"'`, ]{1,6}config\b|/var/run/secrets/kubernetes")),
    ("docker", re.compile(rb"\.docker[/\\\"'`, ]{1,6}config\.json\b")),
    ("imds", re.compile(
        rb"169\.254\.169\.254(?!/latest/(?:meta-data/(?!iam)[\w/-]{2,60}"
        rb"|dynamic/instance-identity/document)[\"'`])|169\.254\.170\.2\b|\bmetadata\.google\.internal\b")),
    ("wallet", re.compile(
        rb"(?i)\bwallet\.dat\b|\bnkbihfbeogaeaoehlefnkodbefgpgknn\b|\.config/solana/id\.json"
        rb"|\b(?:exodus|electrum|atomic)[/\\]{1,4}(?:wallet|exodus|local storage)")),
    ("browser", re.compile(
        rb"[\"'`/\\](?:Login Data|logins\.json|key4\.db|Web Data)\b"
        rb"|Local Storage[/\\]{1,4}leveldb")),
    ("system", re.compile(rb"/etc/(?:passwd|shadow)\b|/proc/(?:self|\d{1,7}|\*)/environ\b")),
    ("personal", re.compile(
        rb"\bhomedir\(\)[\s,+}]{1,4}[\"'`/\\]{1,3}(?:Desktop|Documents|Downloads)\b")),
    ("keys", re.compile(
        rb"(?i)\.(?:includes|indexOf|match|search)\([^)\n]{0,24}"
        rb"(?:fromSecretKey|private_?key\s?=|PRIVATE KEY|seed\s?phrase|mnemonic)")),
    ("history", re.compile(rb"\.(?:bash|zsh|node_repl)_history\b")),
)  # fmt: skip
_ADDRESSES = (
    ("base64", re.compile(rb"[\"'`](aHR0c(?:HM6Ly|DovL)[A-Za-z0-9+/_-]{2,2000})={0,2}[\"'`]")),
    ("hex", re.compile(rb"[\"'`](68747470(?:73)?3[aA]2[fF]2[fF](?:[0-9a-fA-F]{2}){2,1000})[\"'`]")),
    ("reverse", re.compile(rb"([\w./?&=:-]{4,200}//:s?ptth)\b")),
)
_HOST = re.compile(rb"https?://([\w.-]{3,200})")
_HOST_FACTS = (
    ("host", re.compile(rb"\bhostname\s?\(\)|\bos\.hostname\b|\bCOMPUTERNAME\b")),
    ("user", re.compile(rb"\buserInfo\s?\(|\benv\.(?:USER|USERNAME|LOGNAME)\b")),
    ("folder", re.compile(rb"\bhomedir\s?\(\)|\bprocess\.cwd\s?\(\)|\b__dirname\b")),
    ("addresses", re.compile(rb"\bnetworkInterfaces\s?\(")),
)
_HOST_SIGNALS = {"host-name", "user-name", "interfaces"}
_TOGETHER = 400
_FEW = {"host", "user", "addresses"}


def threats(text: bytes) -> Iterator[Place]:
    """Hosts, addresses, miners, credentials in plain text, assistants, wallets."""
    signals = frozenset(matcher.signals(text))
    for signal, pattern, name in _THREATS:
        if signal in signals:
            for found in pattern.finditer(text):
                yield name, found.start(1), found[1].decode("ascii", "replace").lower()
    for needed, look in _OTHERS:
        if needed & signals:
            yield from look(text)


def _numeric(text: bytes) -> Iterator[Place]:
    for found in _ADDRESS.finditer(text):
        if _public(found[1].decode()):
            yield "raw-address", found.start(1), found[1].decode()


def _credentials(text: bytes) -> Iterator[Place]:
    for kind, pattern in _TEXTS:
        for found in pattern.finditer(text) if _HOLDS.get(kind, b"") in text else ():
            yield "secret", found.start(), kind


def _assistants(text: bytes) -> Iterator[Place]:
    for found in _ASSISTANT.finditer(text):
        before = text[max(0, found.start() - 120) : found.start()]
        tool = next(iter(_TOOLS.findall(before)[-1:]), b"")
        yield "assistant", found.start(), tool.decode() or found[0].decode()


def _wallets(text: bytes) -> Iterator[Place]:
    """A hook of a wallet or of requests, in a text that lists addresses of coins."""
    hook = _HOOKS.search(text)
    if hook is None:
        return
    addresses = {found[0] for found, _ in zip(_WALLETS.finditer(text), range(100), strict=False)}
    if len(addresses) >= _MANY_WALLETS:
        yield "wallet", hook.start(), "addresses"
    if b"ethereum." in hook[0]:
        yield "wallet", hook.start(), "hook"


def _public(address: str) -> bool:
    """Whether an address can be somebody else's: global, and no well-known resolver's."""
    try:
        known = ipaddress.IPv4Address(address)
    except ValueError:
        return False
    return known.is_global and len({*address.split(".")}) > 2 and not address.endswith(".0")  # noqa: PLR2004  # 1.1.1.1, 8.8.4.4


def secrets(text: bytes) -> Iterator[Place]:
    """Credentials that are read: of the environment, and files by their paths."""
    for found in _ENV.finditer(text) if b".env" in text else ():
        yield "reads-secret", found.start(), "env:" + found[1].decode()
    for names in apart(text).values():
        yield from (("reads-secret", at, "env:" + name) for at, name in names or ())
    if not any(name.startswith("secret-") for name in matcher.signals(text)):
        return
    for kind, pattern in _FILES:
        for found in pattern.finditer(text):
            yield "reads-secret", found.start(), kind


def token(name: str) -> bool:
    """Whether a variable of the environment is called like a secret."""
    return len(name) < 64 and _VARIABLE.fullmatch(name) is not None  # noqa: PLR2004  # no name is


def environments(text: bytes) -> Iterator[Place]:
    """Where the whole environment is taken."""
    done = 0
    for place in _PLACE.finditer(text):
        start = max(done, place.start() - _BEFORE)
        found = _WHOLE.search(text, start, place.end() + _BEFORE)
        if found and found.start() < place.start() < found.end():
            done = found.end()
            yield "reads-environment", found.start(), ""


def identities(text: bytes, hashed: Spans = ()) -> Iterator[Place]:
    """Where facts of the host, its user and folders are taken together, and are not `hashed`."""
    if not _HOST_SIGNALS & {*matcher.signals(text)}:
        return
    places = sorted(
        (found.start(), kind)
        for kind, pattern in _HOST_FACTS
        for found in pattern.finditer(text)
        if not any(start <= found.start() < end for start, end in hashed)
    )
    last = -_TOGETHER
    for at, (start, _) in enumerate(places):
        near = {kind for other, kind in places[at : at + 12] if other - start <= _TOGETHER}
        if start - last > _TOGETHER and len(near) > 1 and near & _FEW:
            last = start
            yield "identifies", start, " ".join(sorted(near))


def reaches(text: bytes) -> Iterator[Place]:
    """APIs of repositories and registries that write or hand out tokens."""
    if not {"repository-api", "registry-api"} & {*matcher.signals(text)}:
        return
    writes = _WRITES.search(text) is not None
    for found in _REPOSITORIES.finditer(text):
        if not writes and found[0].startswith(b"api."):
            continue
        yield "reaches-repositories", found.start(), found[0].decode("ascii", "replace")[-40:]
    for found in _PUBLISHES.finditer(text):
        yield "publishes", found.start(), found[0].decode()


def given(text: bytes) -> Iterator[tuple[int, str]]:
    """Every place where the whole environment stands, for what flows into a sink."""
    known = apart(text)
    for found in _GIVEN.finditer(text) if b"process.env" in text else ():
        if known.get(found.start()) is None:
            yield found.start(), "environment"


def apart(text: bytes) -> dict[int, tuple[tuple[int, str], ...] | None]:
    """Where the environment is taken apart by names, and the credentials among them.

    None where the rest is taken too, and after the first 64 places.
    """
    places = _APART.finditer(text) if b"process.env" in text else ()
    return {
        found.start(2): None if b"..." in found[1] or at >= _MOST_APART else _credentials_of(found)
        for at, found in enumerate(places)
    }


def _credentials_of(found: re.Match[bytes]) -> tuple[tuple[int, str], ...]:
    """The names of credentials in what is taken apart, each with its place."""
    names = _CREDENTIAL.finditer(found.string, found.start(1), found.end(1))
    return tuple((one.start(), one[1].decode()) for one in names)


def addresses(text: bytes) -> Iterator[tuple[int, str, bytes]]:
    """Web addresses that are written so as not to be seen: offset, how, the address."""
    if "hidden-address" not in matcher.signals(text):
        return
    for how, pattern in _ADDRESSES:
        for found in pattern.finditer(text):
            plain = _ways[how](found[1])
            if _HOST.match(plain):
                yield found.start(1), how, plain


def host(address: bytes) -> str:
    """The host of a web address, or ""."""
    found = _HOST.match(address)
    return found[1].decode() if found else ""


_ways: dict[str, Callable[[bytes], bytes]] = {
    "base64": decoders.unbased,
    "hex": binascii.unhexlify,
    "reverse": lambda run: run[::-1],
}
_OTHERS = (
    ({"address"}, _numeric),
    ({"secret-text"}, _credentials),
    ({"assistant"}, _assistants),
    ({"wallet-address", "wallet-hook"}, _wallets),
)
