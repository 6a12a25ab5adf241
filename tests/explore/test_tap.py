"""What a run tells is given in order; where nobody keeps up it is read from the bundle, and none is lost."""

from pathlib import Path

import msgspec
import pytest

from harness.evidence.bundle import FLOWS, PERSONA
from harness.evidence.exchange import Exchange
from harness.evidence.flow_frame import http_frame
from harness.evidence.rows import Observation, Process
from harness.evidence.writer import BundleWriter
from harness.explore.events import Ended
from harness.explore.sources import Began, Item, Planted
from harness.explore.tap import Tap
from tests.analysis.lantern import lantern


def written(tap: Tap, path: Path) -> BundleWriter:
    """Write the recording as a run would."""
    recording = lantern().recording()
    writer = BundleWriter(path, recording.run, ear=tap)
    writer.write_file(PERSONA, msgspec.yaml.encode(recording.persona))
    tap.phase(recording.phases[0])
    for row in recording.observations:
        writer.append(row)
    flows = writer.open_file(FLOWS)
    for exchange in recording.exchanges:
        start = flows.tell()
        flows.write(http_frame(exchange) or b"")
        flows.flush()
        tap.flow(start, flows.tell())
    return writer


def drained(tap: Tap) -> list[Item]:
    items: list[Item] = []
    while (found := tap.take(0)) is not None:
        items += found
    return items


@pytest.mark.parametrize("most", [1000, 3, 0])
def test_nothing_is_lost_however_little_may_wait(tmp_path: Path, most: int) -> None:
    tap = Tap(most)
    writer = written(tap, tmp_path / "b")
    writer.flush()
    tap.end(Ended(outcome="complete"))
    items, run = drained(tap), lantern()
    assert [row for row in items if isinstance(row, Observation)] == run.observations
    assert [(one.index, one.url) for one in items if isinstance(one, Exchange)] == [
        (one.index, one.url) for one in run.exchanges
    ]
    assert [type(item) for item in items if isinstance(item, Planted | Began)] == [Planted, Began]
    assert tap.observation(5) == run.observations[5]
    assert tap.exchange(2).host == "sync.bright.example"
    with pytest.raises(LookupError):
        tap.exchange(3)
    assert tap.base is not None and tap.base.run.app == "com.bright.lantern"
    writer.close()
    tap.close()


def test_a_row_that_changes_later_is_told_as_it_was(tmp_path: Path) -> None:
    tap = Tap()
    with BundleWriter(tmp_path / "b", lantern().recording().run, ear=tap) as writer:
        row = Process(pid=1, name="p", gated=True, start_us=1)
        writer.append(row)
        row.end = "exit"
        writer.append(row)
    tap.end(Ended(outcome="complete"))
    assert [item.end for item in drained(tap) if isinstance(item, Process)] == [None, "exit"]
