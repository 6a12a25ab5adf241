"""Installing: from bytes to a package, at once or through a session (``pm install-create`` and its fellows)."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .apk import InstallError, read_apk

if TYPE_CHECKING:
    from .device import Device
    from .packages import Package


@dataclass(frozen=True, slots=True)
class Options:
    """Flags of an install; by default an existing app is replaced, as since Android 9's ``pm``."""

    replace: bool = True
    grant: bool = False
    downgrade: bool = False
    bypass_target: bool = False


@dataclass(slots=True)
class Session:
    """An open session and the APKs written into it."""

    number: int
    options: Options
    files: dict[str, Path] = field(default_factory=dict)


class InstallSessions:
    """The open sessions of one device."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._numbers = itertools.count(1 + secrets.randbelow(1 << 30))
        self._open: dict[int, Session] = {}

    def create(self, options: Options) -> Session:
        """Open a session."""
        session = Session(next(self._numbers), options)
        self._open[session.number] = session
        return session

    def get(self, number: int) -> Session | None:
        """An open session."""
        return self._open.get(number)

    def file(self) -> Path:
        """A new file to write an APK to; whoever asks deletes it."""
        self._directory.mkdir(parents=True, exist_ok=True)
        return self._directory / f"{secrets.token_hex(8)}.apk"

    def abandon(self, number: int) -> bool:
        """Drop a session and what was written; False when there is none."""
        session = self._open.pop(number, None)
        if session is None:
            return False
        for path in session.files.values():
            path.unlink(missing_ok=True)
        return True

    def reset(self) -> None:
        """Drop all sessions, and whatever was being written."""
        self._open.clear()
        shutil.rmtree(self._directory, ignore_errors=True)


def sort_splits(files: dict[str, Path]) -> tuple[tuple[str, Path], dict[str, Path]]:
    """A session's base APK, and its splits by their names. Raises :class:`InstallError` for what does not fit together.

    Splits with code (features) are refused: the sandbox translates one APK.
    """
    import apk_info

    bases: list[tuple[str, Path]] = []
    splits: dict[str, Path] = {}
    for shown, path in files.items():
        try:
            apk = apk_info.APK(path)
            name = apk.get_attribute_value("manifest", "split")
        except apk_info.APKError:
            name = None  # the base's own check says what is wrong
        else:
            if name and "classes.dex" in apk.namelist():
                raise InstallError("INSTALL_FAILED_INVALID_APK", f"the sandbox runs no split with code ({name})")
        if not name:
            bases.append((shown, path))
        elif name in splits:
            raise InstallError("INSTALL_FAILED_INVALID_APK", f"Split {name} was defined multiple times")
        else:
            splits[name] = path
    if len(bases) != 1:
        reason = "Full install must include a base package" if not bases else "Multiple base packages"
        raise InstallError("INSTALL_FAILED_INVALID_APK", reason)
    return bases[0], splits


async def install(
    device: Device, path: Path, shown: str, options: Options, splits: dict[str, Path] | None = None
) -> Package:
    """Install an APK from a file of this machine; its translation starts at once, in the background.

    ``splits`` lie beside it on the device. Raises :class:`InstallError`.
    """
    # Imported first by a thread that ends, the parser's native part crashes in the next one (apk-info 1.0.13).
    import apk_info  # noqa: F401

    facts = await asyncio.to_thread(read_apk, path, shown)
    existing = device.packages.get(facts.package)
    if existing is not None and not existing.system:
        await device.processes.end_package(facts.package)
    data = await asyncio.to_thread(path.read_bytes)
    try:
        package = device.packages.install(
            facts,
            data,
            replace=options.replace,
            downgrade=options.downgrade,
            grant=options.grant,
            bypass=options.bypass_target,
        )
        for name, split in (splits or {}).items():
            package.splits.append(f"{package.path.rpartition('/')[0]}/split_{name}.apk")
            device.vfs.write_bytes(package.splits[-1], await asyncio.to_thread(split.read_bytes))
    except OSError as error:
        raise InstallError("INSTALL_FAILED_INSUFFICIENT_STORAGE", error.strerror or "") from None
    device.log.write("PackageManager", f"Package {package.name} codePath is {package.path.rpartition('/')[0]}")
    device.processes.prepare(package)
    return package
