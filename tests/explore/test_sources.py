"""What every source can do."""

from harness.explore.replay import Replay
from harness.explore.sources import Source
from tests.analysis.lantern import lantern


def test_a_source_gives_all_and_then_nothing() -> None:
    source: Source = Replay(lantern().recording())
    found = 0
    while (items := source.take(0)) is not None:
        found += len(items)
    assert found > 20
    assert source.take(0) is None
    assert not source.base.observations
