"""Every framework signature of the catalogue against typings of Android's API 21 to 37, which CI fetches."""

import os
from pathlib import Path

import pytest

from harness.catalog.points import Point, load_points
from tests.catalog.android_types import Class, overloads, read, typed

FILE = os.environ.get("HARNESS_ANDROID_TYPES", "")
pytestmark = pytest.mark.skipif(
    not FILE, reason="HARNESS_ANDROID_TYPES does not name the typings (see .ci/android-types)"
)

# The typings leave this class out.
ABSENT = {"android.app.job.JobScheduler"}
# Overloads for one subscription or slot, which the SDK hides and apps call by reflection.
HIDDEN = {
    (f"tm.{name}", ("int",))
    for name in ("getLine1Number", "getSubscriberId", "getSimSerialNumber", "getSimOperator", "getNetworkOperator")
}


@pytest.fixture(scope="module")
def classes() -> dict[str, Class]:
    found = read(Path(FILE))
    assert len(found) > 5000
    return found


def public() -> list[Point]:
    return [
        point
        for point in load_points()
        if point.class_.startswith(("android.", "java.", "javax."))
        and not (point.hidden or point.library or point.kind == "field" or point.class_ in ABSENT)
    ]


def test_every_public_method_exists_with_these_arguments(classes: dict[str, Class]) -> None:
    wrong = {}
    points = public()
    assert len(points) > 300
    for point in points:
        known = {types for types, _since in overloads(classes, point.class_, point.method)}
        wanted = (
            set() if point.overloads == "all" else set(point.overloads) - {t for name, t in HIDDEN if name == point.id}
        )
        missing = [types for types in wanted if tuple(map(typed, types)) not in known]
        if not known or missing:
            wrong[point.id] = missing or f"no {point.class_}.{point.method}"
    assert not wrong, wrong


def test_a_hidden_overload_is_really_hidden(classes: dict[str, Class]) -> None:
    by_id = {point.id: point for point in load_points()}
    for name, types in HIDDEN:
        point = by_id[name]
        assert types in point.overloads
        assert tuple(map(typed, types)) not in {t for t, _since in overloads(classes, point.class_, point.method)}
