"""The field of decoys and twins that two modules look at: planted once, swept young and old."""

import time
from collections.abc import Iterator

import decoys
import decoys_twins
import pytest
from range_box import Box
from range_field import Field, Seen
from range_foreign import Foreign

_OLD = 62
"""Seconds after which a process is old enough for every rule."""


@pytest.fixture(scope="session")
def field() -> Iterator[Field]:
    """Every decoy and twin, in one box."""
    with Box() as box, Foreign(box):
        decoys.files(box)
        plants = decoys_twins.PLANTS | decoys.PLANTS
        pids = {name: plant(box) for name, plant in plants.items()}
        planted = time.monotonic()
        yield Field(box, pids, planted, box.sweep()[1])


@pytest.fixture(scope="session")
def young(field: Field) -> Seen:
    """The field within its first minute."""
    return Seen(field.young, field.pids)


@pytest.fixture(scope="session")
def old(field: Field) -> Seen:
    """The field after its first minute."""
    time.sleep(max(0, field.planted + _OLD - time.monotonic()))
    return Seen(field.box.sweep()[1], field.pids)
