"""Every access point of the catalogue is called by the probe, or listed with the reason why not."""

from pathlib import Path

from harness.catalog.points import load_points
from harness.catalog.probe import NOT_CALLED, load_probe
from harness.report.texts import texts
from samples.probe import generate

ROOT = Path(__file__).parents[2]


def test_every_point_is_called_or_listed_once() -> None:
    called = {call.point for sheet in generate.sheets() for call in sheet.calls}
    listed = [*load_probe().paths, *load_probe().whys]
    assert len(listed) == len(set(listed))
    assert not called & set(listed)
    assert sorted([*called, *listed]) == sorted(point.id for point in load_points())


def test_the_documentation_says_how_many_are_called() -> None:
    called = {call.point for sheet in generate.sheets() for call in sheet.calls}
    assert f"call {len(called)} of them on any device" in (ROOT / "docs" / "hooks.md").read_text("utf-8")


def test_every_reason_has_its_words() -> None:
    for lang in ("zh", "en"):
        assert all(texts(lang).has(f"calibrate.why.{why}") for why in NOT_CALLED)
