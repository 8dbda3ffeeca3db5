"""Sweeping again and again: when, with which inventory, and what is shown of it."""

import time
from collections.abc import Callable, Iterable
from typing import Self

import build
import msgspec
import pytest

from picketline.cli import watch
from picketline.cli.watch import Data, Lines, Watch, is_news, told
from picketline.core import report
from picketline.core.decide import Disposition
from picketline.core.errors import InventoryError
from picketline.core.report import Gap, Part, Report
from picketline.hosts.history import Follower, HostChange
from picketline.hosts.inventory import Host, Inventory, Settings

MINER = build.decision(Disposition.WOULD_CONTAIN)
QUIET = build.decision(Disposition.RECORD)
FLEET = Inventory(Settings(), (Host(ssh="web-1"),))


def _swept(*parts: Part, at: float = 1763000000.0) -> Report:
    made = report.make(parts, build.RULES, schema="s/1", version="1")
    return msgspec.structs.replace(made, started=at, seconds=4.2)


class Sweeps:
    """Brings one report after the other, then somebody presses Ctrl-C."""

    hosts = 1

    def __init__(self, made: Iterable[Report]) -> None:
        self._made = iter(made)
        self.taken: list[Inventory] = []

    def prepare(self, inventory: Inventory) -> None:
        """Note what is to be swept from now on."""
        self.taken.append(inventory)

    def sweep(
        self,
        progress: Callable[[str, str], None],
        show: Callable[[Report], None],
        news: Callable[[Report], bool],
    ) -> Report:
        """The next report."""
        progress("web-1", "looking")
        made = next(self._made, None)
        if made is None:
            raise KeyboardInterrupt
        news(made)
        show(made)
        return made


class Shown:
    """Keeps what is shown; stops reading after so many."""

    def __init__(self, most: int = 100) -> None:
        self.seen: list[tuple[bool, float]] = []
        self._most = most
        self.left = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.left = True

    def begin(self, total: int) -> None:
        """Of one host."""
        assert total == 1

    def progress(self, host: str, what: str) -> None:
        """Of that host."""
        assert (host, what) == ("web-1", "looking")

    def show(self, made: Report, changes: tuple[HostChange, ...], wait: float) -> bool:
        """Keep whether it was news, and when the next is due."""
        del made
        self.seen.append((is_news(changes), wait))
        return len(self.seen) < self._most


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited each time; nobody really waits."""
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    return pauses


def _watch(
    made: Iterable[Report], screen: Shown, load: Callable[[], Inventory] = lambda: FLEET
) -> tuple[int, Sweeps]:
    sweeps = Sweeps(made)
    return Watch(60, sweeps, load, screen).run(), sweeps


@pytest.mark.parametrize(
    ("last", "code"),
    [
        (build.part(), 0),
        (build.part(MINER), 1),
        (build.part(skipped=(Gap("a", "b"),)), 3),
    ],
)
def test_the_last_sweep_gives_the_code(slept: list[float], last: Part, code: int) -> None:
    """Ctrl-C ends it in order."""
    screen = Shown()
    assert _watch([_swept(build.part(MINER)), _swept(last)], screen)[0] == code
    assert (len(screen.seen), len(slept), screen.left) == (2, 2, True)


def test_ctrl_c_before_there_is_one(slept: list[float]) -> None:
    """As in any other sweep: interrupted."""
    with pytest.raises(KeyboardInterrupt):
        _watch([], Shown())
    assert not slept


def test_what_is_news(slept: list[float]) -> None:
    """The first sweep, a finding that comes, another status; nothing that nobody is told of."""
    down = build.part(MINER, status="unreachable", skipped=(Gap("host", "down"),))
    parts = [build.part(), build.part(QUIET), build.part(MINER), build.part(MINER), down]
    screen = Shown()
    _watch([_swept(each) for each in parts], screen)
    assert [news for news, _ in screen.seen] == [True, False, True, False, True]
    assert slept


def test_nobody_reads_any_more(slept: list[float]) -> None:
    """A pipe that was closed ends it with the code of the last sweep."""
    assert _watch([_swept(build.part(MINER))] * 9, Shown(most=2))[0] == 1
    assert len(slept) == 1


def test_a_slow_sweep_leaves_sweeps_out(
    slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one begins at the next full period; nothing piles up."""
    clock = iter([0.0, 10.0, 10.0, 100.0, 250.0, 250.0, 300.0, 361.0, 361.0, 400.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    screen = Shown()
    _watch([_swept(build.part())] * 3, screen)
    assert slept == [50, 30, 59]
    assert [wait for _, wait in screen.seen] == [50, 30, 59]


def test_the_inventory_is_read_each_time(
    slept: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    """New hosts come in; a broken one is said once, and the last good one holds."""
    other = msgspec.structs.replace(FLEET, hosts=(Host(ssh="db"),))
    reads: list[Inventory | InventoryError] = [
        *(other, InventoryError("a.toml:3: bad"), InventoryError("a.toml:3: bad")),
        *(FLEET, InventoryError("a.toml:3: bad")),
    ]

    def load() -> Inventory:
        found = reads.pop(0)
        if isinstance(found, InventoryError):
            raise found
        return found

    _, sweeps = _watch([_swept(build.part())] * 5, Shown(), load)
    assert sweeps.taken == [other, FLEET]
    said = "picket: a.toml:3: bad; the last good inventory holds\n"
    assert capsys.readouterr().err == said * 2
    assert len(slept) == 5


class Quiet:
    """A progress line that nobody sees."""

    def __init__(self, total: int) -> None:
        self.said = [str(total)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.said.append("end")

    def __call__(self, host: str, what: str) -> None:
        """Keep it."""
        self.said.append(f"{host} {what}")


def test_a_block_for_news_and_a_line_for_each(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """What did not change is not printed again."""
    blocks: list[Report] = []
    lines: list[Quiet] = []

    def progress(total: int) -> watch.Progress:
        lines.append(Quiet(total))
        return lines[-1]

    def block(made: Report) -> bool:
        blocks.append(made)
        return True

    follower = Follower()
    with Lines(block, progress) as screen:
        for parts in ([build.part(MINER)], [build.part(MINER)], [build.part()]):
            made = _swept(*parts)
            screen.begin(1)
            screen.progress("web-1", "looking")
            assert screen.show(made, follower.follow(made), 5.0)
        screen.begin(1)
    assert len(blocks) == 2
    assert [each.said for each in lines] == [["1", "web-1 looking", "end"]] * 3 + [["1", "end"]]
    first, *_, last = capsysbinary.readouterr().out.decode().splitlines()
    assert first.startswith("2025-11-13 02:13:20 UTC  sweep 1: 1 host, 1 finding; 4.2 s; next ")
    assert "sweep 3: 1 host, 0 findings; 4.2 s; next " in last


def test_a_file_is_written_each_time(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """So that it never is older than a period."""
    blocks: list[Report] = []

    def block(made: Report) -> bool:
        blocks.append(made)
        return True

    with Lines(block, Quiet, always=True) as screen:
        assert screen.show(_swept(), (), 1.0)
        assert screen.show(_swept(), (), 1.0)
    assert len(blocks) == 2
    assert capsysbinary.readouterr().out.count(b"\n") == 2


def test_a_line_for_programs_each_time() -> None:
    """Whether it is news or not; that nobody reads is told."""
    written: list[Report] = []

    def write(made: Report) -> bool:
        written.append(made)
        return len(written) < 2

    with Data(write) as screen:
        screen.begin(1)
        screen.progress("web-1", "looking")
        assert screen.show(_swept(), (), 1.0)
        assert not screen.show(_swept(), (), 1.0)
    assert len(written) == 2


def test_a_sweep_in_a_line() -> None:
    """How many hosts, findings, and hosts that were not seen whole."""
    gap = (Gap("a", "b"),)
    parts = [
        build.part(MINER, MINER, name="a"),
        build.part(name="b", skipped=gap),
        build.part(name="c", status="unreachable", checks=(), skipped=gap),
    ]
    assert told(_swept(*parts), 7) == (
        "2025-11-13 02:13:20 UTC  sweep 7: 3 hosts, 2 findings, 2 unfinished; 4.2 s"
    )
