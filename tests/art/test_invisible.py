"""What an app can see of itself is the same with hooks: threads, stacks, reflection, initialisers, exceptions."""

from collections.abc import Iterator

import pytest

from harness.catalog.points import Point
from tests.art.runtime import ON_ART
from tests.capture.agent.app import own_points, started

#: A table of differences is kept by the places where they are, so that a mark can name one of them.
PLACES = ("call", "failure", "lazy", "members", "order", "threads", "trace")
_UNSEEN = "com.example.app.Unseen$"
_SHAPES = (
    "<init>", "trace", "own", "run", "locked", "sum", "join", "many", "hidden", "last", "divided", "forever", "fail"
)  # fmt: skip


@pytest.fixture(scope="module")
def main() -> str:
    return ON_ART


def points() -> list[Point]:
    """The catalogue, and every method of the program that looks."""
    shapes = [(f"{_UNSEEN}Shapes", name) for name in _SHAPES]
    others = [("Child", "sum"), ("Lazy", "use"), ("Broken", "use"), ("Made", "<init>")]
    own = [
        Point(
            id=f"unseen.{owner.rpartition('$')[2]}.{name}",
            class_=owner,
            method=name,
            kind="constructor" if name == "<init>" else "method",
        )
        for owner, name in [*shapes, *((_UNSEEN + owner, name) for owner, name in others)]
    ]
    return [*own_points(), *own]


def facts(hooked: bool) -> dict[str, str]:
    with started(points(), hooked) as app:
        line = app.run("unseen")
        if hooked:
            app.agent.flush()
            resolved = {hook.point for hook in app.hooks if hook.resolved}
            assert {point.id for point in points() if point.id.startswith("unseen.")} <= resolved
            assert len([row for row in app.rows if row.point.startswith("unseen.")]) > 15  # dex2oat inlines some
        return dict(fact.split("\t", 1) for fact in line.split("\x1f") if fact)


@pytest.fixture(scope="module")
def without(on_art: None) -> dict[str, str]:
    return facts(hooked=False)


@pytest.fixture(scope="module")
def differing(without: dict[str, str]) -> Iterator[dict[str, tuple[str | None, str | None]]]:
    found = facts(hooked=True)
    yield {
        place: (without.get(place), found.get(place))
        for place in {*without, *found}
        if without.get(place) != found.get(place)
    }


def test_enough_was_looked_at(without: dict[str, str]) -> None:
    assert len(without) > 30
    assert {place.split("/")[0] for place in without} == set(PLACES)
    assert "shapes" in without["order"]
    assert without["order"].endswith("lazy ")


@pytest.mark.parametrize("place", PLACES)
def test_the_app_sees_no_difference(differing: dict[str, tuple[str | None, str | None]], place: str) -> None:
    assert {name: both for name, both in differing.items() if name.split("/")[0] == place} == {}


def test_a_stack_that_overflows_in_hooked_calls_is_the_app_s_own_error(on_art: None) -> None:
    with started(points(), hooked=False) as app:
        expected = app.run("overflow")
    assert expected == "class java.lang.StackOverflowError true 4"
    with started(points()) as app:
        assert app.run("overflow") == expected
        assert app.run("telephony")
