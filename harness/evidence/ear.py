"""Who hears a run while it is written down."""

from pathlib import Path
from typing import Protocol

from harness.evidence.rows.course import Phase
from harness.evidence.rows.row import Row
from harness.evidence.run_record import RunRecord


class Ear(Protocol):
    """Hears everything that a bundle gets, behind its being written, on the threads that write.

    Every call returns at once, raises nothing, and changes nothing it is given: the capture goes on in the meantime.
    """

    def begun(self, bundle: Path, run: RunRecord) -> None:
        """Hear that a bundle was begun; ``run`` is its record as it grows."""

    def row(self, row: Row, place: int) -> None:
        """Hear a row. ``place`` is the byte at which its line begins, -1 of a kind that is written as a whole."""

    def flow(self, start: int, end: int) -> None:
        """Hear of a flow that stands between two bytes of the traffic's file."""

    def early(self, frame: bytes) -> None:
        """Hear of a flow that is not written yet, as it stands now: a request that waits, a stream that goes on."""

    def file(self, name: str) -> None:
        """Hear that a file was written as a whole."""

    def phase(self, begun: Phase) -> None:
        """Hear that a phase began; its end is not known."""


class Deaf:
    """Hears nothing."""

    def begun(self, bundle: Path, run: RunRecord) -> None:
        """See :class:`Ear`."""

    def row(self, row: Row, place: int) -> None:
        """See :class:`Ear`."""

    def flow(self, start: int, end: int) -> None:
        """See :class:`Ear`."""

    def early(self, frame: bytes) -> None:
        """See :class:`Ear`."""

    def file(self, name: str) -> None:
        """See :class:`Ear`."""

    def phase(self, begun: Phase) -> None:
        """See :class:`Ear`."""
