from picketline.core.model import Evidence, Finding, Location, Severity, Subject
from picketline.packages.once import once

_WORDS = "connects, sends-secret"


def _finding(
    rule: str, severity: Severity, why: str = _WORDS, path: str = "node_modules/p/s.js"
) -> Finding:
    evidence = {"purl": "pkg:npm/p@1.0.0", "chain": "install: node s.js -> s.js", "why": why}
    return Finding(
        rule=rule,
        severity=severity,
        subject=Subject("package", "pkg:npm/p"),
        evidence=tuple(Evidence(name, value) for name, value in evidence.items()),
        location=Location(path=path),
    )


def _severities(*findings: Finding) -> list[Severity]:
    told = [each.severity for each in once(findings)]
    assert told[::-1] == [each.severity for each in once(findings[::-1])]
    return told


def test_of_two_that_say_the_same_one_keeps_its_severity() -> None:
    """The hook's rule refers to the owner of the marks, wherever its own place is."""
    owner = _finding("L2-CRED-001", Severity.CRITICAL)
    hook = _finding("L2-POST-001", Severity.CRITICAL, "sends-secret", "node_modules/p/package.json")
    assert _severities(owner, hook) == [Severity.CRITICAL, Severity.LOW]
    (_, told) = once([owner, hook])
    assert told.evidence[-1] == Evidence("see", "L2-CRED-001 critical")


def test_the_worse_one_stays() -> None:
    """An owner that tells the same less badly refers to the hook."""
    owner = _finding("L2-OBFS-003", Severity.HIGH, "evaluates, runs-decoded")
    hook = _finding("L2-POST-001", Severity.CRITICAL, "runs-decoded, sends-secret")
    assert _severities(owner, hook) == [Severity.LOW, Severity.CRITICAL]


def test_what_says_more_stays() -> None:
    """Other words, another file or another package are other evidence."""
    owner = _finding("L2-CRED-001", Severity.CRITICAL)
    more = _finding("L2-POST-001", Severity.HIGH, "sends-secret, opens-shell")
    assert _severities(owner, more) == [Severity.CRITICAL, Severity.HIGH]
    there = Location(path="node_modules/p/other.js")
    chain = tuple(each for each in owner.evidence if each.name != "chain")
    other = Finding(
        rule="L2-BUND-001",
        severity=Severity.HIGH,
        subject=owner.subject,
        evidence=chain,
        location=there,
    )
    assert _severities(owner, other) == [Severity.CRITICAL, Severity.HIGH]


def test_a_rule_alone_is_left_as_it_is() -> None:
    """Without another rule, or of rules that share no marks, nothing changes."""
    alone = _finding("L2-POST-001", Severity.CRITICAL)
    assert list(once([alone])) == [alone]
    foreign = _finding("L2-LOCK-001", Severity.HIGH)
    assert list(once([foreign, alone])) == [foreign, alone]
