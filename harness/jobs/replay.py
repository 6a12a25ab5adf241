"""A recording opened to be played back to an app."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from harness.analysis.recording import Recording
from harness.capture.proxy.replay.tape import Source, Tape, opened
from harness.evidence.exchange import RecordingError
from harness.evidence.seal import sha256_file
from harness.evidence.unpack import STDIN
from harness.files.names import shown
from harness.files.write import write_error
from harness.jobs.source import open_source
from harness.jobs.told import Told
from harness.values.needle import from_persona


@contextlib.contextmanager
def played_back(source: Path, told: Told) -> Iterator[Tape]:
    """Open a bundle or somebody's recording (``-``: from standard input) to be played back.

    Raises ``BundleError``, ``RecordingError`` (also when there is not one answer in it) and ``WriteError``.
    """
    recording = open_source(source, told)
    planted = from_persona(recording.persona) if recording.persona else []
    texts = [needle.text for needle in planted if needle.text]
    named = Source(name=shown(source.name), sha256=recording.manifest or _digest(source, recording))
    with contextlib.ExitStack() as stack:
        try:
            tape = stack.enter_context(opened(recording.exchanges, named, texts))
        except OSError as error:
            raise write_error(error, "the recording to be played back") from None
        if cut := getattr(recording.exchanges, "cut", None):
            told.warn(cut)
        if not tape.count:
            raise RecordingError(f"There is no answer in {shown(source)} that could be played back.")
        yield tape


def _digest(source: Path, recording: Recording) -> str:
    """Return the sha256 of a recording's file; of what came through a pipe that of what came."""
    unpacked = source == STDIN or source.is_dir()
    path: Path = getattr(recording.exchanges, "path", source) if unpacked else source
    return sha256_file(path) if path.is_file() else ""
