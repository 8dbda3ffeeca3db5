import re
import subprocess

import build
import pytest
import tools

from picketline.hosts.probe import ProbeSettings, assemble

LARGEST = 256 << 10
SETTINGS = ProbeSettings(nonce=build.NONCE, bad_ports=(3333, 4444), turn=7, root="/tmp/r")


def test_the_settings_are_digits_and_hex() -> None:
    """All that the controller writes into the script, in its first lines."""
    lines = assemble(SETTINGS).decode().splitlines()
    start = lines.index(f"nonce={build.NONCE}")
    assert start < 5
    assert lines[start : start + 6] == [
        f"nonce={build.NONCE}",
        "hot=50",
        "ports='3333 4444'",
        "turn=7",
        f"root_hex={b'/tmp/r'.hex()}",
        "root=",
    ]


@pytest.mark.parametrize(
    "nonce",
    [
        "",
        "0" * 15,
        "0" * 65,
        "A" * 32,
        "g" * 32,
        "0" * 32 + "\n",
        "0" * 31 + ";",
        "$(id)" + "0" * 27,
        "\u0660" * 32,
    ],
)
def test_a_nonce_is_hex_and_nothing_else(nonce: str) -> None:
    """Whatever could be read as code is refused."""
    with pytest.raises(ValueError, match="a nonce is 16 to 64 hex digits"):
        assemble(ProbeSettings(nonce=nonce))


@pytest.mark.parametrize(
    "hostile",
    [
        {"bad_ports": ("3333'; id #",)},
        {"bad_ports": (-1,)},
        {"cpu_hot": "50; id"},
        {"cpu_hot": -5},
        {"turn": "$(id)"},
        {"turn": -1},
    ],
)
def test_a_setting_that_is_no_number_is_refused(hostile: dict[str, object]) -> None:
    """Also one that got past every check before: only digits reach the script."""
    with pytest.raises(ValueError, match=r"."):
        assemble(ProbeSettings(nonce=build.NONCE, **hostile))  # type: ignore[arg-type]  # hostile


def test_the_same_settings_give_the_same_bytes() -> None:
    """`picket probe` can be compared with what was sent."""
    assert assemble(SETTINGS) == assemble(SETTINGS)


def test_only_the_settings_differ() -> None:
    """Another nonce and turn change the first lines and the last, and nothing between."""
    one = assemble(SETTINGS).splitlines()
    other = assemble(ProbeSettings(nonce="f" * 32, turn=8)).splitlines()
    differ = [number for number, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    assert differ[-1] == len(one) - 1
    assert all(number < 9 for number in differ[:-1])


def test_a_cut_script_never_ends_well() -> None:
    """It ends in the last digit of the nonce, so that every cut loses a part of it."""
    script = assemble(SETTINGS)
    assert script.endswith(f"\nmain </dev/null {build.NONCE}".encode())


def test_the_script_is_small_plain_and_tame() -> None:
    """Small enough for a shell that reads byte by byte; ASCII; none of what is forbidden."""
    script = assemble(SETTINGS)
    assert len(script) < LARGEST
    assert not re.search(rb"[^\n\t -~]", script)
    text = script.decode()
    for word in ("eval", "echo"):
        assert not re.search(rf"(^|[;&|({{]|\bthen|\bdo|\belse)\s*{word}\s", text, re.MULTILINE)
    assert "<<" not in text
    assert "https:" not in text


def test_no_comment_travels_but_what_it_is_and_for_shellcheck() -> None:
    """The banner, each rule's id and name, and hints to the linter."""
    lines = assemble(SETTINGS).decode().splitlines()
    comments = [line.strip() for line in lines if line.lstrip().startswith("#")]
    known = {f"# {rule.id} {rule.name}" for rule in build.RULES.values()}
    rest = [line for line in comments[2:] if line not in known]
    assert all(line.startswith("# shellcheck ") for line in rest)
    assert comments[0] == "#!/bin/sh"
    assert known <= set(comments)


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_shells_can_read_it(shell: str) -> None:
    """No shell finds a mistake in its grammar."""
    done = subprocess.run(
        [tools.require(shell), "-n"], input=assemble(SETTINGS), capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_fake_root_is_refused_over_ssh() -> None:
    """A host that is reached by ssh is never judged by a folder on it."""
    done = subprocess.run(
        [tools.require("dash")],
        input=assemble(SETTINGS),
        capture_output=True,
        env={"SSH_CONNECTION": "ssh"},
        check=False,
    )
    said = f"picket\t1\t{build.NONCE}\nrefused\ta fake root over ssh\n"
    assert (done.stdout.decode(), done.stderr) == (said, b"")
