import itertools
import re
from html.parser import HTMLParser
from importlib import resources

import msgspec
import pytest

from picketline.core.formats import render
from picketline.core.model import Location
from picketline.core.report import Report, Triage

VOID = {"meta"}


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
        "✗ 1 with findings ✗ 1 not looked at ? 1 unfinished ✓ 1 clean of 4 hosts",
        "critical Kernel-thread name on a userland executable process /tmp/.x/kdevtmpfsi",
        "would contain · HOST-PROC-001 kthread-masquerade",
        "argv0 [kworker/0:1]",
        f"To accept it: {example.parts[1].findings[0].fingerprint[:12]}",
        "Recorded: 2",
        "accepted: the backup agent, ticket 311",
        "✗ unreachable Connection timed out",
        "? unfinished (partial)",
        "✓ clean",
        "Not seen /proc/1/exe : Permission denied",
        "Error HOST-SOCK-004 : no such file: /proc/net/tcp6",
        "What by plan is not looked at: 1 journal : rotated before 2025-11-01 web-1",
        "Bind it to the address it is meant for.",
        "a model's opinion; it decides nothing",
        "The preload hides it.",
        f"digest {example.digest}",
    ):
        assert said in text


def test_worst_part_first(example: Report) -> None:
    """Findings, then what was never reached, then the unfinished, then the clean."""
    page = render(example, "html").decode()
    names = re.findall(r'<h[23](?: id="p\d+t")? class="v">([^<]*)</h[23]>', page)
    assert names == ["web-1", "db-2", "db-1", "build-host"]


def test_what_needs_a_person_comes_first(example: Report) -> None:
    """Worst first over all parts, each a way to where it is told; then what was not seen."""
    page = render(example, "html").decode()
    todo = page.partition('id="todo"')[2].partition("</nav>")[0]
    assert re.findall(r'badge">(\w+)</span> <a href="(#\w+)"', todo) == [
        ("critical", "#p1f1"),
        ("high", "#p1f2"),
    ]
    unseen = page.partition('id="unseen"')[2].partition("</nav>")[0]
    assert re.findall(r'<a href="(#\w+)"><b class="v">([^<]*)', unseen) == [
        ("#p2", "db-2"),
        ("#p3", "db-1"),
    ]
    order = [page.index(each) for each in ("<h1", 'id="todo"', 'id="unseen"', 'id="p1"')]
    assert order == sorted(order)


def test_the_same_is_told_once(example: Report) -> None:
    """With how many more there are, and where."""
    (part,) = (part for part in example.parts if part.name == "web-1")
    worst = part.findings[0]
    others = (msgspec.structs.replace(worst, location=Location(pid=pid)) for pid in (5, 6))
    more = msgspec.structs.replace(part, findings=(*others, *part.findings))
    text = " ".join(Page(msgspec.structs.replace(example, parts=(more,))).text.split())
    assert "and 2 more of the same: pid 6, 4242" in text
    assert "\N{MULTIPLICATION SIGN} 3" in text
    assert text.count("To accept it") == 2


def test_a_large_fleet_is_folded(example: Report) -> None:
    """Of 200 hosts the clean ones take one line each, in one fold, and what is alike one."""
    clean, found = example.parts[0], example.parts[1]
    hosts = [msgspec.structs.replace(found, name=f"web-{n}", findings=()) for n in range(200)]
    fleet = msgspec.structs.replace(example, parts=(*hosts, found))
    data = render(fleet, "html")
    assert len(data) < 200 * 600
    page = Page(fleet)
    assert "everywhere" in page.text
    folds = [name for tag, name, _ in page.attributes if tag == "details"]
    assert folds == []
    few = Page(msgspec.structs.replace(example, parts=(clean, found)))
    assert ("details", "open", "") in few.attributes


def test_the_page_is_closed_to_the_world(example: Report) -> None:
    """A strict policy, no script, nothing that would be fetched."""
    page = Page(example)
    assert (
        "meta",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'",
    ) in page.attributes
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(page.tags)
    assert not any(name.startswith("on") or name == "src" for _, name, _ in page.attributes)
    assert all(
        re.fullmatch(r"flex-grow: \d+", value)
        for _, name, value in page.attributes
        if name == "style"
    )
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(set(ids)) == len(ids)
    links = {value for _, name, value in page.attributes if name == "href"}
    assert links
    assert links <= {f"#{name}" for name in ids}
    css = resources.files("picketline.core.formats").joinpath("templates/report.css").read_text()
    assert "url(" not in css
    assert "@import" not in css


def test_the_page_can_be_read_by_machines_for_people(example: Report) -> None:
    """Language, one main heading, no level left out, labelled sections, folds with names."""
    page = Page(example)
    assert ("html", "lang", "en") in page.attributes
    assert page.tags.count("h1") == 1
    ids = {value for _, name, value in page.attributes if name == "id"}
    labels = {value for _, name, value in page.attributes if name == "aria-labelledby"}
    assert labels <= ids
    levels = [int(tag[1]) for tag in page.tags if tag in {"h1", "h2", "h3"}]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert page.tags.count("details") == page.tags.count("summary") == 3


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
    page = Page(msgspec.structs.replace(example, parts=(part,), digest='"><q>'))
    assert not any(name == "onclick" for _, name, _ in page.attributes)
    assert "q" not in page.tags


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
    for name in ("ink", "soft", "good", "bad", "doubt", "link", *severities):
        assert _contrast(colours[name], colours["page"]) >= 4.5, name
        assert _contrast(colours[name], colours["panel"]) >= 4.5, name
    for name in severities:
        assert _contrast(colours[name], colours["on"]) >= 4.5, name


def test_packs_that_nobody_signed(example: Report) -> None:
    """They are named as such, beside all that the findings rest on."""
    basis = {"corpus": "ab" * 32, "pack own": "1, collected 2025-11-12, unsigned"}
    text = " ".join(Page(msgspec.structs.replace(example, basis=basis)).text.split())
    assert "What the findings rest on Unsigned own The corpus and its packs: 2" in text
    assert "pack own : 1, collected 2025-11-12, unsigned" in text
    assert "Unsigned" not in Page(example).text
