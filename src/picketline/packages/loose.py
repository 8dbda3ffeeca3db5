"""Values that package.json and the locks made of it hold in more than one shape."""

import re
from collections.abc import Iterator
from typing import Any

_ENGINE = re.compile(r"\s*([^\s<>=~^*]+)\s*(.*)", re.DOTALL)
_WISH = re.compile(r"(@?[^@\s<>=~^]+)[@\s]*(.*)", re.DOTALL)
_MAX_SHAPES = 8


def text(value: Any) -> str:
    """The value, if it is a text; "" if not."""
    return value if isinstance(value, str) else ""


def texts(value: Any) -> dict[str, str]:
    """The texts of a mapping; {} where it is none."""
    if not isinstance(value, dict):
        return {}
    return {key: one for key, one in value.items() if isinstance(one, str)}


def text_list(value: Any) -> tuple[str, ...]:
    """The texts of a list; () where it is none."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def licence(value: Any) -> str:
    """A licence as one expression: a text, an object with a type, or a list of either."""
    if isinstance(value, str):
        return value.strip()
    found = [one for one in _licences(value, _MAX_SHAPES) if one]
    return " OR ".join(found)


def _licences(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, dict):
        yield text(value.get("type")) or text(value.get("name"))
    elif isinstance(value, list) and depth:
        for one in value:
            yield from _licences(one, depth - 1)
    else:
        yield text(value).strip()


def engines(value: Any) -> dict[str, str]:
    """Engines by name: a mapping, a list of `node >= 4`, or one such text."""
    if not value:
        return {}
    if isinstance(value, dict):
        return texts(value)
    found = (
        _ENGINE.match(one)
        for one in ([text(value)] if not isinstance(value, list) else value)
        if isinstance(one, str)
    )
    return {match[1]: match[2] for match in found if match}


def dependencies(value: Any) -> dict[str, str]:
    """Dependencies by name: a mapping, or a list of `name@spec`; what is no text is `*`."""
    if isinstance(value, dict):
        return {key: one if isinstance(one, str) else "*" for key, one in value.items()}
    found = map(_WISH.match, text_list(value))
    return {match[1]: match[2] for match in found if match}


def person(value: Any) -> str:
    """A person as `name <mail>`; a web address is left out."""
    if isinstance(value, dict):
        mail = text(value.get("email")) or text(value.get("mail"))
        return " ".join(filter(None, (text(value.get("name")), f"<{mail}>" if mail else "")))
    return text(value).partition("(")[0].strip()
