"""A bundle's or a recording's parts in the formats of other programs."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
from mitmproxy import io

from harness.analysis.recording import Recording
from harness.evidence.bundle import FLOWS, Bundle
from harness.evidence.flow_write import flow_from_exchange
from harness.evidence.flows import FlowsFile, open_recording
from harness.evidence.har_write import Marks, write_har
from harness.evidence.observations_csv import write_csv
from harness.evidence.observations_parquet import write_parquet
from harness.evidence.rows import Observation
from harness.files.write import replacing


class Written(msgspec.Struct, frozen=True):
    """What one file holds: ``count`` exchanges or calls; ``left_out`` by kind what its format cannot hold.

    ``replaced``, ``scrambled`` and ``blanked``: in how many places something else stands than was recorded, or nothing.
    """

    path: Path
    what: str
    count: int
    left_out: dict[str, int] = {}
    replaced: int = 0
    scrambled: int = 0
    blanked: int = 0


def export_har(recording: Recording, path: Path, marks: Marks = lambda exchange: {}) -> Written:
    """Write HTTP and WebSocket traffic as HAR 1.2; ``marks`` are what an assessment says of each exchange."""
    count, left_out = write_har(recording.exchanges, path, recording.run.app, marks)
    return Written(path, "exchanges", count, left_out)


def export_flows(recording: Recording, source: Path, path: Path) -> Written:
    """Write traffic as mitmproxy's flow file: as it is, byte for byte, where it was recorded as one."""
    if source.is_dir():
        with Bundle(source).open(FLOWS) as whole, replacing(path) as file:
            shutil.copyfileobj(whole, file)
        return Written(path, "exchanges", sum(1 for _ in recording.exchanges))
    if isinstance(recording.exchanges, FlowsFile):
        with open_recording(recording.exchanges.path) as whole, replacing(path) as file:
            shutil.copyfileobj(whole, file)
        return Written(path, "exchanges", sum(1 for _ in recording.exchanges))
    count, left_out = 0, Counter[str]()
    with replacing(path) as file:
        rows = io.FlowWriter(file)
        for exchange in recording.exchanges:
            if exchange.kind in ("http", "websocket"):
                rows.add(flow_from_exchange(exchange))
                count += 1
            else:
                left_out[exchange.kind] += 1
    return Written(path, "exchanges", count, dict(sorted(left_out.items())))


def export_observations(recording: Recording, path: Path) -> Written:
    """Write the recorded calls: as Parquet where the name ends so, else as CSV."""
    return Written(path, "calls", table_writer(path)(recording.observations, path))


def table_writer(path: Path) -> Callable[[Iterable[Observation], Path], int]:
    """Return what writes calls as a table of the kind that a name asks for."""
    return write_parquet if path.suffix.lower() in (".parquet", ".pq") else write_csv
