"""Every access point that can exist in the sandbox is called once and seen once, with category, value and actor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.analysis.join.actors import Actors
from harness.catalog.points import Point, load_points
from harness.evidence.rows import Observation
from harness.sandbox.runtime import build
from tests.hooks.points import app
from tests.hooks.points.observed import World
from tests.hooks.points.run import Lab, Seen, lab
from tests.hooks.points.table import Row, elsewhere, rows
from tests.sandbox.conftest import adb_server as adb_server

DOC = Path(__file__).parents[3] / "docs" / "hooks.md"
POINTS: dict[str, Point] = {point.id: point for point in load_points()}
ACTORS = Actors(app.PACKAGE)


def test_the_jar_was_built_from_the_table() -> None:
    assert build.jar_digest(app.JAR) == app.digest(), "run: python -m tests.hooks.points.app"


@pytest.mark.slow
@pytest.mark.skipif(build.javac() is None, reason="needs javac 17")
def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    assert app.compile_to(tmp_path / "points.jar").read_bytes() == app.JAR.read_bytes()


def test_every_point_of_the_catalogue_is_in_the_table_once() -> None:
    called = [row.point for row in rows()]
    assert len(called) == len(set(called))
    assert not set(called) & set(elsewhere())
    assert sorted([*called, *elsewhere()]) == sorted(POINTS)


def test_the_documentation_says_how_many() -> None:
    found = re.search(r"(\d+) of the (\d+) points", DOC.read_text("utf-8"))
    assert found is not None
    assert (int(found[1]), int(found[2])) == (len(rows()), len(POINTS))


@pytest.fixture(scope="module")
def device(adb_server: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    scratch = tmp_path_factory.mktemp("points")
    with lab(adb_server, scratch) as made:
        made.install(scratch)
        yield made


@pytest.fixture(scope="module")
def seen(device: Lab) -> Iterator[Seen]:
    with device.started(list(POINTS.values())) as found:
        yield found


def calls(row: Row, observations: list[Observation]) -> list[Observation]:
    """What was seen of one row, in order."""
    return [
        one for one in observations if one.point == row.point and any(line.startswith(row.frame) for line in one.stack)
    ]


def problems(row: Row, observations: list[Observation], world: World) -> list[str]:
    """What is wrong with what was seen of one row."""
    mine = calls(row, observations)
    made = [one for one in mine if one.kind not in ("cursor", "callback")]
    if len(made) != 1 or made[0].count != 1:
        return [f"{row.point}: seen {sum(one.count for one in made)} times"]
    (one,) = made
    found = [world.judge(row.value, one)]
    found += [world.problem(value, one.args[number]) for number, value in row.args.items()]
    if one.category != POINTS[row.point].category:
        found.append(f"category {one.category}")
    if (actor := ACTORS.of(one.stack).id) != f"sdk:{row.actor}":
        found.append(f"actor {actor}")
    if row.cell is not None:
        cells = {cell.args[0].text: cell.result for cell in mine if cell.kind == "cursor"}
        found.append(world.problem(row.cell["value"], cells.get(row.cell["column"])))
    if row.arrives is not None:
        late = [one for one in mine if one.kind == "callback"]
        if len(late) != 1:
            found.append(f"{len(late)} values arrived")
        else:
            found += [world.problem(value, late[0].args[number]) for number, value in row.arrives.items()]
    return [f"{row.point}: {problem}" for problem in found if problem]


@pytest.mark.e2e
def test_every_call_is_seen_with_category_value_and_actor(device: Lab, seen: Seen) -> None:
    found = [text for row in rows() for text in problems(row, seen.observations, device.world)]
    assert found == []


@pytest.mark.e2e
def test_every_point_of_the_table_was_hooked(seen: Seen) -> None:
    resolved = {hook.point for hook in seen.hooks if hook.resolved}
    assert {row.point for row in rows()} - resolved == set()
    assert seen.processes[-1].lost == 0


@pytest.mark.e2e
def test_a_class_that_cannot_be_linked_is_said_and_harms_nothing(seen: Seen) -> None:
    found = {hook.point: (hook.resolved, hook.applicable, hook.why, hook.reason or "") for hook in seen.hooks}
    for point in ("store.mmkv.encode", "store.mmkv.putString"):
        assert found[point][:3] == (False, True, "unlinkable")
        assert found[point][3].endswith("NoClassDefFoundError com/example/points/LeftOut"), found[point]
