"""Ranges hold no names: what names a package or a place is never taken for a range."""

import pytest

from picketline.packages import specs


@pytest.mark.parametrize(
    ("text", "kind", "name", "versions"),
    [
        ("npm:odd@>=2 <=3", "alias", "odd", ">=2 <=3"),
        ("npm:@a/odd@>=2 <=3", "alias", "@a/odd", ">=2 <=3"),
        ("npm:odd@^1 || ^2", "alias", "odd", "^1 || ^2"),
        (" npm:odd@1 - 2 ", "alias", "odd", "1 - 2"),
        ("NPM:odd@>=2 <=3", "alias", "odd", ">=2 <=3"),
        ("npm:>=1 <2", "range", "", ">=1 <2"),
        (">=1 <2", "range", "", ">=1 <2"),
        ("1.x || >=2 <3 || 5 - 7", "range", "", "1.x || >=2 <3 || 5 - 7"),
        ("v1.0.0+b", "range", "", "v1.0.0+b"),
        ("", "range", "", ""),
    ],
)
def test_an_alias_with_blanks_in_its_range(text: str, kind: str, name: str, versions: str) -> None:
    """It is an alias; a range without a name stays one."""
    found = specs.parse(text)
    assert (found.kind, found.name, found.versions) == (kind, name, versions)


@pytest.mark.parametrize(
    ("text", "kind", "repository"),
    [
        ("a/b#semver:>=1 <2", "git", "a/b"),
        ("a/b#>=1 <2", "git", "a/b"),
        ("github:a/b#>=1 <2", "git", "a/b"),
        ("git@github.com:a/b.git", "git", "a/b"),
        ("git+https://x.example/a/b.git#semver:>=1 <2", "git", "a/b"),
        ("file:../a >=1", "file", ""),
        ("workspace:>=1 <2", "workspace", ""),
    ],
)
def test_a_place_with_blanks(text: str, kind: str, repository: str) -> None:
    """A repository, a file or a workspace stays what it is."""
    found = specs.parse(text)
    assert (found.kind, found.repository) == (kind, repository)
