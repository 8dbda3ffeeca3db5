import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import packaged
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from packaged import law

from picketline.core.decide import Disposition
from picketline.core.errors import SettingsError
from picketline.core.model import Evidence, Severity
from picketline.core.rule import Rule
from picketline.packages import project_settings
from picketline.packages.accepted import Accepted, Entry
from picketline.packages.facts import Policy
from picketline.packages.project_settings import Effective, Settings, Written

TODAY = dt.date(2026, 11, 20)


def rule(identity: str, least: Severity, most: Severity) -> Rule:
    """A rule of these bounds."""
    return Rule(
        id=identity,
        name=identity.lower(),
        title="",
        least=least,
        most=most,
        maturity="preview",
        slam_dunk=False,
        since="0.1",
        why="",
        limits="",
        next="",
        benign="",
        attack=(),
    )


RULES = {
    "L2-POST-001": rule("L2-POST-001", Severity.INFO, Severity.CRITICAL),
    "L2-LICENSE-001": rule("L2-LICENSE-001", Severity.LOW, Severity.MEDIUM),
}
EVERYTHING = """\
version: 1
format: json
output: ../../.bashrc
rules: [L2-POST-001]
corpus: ./corpus
fail_on: low
severity_threshold: high
exit_code: true
quiet: true
deterministic_output: true
baseline: .picosentry-baseline.json
ignore:
  - "L2-POST-001:evil  # reviewed"
  - rule: L2-POST-001
    path: "dist/*"
    reason: minified
    until: "2026-12-31"
ignore_paths: ["*"]
ignore_packages: [internal, "x@1.*  # ours"]
severity_overrides:
  L2-POST-001: info
  L2-LICENSE-001: critical
scopes: ["@acme"]
registries: [packages.example.com]
licences:
  allow: [MIT]
  deny: [AGPL-3.0-only]
timeout: 1
token_budget: 250
no_color: true
"""


def settings(folder: Path, text: str) -> Settings:
    """The settings of a project whose file says this."""
    (folder / ".picosentry.yml").write_bytes(text.encode())
    found = project_settings.load(folder, RULES)
    assert found is not None
    return found


def told(effective: Effective) -> list[str]:
    """What did not apply, by its line."""
    said = [f"{gap.what}: {gap.why}" for gap in effective.not_applied]
    assert all(each.startswith(".picosentry.yml, ") for each in said)
    return [each.removeprefix(".picosentry.yml, ") for each in said]


def baseline(folder: Path) -> Entry:
    """An accepted finding of a baseline that lies in a project."""
    finding = packaged.finding("known")
    entry = Entry(
        rule=finding.rule,
        package="pkg:npm/known",
        fingerprint=finding.fingerprint,
        reason="x",
        accepted=TODAY,
    )
    (folder / ".picosentry-baseline.json").write_bytes(Accepted([entry]).to_bytes())
    return entry


def test_no_settings(tmp_path: Path) -> None:
    """A project without them is nothing special."""
    assert project_settings.load(tmp_path, RULES) is None


def test_untrusted(tmp_path: Path) -> None:
    """What tightens applies; all else does not, and each key is told with its line."""
    found = settings(tmp_path, EVERYTHING).effective(trusted=False)
    assert found == Effective(
        policy=Policy(scopes=("@acme",), licences_denied=("AGPL-3.0-only",)),
        accepted=found.accepted,
        fail_on=Severity.LOW,
        exit_code=True,
        floors={"L2-POST-001": Severity.INFO},
        not_applied=found.not_applied,
    )
    assert not found.accepted
    assert told(found) == snapshot(
        [
            "line 10: deterministic_output: needs --trust-config",
            "line 11: baseline: needs --trust-config",
            "line 12: ignore: needs --trust-config",
            "line 18: ignore_paths: needs --trust-config",
            "line 19: ignore_packages: needs --trust-config",
            "line 21: severity_overrides.L2-POST-001: raises only; lowering needs --trust-config",
            "line 22: severity_overrides.L2-LICENSE-001: its rule is low to medium",
            "line 24: registries: needs --trust-config",
            "line 25: licences.allow: needs --trust-config",
            "line 28: timeout: needs --trust-config",
            "line 29: token_budget: needs --trust-config",
            "line 2: format: needs --trust-config",
            "line 30: no_color: no such key; picosentry init --print shows all",
            "line 3: output: a project cannot name it; give it as a flag",
            "line 4: rules: needs --trust-config",
            "line 5: corpus: a project cannot name it; give it as a flag",
            "line 7: severity_threshold: needs --trust-config",
            "line 9: quiet: needs --trust-config",
        ]
    )


def test_trusted(tmp_path: Path) -> None:
    """All applies but what is never taken, what a rule's bounds forbid and what nobody knows."""
    entry = baseline(tmp_path)
    found = settings(tmp_path, EVERYTHING).effective(trusted=True)
    assert found == Effective(
        policy=Policy(
            scopes=("@acme",),
            registries=("packages.example.com",),
            licences_allowed=("MIT",),
            licences_denied=("AGPL-3.0-only",),
        ),
        accepted=found.accepted,
        fail_on=Severity.LOW,
        exit_code=True,
        overrides={"L2-POST-001": Severity.INFO},
        rules=("L2-POST-001",),
        severity_threshold=Severity.HIGH,
        format="json",
        quiet=True,
        deterministic_output=True,
        timeout=1.0,
        token_budget=250,
        not_applied=found.not_applied,
    )
    assert list(found.accepted.entries) == [entry.fingerprint]
    assert [msgspec.to_builtins(each) for each in found.accepted.ignores] == snapshot(
        [
            {
                "rule": "L2-POST-001",
                "package": "evil",
                "path": "",
                "reason": "reviewed",
                "until": None,
                "where": ".picosentry.yml, line 13",
            },
            {
                "rule": "L2-POST-001",
                "package": "",
                "path": "dist/*",
                "reason": "minified",
                "until": "2026-12-31",
                "where": ".picosentry.yml, line 16",
            },
            {
                "rule": "",
                "package": "",
                "path": "*",
                "reason": "by ignore_paths",
                "until": None,
                "where": ".picosentry.yml, line 18",
            },
            {
                "rule": "",
                "package": "internal",
                "path": "",
                "reason": "by ignore_packages",
                "until": None,
                "where": ".picosentry.yml, line 19",
            },
            {
                "rule": "",
                "package": "x@1.*",
                "path": "",
                "reason": "ours",
                "until": None,
                "where": ".picosentry.yml, line 19",
            },
        ]
    )
    assert told(found) == snapshot(
        [
            "line 22: severity_overrides.L2-LICENSE-001: its rule is low to medium",
            "line 30: no_color: no such key; picosentry init --print shows all",
            "line 3: output: a project cannot name it; give it as a flag",
            "line 5: corpus: a project cannot name it; give it as a flag",
        ]
    )


def test_every_key_is_withheld_or_tightens() -> None:
    """A key that is added must be weighed: it does not apply unseen."""
    tightening = {"version", "fail_on", "exit_code", "severity_overrides", "scopes"}
    withheld = {line.partition(":")[0] for line in EVERYTHING.splitlines()}
    assert set(Written.__struct_fields__) - tightening <= withheld


@pytest.mark.parametrize(
    ("text", "default", "applies"),
    [
        ("critical", Severity.HIGH, None),
        ("high", Severity.HIGH, Severity.HIGH),
        ("medium", Severity.HIGH, Severity.MEDIUM),
        ("medium", Severity.LOW, None),
    ],
)
def test_a_threshold(
    tmp_path: Path, text: str, default: Severity, applies: Severity | None
) -> None:
    """It may be lowered by anybody, and raised by trusted settings alone."""
    found = settings(tmp_path, f"fail_on: {text}")
    untrusted = found.effective(trusted=False, default=default)
    assert untrusted.fail_on is applies
    assert bool(untrusted.not_applied) is (applies is None)
    trusted = found.effective(trusted=True, default=default)
    assert (trusted.fail_on, trusted.not_applied) == (Severity(text), ())


def test_severities(tmp_path: Path) -> None:
    """An override raises; it lowers where it is trusted. The severity before is evidence."""
    found = settings(tmp_path, "severity_overrides: {L2-POST-001: medium}")
    low = packaged.finding(severity=Severity.LOW)
    high = packaged.finding(severity=Severity.HIGH)
    untrusted, trusted = found.effective(trusted=False), found.effective(trusted=True)
    assert untrusted.judged(high) is high
    assert untrusted.judged(low).severity is trusted.judged(low).severity is Severity.MEDIUM
    lowered = trusted.judged(high)
    assert (lowered.severity, lowered.disposition) == (Severity.MEDIUM, Disposition.RECORD)
    assert lowered.evidence[-1] == Evidence("severity-before", "high")
    assert lowered.fingerprint == high.fingerprint
    other = packaged.finding(rule="L2-ADV-001")
    assert trusted.judged(other) is other


def test_a_raised_finding_alerts(tmp_path: Path) -> None:
    """Unless a person took it on."""
    found = settings(tmp_path, "severity_overrides: {L2-POST-001: critical}")
    effective = found.effective(trusted=False)
    assert not effective.not_applied
    low = packaged.finding(severity=Severity.LOW)
    assert effective.judged(low).disposition is Disposition.ALERT
    known = msgspec.structs.replace(low, reason="accepted: x")
    assert effective.judged(known).disposition is Disposition.RECORD


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("version: 2", "line 1: version: only version 1 is known"),
        ("\nfail_on: severe", "line 2: fail_on: Invalid enum value 'severe'"),
        ("exit_code: maybe", "line 1: exit_code: Expected `bool`, got `str`"),
        ("rules: [L2-POST-001,\n  L2-NONE-001]", "line 2: rules: no rule L2-NONE-001"),
        ("rules: L2-POST-001", "line 1: rules: Expected `array`"),
        ("severity_overrides:\n  X: low", "line 2: severity_overrides: no rule X"),
        ("severity_overrides: [X]", "line 1: severity_overrides: Expected `object`"),
        ("scopes: [acme]", "line 1: scopes: Expected `str` matching regex"),
        ("registries: [https://x.example]", "line 1: registries: Expected `str` matching"),
        ("licences: {allowed: [MIT]}", "line 1: licences: Object contains unknown field"),
        ("timeout: -1", "line 1: timeout: Expected `float` >= 0"),
        ("timeout: .nan", "line 1: timeout: Expected"),
        ("timeout: .inf", "line 1: timeout: Expected"),
        ("token_budget: 1", "line 1: token_budget: Expected `int` >= 250"),
        ("format: yaml", "line 1: format: Invalid enum value 'yaml'"),
        ("ignore:\n  - L2-POST-001:x  # why", "line 2: L2-POST-001:x has no reason; write"),
        ('ignore:\n\n  - "L2-NONE-001:x  # why"', "line 3: no rule L2-NONE-001"),
        ("ignore: [{rule: L2-POST-001}]", "line 1: an ignore without a reason; say why"),
        ("ignore: [{reason: why}]", "line 1: no rule ; see picosentry rules"),
        ("ignore: [{rules: x}]", "line 1: ignore: Object contains unknown field `rules`"),
        ("ignore: [{rule: L2-POST-001, until: soon}]", "line 1: ignore: Invalid RFC3339"),
        ('ignore_paths: [" # all"]', "line 1: ignore_paths: an entry that names nothing"),
        ("ignore_packages: ['']", "line 1: ignore_packages: Expected `str` of length >= 1"),
        ("ignore_paths: [{reason: x}]", "line 1: ignore_paths: an entry that names nothing"),
        ("ignore_paths: [{rule: Y, path: x}]", "line 1: no rule Y; see picosentry rules"),
        ("scopes: *x", "line 1: an alias"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    """With file, line and key, trusted or not."""
    with pytest.raises(SettingsError) as caught:
        settings(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path}/.picosentry.yml, {problem}")


@pytest.mark.parametrize("kind", ["link", "fifo", "folder", "dangling", "big"])
def test_what_is_no_file(tmp_path: Path, kind: str) -> None:
    """A link is not followed, and nothing is waited for."""
    path = tmp_path / ".picosentry.yaml"
    (tmp_path / "real").write_text("version: 1")
    made: dict[str, Callable[[], object]] = {
        "link": lambda: path.symlink_to("real"),
        "dangling": lambda: path.symlink_to("gone"),
        "fifo": lambda: os.mkfifo(path),
        "folder": path.mkdir,
        "big": lambda: path.write_bytes(b"#" * 65_537),
    }
    made[kind]()
    with pytest.raises(SettingsError, match=r"is a link|no regular file|directory|larger than 64"):
        project_settings.load(tmp_path, RULES)


def test_two_files(tmp_path: Path) -> None:
    """Which of them counts is not guessed."""
    for name in project_settings.NAMES:
        (tmp_path / name).write_text("version: 1")
    with pytest.raises(SettingsError, match="keep one"):
        project_settings.load(tmp_path, RULES)


@pytest.mark.parametrize(
    "name", ["../other.json", "/etc/hostname", "out/x", "gone.json", "in", "loop", '"\\0"']
)
def test_a_baseline_elsewhere(tmp_path: Path, name: str) -> None:
    """It lies in the project, and is no link; only trusted settings have it read."""
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "x").write_text("L2-POST-001  # hidden")
    (root / "out").symlink_to(tmp_path)
    (root / "loop").symlink_to("loop")
    (root / "in").symlink_to(".picosentry.yml")
    found = settings(root, f"baseline: {name}")
    assert len(found.effective(trusted=False).not_applied) == 1
    with pytest.raises(SettingsError, match=r"lies outside the project|No such file|is a link"):
        found.effective(trusted=True)


def test_many_unknown_keys(tmp_path: Path) -> None:
    """The first are named, the others counted."""
    found = settings(tmp_path, "".join(f"k{number}: 1\n" for number in range(5000)))
    *named, more = sorted(found.effective(trusted=True).not_applied, key=lambda gap: -len(gap.what))
    assert len(named) == 20
    assert more.why == "and 4980 keys more that nobody knows"


def test_an_empty_file(tmp_path: Path) -> None:
    """It says nothing, and nothing is told."""
    for trusted in (True, False):
        found = settings(tmp_path, "# nothing\nrules:\nfail_on: ~\n").effective(trusted=trusted)
        assert found == Effective(accepted=found.accepted)


def test_a_default_is_not_told(tmp_path: Path) -> None:
    """What asks for what holds anyway loosens nothing."""
    found = settings(tmp_path, "quiet: false\ntimeout: 0\nformat: table\nignore: []\nrules: []\n")
    assert found.effective(trusted=False).not_applied == ()


_keys = st.sampled_from([*Written.__struct_fields__, "cache"])
_values = st.sampled_from(
    """\
1|high|true|[]|{}|[a]|{a: b}|[{a: [b]}]|~|.nan|-.inf|!t x|L2-POST-001|[L2-POST-001]|1e400|'\\'
|{L2-POST-001: low}|["L2-POST-001 # x"]|[{path: x}]|['@a']|{allow: [MIT]}|2026-01-01|"\\ud800"
""".replace("\n", "").split("|")
)


@law
@given(st.dictionaries(_keys, _values, max_size=4))
def test_any_values(tmp_path_factory: pytest.TempPathFactory, lines: dict[str, str]) -> None:
    """Nothing but an error that names the file; untrusted settings never ignore or lower."""
    folder = tmp_path_factory.mktemp("any")
    try:
        found = settings(folder, "".join(f"{key}: {value}\n" for key, value in lines.items()))
        untrusted = found.effective(trusted=False)
        found.effective(trusted=True)
    except SettingsError as problem:
        assert str(folder) in str(problem)  # noqa: PT017  # only if there is one
        return
    assert not untrusted.accepted
    assert not untrusted.overrides
    assert untrusted.rules == untrusted.policy.registries == untrusted.policy.licences_allowed == ()
    for severity in Severity:
        finding = packaged.finding(severity=severity)
        assert untrusted.judged(finding).severity >= severity
