import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import build
import crate
import msgspec
import pytest
from build import found, record, told
from crate import PIECES, manifest, packed, stream

from picketline.core.errors import ContainmentError
from picketline.core.report import Report
from picketline.core.store import Store
from picketline.hosts import evidence, parcel
from picketline.hosts.evidence import fetch
from picketline.hosts.inventory import Host, Inventory, Settings
from picketline.hosts.journal import Journal
from picketline.hosts.parcel import MANIFEST
from picketline.hosts.sweep import Plan, sweep

STAMP = "20260314150926"
FROZEN = record("frozen", 4242, 991, 77, STAMP)


def _host(
    folder: Path, sent: bytes | str, said: str = "", name: str = "web-1", deed: str = FROZEN
) -> dict[str, str]:
    """A host that has something contained and then sends this as its evidence."""
    lines = (record("picket", 1, "NONCE"), deed, record("end", 1, "NONCE"))
    script = crate.sender(folder, sent) if isinstance(sent, bytes) else f"#!/bin/sh\n{sent}"
    answers = {
        name: said or told(found(), nonce="NONCE"),
        f"{name}.deeds": "".join(f"{line}\n" for line in lines),
        f"{name}.evidence": script,
    }
    return build.hosts(folder / "fleet", answers)


def _swept(environ: Mapping[str, str], store: Store, **settings: Any) -> Report:
    asked = {"armed": True, "evidence": "copy", "ssh_timeout_secs": 20} | settings
    inventory = Inventory(msgspec.convert(asked, Settings), (Host(ssh="web-1"),))
    return sweep(Plan(inventory=inventory, environ=environ, journal=Journal(store)))


def _copies(store: Store) -> list[str]:
    """What lies where copies do, drafts too."""
    home = store.folder / "evidence"
    return sorted(str(path.relative_to(home)) for path in home.glob("*/*"))


def _audit(store: Store) -> list[str]:
    return [row.outcome for row in store.audit.rows() if row.action == "copy"]


def test_an_incident_is_copied(tmp_path: Path, store: Store) -> None:
    """To the store's folder; report, incident and audit say so, with the manifest's hash."""
    (finding,) = _swept(_host(tmp_path, crate.whole()), store).parts[0].findings
    assert finding.reason == f"incident {STAMP}; evidence copied"
    assert _copies(store) == [f"web-1/{STAMP}"]
    place = store.folder / "evidence" / "web-1" / STAMP
    assert (place / "4242/exe").read_bytes() == PIECES["4242/exe"]
    (incident,) = store.incidents()
    assert incident.record["copy"] == str(place)
    (row,) = [row for row in store.audit.rows() if row.action == "copy"]
    assert row.outcome == f"copied: {len(PIECES) + 3} files, {_size(place)} bytes"
    assert row.detail["incident"] == STAMP
    assert row.detail[f"sha256 {MANIFEST}"] == incident.record["copy_sha256"]
    assert parcel.standing(place) is not None


def _size(place: Path) -> int:
    return sum(path.stat().st_size for path in place.rglob("*") if path.is_file())


@pytest.mark.parametrize("settings", [{"evidence": ""}, {"armed": False}])
def test_only_where_asked_for(tmp_path: Path, store: Store, settings: dict[str, Any]) -> None:
    """Off by default, and an unarmed sweep copies nothing."""
    _swept(_host(tmp_path, crate.whole()), store, **settings)
    assert not (store.folder / "evidence").exists()


def test_a_second_sweep_copies_nothing(tmp_path: Path, store: Store) -> None:
    """What lies there is not asked for again, though the process is contained still."""
    _swept(_host(tmp_path, crate.whole()), store)
    said = told(found(evidence=record("exe=/tmp/m", f"contained={STAMP}")), nonce="NONCE")
    environ = _host(tmp_path, f"touch '{tmp_path}/asked'", said)
    (finding,) = _swept(environ, store).parts[0].findings
    assert finding.reason == f"incident {STAMP}"
    assert not (tmp_path / "asked").exists()
    assert len(_audit(store)) == 1


def test_tried_again_but_not_for_ever(tmp_path: Path, store: Store) -> None:
    """What failed is tried in later sweeps, three times in all."""
    said = told(found(evidence=record("exe=/tmp/m", f"contained={STAMP}")), nonce="NONCE")
    bad = "echo no route >&2; exit 255"
    _swept(_host(tmp_path, bad), store)
    for _ in range(3):
        _swept(_host(tmp_path, bad, said), store)
    assert _audit(store) == ["failed: no route"] * 3
    assert not _copies(store)


def test_a_later_try_that_works(tmp_path: Path, store: Store) -> None:
    """The line was down; the next armed sweep brings the evidence."""
    said = told(found(evidence=record("exe=/tmp/m", f"contained={STAMP}")), nonce="NONCE")
    _swept(_host(tmp_path, "exit 255"), store)
    _swept(_host(tmp_path, crate.whole(), said), store)
    assert [outcome.split(":")[0] for outcome in _audit(store)] == ["failed", "copied"]
    assert _copies(store) == [f"web-1/{STAMP}"]


def test_an_unwritten_success_is_recorded(tmp_path: Path, store: Store) -> None:
    """A controller killed between the copy and its record does not copy twice."""
    place = store.folder / "evidence" / "web-1" / STAMP
    asyncio.run(fetch(Host(ssh="web-1"), STAMP, place, _host(tmp_path, crate.whole())))
    _swept(_host(tmp_path, "exit 255"), store)
    assert _audit(store) == [f"copied: {len(PIECES) + 3} files, {_size(place)} bytes"]


_LISTED = packed(MANIFEST, manifest(PIECES))
_ENDLESS = "printf 'picket\\t1\\t%s\\nfile\\tmanifest.sha256\\t1000000\\n' $1"


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"", "the host's answer broke off"),
        (stream(packed("../../x", b"x")), "the host sent a record out of shape"),
        (stream(_LISTED, packed("4242/exe", b"x")), "4242/exe is not what the manifest says"),
        (stream(_LISTED), "the host did not send 4242/cmdline"),
        (crate.whole() + b"x", "the host sent more after the end"),
        ("yes", "the host said something else"),
        (f"{_ENDLESS}; yes", "manifest.sha256 is not of the size that was said"),
        (f"{_ENDLESS}; sleep 1000", "no end within 1 s"),
        ("sleep 1000", "no end within 1 s"),
        ("echo 'sudo: a password\033 is required' >&2", r"sudo: a password\x1b is required"),
    ],
)
def test_a_hostile_host(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, sent: bytes | str, why: str
) -> None:
    """Nothing of it is kept; the report and the audit say why; it stays contained."""
    monkeypatch.setattr(evidence, "SECONDS", 1 if "sleep" in str(sent) else 20)
    (finding,) = _swept(_host(tmp_path, sent), store).parts[0].findings
    assert finding.reason == f"incident {STAMP}; evidence not copied: {why}"
    assert _audit(store) == [f"failed: {why}"]
    assert not _copies(store)
    assert [each.state for each in store.incidents()] == ["contained"]


@pytest.mark.parametrize("alias", ["..", ".", ".x", "%2E.", "a@b:22", "[::1]"])
def test_no_alias_leads_elsewhere(store: Store, alias: str) -> None:
    """Whatever a host is called, its copies have one folder of their own."""
    host = Host(ssh=alias)
    place = evidence._place(store.folder, host, STAMP)  # noqa: SLF001  # what no host can reach
    assert place.parent.parent == store.folder / "evidence"
    assert place.parent.name not in {".", ".."}
    other = Host(ssh=f"{alias}x")
    assert place != evidence._place(store.folder, other, STAMP)  # noqa: SLF001  # as above


def _fetch(folder: Path, place: Path) -> None:
    asyncio.run(fetch(Host(ssh="web-1"), STAMP, place, _host(folder, crate.whole())))


def test_one_host_does_not_fill_the_disk(tmp_path: Path) -> None:
    """It can make incidents up as it likes, but only so many are copied."""
    for number in range(evidence.MOST_COPIES):
        (tmp_path / "host" / str(number)).mkdir(parents=True)
    with pytest.raises(ContainmentError, match="32 copies of this host lie there already"):
        _fetch(tmp_path, tmp_path / "host" / STAMP)


def test_what_a_killed_controller_left(tmp_path: Path) -> None:
    """Half a copy of one that is gone is removed; that of one at work stays."""
    gone, ours = (tmp_path / "host" / f".draft-{pid}-x" for pid in (2**22 + 1, os.getpid()))
    for draft in (gone, ours):
        draft.mkdir(parents=True)
    _fetch(tmp_path, tmp_path / "host" / STAMP)
    assert sorted(path.name for path in (tmp_path / "host").iterdir()) == [ours.name, STAMP]
