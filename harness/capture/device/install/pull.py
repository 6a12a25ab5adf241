"""An app's file back from a device on which it is installed: what its manifest and its code are, is read from that."""

import posixpath
import re
import zipfile
from pathlib import Path

from harness.capture.device.errors import DeviceError
from harness.capture.device.link.link import Link
from harness.files.names import shown

_PACKAGE = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+", re.ASCII)
"""Android's own rule for the names of apps (AOSP ``FrameworkParsingPackageUtils.validateName``)."""
_MOST_FILES = 500


def is_package(name: str) -> bool:
    """Whether a text may be the name of an app."""
    return _PACKAGE.fullmatch(name) is not None


def pull_app(link: Link, package: str, into: Path) -> Path:
    """Copy an installed app into a directory, an app of several APKs as one archive; return the file.

    Any user may read them (AOSP: ``/data/app`` is not listable, its files are readable). Raises :class:`DeviceError`.
    """
    said = link.shell(["pm", "path", package]).stdout.splitlines() if is_package(package) else []
    paths = [line.removeprefix("package:").strip() for line in said if line.startswith("package:/")][:_MOST_FILES]
    if not paths:
        raise DeviceError(
            f"There is no app {shown(package)} on {link.serial} ('adb shell pm list packages' lists them)."
        )
    files = []
    for number, path in enumerate(paths):
        file = into / f"{number}.apk"
        link.pull(path, file)
        files.append((posixpath.basename(path), file))
    if len(files) == 1:
        return files[0][1].rename(into / f"{package}.apk")
    archive = into / f"{package}.apks"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as out:
        for name, file in files:
            out.write(file, name)
            file.unlink()
    return archive
