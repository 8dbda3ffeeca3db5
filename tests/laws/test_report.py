"""A report is what was found, and nothing of how, when or in which order it was found."""

import asyncio
import os
import random
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import build
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picketline.core import canonical, report
from picketline.core.decide import Disposition
from picketline.core.report import Exit, Gap, Part, Report, Triage
from picketline.hosts.inventory import Host, Inventory, Settings
from picketline.hosts.sweep import Plan, sweep

some_parts = st.lists(build.parts, max_size=4)


def _made(parts: list[Part]) -> Report:
    return report.make(parts, build.RULES, schema="s/1", version="1")


def _shuffled(part: Part, draw: random.Random) -> Part:
    """The same part, found in another order, some of its gaps seen twice."""
    changes = {}
    for name in ("findings", "checks", "skipped", "errors", "coverage"):
        items = list(getattr(part, name))
        if name in {"skipped", "errors", "coverage"}:
            items += items[:1]
        draw.shuffle(items)
        changes[name] = tuple(items)
    measures = list(part.measures.items())
    draw.shuffle(measures)
    return msgspec.structs.replace(part, measures=dict(measures), **changes)


@build.law
@given(parts=some_parts, draw=st.randoms(use_true_random=False))
def test_order_leaves_no_trace(parts: list[Part], draw: random.Random) -> None:
    """Shuffled parts, findings, checks and gaps give the same bytes and digest."""
    again = [_shuffled(part, draw) for part in parts]
    draw.shuffle(again)
    assert canonical.encode(_made(again)) == canonical.encode(_made(parts))


@build.law
@given(parts=some_parts, times=st.tuples(st.floats(0, 2e9), st.floats(0, 9)), said=st.text())
def test_times_and_opinions_are_outside_the_digest(
    parts: list[Part], times: tuple[float, float], said: str
) -> None:
    """Two runs that saw the same have one digest; a model's words never change it."""
    plain = _made(parts)
    started, seconds = times
    timed = report.sealed(msgspec.structs.replace(plain, started=started, seconds=seconds))
    judged = report.sealed(report.with_triage(timed, Triage(assessment=said)))
    assert plain.digest == timed.digest == judged.digest


@build.law
@given(parts=some_parts)
def test_a_report_reads_back(parts: list[Part]) -> None:
    """Its JSON holds all of it: read back, it is the same report with the same digest."""
    made = _made(parts)
    again = report.decode(canonical.encode(made))
    assert again == made
    assert report.sealed(again).digest == made.digest


@build.law
@given(part=build.parts, draw=st.randoms(use_true_random=False))
def test_a_report_differs_from_itself_in_nothing(part: Part, draw: random.Random) -> None:
    """Nor from the same in another order."""
    assert report.diff(part, part) == ()
    assert report.diff(part, _shuffled(part, draw)) == ()


@build.law
@given(one=build.parts, other=build.parts, draw=st.randoms(use_true_random=False))
def test_a_difference_has_two_sides(one: Part, other: Part, draw: random.Random) -> None:
    """What appeared one way went the other way, in the same order, however it was found."""
    there = report.diff(one, other)
    back = report.diff(other, one)
    assert there == report.diff(_shuffled(one, draw), _shuffled(other, draw))
    assert {(each.before, each.after) for each in there} == {(e.after, e.before) for e in back}
    names = {each.fingerprint for each in one.findings}, {e.fingerprint for e in other.findings}
    went = {each.before.fingerprint for each in there if each.after is None and each.before}
    assert went == names[0] - names[1]
    assert len(there) == len(back) <= len(names[0] | names[1])


_RENDER = """
import hashlib, sys
import msgspec
from picketline.core import formats, report
from picketline.core.rule import catalogue
parts = msgspec.json.decode(sys.stdin.buffer.read(), type=list[report.Part])
made = report.make(parts, catalogue("picketline.hosts.rules"), schema="s/1", version="1")
for name in formats.FORMATS:
    print(name, hashlib.sha256(formats.render(made, name)).hexdigest())
"""


def test_the_hash_seed_leaves_no_trace() -> None:
    """Other processes, with other hash seeds, render the same bytes in every format."""
    gaps = tuple(Gap(f"what {number}", "why") for number in range(9))
    found = [build.decision(rule=rule, matched=str(rank)) for rank, rule in enumerate(build.RULES)]
    measures = dict.fromkeys(("load", "cores", "seconds"), 1.0)
    parts = [
        build.part(*found, name=name, measures=measures, skipped=gaps, coverage=gaps)
        for name in ("a", "b", "c")
    ]
    said = set()
    for seed, order in zip(("0", "1", "2"), permutations(parts), strict=False):
        done = subprocess.run(
            [sys.executable, "-c", _RENDER],
            input=canonical.encode(order),
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        )
        said.add(done.stdout)
    (lines,) = said
    assert [line.split()[0] for line in lines.splitlines()] == [
        b"table",
        b"json",
        b"sarif",
        b"html",
        b"ocsf",
    ]


def test_the_number_of_sessions_leaves_no_trace(tmp_path: Path) -> None:
    """One host at a time, two or all at once: the fleet's report is the same."""
    answers = {
        f"web-{number}": build.told(
            *(build.found(pid=str(pid)) for pid in range(2, 2 + number)), nonce="NONCE"
        )
        for number in range(6)
    }
    answers["down"] = "#!/bin/sh\necho 'ssh: connect to host down port 22: timed out' >&2; exit 255"
    environ = build.hosts(tmp_path, answers)
    hosts = tuple(Host(ssh=name) for name in answers)
    reports = []
    for sessions, order in ((1, hosts), (2, hosts[::-1]), (8, hosts)):
        plan = Plan(inventory=Inventory(Settings(sessions=sessions), order), environ=environ)
        made = sweep(plan)
        reports.append(canonical.encode(msgspec.structs.replace(made, started=0.0, seconds=0.0)))
    assert len(set(reports)) == 1
    assert b'"name":"web-5","note":""' in reports[0]


def test_the_order_of_finishing_leaves_no_trace() -> None:
    """Workers that finish in any order hand in parts for one and the same report."""
    parts = [build.part(build.decision(), name=name) for name in "abcd"]

    async def collected(delays: tuple[int, ...]) -> list[Part]:
        done: list[Part] = []

        async def work(part: Part, delay: int) -> None:
            for _ in range(delay):
                await asyncio.sleep(0)
            done.append(part)

        await asyncio.gather(*(work(*pair) for pair in zip(parts, delays, strict=True)))
        return done

    orders = [asyncio.run(collected(delays)) for delays in permutations(range(1, 5))]
    assert len({tuple(part.name for part in order) for order in orders}) == 24
    assert len({canonical.encode(_made(order)) for order in orders}) == 1


_UNFINISHED = Gap("host", "unreachable")
_CODES = [
    (None, (), (), Exit.CLEAN),
    (Disposition.RECORD, (), (), Exit.CLEAN),
    (None, (_UNFINISHED,), (), Exit.UNFINISHED),
    (None, (), (_UNFINISHED,), Exit.UNFINISHED),
    (Disposition.RECORD, (_UNFINISHED,), (), Exit.UNFINISHED),
    *((told, (), (), Exit.FOUND) for told in Disposition if told.alertable),
    *((told, (_UNFINISHED,), (_UNFINISHED,), Exit.FOUND) for told in Disposition if told.alertable),
]


@pytest.mark.parametrize(("told", "skipped", "errors", "code"), _CODES)
def test_found_beats_unfinished_beats_clean(
    told: Disposition | None, skipped: tuple[Gap, ...], errors: tuple[Gap, ...], code: Exit
) -> None:
    """A scheduler hears of findings first, then of gaps; only a whole look is clean."""
    found = (build.decision(told),) if told else ()
    part = build.part(*found, skipped=skipped, errors=errors)
    clean = build.part(name="clean", coverage=(Gap("journal", "rotated"),))
    assert report.exit_code(_made([clean, part])) is report.exit_code(_made([part, clean])) is code


def test_the_exit_codes_are_an_interface() -> None:
    """The numbers that scripts rely on."""
    assert {code.name: int(code) for code in Exit} == {
        "CLEAN": 0,
        "FOUND": 1,
        "USAGE": 2,
        "UNFINISHED": 3,
        "NOT_DETERMINISTIC": 4,
    }
