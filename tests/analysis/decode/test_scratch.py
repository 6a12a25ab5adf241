"""Each thread has its own room, and the same again."""

import pytest

from harness.analysis.decode.scratch import Scratches
from harness.analysis.decode.shapes import Shapes
from tests.threads import at_once


class Room:
    def clone(self) -> "Room":
        return Room()


class Database:
    scratch = Room()


def test_a_thread_has_its_own() -> None:
    rooms = Scratches(Database())
    assert rooms[1] is rooms[1] and rooms[2] is not rooms[1]
    assert Database.scratch not in rooms.values()


def test_shapes_are_looked_at_by_several_threads_at_the_same_time() -> None:
    pytest.importorskip("hyperscan")
    engine, data = Shapes()._engine, b"%zz" + b"." * 200_000 + b"%"

    def look() -> None:
        for _ in range(200):
            assert not engine.has_pairs(data) and engine.bad_percent(data)

    assert at_once(look) == []
