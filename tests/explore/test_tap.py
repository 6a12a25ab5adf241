"""What a run tells is given in order; where nobody keeps up it is read from the bundle, and none is lost."""

from pathlib import Path

import msgspec
import pytest

from harness.analysis.calls.operations import role
from harness.evidence.bundle import FLOWS, PERSONA
from harness.evidence.exchange import Exchange
from harness.evidence.flow_frame import http_frame
from harness.evidence.rows import Observation, Process
from harness.evidence.writer import BundleWriter
from harness.explore.events import Ended
from harness.explore.sources import Ahead, Began, Item, Planted
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


def test_calls_that_made_something_go_ahead_where_many_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = lantern()
    crypto = [row for row in run.observations if role(row.point) is not None]
    other = next(row for row in run.observations if role(row.point) is None)
    assert len(crypto) > 1
    tap, rows = Tap(), [other] * 2500 + [crypto[0]] + [other] * 300 + [crypto[1]]
    monkeypatch.setattr("harness.explore.tap.TOGETHER_S", 0.0)
    with BundleWriter(tmp_path / "b", run.recording().run, ear=tap) as writer:
        for row in rows[:1000]:
            writer.append(row)
        heard = tap.hear(0)
        assert heard is not None and not heard.others, "nothing goes ahead where few wait"
        for row in rows[1000:] + rows[:1000]:
            writer.append(row)
        heard = tap.hear(0)
        assert heard is not None and heard.others == [Ahead(2500, crypto[0]), Ahead(2801, crypto[1])]
        assert sum(each.count for each in heard.calls) == 1000
        for row in [*[other] * 500, crypto[0]]:
            writer.append(row)
        heard = tap.hear(0)
        assert heard is not None and heard.others == [Ahead(4302, crypto[0])]
        tap.end(Ended(outcome="complete"))
        assert len([row for row in drained(tap) if isinstance(row, Observation)]) == 1303, "each comes in its turn"


def test_what_was_forgotten_does_not_go_ahead_nor_what_is_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = lantern()
    made = next(row for row in run.observations if role(row.point) is not None)
    monkeypatch.setattr("harness.explore.tap._BEHIND", 2)
    monkeypatch.setattr("harness.explore.tap._AT_ONCE", 2)
    monkeypatch.setattr("harness.explore.tap._CALLS", 2)
    tap = Tap(4)
    with BundleWriter(tmp_path / "b", run.recording().run, ear=tap) as writer:
        for _ in range(10):
            writer.append(made)
        heard = tap.hear(0)
        assert heard is not None and [one.number for one in heard.others if isinstance(one, Ahead)] == [0, 1, 2, 3]
        for _ in range(4):
            writer.append(made)
        heard = tap.hear(0)
        assert heard is not None and not heard.others
