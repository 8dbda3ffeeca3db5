"""Every benign twin on an ordinary server of its own: nothing is told, little is recorded."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import planted_hosts
import pytest
from planted import MEDIUM, Planted, Recorded, lay, recorded
from planted_twins import TWINS
from range_machines import Machines, Swept

_USUAL = "usual"


@dataclass(frozen=True)
class Seen:
    """What came of the planting, and what the sweep after it said."""

    laid: dict[str, Future[None]]
    swept: Swept


@pytest.fixture(scope="module")
def seen() -> Seen:
    """What a sweep says of all twins, and of a server without one."""
    with Machines((*(twin.name for twin in TWINS), _USUAL)) as machines:
        machines.set_turns({twin.name: twin.turn for twin in TWINS})
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(planted_hosts.settle, machines.hosts.values()))
        return Seen(lay(TWINS, machines), machines.sweep())


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_recorded_at_most(twin: Planted[Recorded], seen: Seen) -> None:
    """An ordinary operation is recorded as what it is, and no person is told."""
    seen.laid[twin.name].result()
    part = seen.swept.part(twin.name)
    found = recorded(part, seen.swept.part(_USUAL))
    assert set(found) <= set(twin.said)
    assert not twin.always or found == twin.said
    assert not part.skipped
    assert not part.errors


def test_nobody_is_told(seen: Seen) -> None:
    """The sweep of all twins is clean."""
    told = [f for part in seen.swept.report.parts for f in part.findings if f.severity >= MEDIUM]
    assert not told
    assert seen.swept.code == 0


def test_enough() -> None:
    """There are at least fifteen twins, each with a name and a sentence of its own."""
    assert len({twin.name for twin in TWINS}) == len(TWINS) >= 15
    assert all(twin.what.endswith(".") for twin in TWINS)
