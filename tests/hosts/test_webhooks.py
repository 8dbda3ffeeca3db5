from pathlib import Path

import pytest

from picketline.core.errors import InventoryError
from picketline.hosts.inventory import load
from picketline.hosts.webhooks import Webhook, url_of

ONE = '[[host]]\nssh = "a"\n'
HIDDEN = "s3cret-t0ken"
GOOD = f'name = "ops"\nshape = "slack"\nurl = "https://hooks.example.com/{HIDDEN}"\n'


def _load(folder: Path, text: str) -> tuple[Webhook, ...]:
    path = folder / "i.toml"
    path.write_text(text)
    return load(path, {}, {}, folder).webhooks


def test_what_is_read(tmp_path: Path) -> None:
    """Each table is one; without any there is none; json is for programs and the default."""
    url = f"https://hooks.example.com/{HIDDEN}"
    text = f'{ONE}[[webhook]]\n{GOOD}[[webhook]]\nname = "b"\nurl_file = "/etc/x"\n'
    assert _load(tmp_path, text) == (
        Webhook(name="ops", shape="slack", url=url),
        Webhook(name="b", shape="json", url_file="/etc/x"),
    )
    assert _load(tmp_path, ONE) == ()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (GOOD.replace('name = "ops"\n', ""), r":3: name: missing"),
        (GOOD.replace("ops", "o p s"), r":4: name: "),
        (GOOD.replace("ops", "syslog"), r":4: name: syslog is another's already"),
        (GOOD.replace("slack", "irc"), r":5: shape: "),
        (GOOD.replace("https", "http"), r":6: url: http to hooks\.example\.com is not encrypted"),
        (GOOD.replace("https:", "x"), r":6: url: not an address"),
        (GOOD.replace("url", "uri"), r":6: uri: unknown key"),
        (GOOD + 'url_file = "/etc/x"\n', r":3: url: give either"),
        ('name = "ops"\n', r":3: url: give either"),
        (GOOD + "[[webhook]]\n" + GOOD, r":8: name: ops is another's already"),
        ("[[webhook]]\n".join([GOOD] * 17), r"17 webhooks; at most 16"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, table: str, said: str) -> None:
    """By line and key; an address is never repeated."""
    with pytest.raises(InventoryError, match=said) as caught:
        _load(tmp_path, f"{ONE}[[webhook]]\n{table}")
    assert HIDDEN not in str(caught.value)


def test_it_is_a_list_of_tables(tmp_path: Path) -> None:
    """One table alone is refused as one host is."""
    with pytest.raises(InventoryError, match=r":3: webhook: write each as \[\[webhook\]\]"):
        _load(tmp_path, f"{ONE}[webhook]\n{GOOD}")


def test_plain_http_is_named(tmp_path: Path) -> None:
    """For the hosts in the settings, and no others."""
    settings = '[settings]\nplain_http = ["hooks.example.com"]\n'
    plain = GOOD.replace("https", "http")
    assert _load(tmp_path, f"{settings}{ONE}[[webhook]]\n{plain}")


def test_an_address_from_a_file(tmp_path: Path) -> None:
    """Its first line, checked as one in the inventory is."""
    path = tmp_path / "url"
    path.write_text(f"https://hooks.example.com/{HIDDEN}\nsecond line\n")
    hook = Webhook(name="ops", url_file=str(path))
    assert url_of(hook, ()) == f"https://hooks.example.com/{HIDDEN}"
    for text in (f"http://hooks.example.com/{HIDDEN}", "", "\n", f"https://é/{HIDDEN}"):
        path.write_text(text)
        with pytest.raises(InventoryError, match=f"^{path}: ") as caught:
            url_of(hook, ())
        assert HIDDEN not in str(caught.value)
    path.unlink()
    with pytest.raises(InventoryError, match="No such file or directory"):
        url_of(hook, ())
