"""What is a failure, and what simply is not there."""

import pytest

from harness.capture.agent.outcome import Known
from harness.catalog.points import Point

POINTS = [
    Point(id="new", class_="a.B", method="c", min_api=31),
    Point(id="old", class_="a.B", method="c", max_api=28),
    Point(id="plain", class_="a.B", method="c", min_api=21),
    Point(id="sdk", class_="com.vendor.Sdk", method="id", library=True),
]


@pytest.mark.parametrize(
    ("point", "why", "applicable", "told"),
    [
        ("new", "no_class", False, ("api_level", "API level 30 is below 31; not there")),
        ("new", "no_overload", False, ("api_level", "API level 30 is below 31; not there")),
        ("old", "no_method", False, ("api_level", "API level 30 is above 28; not there")),
        ("new", "error", True, ("error", "not there")),
        ("plain", "no_method", True, ("no_method", "not there")),
        ("plain", "no_class", True, ("no_class", "not there")),
        ("sdk", "no_class", False, ("not_in_app", "not there")),
        ("sdk", "no_method", True, ("no_method", "not there")),
        ("plain", "no_library", False, ("no_library", "not there")),
        ("plain", "no_symbol", True, ("no_symbol", "not there")),
        ("plain", "no_java", False, ("no_java", "not there")),
        ("plain", "manifest", False, ("manifest", "not there")),
    ],
)
def test_why_a_point_is_not_hooked(point: str, why: str, applicable: bool, told: tuple[str, str]) -> None:
    raw = {"point": point, "resolved": False, "overloads": 0, "reason": "not there", "why": why}
    hook = Known(POINTS, 30).hook(1, "p", raw)
    assert (hook.applicable, hook.why, hook.reason) == (applicable, *told)


def test_a_hooked_point_is_applicable_whatever_the_range_says() -> None:
    raw = {"point": "new", "resolved": True, "overloads": 1, "reason": None, "why": ""}
    hook = Known(POINTS, 30).hook(1, "p", raw)
    assert (hook.resolved, hook.applicable, hook.why, hook.reason) == (True, True, "", None)


def test_an_unknown_api_level_excuses_nothing() -> None:
    raw = {"point": "new", "resolved": False, "overloads": 0, "reason": "not there", "why": "no_class"}
    assert Known(POINTS).hook(1, "p", raw).applicable
