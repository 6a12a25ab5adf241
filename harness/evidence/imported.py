"""Turning a foreign recording into a bundle."""

import datetime as dt
import shutil
from pathlib import Path

import msgspec
from mitmproxy import io

from harness import __version__
from harness.evidence.bundle import FLOWS, PERSONA
from harness.evidence.exchange import RecordingError
from harness.evidence.flow_write import flow_from_exchange
from harness.evidence.flows import FlowsFile, open_recording
from harness.evidence.har import HarFile
from harness.evidence.parts import changed
from harness.evidence.run_record import ImportedFrom, Lost, RunRecord
from harness.evidence.seal import sha256_file
from harness.evidence.writer import BundleWriter
from harness.files.names import shown

_NAMED = 20


class Imported(msgspec.Struct, frozen=True):
    """What was imported: how many exchanges, and ``cut``: a sentence when the recording ended early.

    ``lost`` are the entries that could not be read, in words.
    """

    exchanges: int
    cut: str | None
    lost: tuple[str, ...] = ()


def is_har(path: Path) -> bool:
    """Whether a file is JSON, as HAR is. Raises :class:`RecordingError` when it cannot be read or is empty."""
    with open_recording(path) as file:
        head = file.read(64)
    if not head:
        raise RecordingError(f"{shown(path)} is empty: nothing was recorded, or the file was cut down to nothing.")
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def import_recording(path: Path, out: Path, run: RunRecord, persona: str | None = None) -> Imported:
    """Write the bundle ``out`` from a HAR or mitmproxy flow file.

    ``run`` is what is known of the recording besides (the app's ``package``); ``persona`` the persona file's text.
    Nothing is left behind when the recording cannot be read. Raises :class:`RecordingError` and ``BundleError``.
    """
    source: HarFile | FlowsFile = HarFile(path) if is_har(path) else FlowsFile(path)
    existed = out.exists()
    known = changed(
        run,
        imported=ImportedFrom(file=shown(path.name), sha256=sha256_file(path)),
        tool={"harness": __version__},
        started=dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    )
    count, lost = 0, list[str]()
    with BundleWriter(out, known) as writer:
        try:
            flows = writer.open_file(FLOWS)
            if isinstance(source, FlowsFile):
                count = sum(1 for _ in source)
                with open_recording(path) as file:
                    shutil.copyfileobj(file, flows)
            else:
                rows = io.FlowWriter(flows)
                for exchange in source:
                    if exchange.unreadable:
                        lost.append(exchange.unreadable)
                        continue
                    rows.add(flow_from_exchange(exchange))
                    count += 1
        except RecordingError:
            writer.close()
            shutil.rmtree(out)
            if existed:
                out.mkdir()
            raise
        if persona is not None:
            writer.write_file(PERSONA, persona.encode())
        if lost:
            writer.run.lost = Lost(entries=len(lost), named=lost[:_NAMED])
            writer.seal("incomplete", f"{len(lost)} entries of the recording could not be read; the first: {lost[0]}.")
        elif source.cut:
            writer.seal("incomplete", source.cut)
        else:
            writer.seal("complete")
    return Imported(count, source.cut, tuple(lost))
