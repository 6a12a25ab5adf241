"""The place of a bundle that is yet to be made: it is there, and can be written to, before anything is started."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from harness.evidence.bundle import BundleError
from harness.files.names import shown
from harness.files.write import NoRoomError, write_error

LEAST_FREE = 16 << 20
"""What must be free on the disk, in bytes: bundles of short runs of small apps, with their reports, are 1 to 10 MB."""


@contextlib.contextmanager
def new_room(parent: Path, name: str) -> Iterator[Path]:
    """Make the directory ``parent/name``, or ``name-2``... where that exists: no two runs get the same.

    It goes again, with the parents made for it, if nothing was put there. Raises :class:`BundleError` when it cannot be
    made, ``NoRoomError`` when the disk is full.
    """
    missing = [each for each in (parent, *parent.parents) if not each.exists()]
    path = None
    try:
        try:
            parent.mkdir(parents=True, exist_ok=True)
            path = _first_free(parent, name)
            free = shutil.disk_usage(path).free
        except OSError as error:
            reason = str(write_error(error, parent))
            raise BundleError(reason.replace("Cannot write", "Cannot write a bundle to", 1)) from None
        if free < LEAST_FREE:
            raise NoRoomError(
                f"Cannot write a bundle to {shown(parent)}: {free >> 10} KiB are free there, and a run needs "
                f"{LEAST_FREE >> 20} MiB at least. Make room, or give another --out."
            )
        yield path
    finally:
        with contextlib.suppress(OSError):  # what is not empty stays
            for each in ([path] if path is not None else []) + missing:
                each.rmdir()


def _first_free(parent: Path, name: str) -> Path:
    number = 1
    while True:
        path = parent / (name if number == 1 else f"{name}-{number}")
        try:
            path.mkdir()
        except FileExistsError:
            number += 1
        else:
            return path
