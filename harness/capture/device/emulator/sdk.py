"""Where the Android SDK's programs and virtual devices are on this host.

Sources: https://developer.android.com/tools/variables (``ANDROID_HOME``, ``ANDROID_SDK_ROOT``, ``ANDROID_USER_HOME``,
``ANDROID_AVD_HOME``) and https://developer.android.com/studio/run/emulator-commandline (an AVD is ``NAME.ini`` in the
AVD home, whose ``path=`` names the content directory).
"""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from harness.capture.device.errors import DeviceNotFound


def sdk_roots() -> Iterator[Path]:
    """Yield the directories where an SDK may be: what the environment names, then where Android Studio installs it."""
    for variable in ("ANDROID_HOME", "ANDROID_SDK_ROOT"):
        if value := os.environ.get(variable):
            yield Path(value)
    home = Path.home()
    yield home / "Android" / "Sdk"  # Linux
    yield home / "Library" / "Android" / "sdk"  # macOS
    if local := os.environ.get("LOCALAPPDATA"):
        yield Path(local) / "Android" / "Sdk"  # Windows
    yield Path("/usr/lib/android-sdk")  # Debian's packages


def find_program(name: str, *folders: str) -> Path | None:
    """Return an SDK program: in one of ``folders`` of an SDK, else on ``PATH``; None when it is nowhere."""
    file = f"{name}.exe" if sys.platform == "win32" else name
    for root in sdk_roots():
        for folder in folders:
            if (path := root / folder / file).is_file():
                return path
    found = shutil.which(name)
    return Path(found) if found else None


def emulator_program() -> Path:
    """Return the SDK's ``emulator``. Raises :class:`DeviceNotFound` with what to do when there is none."""
    # tools/emulator, of SDKs before 2017, looks for its system images elsewhere and knows none of the newer options.
    if found := find_program("emulator", "emulator"):
        return found
    raise DeviceNotFound(
        "There is no Android emulator: neither ANDROID_HOME nor the usual places nor PATH have 'emulator'. "
        "Install it with 'sdkmanager emulator', or set ANDROID_HOME to the SDK's directory."
    )


def avd_home() -> Path:
    """Return the directory of the AVDs' ``.ini`` files."""
    if value := os.environ.get("ANDROID_AVD_HOME"):
        return Path(value)
    if value := os.environ.get("ANDROID_USER_HOME"):
        return Path(value) / "avd"
    if value := os.environ.get("ANDROID_SDK_HOME"):
        return Path(value) / ".android" / "avd"
    return Path.home() / ".android" / "avd"


def avds() -> list[str]:
    """Return the names of this user's AVDs, sorted."""
    return sorted(path.stem for path in avd_home().glob("*.ini"))


def avd_directory(name: str) -> Path:
    """Return the content directory of an AVD. Raises :class:`DeviceNotFound`, with the names there are."""
    if name not in avds():
        listing = ", ".join(avds()) or "none"
        raise DeviceNotFound(
            f"There is no AVD {name!r} in {avd_home()} (there are: {listing}). Android Studio's Device Manager or "
            "'avdmanager create avd' makes one."
        )
    entries = {}
    for line in (avd_home() / f"{name}.ini").read_text("utf-8", "replace").splitlines():
        key, found, value = line.partition("=")
        if found:
            entries[key.strip()] = value.strip()
    # path.rel is relative to the directory above the AVD home; it survives a move of the home directory.
    for path in (Path(entries.get("path", "")), avd_home().parent / entries.get("path.rel", f"avd/{name}.avd")):
        if path.is_absolute() and path.is_dir():
            return path
    return avd_home() / f"{name}.avd"


def has_snapshot(name: str, snapshot: str) -> bool:
    """Whether an AVD has a snapshot of that name on disk. It may still not load, after an update of the emulator."""
    return (avd_directory(name) / "snapshots" / snapshot / "snapshot.pb").is_file()
