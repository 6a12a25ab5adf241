"""Somebody's recording, as what a report quotes of a run."""

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import islice

from harness.analysis.recording import Recording
from harness.evidence.parts import changed
from harness.evidence.run_record import RunRecord
from harness.report.model import R


class ForeignEvidence:
    """The evidence of a recording that is no bundle: its name, when it began, and nothing else.

    It stands in for a bundle (``harness.report.model.BundleLike``): it has no rows and no files.
    """

    complete = True

    def __init__(self, recording: Recording) -> None:
        """``recording`` is read to its first exchange, for the time."""
        self.run = _named(recording)

    def rows(self, _cls: type[R], /) -> Iterable[R]:
        """Return nothing: no device was watched."""
        return ()

    def manifest(self) -> Mapping[str, str]:
        """Return nothing: nothing is sealed."""
        return {}

    def read_bytes(self, relative: str, /) -> bytes:
        """Raise ``FileNotFoundError``."""
        raise FileNotFoundError(relative)


def _named(recording: Recording) -> RunRecord:
    record = recording.run
    times = (exchange.time_us for exchange in islice(recording.exchanges, 1))
    begun = next((time for time in times if time), 0)
    started = dt.datetime.fromtimestamp(begun / 1e6, dt.UTC).isoformat() if begun else record.started
    return changed(record, package=record.package or record.source, started=started)
