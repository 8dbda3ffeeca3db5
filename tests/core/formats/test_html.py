import re
from html.parser import HTMLParser
from importlib import resources

import msgspec
import pytest

from picketline.core.formats import render
from picketline.core.report import Report, Triage

VOID = {"meta", "br", "col"}


class Page(HTMLParser):
    """Elements, attributes and text of a page whose elements must nest."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(render(report, "html").decode())
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check the nesting."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Gather the text."""
        self.text += f"{data} "


def test_the_page_holds_what_the_report_says(example: Report) -> None:
    """Findings, recorded ones, gaps, figures, rules, digest and opinion are all there."""
    text = " ".join(Page(example).text.split())
    for said in (
        "found: at least one finding needs a person",
        "2025-11-13 02:13:20 UTC · 4.2 s · observe only",
        "critical would contain process /tmp/.x/kdevtmpfsi",
        "argv0 [kworker/0:1]",
        example.parts[1].findings[0].fingerprint,
        "Recorded: 2",
        "accepted: the backup agent, ticket 311",
        "✗ unreachable Connection timed out",
        "? unfinished (partial)",
        "✓ clean",
        "Not seen /proc/1/exe : Permission denied",
        "Error HOST-SOCK-004 : no such file: /proc/net/tcp6",
        "Coverage journal : rotated before 2025-11-01",
        "Bind it to the address it is meant for.",
        "a model's opinion; it decides nothing",
        "The preload hides it.",
        f"digest {example.digest}",
    ):
        assert said in text


def test_worst_part_first(example: Report) -> None:
    """Findings, then what was never reached, then the unfinished, then the clean."""
    page = render(example, "html").decode()
    names = re.findall(r'<h2 id="part-\d+" class="v">([^<]*)</h2>', page)
    assert names == ["web-1", "db-2", "db-1", "build-host"]


def test_the_page_is_closed_to_the_world(example: Report) -> None:
    """A strict policy, no script, nothing that would be fetched."""
    page = Page(example)
    assert (
        "meta",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'",
    ) in page.attributes
    assert not {"script", "link", "img", "iframe", "object", "form", "a"} & set(page.tags)
    assert not any(
        name.startswith("on") or name in {"src", "href", "style"} for _, name, _ in page.attributes
    )
    css = resources.files("picketline.core.formats").joinpath("templates/report.css").read_text()
    assert "url(" not in css
    assert "@import" not in css


def test_the_page_can_be_read_by_machines_for_people(example: Report) -> None:
    """Language, one main heading, labelled sections and row headings."""
    page = Page(example)
    assert ("html", "lang", "en") in page.attributes
    assert page.tags.count("h1") == 1
    ids = {value for _, name, value in page.attributes if name == "id"}
    labels = {value for _, name, value in page.attributes if name == "aria-labelledby"}
    assert labels <= ids
    headings = sum(name == "scope" for _, name, _ in page.attributes)
    assert headings == page.tags.count("th")
    assert page.tags.count("details") == page.tags.count("summary") == 1


def test_hostile_strings_are_text(hostile: Report, example: Report) -> None:
    """No reported string becomes markup, and none hides."""
    data = render(hostile, "html").decode()
    assert "<script" not in data
    assert "\x1b" not in data
    assert "\u202e" not in data
    page = Page(hostile)
    assert set(page.tags) <= set(Page(example).tags)
    assert "\\x1b[2J<script>alert(1)</script>\\x0d\\x0a=== fake" in page.text


def test_quotes_cannot_leave_an_attribute(example: Report) -> None:
    """Severities and verdicts alone stand in attributes, never reported strings."""
    part = msgspec.structs.replace(example.parts[0], name='" onclick="x', kind="'>")
    page = Page(msgspec.structs.replace(example, parts=(part,), digest='"><b>'))
    assert not any(name == "onclick" for _, name, _ in page.attributes)
    assert "b" not in page.tags


def test_a_failed_triage_says_why(example: Report) -> None:
    """No opinion is said to be none."""
    report = msgspec.structs.replace(example, triage=Triage(failure="no answer"))
    assert "No opinion: no answer" in Page(report).text


def _luminance(colour: str) -> float:
    digits = colour * 2 if len(colour) == 3 else colour
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_read(scheme: int) -> None:
    """Text on the page, on panels and on badges has the contrast of WCAG AA, 4.5 to 1."""
    css = resources.files("picketline.core.formats").joinpath("templates/report.css").read_text()
    block = re.findall(r":root \{([^}]*)\}", css)[scheme]
    colours = dict(re.findall(r"--(\w+): #([0-9a-f]+)", block))
    severities = ("critical", "high", "medium", "low", "info")
    for name in ("ink", "soft", "good", "bad", "doubt", *severities):
        assert _contrast(colours[name], colours["page"]) >= 4.5, name
        assert _contrast(colours[name], colours["panel"]) >= 4.5, name
    for name in severities:
        assert _contrast(colours[name], colours["on"]) >= 4.5, name
