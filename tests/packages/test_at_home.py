import msgspec
import pytest
from marked import file

from picketline.packages import at_home
from picketline.packages.facts import Content, Mark

_ODD = "api.telegram.org/bot"


def _content(*marks: tuple[str, str], hosts: tuple[str, ...] = ()) -> Content:
    content = file("a.js", *(Mark(name, 1, value) for name, value in marks)).content
    return msgspec.structs.replace(content, hosts=tuple((host, 1) for host in hosts))


@pytest.mark.parametrize(
    ("marks", "kept"),
    [
        ([("reads-secret", "env:TELEGRAM_TOKEN"), ("odd-host", _ODD)], set()),
        ([("reads-secret", "env:BOT_TOKEN"), ("odd-host", "api.telegram.org")], set()),
        ([("reads-secret", "env:TELEGRAM_TOKEN"), ("odd-host", f"{_ODD}1234567")], {"odd-host"}),
        (
            [("reads-secret", "env:NPM_TOKEN"), ("odd-host", _ODD)],
            {"reads-secret", "odd-host"},
        ),
        (
            [("reads-secret", "env:BOT_TOKEN"), ("reads-secret", "npmrc"), ("odd-host", _ODD)],
            {"reads-secret", "odd-host"},
        ),
        (
            [("reads-secret", "env:BOT_TOKEN"), ("odd-host", _ODD), ("secret", "telegram")],
            {"odd-host", "secret"},
        ),
        (
            [("reads-secret", "env:BOT_TOKEN"), ("odd-host", _ODD), ("sends-secret", "fetch")],
            {"odd-host", "sends-secret"},
        ),
        (
            [("reads-secret", "env:BOT_TOKEN"), ("odd-host", _ODD), ("odd-host", "webhook.site")],
            {"odd-host"},
        ),
        (
            [("reads-secret", "env:BOT_TOKEN and 3 more"), ("odd-host", _ODD)],
            {"reads-secret", "odd-host"},
        ),
    ],
)
def test_a_client_and_its_own_channel(marks: list[tuple[str, str]], kept: set[str]) -> None:
    """They are no signs where nothing else is taken, and all that was seen is told."""
    assert at_home.words(_content(*marks)) == kept


def test_one_service_is_a_word_of_its_own() -> None:
    """Secrets of one service that is not named are less than those of several, or precious ones."""
    assert at_home.words(_content(("reads-secret", "env:ACME_TOKEN"))) == {at_home.ONE}
    both = _content(("reads-secret", "env:ACME_TOKEN"), ("reads-secret", "env:OTHER_TOKEN"))
    assert at_home.words(both) == {"reads-secret"}
    assert at_home.words(_content(("reads-secret", "env:AWS_SECRET_ACCESS_KEY"))) == {
        "reads-secret"
    }


def test_a_look_at_ones_own_address() -> None:
    """Services that tell who asks take nothing, where nobody else is named."""
    marks = ("identifies", "host user"), ("odd-host", "ipinfo.io")
    assert at_home.words(_content(*marks, hosts=("ipinfo.io",))) == {"identifies"}
    assert "odd-host" in at_home.words(_content(*marks, hosts=("ipinfo.io", "c.example")))


def test_only_issuers() -> None:
    """A file that names nobody but the issuers of what it reads; names of files are no hosts."""
    reads = ("reads-secret", "env:GH_TOKEN")
    assert at_home.only_issuers(_content(reads, hosts=("api.github.com", "changelog.md")))
    assert not at_home.only_issuers(_content(reads, hosts=("api.github.com", "c.example")))
    assert not at_home.only_issuers(_content(reads))
