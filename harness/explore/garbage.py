"""When a process that keeps much for long looks for garbage: among what is new, and seldom among all of it.

Rows, sightings and what is drawn are kept by the hundred thousand and hold no circles. Python goes through all of what
has come since, again and again: a tenth of a second in which no key is answered and no exchange searched.
"""

import gc
import time

WHOLE_S = 600.0
"""How often all is gone through: circles that were set aside before they were garbage are found then. Not where a
finished recording is read, which ends: of one of 1 GB that took four seconds on a busy machine, in which nobody got an
answer, and the circles of one of 100 MB were 126 things."""


class Garbage:
    """Sets aside what has stayed (``gc.freeze``)."""

    def __init__(self, *, ends: bool = False) -> None:
        """Everything up to now stays. ``ends``: what is done ends by itself, and all is never gone through."""
        self._ends = ends
        self._whole = time.monotonic()
        gc.freeze()

    def look(self) -> None:
        """Set aside what is new and no garbage, each time Python has looked for some.

        Called often, between two pieces of work: what is half made then would be set aside too.
        """
        if gc.get_count()[1] == 0:
            return
        if not self._ends and time.monotonic() >= self._whole + WHOLE_S:
            self._whole = time.monotonic()
            gc.unfreeze()
            gc.collect()
        else:
            gc.collect(0)
        gc.freeze()
