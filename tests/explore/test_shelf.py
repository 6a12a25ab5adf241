"""What came is read back by its place, at hand or from the bundle."""

from pathlib import Path

import pytest

from harness.explore import shelf as module
from harness.explore.shelf import Shelf, early
from harness.explore.tap import Tap
from tests.analysis.lantern import lantern
from tests.explore.test_tap import written


def test_nothing_can_be_read_back_of_no_bundle() -> None:
    shelf = Shelf()
    with pytest.raises(LookupError):
        shelf.observation(0)
    with pytest.raises(LookupError):
        shelf.exchange(0)


def test_what_is_not_at_hand_any_more_is_in_the_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_RECENT", 2)
    tap, run = Tap(), lantern()
    with written(tap, tmp_path / "b"):
        shelf = tap.shelf
        shelf.keep(0, run.observations)
        assert shelf.observation(len(run.observations) - 1) is run.observations[-1]
        with pytest.raises(LookupError):
            shelf.observation(len(run.observations))
    assert shelf.observation(0) == run.observations[0] and shelf.observation(0) is not run.observations[0]
    assert shelf.exchange(1).url == run.exchanges[1].url
    with pytest.raises(LookupError):
        shelf.exchange(-1)


def test_what_is_no_flow_is_no_early_exchange() -> None:
    assert early(b"12:broken", -1) is None
