"""Take secrets out of command lines before they are shown, stored or sent anywhere.

Every pattern is made not to be slow on text that was made to be: names are matched
possessively, and every other repetition is bounded or excludes what follows it.
"""

import re

_MASK = "***"
_WORD = (
    r"(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
    r"|credential)"
)
_NAME = rf"(?<![\w-])(?=[\w-]{{0,200}}?{_WORD})[\w-]++"
_JOIN = r"\s{0,8}[=:\s]\s{0,8}"
_LOOSE = r"(?:\s{0,8}[=:]\s{0,8}|\s{1,8}(?!-))"
_QUOTED = r"(?:(?!(?P=quote)).)+"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i)(?P<keep>[?&]{_NAME}=)(?P<hide>[^\s&\"']+)",
        rf"(?i)(?P<keep>(?<![?&]){_NAME}[\"']?{_JOIN}(?P<quote>[\"']))(?P<hide>{_QUOTED})",
        rf"(?i)(?P<keep>(?<![?&\w-]){_NAME}[\"']?{_LOOSE})(?P<hide>[^\s\"']\S*)",
        r"(?i)(?P<keep>authorization:\s{0,8}(?:basic|bearer)\s{1,8})(?P<hide>[^\s\"']+)",
        r"(?P<keep>(?<!\w)\w{1,20}://[^\s/:@]{0,200}:)(?P<hide>[^\s/@]+)(?=@)",
        r"(?P<keep>\b(?:mysql|mariadb|mysqldump)\b.{0,200}?\s-p)(?P<hide>\S+)",
        r"(?P<keep>\bsshpass\s{1,8}-p\s{0,8})(?P<hide>\S+)",
        r"(?P<keep>\bcurl\b.{0,200}?\s(?:-u|--user)[\s=]{0,8}[^\s:]{1,200}:)(?P<hide>\S+)",
    )
)


def redact(text: str) -> str:
    """Return `text` with the values of passwords, tokens and keys masked."""
    for pattern in _PATTERNS:
        text = pattern.sub(lambda match: match["keep"] + _MASK, text)
    return text
