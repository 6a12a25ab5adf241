"""Installing: from an APK and its splits to a package."""

from __future__ import annotations

import asyncio
from pathlib import Path

from .apk import InstallError, read_apk
from .device import Device
from .packages import Package
from .sessions import Options


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
