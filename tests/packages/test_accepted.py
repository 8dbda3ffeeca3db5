import datetime as dt
import importlib
import json

import msgspec
import packaged
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from packaged import law

from picketline.core.decide import Decided, Disposition
from picketline.core.errors import SettingsError
from picketline.core.formats import render
from picketline.core.model import Severity, Subject
from picketline.core.report import Gap
from picketline.packages import accepted
from picketline.packages.accepted import Accepted, Entry, Ignore
from picketline.packages.documents import Place
from picketline.packages.purls import purl

TODAY = dt.date(2026, 11, 20)
KNOWN = frozenset(packaged.RULES)
HIGH = packaged.finding("evil", Severity.HIGH)
DEEP = packaged.finding(
    "%40acme/x",
    Severity.HIGH,
    at=("node_modules/.pnpm/@acme+x@1.0.0/node_modules/@acme/x/dist/a.js", 1),
)
SCOPED = packaged.finding("%40acme/x", Severity.HIGH, at=("dist/[id].js", 3))


def entry(finding: Decided = HIGH, **changes: object) -> Entry:
    """An entry that accepts `finding`, with some of its fields changed."""
    made = Entry(
        rule=finding.rule,
        package=finding.subject.identity,
        fingerprint=finding.fingerprint,
        reason="ticket 311",
        owner="Ada",
        accepted=dt.date(2026, 1, 2),
    )
    return msgspec.structs.replace(made, **changes)


def read(text: str) -> Accepted:
    """What a file of this text accepts."""
    return accepted.load(text.encode(), "known.txt", KNOWN)


def test_an_accepted_finding_is_recorded_with_the_reason() -> None:
    """Also one that would have been recorded anyway, so that no threshold counts it."""
    medium = packaged.finding("evil", Severity.MEDIUM, "L2-ADV-001")
    held = Accepted([entry(), entry(medium)])
    for finding in (HIGH, medium):
        done = held.apply(finding, TODAY)
        assert (done.disposition, done.reason) == (Disposition.RECORD, "accepted: ticket 311")
        assert done.severity is finding.severity


def test_another_statement_is_not_hidden() -> None:
    """A fingerprint holds what was recognised: what is new in a new version is told."""
    new = msgspec.structs.replace(HIGH, fingerprint="0" * 64)
    assert Accepted([entry()]).apply(new, TODAY) is new


@pytest.mark.parametrize(("until", "holds"), [(TODAY, True), (dt.date(2026, 11, 19), False)])
def test_the_last_day(until: dt.date, holds: bool) -> None:  # noqa: FBT001  # pytest's way
    """It still holds on that day; then the finding is told again, and the entry too."""
    held = Accepted([entry(until=until)], [Ignore(reason="x", until=until)])
    assert (held.apply(HIGH, TODAY).reason is not None) is holds
    assert bool(held.expired(TODAY)) is not holds
    assert len(held.idle([HIGH], TODAY)) == (0 if holds else 2)


def test_what_was_taken_on_before_stays() -> None:
    """Two files after each other: the first one's reason is kept."""
    first = Accepted([entry()]).apply(HIGH, TODAY)
    assert Accepted([entry(reason="another")]).apply(first, TODAY) is first


@pytest.mark.parametrize(
    ("spec", "finding", "meets"),
    [
        ("L2-POST-001", HIGH, True),
        ("L2-ADV-001", HIGH, False),
        ("L2-POST-001:evil", HIGH, True),
        ("L2-POST-001:evil@1.0.0", HIGH, True),
        ("L2-POST-001:evil@2.*", HIGH, False),
        ("L2-POST-001:evil@1.*", HIGH, True),
        ("L2-POST-001:e?i*", HIGH, True),
        ("L2-POST-001:EVIL", HIGH, False),
        ("L2-POST-001:vil", HIGH, False),
        ("L2-POST-001:*:node_modules/*/setup.js", HIGH, True),
        ("L2-POST-001::node_modules/evil/setup.js", HIGH, True),
        ("L2-POST-001:evil:setup.js", HIGH, True),
        ("L2-POST-001:evil@1.0.0:set*", HIGH, True),
        ("L2-POST-001:*:setup.js", HIGH, True),
        ("L2-POST-001:evil:evil/setup.js", HIGH, False),
        ("L2-POST-001::setup.js", HIGH, False),
        ("L2-POST-001:other:setup.js", HIGH, False),
        ("L2-POST-001:@acme/x:dist/*", DEEP, True),
        ("L2-POST-001:@acme/x:x/dist/*", DEEP, False),
        ("L2-POST-001::dist/*", DEEP, False),
        ("L2-POST-001:@acme/*", SCOPED, True),
        ("L2-POST-001:@acme/x@1.0.0:dist/[id].js", SCOPED, True),
        ("L2-POST-001:@acme/x:dist/[a-z].js", SCOPED, False),
        ("L2-POST-001:@acme/x:*[id]*", SCOPED, True),
        ("L2-POST-001:x", SCOPED, False),
        ("L2-POST-001:*:a", packaged.finding(at=(None, None)), False),
        ("L2-POST-001:evil@*", packaged.finding(purl="pkg:npm/evil"), True),
    ],
)
def test_what_an_ignore_meets(spec: str, finding: Decided, meets: bool) -> None:  # noqa: FBT001
    """A name with or without version, `*` and `?`; brackets stand for themselves."""
    held = read(f"# known\n\n{spec}  # vendored # twice\r\n")
    done = held.apply(finding, TODAY)
    assert done.reason == ("ignored: vendored # twice" if meets else None)
    assert bool(held.unused([finding])) is not meets


def test_lines_are_told_in_their_order() -> None:
    """A number in a text counts as one, however long it is."""
    held = read("".join(f"L2-POST-001:none{number}  # x\n" for number in range(12)))
    told = [gap.what.split(":")[0] for gap in held.idle([], TODAY)]
    assert told == [f"known.txt, line {number}" for number in range(1, 13)]
    texts = ("a 9" + "9" * 5000, "a 10", "a 010", "a", "b 1", "10")
    order = sorted((Gap(each, "x") for each in texts), key=accepted.by_line)
    assert [each.what[:5] for each in order] == ["10", "a", "a 10", "a 010", "a 999", "b 1"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("\n\nL2-POST-001:x\n", "f, line 3: L2-POST-001:x has no reason; write RULE[:package"),
        ("L2-POST-001 #  \n", "f, line 1: L2-POST-001 # has no reason"),
        ("L2-POST-001# why\n", "f, line 1: L2-POST-001# why has no reason"),
        ("L2-NONE-001  # why", "f, line 1: no rule L2-NONE-001; see picosentry rules"),
        ("*  # why", "f, line 1: no rule *; see"),
        ("L2-POST-001:" + "a" * 5000 + " # why", "f, line 1: longer than 4096 characters"),
        ("L2-POST-001  # why\n" * 10_001, "f, line 10001: more than 10000 ignores"),
        ("L2-POST-001\x1b[2J", r"f, line 1: L2-POST-001\x1b[2J has no reason"),
        ("\ufeff{", "f: no baseline or report: Input data was truncated"),
        ('{\n"schema": 1}', "f: no baseline or report: Expected `str`, got `int` - at `$.schema`"),
        ('{"schema": "picosentry.baseline/2"}', "f: no baseline or report: Invalid enum value"),
        ('{"schema": "picketline.sweep/1"}', "f: no baseline or report: Object missing required"),
        ('{\n\n"a": x}', "f, line 3: no baseline or report: JSON is malformed"),
        ("{" * 100_000, "f, line 1: no baseline or report: JSON is malformed"),
        ('{"a":' * 100_000, "f: nested too deeply"),
        ('{"schema": "picketline.project/1", "parts": [', "f: no baseline or report: Input data"),
        ('{"schema": "picosentry.baseline/1", "entries": [], "extra": 1}', "unknown field `extra`"),
    ],
)
def test_what_is_refused(text: str, problem: str) -> None:
    """With the file, the line and what to do."""
    with pytest.raises(SettingsError) as caught:
        accepted.load(text.encode(), "f", KNOWN)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"fingerprint": "xyz"}, "fingerprint"),
        ({"reason": "  "}, "reason"),
        ({"accepted": "soon"}, "accepted"),
        ({"until": "2026-13-01"}, "until"),
        ({"severity": "low"}, "severity"),
    ],
)
def test_a_damaged_entry(change: dict[str, str], problem: str) -> None:
    """The entry and its field are named."""
    file = json.loads(Accepted([entry()]).to_bytes())
    file["entries"][0] |= change
    with pytest.raises(SettingsError, match=rf"{problem}"):
        read(json.dumps(file))


def test_a_fingerprint_twice() -> None:
    """Which of two reasons holds is not guessed."""
    file = json.loads(Accepted([entry()]).to_bytes())
    file["entries"] *= 2
    with pytest.raises(SettingsError, match="a fingerprint stands there twice"):
        read(json.dumps(file))


def test_not_utf8() -> None:
    """Broken text names its line."""
    with pytest.raises(SettingsError, match="f, line 2: byte 3 is no UTF-8"):
        accepted.load(b"#x\n\xff", "f", KNOWN)


def test_the_bytes_of_a_baseline() -> None:
    """Sorted, a field a line, and the same whatever the order they came in."""
    ends = entry(SCOPED, until=dt.date(2027, 1, 31))
    data = Accepted([entry(), ends]).to_bytes()
    assert data == Accepted([ends, entry()]).to_bytes()
    assert data.decode() == snapshot("""\
{
  "entries": [
    {
      "accepted": "2026-01-02",
      "fingerprint": "a06433ff74243b0b1b245211739df2c81a5db56d542e19c106ee7100e3e24103",
      "owner": "Ada",
      "package": "pkg:npm/%40acme/x",
      "reason": "ticket 311",
      "rule": "L2-POST-001",
      "until": "2027-01-31"
    },
    {
      "accepted": "2026-01-02",
      "fingerprint": "5542da766cb6b9986359ee5bbf55050e2ed9f23ede3dd6c8ca2dcf102d50ee4c",
      "owner": "Ada",
      "package": "pkg:npm/evil",
      "reason": "ticket 311",
      "rule": "L2-POST-001",
      "until": null
    }
  ],
  "schema": "picosentry.baseline/1"
}
""")
    assert accepted.load(data, "f", KNOWN).entries == Accepted([entry(), ends]).entries


def test_an_earlier_report() -> None:
    """Every finding of it is accepted, with the digest's first digits as the reason."""
    made = packaged.report(packaged.part(HIGH, SCOPED), started=packaged.STARTED)
    held = accepted.load(render(made, "json"), "r", KNOWN)
    done = held.apply(HIGH, TODAY)
    assert done.reason == f"accepted: in the report {made.digest[:12]}"
    assert {each.accepted for each in held.entries.values()} == {dt.date(2026, 8, 25)}
    assert not held.unused([HIGH, SCOPED])


@pytest.mark.parametrize("started", [0.0, -1e300, 1e300])
def test_a_report_of_any_time(started: float) -> None:
    """A time that is none breaks nothing."""
    made = packaged.report(packaged.part(HIGH), started=started)
    held = accepted.load(render(made, "json"), "r", KNOWN)
    assert [each.accepted for each in held.entries.values()] == [dt.date(1970, 1, 1)]


def test_a_report_of_another_kind() -> None:
    """A fleet's report, or one of a later schema, is refused by name."""
    made = packaged.report(packaged.part(HIGH), schema="picketline.sweep/1")
    with pytest.raises(SettingsError, match=r"r: a report of picketline.sweep/1; picketline.proj"):
        accepted.load(render(made, "json"), "r", KNOWN)


def test_the_schema_is_the_conductors() -> None:
    """What a scan writes is what is read."""
    scan = importlib.import_module("picketline.packages.scan")
    assert scan.SCHEMA == accepted.REPORT


def test_what_does_nothing_is_said() -> None:
    """Each once: what has ended, and what nothing meets."""
    old = dt.date(2026, 1, 31)
    held = Accepted([entry(until=old), entry(SCOPED)], read("L2-ADV-001:a\x1b  # x").ignores)
    assert held.idle([HIGH], TODAY) == (
        Gap(
            f"L2-POST-001 pkg:npm/%40acme/x {SCOPED.fingerprint[:12]}",
            "nothing that was found meets it",
        ),
        Gap(
            f"L2-POST-001 pkg:npm/evil {HIGH.fingerprint[:12]}",
            "ended on 2026-01-31; it is told again",
        ),
        Gap(r"known.txt, line 1: L2-ADV-001:a\x1b", "nothing that was found meets it"),
    )


def test_merged() -> None:
    """Of one fingerprint the later; ignores after each other."""
    one = Accepted([entry()], [Ignore(reason="a")])
    both = one.merged(Accepted([entry(reason="new")], [Ignore(reason="b")]))
    assert [each.reason for each in both.all()] == ["new", "a", "b"]
    assert not Accepted()
    assert one


def test_the_first_ignore_counts() -> None:
    """Whether its package is a name or a pattern; all that meet a finding are used."""
    held = read("L2-POST-001:ev*  # pattern\nL2-POST-001:evil  # name\nL2-POST-001  # all\n")
    assert held.apply(HIGH, TODAY).reason == "ignored: pattern"
    assert not held.unused([HIGH])


_names = st.text(st.sampled_from("ab@*?[]!.%-"), max_size=6).map(lambda text: f"@s/{text}a")


@law
@given(_names, _names)
def test_a_name_meets_itself(name: str, version: str) -> None:
    """Whatever characters it has: as a plain name, with its version, and by a star."""
    identity = purl(name)
    finding = msgspec.structs.replace(
        packaged.finding(purl=purl(name, version)),
        subject=Subject("package", identity),
    )
    told, _ = accepted.package_of(finding)
    for pattern in (told, "*", f"{told}*"):
        ignore = Ignore(package=pattern, reason="x")
        if "@" not in pattern[1:]:
            assert Accepted(ignores=[ignore]).apply(finding, TODAY).reason == "ignored: x"


@law
@given(st.lists(_names.map(lambda text: Ignore(package=text, reason=text or "any")), max_size=6))
def test_the_index_changes_nothing(ignores: list[Ignore]) -> None:
    """The first that meets a finding, as if each were asked in turn."""
    for name in ("a", "ab", "%40a/b"):
        finding = packaged.finding(name)
        first = next((each.reason for each in ignores if each.matches(finding)), None)
        done = Accepted(ignores=ignores).apply(finding, TODAY)
        assert done.reason == (None if first is None else f"ignored: {first}")


@law
@given(
    st.one_of(
        st.binary(max_size=60),
        st.text(st.sampled_from('L2-POST01:#* {}"\n\r@'), max_size=60).map(str.encode),
        packaged.reports.map(lambda made: render(made, "json")),
        st.integers(0, 400).map(lambda size: Accepted([entry()]).to_bytes()[:size]),
    )
)
def test_any_bytes(data: bytes) -> None:
    """Nothing but a located error comes of them."""
    try:
        held = accepted.load(data, "f", KNOWN)
    except SettingsError as problem:
        assert str(problem).startswith("f")  # noqa: PT017  # only if there is one
    else:
        held.idle([HIGH], TODAY)
        held.apply(HIGH, TODAY)


def test_read_ignore_names_its_place() -> None:
    """The file as it is shown, and the line."""
    place = Place("a\x1b", SettingsError)
    assert accepted.read_ignore("R:p  # why", place, 7).where == r"a\x1b, line 7"
