"""The shipped catalogue against the checked domain data, which lies beside a checkout and is not part of it."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from harness.catalog.points import load_points

PLACE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "api_points.yaml"
pytestmark = pytest.mark.skipif(not PLACE.is_file(), reason="shared/reference is not beside the checkout")

# One point of the reference is several here, one for each way into the class.
SPLIT = {
    "crypto.doFinal": {"cipher.init", "cipher.update", "cipher.doFinal"},
    "crypto.digest": {"digest.update", "digest.digest"},
    "crypto.mac": {"mac.init", "mac.update", "mac.doFinal"},
    "zip.gzip": {"gzip.write"},
}
BY_ARGUMENT = "(by "  # the reference's mark of a method whose category its argument decides


@cache
def reference() -> list[dict]:
    return yaml.load(PLACE.read_text(encoding="utf-8"), yaml.CSafeLoader)["api_points"]


def test_every_point_of_the_reference_is_hooked() -> None:
    ids = {point.id for point in load_points()}
    points = [point["id"] for point in reference()]
    assert len(points) == 418
    missing = [name for name in points if not SPLIT.get(name, {name}) <= ids]
    assert not missing, missing


def test_categories_and_permissions_are_the_reference_s() -> None:
    ours = {point.id: point for point in load_points()}
    different = {}
    for point in reference():
        mine = ours.get(point["id"])
        if mine is None or str(point["category"]).startswith(BY_ARGUMENT):
            continue
        told = (mine.category, sorted(mine.permission), mine.min_api)
        wanted = (point["category"], sorted(point.get("permission") or ()), point["min_api"])
        if told != wanted:
            different[mine.id] = (told, wanted)
    assert not different, different


def test_no_more_is_claimed_than_the_reference_does() -> None:
    ours = {point.id: point for point in load_points()}
    sources = {mark for point in reference() for mark in point["verified"]} - {"from memory"}
    for point in reference():
        mine = ours.get(point["id"])
        if mine is not None:
            assert set(mine.verified) & sources <= set(point["verified"]), mine.id
