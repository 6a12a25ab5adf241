"""The screens that a finished bundle kept: in the order of time, each with the phase it belongs to."""

from bisect import bisect_left
from pathlib import PurePosixPath

from harness.capture.screen.looking import Glance
from harness.errors import HarnessError
from harness.evidence.bundle import Bundle
from harness.report.safe import one_line
from harness.report.screens import Shot, nearest, shots
from harness.report.times import clock


class Album:
    """Pictures of a bundle, one of which is open."""

    def __init__(self, bundle: Bundle) -> None:
        """Read which there are. Raises ``BundleError``."""
        self._bundle = bundle
        named: dict[str, Shot] = {}
        for shot in sorted(shots(bundle)):
            named.setdefault(shot.name, shot)
        self._shots = sorted(named.values())
        self._at = 0

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._shots)

    def turn(self, by: int) -> None:
        """Open the next one, or one before."""
        self._at = max(0, min(self._at + by, len(self._shots) - 1))

    def open_near(self, time_us: int) -> None:
        """Open the one that was taken nearest to a moment."""
        if (found := nearest(self._shots, time_us)) is not None:
            self._at = bisect_left(self._shots, found)

    def glance(self) -> Glance:
        """Return what is open: picture and view tree, as far as the bundle has them."""
        shot = self._shots[self._at]
        tree = str(PurePosixPath(shot.name).with_suffix(".xml"))
        return Glance(shot.time_us, self._read(shot.name), self._read(tree))

    def caption(self) -> str:
        """Return what is said of it."""
        shot = self._shots[self._at]
        where = f"{self._at + 1} of {len(self._shots)} (left, right)"
        return one_line(f"{where}  {clock(shot.time_us)}  {shot.phase}  {PurePosixPath(shot.name).name}", 200)

    def _read(self, name: str) -> bytes | None:
        try:
            return self._bundle.read_bytes(name) if self._bundle.has(name) else None
        except (OSError, HarnessError):
            return None
