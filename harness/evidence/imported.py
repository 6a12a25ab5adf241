"""Turning a foreign recording into a bundle."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import msgspec
from mitmproxy import io

from harness import __version__
from harness.evidence.bundle import FLOWS, PERSONA
from harness.evidence.calls.log import CallLog
from harness.evidence.exchange import RecordingError
from harness.evidence.flow_frame import http_frame
from harness.evidence.flow_write import flow_from_exchange
from harness.evidence.flows import FlowsFile, open_recording
from harness.evidence.foreign import opened
from harness.evidence.har import HarFile
from harness.evidence.parts import changed
from harness.evidence.pcap.file import PcapFile
from harness.evidence.run_record import ImportedFrom, Lost, RunRecord
from harness.evidence.seal import sha256_file
from harness.evidence.unpack import STDIN, plain
from harness.evidence.writer import BundleWriter
from harness.files.names import shown

_NAMED = 20


class Imported(msgspec.Struct, frozen=True):
    """What was imported: how many exchanges, and ``cut``: a sentence when the recording ended early.

    ``left_out`` entries could not be read; ``lost`` are the first of them, in words.
    """

    exchanges: int
    cut: str | None
    left_out: int = 0
    lost: tuple[str, ...] = ()


def import_recording(
    path: Path,
    out: Path,
    run: RunRecord,
    persona: str | None = None,
    keys: Path | None = None,
    calls: CallLog | None = None,
    app: str = "",
) -> Imported:
    """Write the bundle ``out`` from a recording of another kind, packed or not; ``-`` is the standard input.

    ``run`` is what is known of the recording besides (the app's ``package``); ``persona`` the persona file's text,
    ``keys`` the TLS secrets of a packet capture, ``calls`` what other hooks logged meanwhile,
    ``app`` the app whose traffic alone is wanted of a capture that names apps.
    Nothing is left behind when the recording cannot be read. Raises :class:`RecordingError` and ``BundleError``.
    """
    file = plain(path)
    source = opened(replace(file, keys=keys, app=app))
    existed = out.exists()
    known = changed(
        run,
        imported=ImportedFrom(file=shown(file.name.name), sha256=sha256_file(file.path if path == STDIN else path)),
        tool={"harness": __version__},
        started=dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    )
    count, left_out, lost = 0, 0, list[str]()
    with BundleWriter(out, known) as writer:
        try:
            flows = writer.open_file(FLOWS)
            if isinstance(source, FlowsFile):
                for exchange in source:
                    bad = exchange.kind == "unreadable"
                    count, left_out = count + (not bad), left_out + bad
                    lost = [*lost, exchange.unreadable][:_NAMED] if bad else lost
                with open_recording(source.path) as whole:
                    shutil.copyfileobj(whole, flows)
            else:
                rows = io.FlowWriter(flows)
                for exchange in source:
                    if exchange.kind == "unreadable":
                        left_out, lost = left_out + 1, [*lost, exchange.unreadable][:_NAMED]
                        continue
                    frame = http_frame(exchange)
                    if frame is None:
                        rows.add(flow_from_exchange(exchange))
                    else:
                        flows.write(frame)
                    count += 1
        except RecordingError:
            writer.close()
            shutil.rmtree(out)
            if existed:
                out.mkdir()
            raise
        if persona is not None:
            writer.write_file(PERSONA, persona.encode())
        if isinstance(source, PcapFile):
            for row in source.connections:
                writer.append(row)
        reasons = [source.cut] if source.cut else []
        reasons += _joined(calls, writer) if calls is not None else []
        if lost:
            if isinstance(
                source, HarFile | PcapFile
            ):  # a flow file is kept as it is, and what is unreadable in it, too
                writer.run.lost = Lost(entries=left_out, named=lost)
            reasons.append(f"{left_out} entries of the recording could not be read; the first: {lost[0]}.")
        writer.seal("incomplete" if reasons else "complete", " ".join(reasons) or None)
    return Imported(count, source.cut, left_out, tuple(lost))


def _joined(calls: CallLog, writer: BundleWriter) -> list[str]:
    """Add the calls of another program's hooks; return why they may not be all that its log held."""
    for call in calls:
        writer.append(call)
    writer.run.calls = said = calls.said
    if not said.unreadable:
        return []
    return [f"{said.unreadable} places of the log of calls could not be read; the first: {said.lost[0]}."]
