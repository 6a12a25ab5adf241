"""The calibrations that this host keeps, one a device, and what a run takes of them into its bundle."""

import hashlib
import os
import re
from pathlib import Path

from harness.capture.run import versions
from harness.evidence.calibration import (
    MOST_BYTES,
    Calibration,
    catalogue_digest,
    decode_calibration,
    encode_calibration,
    stale,
)
from harness.evidence.run_record import Calibrated, DeviceInfo
from harness.files.read import ReadError, read_bytes
from harness.files.write import write_whole


def calibrations_dir() -> Path:
    """Return where they lie (XDG state directory)."""
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "harness" / "calibrations"


def kept_at(device: DeviceInfo) -> Path:
    """Return the file of a device: one for all sandboxes, which are alike; else by what adb calls it and its model."""
    if device.sandbox:
        return calibrations_dir() / "sandbox.json"
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", device.serial)[:60]
    known = hashlib.sha256(f"{device.kind}\0{device.serial}\0{device.model}".encode()).hexdigest()[:12]
    return calibrations_dir() / f"{name}-{known}.json"


def keep(made: Calibration) -> Path:
    """Keep a calibration in the place of the device's last. Raises ``WriteError``."""
    path = kept_at(made.device)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, encode_calibration(made))
    return path


def carried(device: DeviceInfo) -> tuple[Calibrated, bytes]:
    """Return what a run on a device says of its calibration, and the file that goes into the bundle.

    One that cannot be read is none: the bytes are empty then.
    """
    try:
        data = read_bytes(kept_at(device), "calibration", MOST_BYTES)
        made = decode_calibration(data)
    except (ReadError, ValueError, OSError):
        return Calibrated(state="none"), b""
    words = stale(made, device, versions(), catalogue_digest())
    state = "outdated" if words else "current"
    return Calibrated(state=state, made=made.made, sha256=hashlib.sha256(data).hexdigest(), stale=words), data
