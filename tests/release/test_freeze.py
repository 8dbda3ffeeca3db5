"""What may be packed into the executable."""

import freeze
from releases import ROOT


def test_pinned_names() -> None:
    """Every package of a locked file, and no hash or comment."""
    names = freeze.pinned((ROOT / "requirements/run.txt").read_text())
    assert {"click", "markdown-it-py", "typing-extensions"} <= names
    assert all(name == freeze.key(name) for name in names)


def test_modules_of_other_packages() -> None:
    """Whatever no pinned package owns; one of several owners is enough."""
    owners = {
        "yaml": ["PyYAML"],
        "typing_extensions": ["typing_extensions"],
        "shared": ["other", "click"],
        "picketline": ["picketline"],
        "attr": ["attrs"],
    }
    names = frozenset({"click", "typing-extensions"})
    assert freeze.foreign(owners, names) == ["attr", "yaml"]
