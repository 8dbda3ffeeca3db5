"""Secrets taken out of texts before they are shown: the one place that knows what one looks like.

Known forms of tokens; what stands after a key, flag or header that is called like a secret; who
logs in at an address; private keys. A reference to one (`${NPM_TOKEN}`) is none. Redact first and
cut afterwards: of what was cut before, the form may be gone.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator

from picketline.core.text import safe_text

MASK = "***"
MARGIN = 512
"""How much more than is shown is looked at, on either side: characters."""
_LONGEST = 160
_LOOKED = 1 << 13
_PASSES = 8
_STAMP = 8
_NEAR = 120
_BESIDE = 264
_KEY = 60
"""At the end of a value another key may stand, whose own value follows."""
_STEP = 6
_BLANKS = re.compile(r"\s+")
_LONG = re.compile(r"[A-Za-z0-9+/]{10}")
"""In every sixth character of a text: a run of sixty shows so."""
_RUN = re.compile(r"[\w+/=.~-]+")
Span = tuple[int, int]

_SCHEMES = r"(?:basic|bearer|token|digest|negotiate)"
_CORE = (
    r"(?:pass(?:w(?:or)?d|phrase|code)|(?<![a-z])pass(?![a-z])|(?-i:Pass)(?![a-z])"
    r"|(?<=[a-z_-])pwd|secret|token|api[-_]?key|(?:access|account|private)[-_]?key"
    r"|credential"
    r"|auth(?!or(?!iz)|entic))[\w-]{0,40}"
)
_SPACE = r"(?:\s{1,8}|\\{0,3}[\"'`]\s{0,4},\s{0,4})"
_DEFAULT = r"(?:process\.env[\w.\[\]\"']{0,60}\s{0,4}(?:\|\||\?\?)\s{0,4})?"
_TOKENS = re.compile(
    r"npm_(?:[A-Za-z0-9]{12,}|(?!config|package|lifecycle|execpath|node|command)[A-Za-z0-9]+\Z)"
    r"|(?:gh[pousr]_|github_pat_|[sr]k_(?:live|test)_|whsec_|dckr_pat_|dop_v1_|shp(?:at|ca|pa|ss)_)"
    r"(?:\w{12,}|\w+\Z)"
    r"|(?:glpat-|xox[abeoprs]-|xapp-|sq0[a-z]{3}-|AGE-SECRET-KEY-|NpmToken\.|ya29\.|hvs\.|pypi-AgE)(?:[\w-]{12,}|[\w-]+\Z)"
    r"|(?<!\w)[0-9a-f]{32}-us\d{1,2}(?!\w)|(?<![\w+/-])[A-Za-z0-9+/]{86}==(?![\w=])"
    r"|A(?:KI|SI)A[0-9A-Z]{12,}|AIza[\w-]{20,}|(?<!\w)hf_[A-Za-z0-9]{20,}"
    r"|(?<!\w)sk-(?=[A-Za-z_-]{0,40}\d)[\w-]{20,}|SG\.[\w-]{16,100}\.[\w-]{16,}"
    r"|(?:(?<![\w-])|(?<=\\[nrt]))eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?"
    r"|(?<!\w)\d{8,10}:AA[\w-]{25,}"
    r"|(?<=/webhooks/)[\w/-]{8,}|(?<=/services/)[\w/-]{8,}|(?<=/bot)\d{6,}:[\w-]{8,}"
)
_PAIRS = (
    (
        re.compile(r"A(?:KI|SI)A[0-9A-Z]{12,}"),
        re.compile(r"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+]|\\{0,3}/|%2[BFbf]){40,64}(?![A-Za-z0-9+/])"),
    ),
    (
        re.compile(r"(?<![A-Za-z0-9])(?:AC|SK)[0-9a-f]{32}(?![A-Za-z0-9])"),
        re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{32}(?![A-Za-z0-9])"),
    ),
)
"""Names of accounts (of AWS, of Twilio), each with what the secret beside it looks like."""
_KEYS = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?"
    r"(?:-----END[A-Z0-9 ]{0,60}-----|\Z)"
    r"|(?:(?<![A-Za-z0-9+/=])|(?<=\\[nr]))[A-Za-z0-9+/=]{16,}+(?:\\{1,4}[rn]|[\"'+,\s]){1,8}-----END"
    r"|(?:(?<![A-Za-z0-9+/=])|(?<=\\[nr]))"
    r"(?:[A-Za-z0-9+/]{60,76}+(?:\\{1,4}[rn]|[\"'+,\s]){1,8}){2,}[A-Za-z0-9+/=]{0,76}"
)
_NAMED = re.compile(
    rf"(?i){_CORE}\\{{0,3}}[\"'`]?\]?\s{{0,8}}"
    rf"(?:=>|:=|[=:]{{1,3}}|%3[ad]|(?:\|\||\?\?)(?=\s{{0,4}}[\"'`]))\s{{0,8}}{_DEFAULT}"
)
_FLAG = re.compile(
    rf"(?i)(?<![\w-])--?(?:oauth2-bearer|[\w-]{{0,40}}?{_CORE})(?<!stdin)(?:=|{_SPACE})(?!-)"
)
_SPOKEN = re.compile(
    r"(?i)\bbearer\s{1,4}(?=[\w.~+/=-]{0,200}\d)(?P<value>[\w.~+/=-]{12,})"
    r"|\bbasic\s{1,4}(?P<basic>[A-Za-z0-9+/]{8,}={1,2})"
    r"|\bcookie2?\\{0,3}[\"']?\s{0,4}:\s{0,4}\\{0,3}[\"'`]?(?P<cookie>[^\"'`\r\n\\]+)"
)
_USER = re.compile(
    rf"(?<![\w-])(?:-[A-Za-z]{{0,4}}?[uU]|--(?:proxy-)?user)(?:=|{_SPACE})?(?=[^\s=,-])"
)
_TOOL = re.compile(
    rf"\b(?:mysql\w*|mariadb[\w-]*)\b[^|;&\n]{{0,200}}?\s-p(?=\S)"
    rf"|\b(?:sshpass|mongo\w*|docker\s+login|podman\s+login|redis-cli|openssl)\b"
    rf"[^|;&\n]{{0,200}}?\s-[pakK]{_SPACE}?(?=[^\s-])"
)
_ADDRESS = re.compile(r"(?P<scheme>\w{0,12}):?//(?P<user>[^\s/?#\"'`<>\\]{1,400})@")
_QUERY = re.compile(
    r"(?i)(?<=[?&])(?:sig|signature|x-amz-[a-z-]{1,30}|key|code)=(?P<value>[^\s&\"'`#]+)"
)
_QUOTED = re.compile(
    r"(?P<slash>\\{1,3})(?P<outer>[\"'`])(?P<far>[\s\S]*?)(?=\\{0,3}(?P=outer)|\Z)"
    r"|(?P<quote>[\"'`])(?P<near>(?:\\[\s\S]|(?!(?P=quote))[^\\])*)"
)
_SHELL = re.compile(r"(?:[^\s\"'`;&|<>\\]|\\.|\"[^\"]*\"?|'[^']*'?)+")
_WIDE = re.compile(rf"(?i)(?:{_SCHEMES}\s{{1,4}})?[^\s\"'`;&|<>]+")
_NARROW = re.compile(rf"(?i)(?:{_SCHEMES}\s{{1,4}})?[^\s\"'`;&|<>,)}}\]]+")
_CODE = frozenset("({[")
_SHOUTED = re.compile(r"[A-Z0-9_]+=|_[\w-]+\s{0,8}=\s{0,8}")
_SCHEME = re.compile(rf"(?i)\s*{_SCHEMES}(?:\s+|\Z)")
_OPEN = re.compile(
    r"\$\{[\w.]+\??\}(?:@[\w.:/-]*)?|\$\{\{.*|\$[A-Z_][A-Z0-9_]*|%[A-Z_]+%|\$\(.*|true|false|null|undefined"
    r"|\*\*\*(?:[0-9a-f]{8})?|\s*|(?:process|import\.meta|Bun|Deno)\.env[\w.?]*"
    r"|\s*\+\s*(?:process\b|require\(|[A-Za-z_$]+\().*"
)
_OPEN_CODE = re.compile(
    r"\$\w+|[({\[!].*|(?:await|new|async|function|typeof|void)"
    r"|[A-Za-z_$]+(?:\??\.[A-Za-z_$]+)*\(.*"
    r"|(?:process|import|this|config|options|opts|env|req|args|argv|params|secrets)"
    r"(?:\??\.[A-Za-z_$]+)+"
)
_OURS = re.compile(r"(?:\benv:[\w-]{0,80}|\b(?:reads|sends|scans)-)\Z")
_WORD = re.compile(r"\w{0,40}\Z")
_NOBODY = re.compile(r"[A-Za-z-]{1,20}")


def redacted(text: str) -> str:
    """`text` with `***` for each secret. Its own redacted text."""
    return _settled(text, lambda _: MASK)


def stamped(text: str) -> str:
    """As `redacted`, with 8 hex digits of each secret's sha256: another secret, another text."""
    return _settled(text, _stamp)


def line(text: str, most: int = _LONGEST) -> str:
    """`text` on one line, nothing of it hidden, redacted, then cut to `most` characters."""
    shown = safe_text(redacted(_BLANKS.sub(" ", text[:_LOOKED]).strip()))
    return shown if len(shown) <= most else f"{shown[: most - 3]}..."


def excerpt(before: str, text: str, after: str) -> str:
    """`text` redacted; `before` and `after`, `MARGIN` characters each, tell what it is part of.

    What a longer run of characters than that leads into may be the end of anything: a secret.
    """
    whole, start = before + text + after, len(before)
    end = start + len(text)
    found = list(_spans(whole))
    run = _RUN.match(whole)
    if run and start >= MARGIN and run.end() > start:
        found.append(run.span())
    return redacted(_masked(whole, _joined(found), lambda _: MASK, (start, end)))


def _settled(text: str, mask: Callable[[str], str]) -> str:
    for _ in range(_PASSES):
        found = _joined(_spans(text))
        if not found:
            return text
        text = _masked(text, found, mask, (0, len(text)))
    return text


def _stamp(secret: str) -> str:
    return MASK + hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()[:_STAMP]


def _masked(text: str, found: list[Span], mask: Callable[[str], str], shown: Span) -> str:
    """What is shown of a text; of a secret, whose part stands there, the mask."""
    pieces, (at, last) = [], shown
    for start, end in found:
        if end > at and start < last:
            pieces += [text[at : max(at, start)], mask(text[start:end])]
            at = end
    return "".join((*pieces, text[at:last]))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _spans(text: str) -> Iterator[Span]:
    """Where secrets stand, in no order. Each form is looked for where a word of it stands."""
    lower = text.lower()
    for gates, form in _FORMS:
        if any(map(lower.__contains__, gates)):
            yield from form(text)


def _plainly(pattern: re.Pattern[str]) -> Callable[[str], Iterator[Span]]:
    """A form all of which, or whose only group, is the secret."""

    def found(text: str) -> Iterator[Span]:
        for match in pattern.finditer(text):
            group = match.lastgroup or 0
            if not _is_open(match[group], code=True):
                yield match.span(group)

    return found


def _paired(text: str) -> Iterator[Span]:
    """Names of accounts, and what stands near one and looks like its secret."""
    for name, secret in _PAIRS:
        for match in name.finditer(text):
            yield match.span()
            near = max(0, match.start() - _BESIDE), match.end() + _BESIDE
            yield from (each.span() for each in secret.finditer(text, *near))


def _private(text: str) -> Iterator[Span]:
    """Private keys, and long lines of what may be the midst of one."""
    if "-----" in text or _LONG.search(text[::_STEP]):
        yield from _plainly(_KEYS)(text)


def _named(text: str) -> Iterator[Span]:
    """Values of keys that are called like a secret."""
    at = 0
    while match := _NAMED.search(text, at):
        at = match.end()
        span = None if _no_key(text, match) else _value(text, at, wide=_shouted(text, match))
        if span:
            yield span
            at = max(at, span[1] - _KEY)


def _no_key(text: str, match: re.Match[str]) -> bool:
    """Whether it is the name of a mark as findings tell it, or of who logs in at an address."""
    start = match.start()
    if match[0].endswith(": ") and _OURS.search(text, max(0, start - _NEAR), start):
        return True
    at = text.rfind("//", max(0, start - _NEAR), start)
    address = _ADDRESS.match(text, at) if at >= 0 else None
    return bool(address and address.end() > match.end())


def _shouted(text: str, match: re.Match[str]) -> bool:
    """Whether a key is one of an environment or of npm's configuration."""
    before = _WORD.search(text, max(0, match.start() - _NEAR), match.start())
    return bool(_SHOUTED.fullmatch((before[0] if before else "") + match[0]))


def _flagged(pattern: re.Pattern[str], needs: str = "") -> Callable[[str], Iterator[Span]]:
    """Words of a command line that follow a flag; `needs` must stand in them."""

    def found(text: str) -> Iterator[Span]:
        at = 0
        while match := pattern.search(text, at):
            at = match.end()
            span = _value(text, at, wide="," not in match[0])
            if span and needs in text[slice(*span)]:
                yield span
                at = max(at, span[1])

    return found


def _value(text: str, at: int, *, wide: bool) -> Span | None:
    """The value that begins at a place, None for one that is no secret; `wide` as in a shell."""
    match = _QUOTED.match(text, at)
    if match:
        span = match.span("near" if match["quote"] else "far")
        if not wide or match["slash"] or _is_open(text[slice(*span)]):
            return None if _is_open(text[slice(*span)]) else span
    match = (_SHELL if wide else _WIDE).match(text, at)
    if match and not wide and _CODE & {*match[0]}:
        match = _NARROW.match(text, at)
    return None if match is None or _is_open(match[0], code=True) else match.span()


def _is_open(value: str, *, code: bool = False) -> bool:
    """Whether a value only refers to a secret; `code` is one without quotes."""
    bare = _SCHEME.sub("", value, count=1)
    if code and _OPEN_CODE.fullmatch(bare):
        return True
    return bool(_OPEN.fullmatch(bare)) or all(map(_OPEN.fullmatch, bare.split(":", 1)))


def _addressed(text: str) -> Iterator[Span]:
    """Who logs in at an address, unless it is everybody."""
    for match in _ADDRESS.finditer(text):
        user, colon, word = match["user"].partition(":")
        everybody = user in {"git", "hg", "svn"} or match["scheme"].endswith("ssh")
        meant = _is_open(user) or bool(_NOBODY.fullmatch(user))
        if not (meant and _is_open(word) if colon else everybody or _is_open(user)):
            yield match.span("user")


_NAMES = ("pass", "pwd", "secret", "token", "key", "credential", "auth")
_FORMS: tuple[tuple[tuple[str, ...], Callable[[str], Iterator[Span]]], ...] = (
    (
        (
            *("npm_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "_pat_", "k_live_", "k_test_"),
            *("dop_v1_", "shpat_", "shpca_", "shppa_", "shpss_", "glpat-", "xox", "npmtoken."),
            *("ya29.", "hvs.", "pypi-", "akia", "asia", "aiza", "hf_", "sk-", "sg.", "eyj"),
            *("/webhooks/", "/services/", "/bot", ":aa", "whsec_", "xapp-", "sq0", "age-secret"),
            *("-us", "=="),
        ),
        _plainly(_TOKENS),
    ),
    (("akia", "asia", "ac", "sk"), _paired),
    (("",), _private),
    (_NAMES, _named),
    ((*_NAMES, "-bearer"), _flagged(_FLAG)),
    (("bearer", "basic", "cookie"), _plainly(_SPOKEN)),
    (("-",), _flagged(_USER, ":")),
    (
        ("mysql", "mariadb", "sshpass", "mongo", "login", "redis-cli", "openssl"),
        _flagged(_TOOL),
    ),
    (("//",), _addressed),
    (("?", "&"), _plainly(_QUERY)),
)
