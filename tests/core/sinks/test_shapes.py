import json
from typing import get_args

import pytest

from picketline.core.sinks.message import Group, Message, read
from picketline.core.sinks.shapes import Shape, shaped

CHATS: tuple[Shape, ...] = ("slack", "discord", "teams", "text")


def _sent(message: Message, shape: Shape) -> str:
    """All text of a POST that a person may see, JSON undone."""
    _, data = shaped(message, shape)
    if shape == "text":
        return data.decode()
    return "\n".join(_strings(json.loads(data)))


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("shape", CHATS)
def test_a_person_reads_it_all(message: Message, shape: Shape) -> None:
    """The headline and every line, in each chat."""
    text = _sent(message, shape)
    for line in (message.headline, "web-1", "CRITICAL a miner", "db-1", "HIGH a new key"):
        assert line in text


@pytest.mark.parametrize("shape", CHATS)
def test_nobody_is_called_and_nothing_linked(hostile: Message, shape: Shape) -> None:
    """Whatever the chat makes of markup: there is no @ and no :// of the host's in it."""
    text = _sent(hostile, shape).replace("http://adaptivecards.io/schemas/adaptive-card.json", "")
    assert "@" not in text
    assert "://" not in text
    assert "[at]everyone" in text


def test_slack_reads_no_markup(hostile: Message) -> None:
    """Its control characters are entities, the lines a block that they cannot leave."""
    made = json.loads(shaped(hostile, "slack")[1])
    assert made["parse"] == "none"
    assert "<" not in made["text"]
    assert "&amp;lt;!channel&amp;gt;" in made["text"]
    assert made["text"].count("```") == 2
    assert made["text"].endswith("\n```")


def test_discord_mentions_nobody(hostile: Message) -> None:
    """No mention is allowed, no link previewed, the block is whole."""
    made = json.loads(shaped(hostile, "discord")[1])
    assert made["allowed_mentions"] == {"parse": []}
    assert made["flags"] == 4
    assert made["content"].count("```") == 2


def test_teams_gets_plain_runs(hostile: Message) -> None:
    """Every line is a run of text, which is never read as markdown, and nobody is named."""
    made = json.loads(shaped(hostile, "teams")[1])
    (attachment,) = made["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    assert {run["type"] for block in card["body"] for run in block["inlines"]} == {"TextRun"}
    assert "msteams" not in card


def test_plain_text_has_a_title_and_a_priority(message: Message) -> None:
    """In headers that are ASCII on one line."""
    headers, data = shaped(message, "text")
    assert headers["Title"] == message.headline
    assert headers["Priority"] == "5"
    assert data.decode().startswith(f"{message.headline}\nweb-1\n  CRITICAL a miner\n")


def test_programs_get_it_raw(hostile: Message) -> None:
    """The document, which reads back."""
    assert read(shaped(hostile, "json")[1]) == hostile


@pytest.mark.parametrize(
    ("shape", "most"), [("slack", 40_000), ("discord", 2000), ("teams", 28_000), ("text", 4096)]
)
@pytest.mark.parametrize("line", ["x" * 600, "@" * 600, "<&>" * 200, "\\" * 600])
def test_no_chat_gets_more_than_it_takes(
    message: Message, shape: Shape, most: int, line: str
) -> None:
    """However much there is, and however it has to be written."""
    many = Message(
        id="1",
        kind="findings",
        at=0,
        severity=message.severity,
        headline=message.headline,
        groups=(Group("web-1", (line,) * 400),),
    )
    _, data = shaped(many, shape)
    size = len(json.loads(data)["content"]) if shape == "discord" else len(data)
    assert size <= most
    assert " more" in _sent(many, shape)


def test_every_shape_is_known(message: Message) -> None:
    """What the settings allow can be sent."""
    for shape in get_args(Shape):
        headers, data = shaped(message, shape)
        assert headers["Content-Type"]
        assert data
