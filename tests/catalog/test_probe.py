"""Every access point of the catalogue is called by the probe, or listed with the reason why not."""

from harness.catalog.points import load_points
from harness.catalog.probe import NOT_CALLED, load_probe
from harness.report.texts import texts
from samples.probe import generate


def test_every_point_is_called_or_listed_once() -> None:
    called = {call.point for sheet in generate.sheets() for call in sheet.calls}
    listed = [*load_probe().paths, *load_probe().whys]
    assert len(listed) == len(set(listed))
    assert not called & set(listed)
    assert sorted([*called, *listed]) == sorted(point.id for point in load_points())


def test_every_reason_has_its_words() -> None:
    for lang in ("zh", "en"):
        assert all(texts(lang).has(f"calibrate.why.{why}") for why in NOT_CALLED)
