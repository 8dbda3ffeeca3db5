from pathlib import Path

import pytest
from corpora import TODAY, keys, pack

from picketline.core.errors import CorpusError
from picketline.packages.corpus.outgo import held, own
from picketline.packages.corpus.pack import Sealed
from picketline.packages.corpus.place import Place
from picketline.packages.corpus.registered import Registered, indicator, register
from picketline.packages.corpus.seal import sign


def test_registered_indicators(tmp_path: Path) -> None:
    """Those in force, with their last day."""
    where = Place(tmp_path)
    with pytest.raises(CorpusError, match="no registered indicator is in force"):
        own(where, "mine", TODAY)
    past = indicator("host", "b.example", expires=TODAY.replace(year=2020))
    kept = indicator("host", "a.example", expires=TODAY)
    for each in (past, kept):
        register(where, Registered(indicator=each))
    made = own(where, "mine", TODAY).pack("x")
    assert (made.name, made.collected, made.indicators) == ("mine", TODAY, (kept,))


def test_a_pack_that_is_there(tmp_path: Path) -> None:
    """Imported or built in; the signature of another is not passed on."""
    secret, public = keys(tmp_path)
    where = Place(tmp_path / "corpus")
    where.trust(public)
    where.keep(sign(Sealed.of(pack()), secret), "mine")
    assert held(where, "mine") == Sealed.of(pack())
    assert held(where, "retire").header.counts[1] > 400
    with pytest.raises(CorpusError, match="no pack is called 'none'"):
        held(where, "none")
