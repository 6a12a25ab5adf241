"""How the process that has the screens shares its time, so that a key does not wait."""

import contextlib
import gc
import sys
from collections.abc import Iterator

from harness.explore.garbage import Garbage

TURN_S = 0.0005
"""How long a thread that computes keeps the others waiting (Python's own: ten times as long). A key passes through
three threads, and the loop asks for its turn again each time it has waited for something."""
COLLECT = (5_000, 100, 100)
"""When garbage is looked for: among few things that are new, since all threads wait for whichever does it. What has
stayed is set aside (:class:`Garbage`): to look through all that the process holds takes longer than to draw."""


@contextlib.contextmanager
def quick() -> Iterator[Garbage]:
    """Share time so until the screens are gone; what is yielded is to be asked to look, often."""
    turn, collect = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(TURN_S)
    gc.collect()
    gc.set_threshold(*COLLECT)
    try:
        yield Garbage()
    finally:
        gc.set_threshold(*collect)
        gc.unfreeze()
        sys.setswitchinterval(turn)
