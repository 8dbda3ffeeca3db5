import pytest
from hypothesis import given
from hypothesis import strategies as st
from packageurl import PackageURL

from picketline.packages.purls import purl, subject


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        ("left-pad", "1.0.0", "pkg:npm/left-pad@1.0.0"),
        ("@acme/a", "", "pkg:npm/%40acme/a"),
        ("JSONStream", "1.0.0", "pkg:npm/jsonstream@1.0.0?spelled=JSONStream"),
        ("", "", "pkg:npm/unnamed"),
        (".", "", "pkg:generic/project/unnamed"),
        ("./pnpm-lock.yaml", "", "pkg:generic/pnpm-lock.yaml"),
        ("./..", "", "pkg:npm/.%252f.."),
        ("a", "1.0.0+b c", "pkg:npm/a@1.0.0%2Bb%20c"),
    ],
)
def test_names(name: str, version: str, expected: str) -> None:
    """As the specification of package URLs writes them."""
    assert purl(name, version) == expected


@pytest.mark.parametrize(
    "name",
    [
        "..",
        "./..",
        "./a/b",
        "../../x",
        "/etc/passwd",
        "a/b/c",
        "@/a",
        "a@1",
        "a\n\x1b[31m",
        "é",
        "?#%",
        " ",
    ],
)
def test_odd_names(name: str) -> None:
    """What is no name stays one part of the address, and steers nothing."""
    found = purl(name, "1")
    assert found.isascii()
    assert found.isprintable()
    assert found.removeprefix("pkg:npm/").count("/") == 0


@given(st.text(max_size=600), st.text(max_size=600))
def test_any_text(name: str, version: str) -> None:
    """Nothing raises, nothing is unprintable, and the address can be read again."""
    found = purl(name.encode("utf-8", "replace").decode(), version)
    assert found.isascii()
    assert found.isprintable()
    assert PackageURL.from_string(found).type in {"npm", "generic"}


@given(st.text(max_size=100), st.text(max_size=100))
def test_names_stay_apart(one: str, other: str) -> None:
    """Two names have two addresses, unless they differ by case alone: purls have none for npm."""
    assert (
        one.lower() == other.lower() or {one, other} <= {"", "unnamed"} or purl(one) != purl(other)
    )


def test_a_long_name_is_cut() -> None:
    """Of a name of 100 KB a bounded part is told."""
    assert len(purl("é" * 100_000)) < 4000


def test_a_subject_has_no_version() -> None:
    """A finding is about a package, whatever its version."""
    assert subject("@acme/a").identity == "pkg:npm/%40acme/a"


def test_old_names() -> None:
    """A name in capitals is another package than that in small letters."""
    assert purl("JSONStream", "1.3.5") != purl("jsonstream", "1.3.5")
    assert PackageURL.from_string(purl("JSONStream", "1.3.5")).version == "1.3.5"
