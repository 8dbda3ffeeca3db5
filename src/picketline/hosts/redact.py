"""Take secrets out of command lines before they are shown, stored or sent anywhere."""

import re

_MASK = "***"
_PATTERNS = (
    re.compile(
        r"(?i)(?P<keep>[\w-]*(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|"
        r"private[_-]?key|credential)[\w-]*[\"']?\s*(?:=|:|\s)\s*[\"']?)(?P<hide>[^\s\"'&,;]+)"
    ),
    re.compile(r"(?i)(?P<keep>authorization:\s*(?:basic|bearer)\s+)(?P<hide>\S+)"),
    re.compile(r"(?P<keep>\w+://[^\s/:@]+:)(?P<hide>[^\s/@]+)(?=@)"),
    re.compile(r"(?P<keep>\b(?:mysql|mariadb|mysqldump)\b.*?\s-p)(?P<hide>\S+)"),
)


def redact(text: str) -> str:
    """Return `text` with the values of passwords, tokens and keys masked."""
    for pattern in _PATTERNS:
        text = pattern.sub(lambda match: match["keep"] + _MASK, text)
    return text
