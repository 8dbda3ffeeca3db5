"""What a person sees at a terminal while the fleet is swept again and again."""

import io

import build
import msgspec
import pytest
from rich.console import Console

from picketline.cli.live import Live
from picketline.core import report
from picketline.core.decide import Disposition
from picketline.core.report import Gap, Part, Report, Triage

MINER = build.decision(Disposition.WOULD_CONTAIN)
DOWN = build.part(name="db", status="unreachable", checks=(), skipped=(Gap("host", "down"),))


def _swept(*parts: Part) -> Report:
    made = report.make(parts, build.RULES, schema="s/1", version="1")
    return msgspec.structs.replace(made, started=1763000000.0, seconds=4.2)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Live:
    """A live table whose own terminal is nobody's."""
    monkeypatch.setattr("rich.live.get_console", lambda: Console(file=io.StringIO()))
    return Live(plain=False)


def _seen(screen: Live, height: int = 24, width: int = 100) -> list[str]:
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=False)
    console.print(screen)
    file = console.file
    assert isinstance(file, io.StringIO)
    return [line.rstrip() for line in file.getvalue().splitlines()]


def test_before_the_first_sweep_ends(screen: Live) -> None:
    """Who is being looked at."""
    with screen:
        screen.begin(3)
        screen.progress("web-1", "looking")
        screen.progress("db", "looking")
        screen.progress("db", "ok")
        assert _seen(screen) == ["sweeping: 1 of 3 web-1"]


def test_each_host_and_each_finding(screen: Live) -> None:
    """Worst first, with load, what was found since the start, and when it goes on."""
    idle = build.part(name="idle", measures={"load": 0.114})
    with screen:
        for parts in ((build.part(MINER), idle, DOWN), (build.part(), idle, DOWN)):
            screen.begin(3)
            assert screen.show(_swept(*parts), (), 59.6)
            if parts[0].findings:
                found = _seen(screen)
        last = _seen(screen)
    ended = _seen(screen)
    assert found[0].split() == ["host", "verdict", "load", "since", "the", "start"]
    assert [line.split()[:2] for line in found[1:4]] == [["web-1", "✗"], ["db", "✗"], ["idle", "✓"]]
    assert found[3].split()[-2:] == ["0.11", "0"]
    assert found[4].startswith(f"HIGH      {MINER.fingerprint[:12]}  web-1  /tmp/m  Process runs ")
    assert found[5].startswith("next in 0:01:00; Ctrl-C ends; 2025-11-13 02:13:20 UTC  sweep 1: ")
    assert [line.split()[0] for line in last[1:4]] == ["db", "idle", "web-1"]
    assert last[3].split()[-1] == "1"
    assert ended[-1].endswith("sweep 2: 3 hosts, 0 findings, 1 unfinished; 4.2 s")


@pytest.mark.parametrize("height", [8, 24, 50])
def test_a_fleet_that_does_not_fit(screen: Live, height: int) -> None:
    """No higher than the terminal; the worst stay, and it says how many are left out."""
    clean = [build.part(name=f"web-{number}") for number in range(200)]
    others = [build.decision(Disposition.ALERT, matched=str(number)) for number in range(60)]
    with screen:
        screen.show(_swept(*clean, build.part(*others, name="bad")), (), 9.0)
        seen = _seen(screen, height)
    assert len(seen) <= height
    assert seen[1].startswith("bad ")
    assert any(line.startswith("and 1") and line.endswith(" more") for line in seen)
    assert any(line.startswith("HIGH ") for line in seen)


def test_nothing_of_a_host_steers_the_terminal(screen: Live) -> None:
    """Nor of a model; nor does any of it become a style of ours."""
    bad = "\x1b[2J[red]x[/red]\u202e\n"
    finding = build.decision(Disposition.ALERT, subject=msgspec.structs.replace(
        MINER.subject, identity=bad))  # fmt: skip
    made = _swept(build.part(finding, name=bad, status=bad))
    made = report.with_triage(made, Triage(assessment=bad * 9))
    with screen:
        screen.show(made, (), 9.0)
        seen = _seen(screen, 40)
    text = "\n".join(seen)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[red]x" in text
    assert sum(line.startswith("  | ") for line in seen) <= 6


def test_each_report_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a file, where one was asked for."""
    monkeypatch.setattr("rich.live.get_console", lambda: Console(file=io.StringIO()))
    kept: list[Report] = []

    def write(made: Report) -> bool:
        kept.append(made)
        return True

    with Live(plain=True, write=write) as screen:
        assert screen.show(_swept(build.part()), (), 9.0)
        assert "ok clean" in _seen(screen)[1]
    assert len(kept) == 1
