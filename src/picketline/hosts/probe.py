"""The probe: one read-only POSIX sh script, assembled from `frame/` and `rules/`.

Its first lines hold the settings, digits and hex, and what is known of the host, one
quoted text; its last line calls `main` with the nonce once more, so that a copy cut short
at any byte either runs nothing or ends with the wrong nonce.
"""

import functools
import re
from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable

import msgspec

from picketline.core.rule import Rule, catalogue

RULES = "picketline.hosts.rules"
PROTOCOL = 1
KNOWN = re.compile(r"[ -&(-~]{1,2000}")
"""A line that may stand between apostrophes in sh: printable ASCII, no apostrophe."""
ADDRESS = re.compile(r"a([0-9A-F]{8}|[0-9A-F]{32}) ")
_TEXTS = 3
_LONGEST_TEXT = 96 << 10
"""What Linux lets one argument of a program be is 128 KiB."""
NONCE = re.compile(r"[0-9a-f]{16,64}")
DEFAULT_BAD_PORTS = (
    3333,
    3334,
    4444,
    5555,
    7777,
    9999,
    10128,
    13333,
    14433,
    14444,
    20128,
    33333,
    45560,
    45700,
)
_FRAME = (
    "room",
    "say",
    "awk",
    "packages",
    "accounts",
    "sshd",
    "loader",
    "logs",
    "kernel",
    "mounts",
    "stalls",
    "keys",
    "search",
    "texts",
    "trusted",
    "attributes",
    "web",
    "boxes",
    "trust",
    "files",
    "programs",
    "commands",
    "stat",
    "closer",
    "look",
    "processes",
    "hidden",
    "processor",
    "tables",
    "relays",
    "sockets",
    "facts",
    "drift",
    "indicators",
    "main",
)
_FUNCTION = re.compile(r"^(process|host)_\w+(?=\(\) \{)", re.MULTILINE)


_BANNER = """\
#!/bin/sh
# Sent by picket: `picket probe` prints this script, `picket rules` says what it looks for.
"""


class ProbeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the controller tells a probe.

    `cpu_hot` is in per cent of one processor, `turn` counts up from sweep to sweep and
    says which share of what is read by turn is due, `root` is a fake root for tests and
    never goes over ssh. `known` is what the controller knows of the host, lines of
    `+kind` and `kind|identity|value` (see `drift.sh`); None where nothing is compared.
    `wanted` are indicators, the lines of `wanted.py`.
    """

    nonce: str
    cpu_hot: int = 50
    bad_ports: tuple[int, ...] = DEFAULT_BAD_PORTS
    turn: int = 0
    root: str = ""
    known: tuple[str, ...] | None = None
    wanted: tuple[str, ...] = ()


def assemble(settings: ProbeSettings) -> bytes:
    """Return the exact bytes that a sweep sends."""
    return script(_settings(settings), _FRAME, settings.nonce, _rules())


def script(settings: str, parts: Iterable[str], nonce: str, more: Iterable[str] = ()) -> bytes:
    """Return a script made of settings and of files of `frame/` or `contain/`, in order.

    Its last line calls `main` and ends, without a newline, in the last digit of the nonce.
    """
    texts = [
        _BANNER,
        settings,
        *(_part(name) for name in parts),
        *more,
        f"main </dev/null {nonce}",
    ]
    return "\n".join(texts).encode("ascii")


def _settings(settings: ProbeSettings) -> str:
    if not NONCE.fullmatch(settings.nonce):
        raise ValueError("a nonce is 16 to 64 hex digits")
    numbers = [int(each) for each in (settings.cpu_hot, settings.turn, *settings.bad_ports)]
    if min(numbers) < 0:
        raise ValueError("a threshold, a turn and ports are digits alone")
    ports = " ".join(str(int(port)) for port in settings.bad_ports)
    known = settings.known or ()
    if not all(KNOWN.fullmatch(line) for line in known):
        raise ValueError("what is known of a host is printable ASCII without quotes")
    if not all(KNOWN.fullmatch(line) for line in settings.wanted):
        raise ValueError("an indicator is printable ASCII without quotes")
    lines = "\n".join(known)
    return (
        f"nonce={settings.nonce}\nhot={int(settings.cpu_hot)}\nports='{ports}'\n"
        f"turn={int(settings.turn)}\nroot_hex={settings.root.encode().hex()}\nroot=\n"
        f"memory={int(settings.known is not None)}\nremembered='{lines}'\n"
        f"{_wanted(settings.wanted)}"
    )


def _wanted(lines: tuple[str, ...]) -> str:
    """Indicators as three texts, as some shells start a program to print one.

    Addresses stand once more by themselves, in hex digits.
    """
    texts = [""]
    for line in lines:
        if texts[-1] and len(texts[-1]) + len(line) > _LONGEST_TEXT:
            texts.append("")
        texts[-1] += line if not texts[-1] else f"\n{line}"
    if len(texts) > _TEXTS:
        raise ValueError("there are more indicators than a probe takes")
    first, second, third = (texts + [""] * _TEXTS)[:_TEXTS]
    found = (ADDRESS.match(line) for line in lines)
    addresses = " ".join(match[1] for match in found if match)
    return f"wanted='{first}'\nwanted2='{second}'\nwanted3='{third}'\naddresses='{addresses}'\n"


@functools.cache
def _part(name: str) -> str:
    shared = _folder("frame").joinpath(f"{name}.sh")
    return _text(shared if shared.is_file() else _folder("contain").joinpath(f"{name}.sh"))


@functools.cache
def _rules() -> tuple[str, ...]:
    """Every rule, and the functions that call them."""
    rules = catalogue(RULES)
    texts = (_rule_text(rule) for rule in rules.values())
    return (*texts, _calls("host", rules), _calls("process", rules))


def _folder(name: str) -> Traversable:
    return resources.files("picketline.hosts").joinpath(name)


def _text(file: Traversable) -> str:
    """The file without its comments, except those for shellcheck."""
    lines = file.read_text(encoding="ascii").splitlines()
    kept = (line for line in lines if not re.match(r"\s*#(?! shellcheck )", line))
    return "\n".join(kept) + "\n"


def _rule_text(rule: Rule) -> str:
    return f"# {rule.id} {rule.name}\n{_text(_folder('rules').joinpath(f'{rule.stem}.sh'))}"


def _calls(kind: str, rules: dict[str, Rule]) -> str:
    """The function that calls every rule of one kind and, for processes, tells that it ran."""
    calls: list[str] = []
    ran: list[str] = []
    for rule in rules.values():
        text = _folder("rules").joinpath(f"{rule.stem}.sh").read_text(encoding="ascii")
        function = _FUNCTION.search(text)
        if function is not None and function[1] == kind:
            calls.append(f"  {function[0]}")
            ran.append(f'  plain ran"$tab"{rule.id}')
    if kind == "host":
        calls = [line for pair in zip(calls, ran, strict=True) for line in pair]
        return "host_rules() {\n" + "\n".join(calls) + "\n}\n"
    return (
        "process_rules() {\n" + "\n".join(calls) + "\n}\n"
        "process_ran() {\n" + "\n".join(ran) + "\n}\n"
    )
