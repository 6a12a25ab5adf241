"""A finished bundle as a source: in order, and read back by its places."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from harness.analysis.recording import recording_from_file
from harness.evidence.bundle import FLOWS, PERSONA, Bundle
from harness.evidence.exchange import Exchange
from harness.evidence.flow_frame import http_frame
from harness.evidence.flows import FlowsFile
from harness.evidence.rows import Observation, Phase
from harness.evidence.writer import BundleWriter
from harness.explore import replay as module
from harness.explore.events import Ended
from harness.explore.replay import Replay, replay_bundle
from tests.analysis.lantern import lantern


def bundle_of_lantern(path: Path) -> Bundle:
    recording = lantern().recording()
    with BundleWriter(path, recording.run) as writer:
        writer.write_file(PERSONA, msgspec.yaml.encode(recording.persona))
        for kind in ("observations", "phases", "hooks", "processes"):
            for row in getattr(recording, kind):
                writer.append(row)
        for exchange in recording.exchanges:
            frame = http_frame(exchange)
            assert frame is not None
            writer.open_file(FLOWS).write(frame)
        writer.seal("complete")
    return Bundle(path)


def test_a_bundle_in_the_order_of_time_and_read_back(tmp_path: Path) -> None:
    source = replay_bundle(bundle_of_lantern(tmp_path / "b"))
    items = []
    while (found := source.take(0)) is not None:
        items += found
    run = lantern()
    calls = [item for item in items if isinstance(item, Observation)]
    assert [row.seq for row in calls] == [row.seq for row in run.observations]
    assert [item.index for item in items if isinstance(item, Exchange)] == [0, 1, 2]
    assert len([item for item in items if isinstance(item, Phase)]) == 3
    where = [type(item).__name__ for item in items if isinstance(item, Observation | Exchange)]
    assert where.index("Exchange") == 3, "the first request lies between the calls that led to it and those after it"
    assert isinstance(items[-1], Ended) and items[-1].bundle == str(tmp_path / "b")
    assert source.observation(4) == calls[4]
    assert source.exchange(2).host == "sync.bright.example"
    for ask in (lambda: source.observation(99), lambda: source.exchange(3)):
        with pytest.raises(LookupError):
            ask()
    source.close()


def test_a_recording_without_a_file_behind_it() -> None:
    source = Replay(lantern().recording())
    while source.take(0) is not None:
        pass
    assert source.observation(1).point == "telephony.imei"
    assert source.exchange(1).host == "track.adhive.example"
    with pytest.raises(LookupError):
        source.exchange(3)


def test_reading_back_changes_nothing_of_what_is_known_of_a_cut_recording(tmp_path: Path) -> None:
    path = tmp_path / "cut.mitm"
    frames = [frame for frame in map(http_frame, lantern().exchanges) if frame is not None]
    path.write_bytes(b"".join(frames)[:-5])
    source = Replay(recording_from_file(path))
    while source.take(0) is not None:
        assert source.exchange(0).index == 0
    assert source.exchange(1).index == 1
    file = source._recording.exchanges
    assert isinstance(file, FlowsFile) and file.cut is not None and "2 whole flows" in file.cut
    with pytest.raises(LookupError):
        source.exchange(2)


def test_of_large_exchanges_few_are_given_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BYTES_AT_ONCE", 50)
    run = lantern()
    for one in run.exchanges:
        one.request_body = b"x" * 60
    source, given = Replay(run.recording()), list[int]()
    while (found := source.take(0)) is not None:
        given.append(sum(isinstance(item, Exchange) for item in found))
    assert max(given) == 1 and sum(given) == 3


@pytest.mark.parametrize("room", [0, 1 << 20])
def test_exchanges_are_read_back_on_several_threads_and_each_piece_once(
    room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PIECE", 2)
    monkeypatch.setattr(module, "_NEAR", room)
    path = tmp_path / "all.mitm"
    path.write_bytes(b"".join(frame for frame in map(http_frame, lantern().exchanges * 10) if frame is not None))
    source, looked = Replay(recording_from_file(path)), list[int]()
    through = source._looked_through
    monkeypatch.setattr(source, "_looked_through", lambda piece, index: looked.append(index) or through(piece, index))
    with ThreadPoolExecutor(4) as pool:
        assert [one.index for one in pool.map(source.exchange, range(29, -1, -1))] == list(range(29, -1, -1))
    assert len(looked) == 30 if not room else len(looked) < 30
    with pytest.raises(LookupError):
        source.exchange(30)
