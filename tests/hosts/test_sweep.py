import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import build
import fakeroot
import msgspec
import pages
import pytest
from build import found, record, told

from picketline.core import indicators
from picketline.core.baseline import Acceptance
from picketline.core.decide import Disposition
from picketline.core.errors import PicketlineError
from picketline.core.indicators import Indicator, Indicators
from picketline.core.model import Severity
from picketline.core.report import Part, exit_code
from picketline.hosts.facts import Status
from picketline.hosts.inventory import Host, Inventory, Settings
from picketline.hosts.sweep import SCHEMA, Plan, sweep
from picketline.hosts.wanted import wanted

STAMP = "20260314150926"
SAYS = "#!/bin/sh\n"


def _plan(folder: Path, answers: Mapping[str, str], **settings: Any) -> Plan:
    """A sweep of hosts that answer as they are told to."""
    hosts = tuple(Host(ssh=name) for name in answers)
    quick = Settings(**({"ssh_timeout_secs": 20} | settings))
    environ = build.hosts(folder / "fleet", answers)
    return Plan(inventory=Inventory(quick, hosts), environ=environ)


def _one(folder: Path, answer: str, **settings: Any) -> Part:
    (part,) = sweep(_plan(folder, {"web-1": answer}, **settings)).parts
    return part


def _says(*lines: str, **more: str) -> str:
    return told(*lines, nonce="NONCE", **more)


def test_a_clean_host(tmp_path: Path) -> None:
    """Its load, every check, and nothing missing."""
    part = _one(tmp_path, _says())
    assert part == build.part(measures={"load": 0.11})
    assert part.finished


def test_the_report_says_what_it_is(tmp_path: Path) -> None:
    """Schema, when, how long, whether armed, and one part a host."""
    made = sweep(_plan(tmp_path, {"b": _says(), "a": _says()}))
    assert (made.schema, made.armed) == (SCHEMA, False)
    assert {part.name for part in made.parts} == {"a", "b"}
    assert made.started > 1.7e9
    assert 0 <= made.seconds < 60
    assert len(made.digest) == 64


def test_a_subject_is_named_after_its_host(tmp_path: Path) -> None:
    """The same file on two hosts is two findings to accept."""
    made = sweep(_plan(tmp_path, {"a": _says(found()), "b": _says(found())}))
    found_here = [part.findings[0] for part in made.parts]
    assert {each.subject.identity for each in found_here} == {"a: /tmp/m", "b: /tmp/m"}
    assert len({each.fingerprint for each in found_here}) == 2


_ENDS: list[tuple[str, Status, str]] = [
    (f"{SAYS}echo 'ssh: connect to host x port 22: Connection refused' >&2; exit 255",
     Status.UNREACHABLE, "ssh: connect to host x port 22: Connection refused"),
    (f"{SAYS}echo 'Host key verification failed.' >&2; exit 255",
     Status.UNKNOWN_HOST_KEY, "Host key verification failed."),
    (f"{SAYS}echo 'sudo: a password is required' >&2; exit 1",
     Status.NO_SUDO, "sudo: a password is required"),
    (f"{SAYS}sleep 60", Status.TIMED_OUT, "no end within 1 s"),
    (f"{SAYS}printf 'picket\\t1\\t%s\\n' $1; sleep 60", Status.TIMED_OUT, "no end within 1 s"),
    (f"{SAYS}yes", Status.UNFINISHED, "more than 5000 lines"),
    (_says(end=""), Status.UNFINISHED, "the probe stopped before its end"),
    (_says(record("unsupported", "FreeBSD")), Status.UNSUPPORTED, "not Linux: FreeBSD"),
    (told(nonce="f" * 32), Status.UNREACHABLE, "ended with exit code 0 and said nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "status", "note"), _ENDS)
def test_a_host_that_was_not_swept(tmp_path: Path, answer: str, status: Status, note: str) -> None:
    """Each way to fail is a status of its own, with the reason, and never clean."""
    part = _one(tmp_path, answer, ssh_timeout_secs=1 if "sleep" in answer else 20)
    assert (part.status, part.note) == (status, note)
    assert any(note in gap.why for gap in part.skipped)
    assert not part.finished


def test_one_bad_host_spoils_no_other(tmp_path: Path) -> None:
    """A fleet with a host that hangs and one that lies is swept all the same."""
    answers = {"down": f"{SAYS}sleep 60", "lies": _says("nonsense"), "ok": _says(found())}
    made = sweep(_plan(tmp_path, answers, ssh_timeout_secs=2))
    finished = {part.name: part.finished for part in made.parts}
    assert finished == {"down": False, "lies": False, "ok": True}
    assert exit_code(made) == 1


@pytest.mark.parametrize(
    ("partial", "status", "finished"),
    [("", Status.NOT_ROOT, False), ("accepted", Status.PARTIAL, True)],
)
def test_a_host_without_root(
    tmp_path: Path, partial: str, status: Status, finished: object
) -> None:
    """Unfinished, unless the inventory knows."""
    plan = _plan(tmp_path, {"web-1": _says(uid="1000")})
    hosts = (msgspec.structs.replace(plan.inventory.hosts[0], partial=partial, note="of ada"),)
    (part,) = sweep(_with(plan, hosts=hosts)).parts
    assert (part.status, part.finished, part.note) == (status, finished, "of ada")


def _with(plan: Plan, **changes: Any) -> Plan:
    inventory = msgspec.structs.replace(plan.inventory, **changes)
    return msgspec.structs.replace(plan, inventory=inventory)


def test_accepted_findings_are_recorded(tmp_path: Path) -> None:
    """Until the acceptance ends; then they alert again."""
    plan = _plan(tmp_path, {"web-1": _says(found(slam="0"))})
    (finding,) = sweep(plan).parts[0].findings
    assert finding.disposition is Disposition.ALERT
    for until, expected in ((None, Disposition.RECORD), (dt.date(2020, 1, 1), Disposition.ALERT)):
        taken = Acceptance(finding.fingerprint, "known", dt.date(2019, 1, 1), until)
        accepted = msgspec.structs.replace(plan, baseline={taken.fingerprint: taken})
        assert sweep(accepted).parts[0].findings[0].disposition is expected


def test_unarmed_nothing_is_touched(tmp_path: Path) -> None:
    """A slam-dunk says that it would be contained, and the host is asked once."""
    part = _one(tmp_path, f"{SAYS}echo >>{tmp_path}/asked; printf '{_printf(_says(found()))}'")
    assert part.findings[0].disposition is Disposition.WOULD_CONTAIN
    assert (tmp_path / "asked").read_text() == "\n"


def _printf(text: str) -> str:
    return text.replace("NONCE", "'$1'").replace("\t", "\\t").replace("\n", "\\n")


def test_what_is_frozen_already_is_contained(tmp_path: Path) -> None:
    """A later sweep does not alert that it would freeze it, and names the incident."""
    frozen = found(evidence=record("exe=/tmp/m", f"contained={STAMP}"))
    for armed in (False, True):
        part = _one(tmp_path / str(armed), _says(frozen), armed=armed)
        (finding,) = part.findings
        assert finding.disposition is Disposition.CONTAINED
        assert finding.reason == f"incident {STAMP}"


@pytest.mark.parametrize("stamp", ["yes", "2026", f"{STAMP}0", "x; id"])
def test_a_host_cannot_talk_itself_out_of_containment(tmp_path: Path, stamp: str) -> None:
    """Only the name of an incident says that a process is frozen."""
    part = _one(tmp_path, _says(found(evidence=f"contained={stamp}")))
    assert part.findings[0].disposition is Disposition.WOULD_CONTAIN


def test_a_fake_root_is_for_this_machine(tmp_path: Path) -> None:
    """It judges a folder here, and is refused over ssh."""
    plan = msgspec.structs.replace(_plan(tmp_path, {"web-1": _says()}), root="/tmp/x")
    with pytest.raises(PicketlineError, match="never over ssh"):
        sweep(plan)
    fences = [pages.Fence("file", "/etc/crontab", "@reboot root /tmp/x/run\n")]
    fakeroot.lay(tmp_path / "root", pages.Case("cron", fences))
    local = _with(plan, hosts=(Host(ssh="localhost"),))
    (part,) = sweep(msgspec.structs.replace(local, root=str(tmp_path / "root"))).parts
    assert [finding.rule for finding in part.findings] == ["HOST-CRN-001"]


def test_indicators_reach_a_host(tmp_path: Path) -> None:
    """What is found by them is a finding of the host, and its report says what was looked for."""
    one = Indicator(id="x", kind="filename", value="setup_x.js", severity=Severity.HIGH, why="w")
    hunted = wanted(Indicators(schema=indicators.SCHEMA, indicators=(one,)))
    answers = {"up": _says(), "down": "#!/bin/sh\nexit 255\n"}
    plan = msgspec.structs.replace(_plan(tmp_path, answers), wanted=hunted)
    fence = pages.Fence("file", "/srv/setup_x.js", "x\n")
    fakeroot.lay(tmp_path / "root", pages.Case("payload", [fence]))
    said = {part.name: part.coverage for part in sweep(plan).parts}
    assert said == {"up": hunted.coverage, "down": ()}
    local = _with(plan, hosts=(Host(ssh="localhost"),))
    (part,) = sweep(msgspec.structs.replace(local, root=str(tmp_path / "root"))).parts
    assert [(each.rule, each.disposition) for each in part.findings] == [
        ("HOST-IOC-002", Disposition.ALERT)
    ]


def test_who_watches_hears_of_every_host(tmp_path: Path) -> None:
    """Once when it is begun, once with how it ended."""
    heard: list[tuple[str, str]] = []
    answers = {"a": _says(), "b": _says(end="")}
    sweep(_plan(tmp_path, answers), lambda name, what: heard.append((name, what)))
    assert sorted(heard) == [("a", "looking"), ("a", "ok"), ("b", "looking"), ("b", "unfinished")]
