import sqlite3
from datetime import date
from pathlib import Path

import pytest

from picketline.core.baseline import Acceptance
from picketline.core.errors import StoreError
from picketline.core.store import Store
from picketline.core.store.database import FILE

_DAY = date(2026, 3, 1)
_FOREVER = Acceptance(fingerprint="a" * 64, reason="known", accepted=_DAY)
_ENDING = Acceptance(
    fingerprint="b" * 64, reason="until patched", accepted=_DAY, until=date(2026, 4, 1)
)


def test_accepted_findings_come_back(store: Store) -> None:
    """The baseline holds every acceptance by its fingerprint, equal to what was stored."""
    assert store.baseline() == {}
    store.accept(_ENDING)
    store.accept(_FOREVER)
    assert store.baseline() == {"a" * 64: _FOREVER, "b" * 64: _ENDING}
    assert list(store.baseline()) == ["a" * 64, "b" * 64]


def test_accepting_again_replaces(store: Store) -> None:
    """The newer reason and end take the place of the older."""
    store.accept(_ENDING)
    newer = Acceptance(fingerprint="b" * 64, reason="still", accepted=_DAY)
    store.accept(newer)
    assert store.baseline() == {"b" * 64: newer}


def test_withdraw(store: Store) -> None:
    """Says whether there was something to withdraw."""
    store.accept(_FOREVER)
    assert not store.withdraw("b" * 64)
    assert store.withdraw("a" * 64)
    assert not store.withdraw("a" * 64)
    assert store.baseline() == {}


def test_text_that_cannot_be_stored(store: Store) -> None:
    """A reason with a lone surrogate is refused, and the earlier acceptance stays."""
    store.accept(_FOREVER)
    with pytest.raises(StoreError, match="acceptance cannot be stored"):
        store.accept(Acceptance(fingerprint="a" * 64, reason="\udc80", accepted=_DAY))
    assert store.baseline() == {"a" * 64: _FOREVER}


@pytest.mark.parametrize("value", ["'never'", "x'ff'", "CAST(x'ff' AS TEXT)"])
def test_a_damaged_acceptance(store: Store, folder: Path, value: str) -> None:
    """A day that is none is a StoreError naming the file."""
    store.accept(_FOREVER)
    connection = sqlite3.connect(folder / FILE)
    connection.execute(f"UPDATE acceptances SET accepted = {value}")  # noqa: S608  # from above
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match=FILE):
        store.baseline()
