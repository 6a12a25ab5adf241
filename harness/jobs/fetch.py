"""An app that is named by its package: its files are copied from the device, and run like any others."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.app.suffixes import APPS
from harness.capture.device.choose import choose
from harness.capture.device.install.pull import is_package
from harness.capture.device.options import DeviceOptions
from harness.errors import BadInputError
from harness.files.names import shown
from harness.files.scratch import owned
from harness.jobs.told import Told

FRESH = ("sandbox", "avd", "redroid")
"""Devices that a run starts for itself, or brings to a clean state: no app of the user's is on them."""


@contextmanager
def fetched(app: Path, device: str | None, told: Told) -> Iterator[Path]:
    """Hand over an app's file for a while: what was named, or a copy of the app of that name from the device.

    ``device`` as ``--device``. Raises ``BadInputError`` for a device on which no app of the user's can be, and
    ``DeviceError``.
    """
    name = str(app)
    if app.exists() or app.suffix.lower() in APPS or not is_package(name):
        yield app
        return
    if (device or "").partition(":")[0] in FRESH:
        raise BadInputError(
            f"There is no file {shown(name)}, and --device {shown(device or '')} starts a device on which no such app "
            "is: give a file, or the serial of a device that has it."
        )
    with tempfile.TemporaryDirectory(prefix=owned("harness-fetch-")) as scratch:
        told.progress(f"copying {name} from the device")
        opened = choose(device, told.progress, DeviceOptions())
        try:
            file = opened.pull_app(name, Path(scratch))
        finally:
            opened.close()
        yield file
