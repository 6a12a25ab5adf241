"""A stream whose analysis is another process': it ends where the assessment does, also when that process is killed."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from harness.analysis.assessment import assess
from harness.evidence.bundle import BundleError
from harness.explore import process
from harness.explore.beside.stream import AnalysisLostError, BesideStream
from harness.explore.events import Disclosed, Ended, Event, Exchanged, Observed, Said
from harness.explore.stream import Listener
from harness.explore.tap import Tap
from harness.jobs.source import Request
from harness.values.needle import Needle
from tests.analysis.lantern import lantern
from tests.explore.test_tap import written


def rest(listener: Listener) -> list[Event]:
    events: list[Event] = []
    while (found := listener.take(20)) is not None:
        events += found
    return events


def until(listener: Listener, kind: type[Event], wanted: int) -> list[Event]:
    events: list[Event] = []
    while sum(isinstance(one, kind) for one in events) < wanted:
        found = listener.take(20)
        assert found, events
        events += found
    return events


def same_as_assessed(stream: BesideStream) -> None:
    found = assess(lantern().recording())
    live = sorted(stream.state.disclosures.values(), key=lambda row: row.id)
    assert msgspec.to_builtins(live) == msgspec.to_builtins(found.disclosures)
    sightings = sorted(stream.state.sightings.values(), key=lambda row: row.id)
    assert msgspec.to_builtins(sightings) == msgspec.to_builtins(found.sightings)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("run") / "b"
    writer = written(Tap(), path)
    for phase in lantern().phases:
        writer.append(phase)
    writer.seal("complete")
    return path


@pytest.fixture(scope="module")
def finished(bundle: Path) -> Iterator[BesideStream]:
    with BesideStream(Request(source=bundle)) as stream:
        stream.stay()
        stream.open()
        stream.start()
        assert stream.join(60)
        yield stream


@pytest.mark.slow
def test_a_run_whose_analysis_is_killed_tells_everything_once(tmp_path: Path) -> None:
    tap = Tap()
    stream = BesideStream(tap)
    listener = stream.listen(patient=True)
    stream.start()
    writer = written(tap, tmp_path / "b")
    writer.flush()
    run = lantern()
    events = until(listener, Exchanged, len(run.exchanges))
    stream._beside.kill()
    for phase in run.phases:
        writer.append(phase)
    writer.close()
    tap.end(Ended(outcome="complete"))
    events += rest(listener)
    assert stream.failure is None
    assert [one.number for one in events if isinstance(one, Observed)] == list(range(len(run.observations)))
    assert [one.index for one in events if isinstance(one, Exchanged) and one.change == "new"] == [0, 1, 2]
    (said,) = (one for one in events if isinstance(one, Said))
    assert said.warning and "signal 9" in said.text
    assert isinstance(events[-1], Ended)
    same_as_assessed(stream)
    told = [one.number for one in events if isinstance(one, Disclosed) and one.change == "new"]
    assert len(told) == len(set(told))
    assert stream.observation(5) == run.observations[5]
    stream.close()


def test_an_analysis_that_always_dies_ends_the_stream_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_COMMAND", "import os; os.kill(os.getpid(), 9)")
    stream = BesideStream(Tap())
    assert [one for one in rest_of(stream) if not isinstance(one, Said)] == []
    assert isinstance(stream.failure, AnalysisLostError) and "signal 9" in str(stream.failure)
    stream.close()


def rest_of(stream: BesideStream) -> list[Event]:
    listener = stream.listen(patient=True)
    stream.start()
    return rest(listener)


@pytest.mark.slow
def test_a_source_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with (
        BesideStream(Request(source=tmp_path / "b")) as stream,
        pytest.raises(BundleError, match=r"no bundle|run\.json"),
    ):
        stream.open()


def test_a_finished_bundle_is_the_assessments(finished: BesideStream) -> None:
    same_as_assessed(finished)
    assert finished.package == "com.bright.lantern" and finished.state.share == 1.0
    assert finished.state.covering is not None and finished.state.covering.verdict == "disclosures"


@pytest.mark.slow
def test_what_is_read_back_comes_from_the_process_beside(finished: BesideStream) -> None:
    run = lantern()
    assert finished.observation(5) == run.observations[5]
    exchange = finished.exchange(2)
    assert exchange.url == run.exchanges[2].url
    with pytest.raises(LookupError):
        finished.exchange(99)
    sightings = [row for row in finished.state.sightings.values() if row.index == 2]
    ways = finished.steps(exchange, sightings)
    assert len(ways) == len(sightings) and any(ways)
    assert finished.steps(exchange, []) == []
    assert [actor.id for actor in finished.owners(run.observations[0].stack)][:2] == ["sdk:com.pushbay.core", "app"]


@pytest.mark.slow
def test_a_value_is_looked_for_after_the_end(finished: BesideStream) -> None:
    listener = finished.listen()
    finished.search(Needle(value_id="typed", category="typed", text="sync.bright.example", origin="file"))
    events = until(listener, Disclosed, 1)
    assert any(isinstance(one, Disclosed) and one.disclosure.value_id == "typed" for one in events)
    finished.leave(listener)
