"""A message in the shapes that chats read. Text from outside can neither format nor call.

In every chat shape `@` is written `[at]` and `://` is written `[:]//`, so that no name is
called and no link made, whatever the chat makes of the rest.
"""

import json
from typing import Any, Literal

from picketline.core.model import Severity
from picketline.core.sinks.message import Message, body, document

Shape = Literal["json", "slack", "discord", "teams", "text"]

_SLACK_ROOM = 3500
_DISCORD_ROOM = 1900
_TEAMS_ROOM = 12000
_TEXT_ROOM = 3500
_NO_PREVIEWS = 4
"""Discord's flag SUPPRESS_EMBEDS."""
_ADAPTIVE = "application/vnd.microsoft.card.adaptive"
_PRIORITY = {Severity.CRITICAL: "5", Severity.HIGH: "4"}


def shaped(message: Message, shape: Shape) -> tuple[dict[str, str], bytes]:
    """The headers and the body of a POST that carries `message`."""
    if shape == "json":
        return {"Content-Type": "application/json"}, document(message)
    if shape == "text":
        return _text(message)
    made = {"slack": _slack, "discord": _discord, "teams": _teams}[shape](message)
    return {"Content-Type": "application/json"}, json.dumps(made).encode()


def _plain(text: str) -> str:
    """`text` without what calls a person or makes a link."""
    return text.replace("@", "[at]").replace("://", "[:]//")


def _fenced(message: Message, room: int) -> str:
    """The lines as one block of code, which they cannot leave."""
    lines = "\n".join(body(message, room, _plain)).replace("`", "'")
    return f"{_plain(message.headline)}\n```\n{lines}\n```" if lines else _plain(message.headline)


def _slack(message: Message) -> dict[str, Any]:
    text = _fenced(message, _SLACK_ROOM)
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(char, entity)
    return {"text": text, "parse": "none", "unfurl_links": False, "unfurl_media": False}


def _discord(message: Message) -> dict[str, Any]:
    return {
        "content": _fenced(message, _DISCORD_ROOM),
        "allowed_mentions": {"parse": []},
        "flags": _NO_PREVIEWS,
    }


def _teams(message: Message) -> dict[str, Any]:
    """An adaptive card of text runs, which are never read as markdown."""
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            _run(_plain(message.headline), weight="Bolder"),
            *(_run(line, fontType="Monospace") for line in body(message, _TEAMS_ROOM, _plain)),
        ],
    }
    attachment = {"contentType": _ADAPTIVE, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _run(text: str, **looks: str) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **looks}]}


def _text(message: Message) -> tuple[dict[str, str], bytes]:
    """Plain text, with a title and a priority for those that show them."""
    title = message.headline.encode("ascii", "replace").decode()
    headers = {
        "Content-Type": "text/plain; charset=utf-8",
        "Title": title,
        "Priority": _PRIORITY.get(message.severity, "3"),
    }
    lines = [_plain(message.headline), *body(message, _TEXT_ROOM, _plain), ""]
    return headers, "\n".join(lines).encode()
