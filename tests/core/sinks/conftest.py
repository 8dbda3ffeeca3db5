import msgspec
import pytest

from picketline.core.model import Severity
from picketline.core.sinks.message import Group, Message


@pytest.fixture
def message() -> Message:
    """A message about two parts."""
    return Message(
        id="0123456789abcdef0123456789abcdef",
        kind="findings",
        at=1763000000.25,
        severity=Severity.CRITICAL,
        headline="picket: 3 findings on 2 hosts (critical)",
        groups=(
            Group("web-1", ("CRITICAL a miner", "HIGH an odd listener")),
            Group("db-1", ("HIGH a new key",)),
        ),
    )


@pytest.fixture
def hostile(message: Message) -> Message:
    """A message whose lines are attempts on those who read them in a chat."""
    lines = (
        "@everyone @channel <!channel> <@U123> <@&123> <at>all</at> @here",
        "https://evil.example.com/ <https://evil.example.com|ok> [ok](https://evil.example.com)",
        "``` **bold** _it_ `code` ~~~ # big > quote & &lt;!channel&gt; :skull:",
        '"},{"text":"forged" \\u0040everyone',
    )
    return msgspec.structs.replace(message, groups=(Group("web-1", lines),))
