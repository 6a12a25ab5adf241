"""Garbage is looked for among what is new, and all of it is found in the end."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from harness.explore import garbage


class Circle:
    def __init__(self) -> None:
        self.self = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(1_000_000, 1_000, 1_000)
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_stays_is_set_aside_and_a_circle_among_it_is_found_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    looking = garbage.Garbage()
    frozen = gc.get_freeze_count()
    looking.look()
    assert gc.get_freeze_count() <= frozen, "Python has looked for none yet; what was set aside may go by itself"
    gc.collect(0)
    kept, fresh = [Circle()], Circle()
    gone, new = weakref.ref(kept[0]), weakref.ref(fresh)
    del fresh
    looking.look()
    assert new() is None, "what is new was looked through"
    assert gc.get_freeze_count() > frozen and gc.get_count()[1] == 0
    kept.clear()
    gc.collect()
    assert gone() is not None, "it was set aside"
    monkeypatch.setattr(garbage, "WHOLE_S", 0.0)
    gc.collect(0)
    looking._ends = True
    looking.look()
    assert gone() is not None, "nobody waits for that while something is read that ends"
    looking._ends = False
    gc.collect(0)
    looking.look()
    assert gone() is None
