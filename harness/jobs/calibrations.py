"""The calibrations that this host keeps, one a device and route, and what a run takes of them into its bundle."""

import hashlib
import os
import re
from pathlib import Path
from typing import get_args

from harness.capture.device.options import RouteKind
from harness.capture.record import versions
from harness.catalog.points import agent_file
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

DEFAULT_ROUTE: RouteKind = "agent"


def calibrations_dir() -> Path:
    """Return where they lie (XDG state directory)."""
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "harness" / "calibrations"


def kept_at(device: DeviceInfo, route: str, *, gadget: bool) -> Path:
    """Return the file of a device, a route and a way of instrumentation.

    All sandboxes are alike and have one; another device is known by what adb calls it and its model.
    """
    name = "sandbox"
    if not device.sandbox:
        name = re.sub(r"[^A-Za-z0-9_.-]", "_", device.serial)[:60]
        name += "-" + hashlib.sha256(f"{device.kind}\0{device.serial}\0{device.model}".encode()).hexdigest()[:12]
    more = ("" if route == DEFAULT_ROUTE else f"-{route}") + ("-gadget" if gadget else "")
    return calibrations_dir() / f"{name}{more}.json"


def keep(made: Calibration) -> Path:
    """Keep a calibration in the place of the last one of its device and route. Raises ``WriteError``."""
    path = kept_at(made.device, made.route or DEFAULT_ROUTE, gadget=made.gadget)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, encode_calibration(made))
    return path


def carried(device: DeviceInfo, route: str, *, gadget: bool = False) -> tuple[Calibrated, bytes]:
    """Return what a run on a device says of its calibration, and the file that goes into the bundle.

    Where there is none of its route, that of another one counts, as outdated. One that cannot be read is none: the
    bytes are empty then.
    """
    ways = [(name, kind) for kind in (gadget, not gadget) for name in get_args(RouteKind)]
    for name, kind in sorted(ways, key=lambda way: way != (route, gadget)):
        try:
            data = read_bytes(kept_at(device, name, gadget=kind), "calibration", MOST_BYTES)
            made = decode_calibration(data)
        except (ReadError, ValueError, OSError):
            continue
        words = [] if (name, kind) == (route, gadget) else ["route"]
        words += stale(made, device, versions(), catalogue_digest(), agent_digest())
        state = "outdated" if words else "current"
        return Calibrated(state=state, made=made.made, sha256=hashlib.sha256(data).hexdigest(), stale=words), data
    return Calibrated(state="none"), b""


def agent_digest() -> str:
    """Return a digest of the agent that is loaded into apps, in hex; empty where it is not built."""
    try:
        return hashlib.sha256(agent_file().read_bytes()).hexdigest()
    except OSError:
        return ""
