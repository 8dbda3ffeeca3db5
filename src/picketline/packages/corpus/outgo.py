"""What is exported: registered indicators, or a pack that is there."""

import datetime as dt
import itertools

from picketline.core.errors import CorpusError
from picketline.packages.corpus.pack import Pack, Sealed
from picketline.packages.corpus.place import Place, built_in
from picketline.packages.corpus.registered import lapsed, registered


def own(place: Place, name: str, today: dt.date) -> Sealed:
    """A pack of the registered indicators in force. Raises CorpusError if there is none."""
    found = tuple(each.indicator for each in registered(place) if not lapsed(each.indicator, today))
    if not found:
        raise CorpusError("no registered indicator is in force; see ioc register, or give --pack")
    made = Pack(name=name, version=today.isoformat(), collected=today, indicators=found)
    return Sealed.of(made)


def held(place: Place, name: str) -> Sealed:
    """A pack of the corpus as it is, unsigned. Raises CorpusError if there is none."""
    for each in itertools.chain(place.held(), built_in()):
        if each.sealed.contents(each.where).name == name:
            return each.sealed.signed(b"")
    raise CorpusError(f"no pack is called {name[:80]!r}; see corpus list")
