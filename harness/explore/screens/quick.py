"""How the process that has the screens shares its time, so that a key does not wait."""

import contextlib
import gc
import sys
from collections.abc import Iterator

TURN_S = 0.0005
"""How long a thread that computes keeps the others waiting (Python's own: ten times as long). A key passes through
three threads, and the loop asks for its turn again each time it has waited for something."""
COLLECT = (20_000, 10, 100)
"""When garbage is looked for: each line that is drawn makes dozens of small objects, and looking through all that the
process holds, which Textual's own pace made happen at every fourth key, takes longer than all the drawing."""


@contextlib.contextmanager
def quick() -> Iterator[None]:
    """Share time so until the screens are gone."""
    turn, collect = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(TURN_S)
    gc.collect()
    gc.freeze()  # what was imported stays to the end
    gc.set_threshold(*COLLECT)
    try:
        yield
    finally:
        gc.set_threshold(*collect)
        gc.unfreeze()
        sys.setswitchinterval(turn)
