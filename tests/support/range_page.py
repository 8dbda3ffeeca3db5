"""The page of the documentation that shows what the range's tests assert: docs/range.md."""

from collections.abc import Iterable, Iterator, Mapping

import decoys
import decoys_twins
from decoys_told import FILES as BOX_FILES
from decoys_told import OLD, YOUNG, Case
from planted import Planted, Recorded, Told
from planted_changes import CHANGES
from planted_files import FILES
from planted_processes import PROCESSES
from planted_sockets import SOCKETS
from planted_texts import TEXTS
from planted_twins import TWINS

_HEAD = """\
# The range

The tests of `tests/range/` plant real processes, sockets, files, mounts and accounts on real hosts:
each host has its own root, processes, network and sshd on one machine, and is swept over ssh by
`picket run`. These tables are those that the tests use; a test fails if one line of them is not
what a sweep says. Nothing here is malware: programs are copies of `sleep`, `sh` and `python`.
"""
_DECOYS = """\
## {many} decoys

Each stands on a host of its own, and **the lines are all that is told of that host** at medium and
above. "Certain" is a slam-dunk: the only thing that an armed run acts on. Where a place is looked
at by turn, the host is swept at that turn.
"""
_CHANGES = """\
## {many} changes

Each happens between the third and the fourth sweep of a host, once all of it is known.
"""
_BOX = """\
## Over time

In one more box {many} decoys are swept twice: at once, and when they are a minute old.
"""
_TWINS = """\
## {many} benign twins

Each is an ordinary operation on an ordinary server of its own: accounts, jobs, units, settings,
pages, daemons. **Nobody is told of any of them, and nothing at medium or above is recorded**; the
exit code of the sweep is 0. What is busy is recorded if it is busy at the moment.
"""
_ACTED = """\
Those below are told at times, as nobody can know; but never are they certain, young or a minute
old, and an armed run leaves them alone.
"""
_CLEAN = """\
## Twenty clean hosts

Twenty such servers, each with somebody logged in, are swept four times, each at other turns. No
sweep tells of anything, none leaves anything unread, and each ends with exit code 0.

## What is not shown here

- Modules, what the kernel traces and binfmt_misc: this kernel has no modules, and the settings are
  the machine's. They are proved on fake roots, with each [rule](rules/index.md). `core_pattern` and
  the kernel's arguments are mounted over, so that a host has values of its own.
- A key is told as new by the age of its file (HOST-SSH-004) only where the host is older than a
  week. These are not; a box without a machine-id stands for one that is.
- Containers' engines: real podman and docker have tests of their own.
"""


def page() -> str:
    """The whole page."""
    told = [*PROCESSES, *SOCKETS, *TEXTS, *FILES]
    over_time = {"at once": (*YOUNG, *BOX_FILES), "a minute old": OLD}
    in_box = {case.decoy for cases in over_time.values() for case in cases}
    parts = [
        _HEAD,
        _DECOYS.format(many=len(told)),
        _table(("decoy", "rule", "severity", "told of"), _rows(told)),
        _CHANGES.format(many=len(CHANGES)),
        _table(("change", "rule", "severity", "told of"), _rows(CHANGES)),
        _BOX.format(many=len(in_box)),
        _table(("decoy", "when", "rule", "severity"), _cases(over_time)),
        _TWINS.format(many=len(TWINS)),
        _table(("twin", "recorded"), _twins()),
        _ACTED,
        _table(("twin",), ([_said(plant.__doc__)] for plant in decoys_twins.PLANTS.values())),
        _CLEAN,
    ]
    return "\n".join(parts)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = (f"| {' | '.join(cells)} |\n" for cells in rows)
    return f"| {' | '.join(head)} |\n|{'---|' * len(head)}\n{''.join(lines)}"


def _rows(planted: Iterable[Planted[Told]]) -> Iterator[list[str]]:
    for decoy in planted:
        for number, each in enumerate(decoy.said):
            what = "" if number else decoy.what
            yield [what, _rule(each.rule), _bad(each), f"`{each.subject}`"]


def _cases(over_time: Mapping[str, Iterable[Case]]) -> Iterator[list[str]]:
    for when, cases in over_time.items():
        for case in cases:
            plant = decoys.PLANTS.get(case.decoy)
            what = _said(plant.__doc__) if plant else f"A file: `{case.decoy}`."
            yield [what, when, _rule(case.rule), _bad(case)]


def _bad(case: Case | Told) -> str:
    return f"{case.severity.value}, certain" if case.slam_dunk else case.severity.value


def _twins() -> Iterator[list[str]]:
    for twin in TWINS:
        yield [twin.what, "; ".join(_kept(each) for each in twin.said) or "nothing"]


def _kept(each: Recorded) -> str:
    return f"{_rule(each.rule)} {each.severity.value}, {each.benign}"


def _rule(rule: str) -> str:
    return f"[{rule}](rules/{rule}.md)"


def _said(text: str | None) -> str:
    return " ".join((text or "").split())
