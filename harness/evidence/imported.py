"""Turning a foreign recording into a bundle."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import msgspec
from mitmproxy import io

from harness import __version__
from harness.evidence.bundle import FLOWS, PERSONA
from harness.evidence.exchange import RecordingError
from harness.evidence.flow_write import flow_from_exchange
from harness.evidence.flows import FlowsFile
from harness.evidence.har import HarFile
from harness.evidence.seal import sha256_file
from harness.evidence.writer import BundleWriter


class Imported(msgspec.Struct, frozen=True):
    """What was imported: how many exchanges, and ``cut``: a sentence when the recording ended early."""

    exchanges: int
    cut: str | None


def is_har(path: Path) -> bool:
    """Whether a file is JSON, as HAR is. Raises :class:`RecordingError` when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    except OSError as error:
        raise RecordingError(f"Cannot read {path}: {error.strerror}.") from None


def import_recording(path: Path, out: Path, meta: dict[str, Any], persona: str | None = None) -> Imported:
    """Write the bundle ``out`` from a HAR or mitmproxy flow file.

    ``meta`` is what is known of the recording besides (the app's ``package``); ``persona`` the persona file's text.
    Nothing is left behind when the recording cannot be read. Raises :class:`RecordingError` and ``BundleError``.
    """
    source: HarFile | FlowsFile = HarFile(path) if is_har(path) else FlowsFile(path)
    existed = out.exists()
    known = {
        **meta,
        "imported": {"file": path.name, "sha256": sha256_file(path)},
        "tool": {"harness": __version__},
        "started": dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    count = 0
    with BundleWriter(out, known) as writer:
        try:
            flows = writer.open_file(FLOWS)
            if isinstance(source, FlowsFile):
                count = sum(1 for _ in source)
                with path.open("rb") as file:
                    shutil.copyfileobj(file, flows)
            else:
                rows = io.FlowWriter(flows)
                for exchange in source:
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
        if source.cut:
            writer.seal("incomplete", source.cut)
        else:
            writer.seal("complete")
    return Imported(count, source.cut)
