"""Names and versions out of pnpm's keys."""

import pytest

from picketline.packages.lockfiles import pnpm_keys


@pytest.mark.parametrize(
    ("key", "version", "named"),
    [
        ("/a/1.0.0", "5.4", ("a", "1.0.0")),
        ("/@s/a/1.0.0_b@2.0.0+c@3.0.0", "5.4", ("@s/a", "1.0.0")),
        ("/a/1.0.0/b@2.0.0", "5.1", ("a", "1.0.0")),
        ("r.example/a/1.0.0", "5.4", ("a", "1.0.0")),
        ("/@s", "5.4", ("", "")),
        ("/a@1.0.0", "6.0", ("a", "1.0.0")),
        ("/@s/a@1.0.0(@t/b@2.0.0(c@3.0.0))(d@4.0.0)", "6.0", ("@s/a", "1.0.0")),
        ("r.example:8080/@s/a@1.0.0", "6.0", ("@s/a", "1.0.0")),
        ("file:x(y)/z", "6.0", ("", "")),
        ("a@1.0.0", "9.0", ("a", "1.0.0")),
        ("@s/a@1.0.0-rc.1(patch_hash=abc)", "9.0", ("@s/a", "1.0.0-rc.1")),
        ("a@https://x.example/b(c)/d.tgz", "9.0", ("a", "")),
        ("a", "9.0", ("", "")),
        ("", "9.0", ("", "")),
        ("a@1.0.0(b", "9.0", ("a", "1.0.0(b")),
    ],
)
def test_a_key_is_split(key: str, version: str, named: tuple[str, str]) -> None:
    """Each version has its own form; what a key does not tell is empty."""
    assert pnpm_keys.named(key, version) == named


def test_peers_are_taken_from_the_end_alone() -> None:
    """A path keeps its own parentheses."""
    assert pnpm_keys.without_peers("a@file:x(1)/y(b@1.0.0(c@2.0.0))") == "a@file:x(1)/y"
