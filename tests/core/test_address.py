import pytest

from picketline.core.address import place, problem

HIDDEN = "s3cret-t0ken"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"https://hooks.example.com/{HIDDEN}", "hooks.example.com"),
        (f"https://user:{HIDDEN}@hooks.example.com:8443/x", "hooks.example.com:8443"),
        (f"http://[::1]:80/{HIDDEN}", "::1:80"),
        (f"https:///{HIDDEN}", "an address that is none"),
        (f"https://host:{HIDDEN}/", "an address that is none"),
        ("", "an address that is none"),
    ],
)
def test_only_the_host_is_shown(url: str, expected: str) -> None:
    """Neither path, query nor user of an address is told."""
    assert place(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        f"https://hooks.example.com/{HIDDEN}",
        "http://localhost:8000/v1",
        "http://127.8.8.8/",
        "http://[::1]/",
        "http://gpu-box:8000/v1",
    ],
)
def test_what_may_be_used(url: str) -> None:
    """Encrypted anywhere; http to this machine, and where it is accepted."""
    assert not problem(url, ("gpu-box",))


@pytest.mark.parametrize(
    "url",
    [
        f"http://hooks.example.com/{HIDDEN}",
        f"http://localhost.example.com/{HIDDEN}",
        f"http://192.0.2.1/{HIDDEN}",
        f"ftp://hooks.example.com/{HIDDEN}",
        f"file:///{HIDDEN}",
        f"https://hooks.example.com/{HIDDEN}\r\nX: y",
        f"https://hooks.example.com/ {HIDDEN}",
        f"https://höoks.example.com/{HIDDEN}",
        f"https://hooks.example.com:99999/{HIDDEN}",
        f"https://hooks.example.com/{HIDDEN * 300}",
        f"https://[hooks/{HIDDEN}",
        HIDDEN,
    ],
)
def test_what_may_not(url: str) -> None:
    """Each has a reason, which does not repeat the address."""
    assert problem(url)
    assert HIDDEN not in problem(url)
