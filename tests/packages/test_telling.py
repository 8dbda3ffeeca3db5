from inline_snapshot import snapshot
from marked import DECODED, INNER, LADDER, file, package, project

from picketline.core.model import Finding, fingerprint
from picketline.packages import chains, telling
from picketline.packages.facts import Mark, Package
from picketline.packages.rules.decoded_run import decoded_run


def _told(one: Package) -> Finding:
    found = chains.verdict(one, LADDER)
    assert found is not None
    return telling.told(decoded_run, found)


def test_a_finding_tells_the_chain_and_the_places_that_its_rule_owns() -> None:
    """Marks of other rules lend their word, not their text."""
    finding = _told(
        package(
            "node_modules/p",
            file("node_modules/p/a.js", Mark("connects", 1, "fetch", "fetch(x)"), DECODED, INNER),
            file("node_modules/p/test/b.js", DECODED),
        )
    )
    assert (finding.location.path, finding.location.line) == ("node_modules/p/a.js", 3)
    assert [(each.name, each.value) for each in finding.evidence] == snapshot(
        [
            ("purl", "pkg:npm/p@1.0.0"),
            ("chain", "import"),
            ("why", "connects, executes, runs-decoded"),
            ("snippet", "3: base64 > hex > executes child_process.exec: exec('id')"),
            ("snippet", "3: runs-decoded base64: eval(atob(x))"),
            ("further file", "test/b.js"),
        ]
    )


def test_new_content_is_a_new_statement() -> None:
    """A fingerprint holds for another version and folder with the same content, for no other."""

    def of(path: str, text: str, version: str) -> str:
        script = file(f"{path}/a.js", DECODED, INNER, text=text)
        return fingerprint(_told(package(path, script, version=version)))

    assert of("p", "one", "1.0.0") == of("q/p", "one", "2.0.0")
    assert of("p", "one", "1.0.0") != of("p", "two", "1.0.0")


def test_copies_are_one_statement() -> None:
    """The same content in several places is told once, with where else it is."""
    copies = [
        package(path, file(f"{path}/a.js", DECODED, INNER, text="same")) for path in "abcdefgh"
    ]
    found = chains.verdicts(project(*copies), LADDER)
    findings = [telling.told(decoded_run, each) for each in found]
    (one,) = telling.merged(findings)
    assert one.location.path == "a/a.js"
    assert [each.value for each in one.evidence if each.name == "also at"] == [
        *(f"{path}/a.js" for path in "bcdef"),
        "and 2 more",
    ]
    assert list(telling.merged(findings[:1])) == findings[:1]


def test_snippets_are_few_and_each_once() -> None:
    """Three places at most, the same place once."""
    marks = [Mark("packed", line, "hex") for line in (1, 1, 2, 3, 4)]
    assert [text for _, text in telling.snippets(marks)] == [
        "1: packed hex",
        "2: packed hex",
        "3: packed hex",
    ]


def test_a_chain_is_one_line_without_secrets() -> None:
    """A command may break lines and hold a token; what is told does neither."""
    steps = ["install: curl \n -H npm_aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xYz", "a.js"]
    assert telling.steps(steps) == snapshot("install: curl -H *** -> a.js")
