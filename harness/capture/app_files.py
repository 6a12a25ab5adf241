"""Files that an app of ours leaves in its folder on the shared storage, taken before the app is removed.

The shell may read there: adbd has the groups ``sdcard_rw`` and, since Android 11, ``ext_data_rw`` (AOSP
``packages/modules/adb/daemon/main.cpp``).
"""

import re

from harness.capture.device.protocol import Shell

MOST_FILES = 8
MOST_LINES = 20_000
"""Of one file; no account of the probe has a tenth of that."""
_NAME = re.compile(r"[\w.-]{1,100}")


def taken(device: Shell, package: str, suffix: str) -> list[bytes]:
    """Return the files with that ending, in order of their names; those that cannot be read are not among them.

    Raises ``DeviceError``.
    """
    folder = f"/sdcard/Android/data/{package}/files"
    names = sorted(device.shell(["ls", folder]).stdout.split())
    found = []
    for name in [name for name in names if name.endswith(suffix) and _NAME.fullmatch(name)][:MOST_FILES]:
        read = device.shell(["head", "-n", str(MOST_LINES), f"{folder}/{name}"])
        if read.code == 0:
            found.append(read.stdout.encode("utf-8", "surrogatepass"))
    return found
