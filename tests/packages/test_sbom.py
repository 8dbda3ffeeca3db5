import json
from typing import Any

import msgspec
import pytest
from bills import EMPTY, SHA512, entry, lock, package, project
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given
from hypothesis import strategies as st
from packaged import finding, law, part, report, reports

from picketline.core.model import Evidence, Severity
from picketline.core.report import Gap, Report
from picketline.packages import sbom
from picketline.packages.facts import Dependency, Importer, Locked, Lockfile, Package, Project


@pytest.fixture(scope="module")
def validator() -> JsonStrictValidator:
    """The validator of CycloneDX's own library."""
    return JsonStrictValidator(SchemaVersion.V1_6)


def bom(made: Project, about: Report | None = None) -> dict[str, Any]:
    """The bill of a project."""
    found = json.loads(sbom.cyclonedx(made, about or report(part())))
    assert isinstance(found, dict)
    return found


def component(licence: str) -> dict[str, Any]:
    """The one component of a lock whose entry has a licence."""
    (found,) = bom(project(locks=(lock(entry("a", licence=licence), a="1"),)))["components"]
    assert isinstance(found, dict)
    return found


def test_a_component() -> None:
    """Purl, hashes, licence, scope and where it stands."""
    made = lock(entry("@s/a", integrity=SHA512, licence="MIT", optional=True, bundled=True))
    assert bom(project(locks=(made,)))["components"] == [
        {
            "type": "library",
            "bom-ref": "pkg:npm/%40s/a@1.0.0",
            "name": "@s/a",
            "version": "1.0.0",
            "purl": "pkg:npm/%40s/a@1.0.0",
            "scope": "optional",
            "hashes": [{"alg": "SHA-512", "content": "00" * 64}],
            "licenses": [{"license": {"id": "MIT"}}],
            "properties": [
                {"name": "cdx:npm:package:bundled", "value": "true"},
                {"name": "cdx:npm:package:path", "value": "node_modules/@s/a"},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mit", {"license": {"id": "MIT"}}),
        ("(MIT OR Apache-2.0)", {"expression": "MIT OR Apache-2.0"}),
        ("GPL-2.0", {"expression": "GPL-2.0-only"}),
        ("SEE LICENSE IN x", {"license": {"name": "SEE LICENSE IN x"}}),
    ],
)
def test_licences(text: str, said: dict[str, Any]) -> None:
    """An id, an expression, or the words as they are."""
    assert component(text)["licenses"] == [said]


def test_no_licence() -> None:
    """Nothing is said of it."""
    assert "licenses" not in component(" ")


def test_dependencies() -> None:
    """Each component once, and the project itself."""
    made = lock(entry("a", dependencies={"b": "1"}), entry("b"), a="1")
    assert bom(project(locks=(made,)))["dependencies"] == [
        {"ref": "root", "dependsOn": ["pkg:npm/a@1.0.0"]},
        {"ref": "pkg:npm/a@1.0.0", "dependsOn": ["pkg:npm/b@1.0.0"]},
        {"ref": "pkg:npm/b@1.0.0", "dependsOn": []},
    ]


def test_what_is_published_of_components() -> None:
    """Advisories and indicators by their id, with what they hold for; no other finding."""
    made = lock(entry("old"), entry("worse"), a="1")
    high, low = Severity.HIGH, Severity.LOW
    about = report(
        part(
            finding("old", low, "L2-ADV-001", advisory="GHSA-1", weakness="CWE-79, CWE-x, CWE-0"),
            finding("worse", high, "L2-ADV-001", advisory="GHSA-1"),
            finding("gone", Severity.CRITICAL, "L2-IOC-001", indicator="MAL-1"),
            finding("old", high, "L2-POST-001", advisory="no"),
            finding("old", high, "L2-ADV-001"),
        )
    )
    assert bom(project(locks=(made,)), about)["vulnerabilities"] == [
        {
            "id": "GHSA-1",
            "ratings": [{"severity": "high"}],
            "affects": [{"ref": "pkg:npm/old@1.0.0"}, {"ref": "pkg:npm/worse@1.0.0"}],
            "cwes": [79],
        },
        {
            "id": "MAL-1",
            "ratings": [{"severity": "critical"}],
            "affects": [{"ref": "root"}],
        },
    ]


@pytest.mark.parametrize(
    ("about", "asked", "aggregate"),
    [
        (report(part()), {"a": "1"}, "complete"),
        (report(part(skipped=(Gap("x", "y"),))), {"a": "1"}, "incomplete"),
        (report(part()), {"no": "1"}, "incomplete"),
    ],
)
def test_whether_it_is_whole(about: Report, asked: dict[str, str], aggregate: str) -> None:
    """Not after an unfinished scan, nor with edges that lead nowhere."""
    found = bom(project(locks=(lock(entry("a"), **asked),)), about)
    assert found["compositions"] == [{"aggregate": aggregate, "assemblies": ["root"]}]


def test_times_and_serial_numbers() -> None:
    """The number is that of the content; a report without times gives no timestamp."""
    made = project(locks=(lock(entry("a"), a="1"),))
    timed, untimed = bom(made), bom(made, report(part(), started=0.0))
    assert timed["metadata"]["timestamp"] == "2026-08-25T00:00:00Z"
    assert "timestamp" not in untimed["metadata"]
    assert timed["serialNumber"] == untimed["serialNumber"]
    other = bom(project(locks=(lock(entry("b"), b="1"),)))
    assert other["serialNumber"] != timed["serialNumber"]


def test_order_changes_nothing() -> None:
    """Entries in another order give the same bytes."""
    entries = [entry(f"p{n}", dependencies={f"p{n + 1}": "1"}) for n in range(9)]
    one = sbom.cyclonedx(project(locks=(lock(*entries, p0="1"),)), report(part()))
    assert one == sbom.cyclonedx(project(locks=(lock(*entries[::-1], p0="1"),)), report(part()))


_words = st.sampled_from(["a", "b", "@s/a", "1.0.0", "^1", "MIT", "MIT OR ISC", "", SHA512])
_text = _words | st.text(max_size=8)
_map = st.dictionaries(_text, _text, max_size=2)
_flag = st.none() | st.booleans()
_locks = st.builds(
    Lockfile,
    path=st.sampled_from(["package-lock.json", "sub/yarn.lock"]),
    kind=st.sampled_from(["npm", "pnpm", "yarn", "berry", "bun"]),
    version=_text,
    importers=st.lists(
        st.builds(
            Importer,
            st.sampled_from(["", "m"]),
            st.tuples(st.builds(Dependency, _text, _text, st.sampled_from(["prod", "peer"]))),
        ),
        max_size=2,
    ).map(tuple),
    entries=st.lists(
        st.builds(
            Locked,
            key=_text,
            name=_text,
            version=_text,
            resolved=_text,
            integrity=_text,
            licence=_text,
            dependencies=_map,
            dev=_flag,
            optional=_flag,
            link=st.booleans(),
        ),
        max_size=5,
    ).map(tuple),
)
_packages = st.lists(
    st.builds(package, _text, _text, _text, st.sampled_from(["installed", "member", "bundled"])),
    max_size=3,
)


@law
@given(_locks, _packages, st.booleans(), reports)
def test_always_valid(
    validator: JsonStrictValidator,
    made: Lockfile,
    packages: list[Package],
    installed: bool,  # noqa: FBT001  # hypothesis passes it so
    about: Report,
) -> None:
    """Whatever a project and its report hold, the bill is valid and no reference is dangling."""
    of = Project(
        packages=(package("", "", ""), *packages),
        corpus=EMPTY,
        lockfiles=(made,),
        installed=installed,
    )
    id_ = Evidence("advisory", "GHSA-1")
    parts = [
        msgspec.structs.replace(
            each,
            findings=tuple(
                msgspec.structs.replace(one, rule="L2-ADV-001", evidence=(*one.evidence, id_))
                for one in each.findings
            ),
        )
        for each in about.parts
    ]
    data = sbom.cyclonedx(of, msgspec.structs.replace(about, parts=tuple(parts)))
    assert validator.validate_str(data.decode()) is None
    found = json.loads(data)
    refs = {"root"} | {each["bom-ref"] for each in found["components"]}
    assert len(refs) == len(found["components"]) + 1
    assert {each["ref"] for each in found["dependencies"]} == refs
    assert {ref for each in found["dependencies"] for ref in each["dependsOn"]} <= refs
    assert {one["ref"] for each in found["vulnerabilities"] for one in each["affects"]} <= refs
