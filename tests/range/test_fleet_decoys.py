"""Every decoy on a host of its own: what is told of the host is the decoy, as bad as it is."""

from concurrent.futures import Future
from dataclasses import dataclass

import pytest
from planted import Planted, Told, lay, told
from planted_changes import CHANGES
from planted_files import FILES
from planted_processes import PROCESSES
from planted_sockets import SOCKETS
from planted_texts import TEXTS
from range_machines import Machines, Swept

STANDING = (*PROCESSES, *SOCKETS, *TEXTS, *FILES)
_LEARNING = 3
"""Sweeps after which each kind of thing is known of a host."""
_ACCOUNT = """
useradd -m -s /bin/bash ada
mkdir -m 700 /home/ada/.ssh
cp /root/.ssh/authorized_keys /home/ada/.ssh/
touch /etc/crontab
chown -R ada: /home/ada
"""


@dataclass(frozen=True)
class Seen:
    """What came of the planting, and what the sweep after it said."""

    laid: dict[str, Future[None]]
    swept: Swept

    def told(self, decoy: Planted[Told]) -> tuple[Told, ...]:
        """All that was told of a decoy's host; skips where it could not be planted."""
        self.laid[decoy.name].result()
        return told(self.swept.part(decoy.name), decoy.said)


@pytest.fixture(scope="module")
def standing() -> Seen:
    """What one sweep says of hosts that it never saw before."""
    with Machines(decoy.name for decoy in STANDING) as machines:
        machines.set_turns({decoy.name: decoy.turn for decoy in STANDING})
        return Seen(lay(STANDING, machines), machines.sweep())


@pytest.fixture(scope="module")
def changed() -> Seen:
    """What a sweep says of hosts that it knows, after a change on each."""
    with Machines(decoy.name for decoy in CHANGES) as machines:
        for host in machines.hosts.values():
            host.shell(_ACCOUNT)
        assert {machines.sweep().code for _ in range(_LEARNING)} == {0}
        return Seen(lay(CHANGES, machines), machines.sweep())


@pytest.mark.parametrize("decoy", STANDING, ids=lambda decoy: decoy.name)
def test_told(decoy: Planted[Told], standing: Seen) -> None:
    """A decoy is told at its severity, by its rule, and nothing else at medium or above."""
    assert standing.told(decoy) == decoy.said


@pytest.mark.parametrize("decoy", CHANGES, ids=lambda decoy: decoy.name)
def test_change_told(decoy: Planted[Told], changed: Seen) -> None:
    """What changed since the host is known is told as that, and nothing else is."""
    assert changed.told(decoy) == decoy.said


def test_every_host_was_read_whole(standing: Seen, changed: Seen) -> None:
    """No decoy spoils the sweep of its host, but the one whose ls lies."""
    parts = (*standing.swept.report.parts, *changed.swept.report.parts)
    unread = {part.name: [gap.what for gap in (*part.skipped, *part.errors)] for part in parts}
    assert {name: gaps for name, gaps in unread.items() if gaps} == {"lying-ls": ["tools"]}
    assert {part.status for part in parts} == {"ok"}
    assert (standing.swept.code, changed.swept.code) == (1, 1)


def test_names_are_hosts() -> None:
    """Each decoy has a name, and so a host, of its own, and says what it is."""
    names = [decoy.name for decoy in (*STANDING, *CHANGES)]
    assert len(set(names)) == len(names) >= 40
    assert all(decoy.what.endswith(".") for decoy in (*STANDING, *CHANGES))
