"""Waiting for a database or an object store that is away for a moment: minutes of a device are worth that."""

import time
from collections.abc import Callable
from typing import TypeVar

from harness.campaign.store.errors import NotStored, StoreError

SECONDS = (0.5, 1, 2, 5, 10, 20)
"""How long it is waited before each further attempt."""
Done = TypeVar("Done")


def patiently(do: Callable[[], Done]) -> Done:
    """Return what ``do`` returns, tried again while that cannot be done. Raises the last ``StoreError``."""
    for seconds in SECONDS:
        try:
            return do()
        except NotStored:
            raise
        except StoreError:
            time.sleep(seconds)
    return do()
