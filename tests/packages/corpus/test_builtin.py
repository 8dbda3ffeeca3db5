"""The packs that are built in, as they lie in the package."""

from pathlib import Path

import pytest
from corpora import TODAY

from picketline.packages import corpus
from picketline.packages.corpus import Corpus
from picketline.packages.corpus.intake import vetted
from picketline.packages.corpus.place import Held, built_in

FOLDER = Path(corpus.__file__).parent / "builtin"
NOTICE = (FOLDER / "NOTICE").read_text()


@pytest.mark.parametrize("held", list(built_in()), ids=lambda held: held.where)
def test_each_holds(held: Held) -> None:
    """Whole, of usable values, with its licence, and named in the notice."""
    pack = vetted(held.sealed.pack(held.where), held.where)
    assert held.where == f"{pack.name}.pack"
    assert held.where in NOTICE
    assert pack.licence
    assert pack.licence in NOTICE
    assert sum(pack.counts()) > 30


def test_what_they_know() -> None:
    """Bad packages, vulnerable ones and popular ones."""
    known = Corpus.load(None, TODAY)
    assert [each.id for each in known.known_bad("@ctrl/tinycolor", "4.1.1")] == [
        "2025-09-shai-hulud"
    ]
    assert known.known_bad("@ctrl/tinycolor", "4.1.0") == ()
    assert [each.id for each in known.known_bad("--hiljson", "")] == ["MAL-2022-2"]
    found = {each.id: each for each in known.advisories("jquery", "1.8.0")}
    assert found["GHSA-rmxg-73gg-4p98"].fixed == "1.12.0"
    assert "CVE-2015-9251" in found["GHSA-rmxg-73gg-4p98"].aliases
    assert known.advisories("jquery", "99.0.0") == ()
    assert known.rank("semver") == 1
    assert known.rank("no-such-package-at-all") is None
    assert [each.name for each in known.near("lodahs")] == ["lodash"]


def test_they_are_small() -> None:
    """A few megabytes at most: every scan begins with them."""
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 2 << 20
