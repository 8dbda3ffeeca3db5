"""Values that come in more than one shape."""

import pytest

from picketline.packages import loose


@pytest.mark.parametrize(
    ("value", "licence"),
    [
        (" MIT ", "MIT"),
        ({"type": "MIT", "url": "x"}, "MIT"),
        ({"name": "ISC"}, "ISC"),
        ([{"type": "MIT"}, "ISC", 5, None], "MIT OR ISC"),
        ([["MIT"]], "MIT"),
        (None, ""),
        (True, ""),
    ],
)
def test_a_licence_is_one_expression(value: object, licence: str) -> None:
    """A list is a choice."""
    assert loose.licence(value) == licence


@pytest.mark.parametrize(
    ("value", "engines"),
    [
        ({"node": ">=4", "npm": 5}, {"node": ">=4"}),
        (["node >= 4", "npm", 7], {"node": ">= 4", "npm": ""}),
        ("node>=4", {"node": ">=4"}),
        (None, {}),
        (5, {}),
    ],
)
def test_engines_are_a_mapping(value: object, engines: dict[str, str]) -> None:
    """Old manifests list them."""
    assert loose.engines(value) == engines


@pytest.mark.parametrize(
    ("value", "dependencies"),
    [
        ({"a": "^1", "b": 5}, {"a": "^1", "b": "*"}),
        (["a@^1", "@s/b", "c >=2"], {"a": "^1", "@s/b": "", "c": ">=2"}),
        ("a", {}),
    ],
)
def test_dependencies_are_a_mapping(value: object, dependencies: dict[str, str]) -> None:
    """A name is never lost for its spec."""
    assert loose.dependencies(value) == dependencies


@pytest.mark.parametrize(
    ("value", "person"),
    [
        ("A B <a@x.example> (https://x.example)", "A B <a@x.example>"),
        ({"name": "A", "email": "a@x.example", "url": "u"}, "A <a@x.example>"),
        ({"mail": "a@x.example"}, "<a@x.example>"),
        (5, ""),
    ],
)
def test_a_person_is_a_name_and_a_mail(value: object, person: str) -> None:
    """Web addresses are left out."""
    assert loose.person(value) == person
