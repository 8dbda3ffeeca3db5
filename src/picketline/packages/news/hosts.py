"""Which words with dots in code are the names of hosts: most are properties, files and versions."""

import ipaddress
import re

_END = re.compile(
    r"com|net|org|io|dev|co|info|biz|xyz|top|site|online|shop|club|live|life|work|world|click|space"
    r"|website|store|tech|cloud|page|pro|fun|icu|vip|win|bid|download|stream|mov|edu|gov|mil|int"
    r"|onion|lol|ai|gg|cc|tv|ws|tk|ml|ga|cf|gq|pw|su|ly|ru|cn|de|uk|fr|nl|eu|us|jp|kr|br|au|ca|ch"
    r"|se|pl|es|ua|ir|tr|vn|hk|tw|sg|cz"
)
_WORD = re.compile(r"to|me|in|it|id|at|be|is|no|run|link|zip|sh|app")
"""Ends of hosts that are words of code, too: those need a name of three parts."""
_PARTS = 3


def likely(text: str) -> bool:
    """Whether a word is the name of a host that one can reach, or a public address of version 4."""
    labels = text.lower().split(".")
    if labels[-1].isdigit():
        return _public(text)
    if not all(labels) or len(labels) < _PARTS - 1:
        return False
    named = bool(_END.fullmatch(labels[-1]))
    return named or (len(labels) >= _PARTS and bool(_WORD.fullmatch(labels[-1])))


def _public(text: str) -> bool:
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return address.is_global and not text.endswith(".0")
