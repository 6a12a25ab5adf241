"""What is said of disclosures without consent as they are proved: one notice for all that came since the last."""

import time

from harness.analysis.model import Disclosure
from harness.report.safe import one_line

EVERY_S = 4.0
"""Seconds between two notices: in a flood they would hide the screen."""


class Proved:
    """Collects disclosures until it is time to say something of them."""

    def __init__(self) -> None:
        """None has come."""
        self._waiting: list[Disclosure] = []
        self._next = 0.0

    def take(self, row: Disclosure) -> None:
        """Take a disclosure; those after consent say nothing."""
        if row.consent in ("before", "refused"):
            self._waiting.append(row)

    def said(self) -> str:
        """Return what is to be said now, empty when nothing is."""
        if not self._waiting or time.monotonic() < self._next:
            return ""
        self._next = time.monotonic() + EVERY_S
        rows, self._waiting = self._waiting, []
        row = rows[-1]
        how = "before consent" if row.consent == "before" else "although consent was refused"
        others = f"; and {len(rows) - 1} more" if len(rows) > 1 else ""
        return one_line(f"{row.category} as {row.form} to {row.recipient.host}, {how}{others}", 300)
