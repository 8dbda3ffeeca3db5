"""Take secrets out of command lines before they are shown, stored or sent anywhere."""

import re

_MASK = "***"
_PATTERNS = (
    re.compile(
        r"(?i)(?P<keep>(?<![\w-])[\w-]{0,40}?"
        r"(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
        r"|credential)[\w-]{0,40}[\"']?\s{0,8}[=:\s]\s{0,8}[\"']?)(?P<hide>[^\s\"'&,;]+)"
    ),
    re.compile(r"(?i)(?P<keep>authorization:\s{0,8}(?:basic|bearer)\s{1,8})(?P<hide>\S+)"),
    re.compile(r"(?P<keep>(?<!\w)\w{1,20}://[^\s/:@]{1,200}:)(?P<hide>[^\s/@]{1,400})(?=@)"),
    re.compile(r"(?P<keep>\b(?:mysql|mariadb|mysqldump)\b.{0,200}?\s-p)(?P<hide>\S+)"),
)


def redact(text: str) -> str:
    """Return `text` with the values of passwords, tokens and keys masked.

    Every repetition is bounded: the text may be made to be slow.
    """
    for pattern in _PATTERNS:
        text = pattern.sub(lambda match: match["keep"] + _MASK, text)
    return text
