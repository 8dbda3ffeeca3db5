"""What holds for every rule, and for all of them together."""

import random

import build
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picketline.core import canonical
from picketline.core.model import Severity
from picketline.core.rule import Rule, folder, page
from picketline.hosts import records
from picketline.hosts.facts import Answer, Reading
from picketline.hosts.probe import RULES, ProbeSettings, assemble

each_rule = pytest.mark.parametrize("rule", build.RULES.values(), ids=build.RULES)


def test_ids_names_and_files_are_unique() -> None:
    """Nothing that a person may write down means two rules."""
    rules = build.RULES.values()
    assert list(build.RULES) == [rule.id for rule in rules] == sorted(build.RULES)
    for names in ([rule.id for rule in rules], [rule.name for rule in rules]):
        assert len(set(names)) == len(names)
    assert not {rule.id.lower() for rule in rules} & {rule.name for rule in rules}
    files = {entry.name for entry in folder(RULES).iterdir() if entry.name.endswith((".sh", ".md"))}
    assert files == {f"{rule.stem}{end}" for rule in rules for end in (".sh", ".md")}


@each_rule
def test_a_rule_says_what_a_reader_needs(rule: Rule) -> None:
    """Why it fires, what it cannot see and what to do next, each a whole sentence."""
    for text in (rule.title, rule.why, rule.limits, rule.next):
        assert len(text.split()) >= 3
    for text in (rule.why, rule.limits, rule.next):
        assert text.endswith(".")
    assert not rule.title.endswith(".")
    assert page(RULES, rule).startswith(f"# {rule.id} {rule.name}\n")


@each_rule
def test_bounds_are_in_order(rule: Rule) -> None:
    """The least severity is not above the most; otherwise nothing would be admitted."""
    assert rule.least <= rule.most
    assert rule.admits(rule.least)
    assert rule.admits(rule.most)


@each_rule
def test_a_slam_dunk_is_stable_and_surfaced(rule: Rule) -> None:
    """What may be acted on is proven, and severe enough to be."""
    if rule.slam_dunk:
        assert rule.maturity == "stable"
        assert rule.most >= Severity.HIGH


def test_the_slam_dunks_are_these() -> None:
    """Whoever makes another rule able to freeze a process changes this list, and is seen."""
    assert {rule.id for rule in build.RULES.values() if rule.slam_dunk} == {
        "HOST-EXE-001",
        "HOST-PROC-001",
        "HOST-PROC-002",
        "HOST-NET-002",
    }


@each_rule
def test_every_rule_is_sent(rule: Rule) -> None:
    """The probe holds the rule and tells that it ran."""
    script = assemble(ProbeSettings(nonce=build.NONCE)).decode()
    assert f"\n# {rule.id} {rule.name}\n" in script
    assert f'plain ran"$tab"{rule.id}\n' in script


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the probe says of a host with findings of many rules."""
    return build.probed(tmp_path_factory.mktemp("root"))


def _read(output: bytes) -> Reading:
    reading = records.read(Answer(output, b"", 0), build.NONCE, build.RULES)
    assert reading is not None
    return reading


def _settled(reading: Reading) -> list[bytes]:
    """Everything in the reading, without its order."""
    return [
        *sorted(canonical.encode(finding) for finding in reading.findings),
        *sorted(canonical.encode(gap) for gap in (*reading.skipped, *reading.coverage)),
        canonical.encode(msgspec.structs.replace(reading, findings=(), skipped=(), coverage=())),
    ]


@build.law
@given(draw=st.randoms(use_true_random=False))
def test_the_order_of_records_leaves_no_trace(output: bytes, draw: random.Random) -> None:
    """A host that lists its processes another way round has the same findings."""
    header, *lines, end = output.splitlines(keepends=True)
    draw.shuffle(lines)
    reading = _read(b"".join((header, *lines, end)))
    assert len({finding.rule for finding in reading.findings}) >= 5
    assert _settled(reading) == _settled(_read(output))
