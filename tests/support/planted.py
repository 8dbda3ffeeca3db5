"""What the range's tables are made of: decoys and what must be told of them, and benign twins.

Each is planted by a function whose docstring says what it is, on a host of its own, so that
what is told of the host is told of it.
"""

import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

import pytest
from range_machines import Host, Machines
from tools import require

from picketline.core.model import Severity
from picketline.core.report import Part

INFO, LOW, MEDIUM, HIGH, CRITICAL = sorted(Severity)
Plant = Callable[[Host], object]
Said = TypeVar("Said", "Told", "Recorded")


@dataclass(frozen=True, order=True)
class Told:
    """One finding: what is told, how bad it is, of whom, and whether it is certain."""

    rule: str
    severity: Severity
    subject: str
    slam_dunk: bool = False


@dataclass(frozen=True, order=True)
class Recorded:
    """What is kept of a benign thing, and as what."""

    rule: str
    severity: Severity
    benign: str = ""


@dataclass(frozen=True)
class Planted(Generic[Said]):
    """One thing on a host of its own, and all that is to be said of that host."""

    plant: Plant
    said: tuple[Said, ...]
    turn: int = 0
    """How often its host was swept before: some places are looked at by turn."""
    always: bool = True
    """Whether all of that is said each time, or at most that."""
    needs: tuple[str, ...] = ()
    """Programs that the machine must have."""
    only_with: tuple[str, ...] = ()
    """Programs without which it is left out."""

    def lay(self, host: Host) -> None:
        """Plant it; skip, or fail if CI=true, where something that is needed is missing."""
        for each in self.needs:
            require(each)
        if not all(map(shutil.which, self.only_with)):
            pytest.skip(f"this machine lacks one of: {', '.join(self.only_with)}")
        self.plant(host)

    @property
    def name(self) -> str:
        """The name of its host."""
        return self.plant.__name__.replace("_", "-")

    @property
    def what(self) -> str:
        """What it is, in a sentence."""
        return " ".join((self.plant.__doc__ or "").split())


class Table(list[Planted[Said]]):
    """Things of one kind, in the order in which they are written."""

    def plants(
        self,
        *said: Said,
        turn: int = 0,
        always: bool = True,
        needs: tuple[str, ...] = (),
        only_with: tuple[str, ...] = (),
    ) -> Callable[[Plant], Plant]:
        """Take in the function below, which plants something of which this is said."""

        def take(plant: Plant) -> Plant:
            said_of_it = tuple(sorted(said))
            self.append(Planted(plant, said_of_it, turn, always, needs, only_with))
            return plant

        return take


def lay(planted: Iterable[Planted[Said]], machines: Machines) -> dict[str, Future[None]]:
    """Plant each on its host, some at once, the last once all others are; what came of each."""
    *many, last = planted
    laid: dict[str, Future[None]] = {}
    for some in (many, [last]):
        with ThreadPoolExecutor(4) as pool:
            for each in some:
                laid[each.name] = pool.submit(each.lay, machines.hosts[each.name])
    return laid


def told(part: Part, said: tuple[Told, ...]) -> tuple[Told, ...]:
    """What was told of a host at medium and above, and by the rules that say less of it."""
    quiet = {each.rule for each in said if each.severity < MEDIUM}
    return tuple(
        sorted(
            Told(
                found.rule,
                found.severity,
                found.subject.identity.removeprefix(f"{part.name}: "),
                found.slam_dunk,
            )
            for found in part.findings
            if found.severity >= MEDIUM or found.rule in quiet
        )
    )


def recorded(part: Part, usual: Part) -> tuple[Recorded, ...]:
    """What was recorded of a host beyond what is of a usual one."""

    def of(one: Part) -> set[tuple[Recorded, str]]:
        return {
            (
                Recorded(found.rule, found.severity, found.benign or ""),
                found.subject.identity.removeprefix(f"{one.name}: "),
            )
            for found in one.findings
        }

    return tuple(sorted({said for said, _ in of(part) - of(usual)}))
