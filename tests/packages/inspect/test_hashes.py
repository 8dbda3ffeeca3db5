import pytest

from picketline.packages import inspect

_BEGIN = 'const os = require("os"), crypto = require("crypto"); '
_HASH = 'crypto.createHash("sha256")'


def _identifies(script: str) -> bool:
    marks = inspect.deeper((_BEGIN + script).encode(), "a.js")
    return any(mark.name == "identifies" for mark in marks)


@pytest.mark.parametrize(
    "script",
    [
        f'send({_HASH}.update(os.hostname() + os.userInfo().username).digest("hex"));',
        f"send({_HASH}.update(os.hostname()).update(os.userInfo().username).digest());",
        f"const who = os.hostname() + os.userInfo().username; send({_HASH}.update(who).digest());",
        (
            f"const h = (s) => {_HASH}.update(s).digest(); "
            "send([h(os.hostname()), h(os.userInfo().username)]);"
        ),
        (
            f"function h(s) {{ return {_HASH}.update(s).digest(); }} "
            "send(h(os.hostname() + os.userInfo().username));"
        ),
    ],
)
def test_what_is_only_hashed_identifies_nobody(script: str) -> None:
    """By a hash, in steps, through a name that stands nowhere else, by a function of its own."""
    assert not _identifies(script)


@pytest.mark.parametrize(
    "script",
    [
        "send(os.hostname() + os.userInfo().username);",
        f"send({_HASH}.update(os.hostname()).digest(), os.hostname(), os.userInfo().username);",
        (
            "const who = os.hostname() + os.userInfo().username; "
            f"send({_HASH}.update(who).digest(), who);"
        ),
        (
            f"const h = (s) => {{ send(s); return {_HASH}.update(s).digest(); }}; "
            "h(os.hostname() + os.userInfo().username);"
        ),
        'send(crypto.createCipheriv("x", k, v).update(os.hostname() + os.userInfo().username));',
        "const h = (s) => s; send(h(os.hostname() + os.userInfo().username));",
    ],
)
def test_what_can_be_read_again_identifies(script: str) -> None:
    """Beside a hash, through a name that is used twice, or by what is no hash."""
    assert _identifies(script)
