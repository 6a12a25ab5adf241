"""What an app file holds: one APK, or an archive of splits (APKS, XAPK, APKM), and what each split is for.

Sources: bundletool's ``commands.proto`` and ``targeting.proto`` (``toc.pb`` of an ``.apks``); Android's reference of
the manifest's ``split`` attribute; the naming of configuration splits in AOSP ``SplitApkLoader`` / bundletool
(``config.arm64_v8a``, ``config.xxhdpi``, ``config.zh``, each also for a feature: ``feature.config.zh``).
"""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import apk_info
import msgspec

from harness.app.archive import Archive, open_archive
from harness.app.errors import ArchiveRefused
from harness.wire.varint import read_varint

ABIS = {"armeabi", "armeabi_v7a", "arm64_v8a", "x86", "x86_64"}
DENSITIES = {"ldpi": 120, "mdpi": 160, "tvdpi": 213, "hdpi": 240, "xhdpi": 320, "xxhdpi": 480, "xxxhdpi": 640}
"""Android's density buckets in dpi (Android developer guide, 'Support different pixel densities')."""
CONTAINERS = {".apks", ".xapk", ".apkm", ".zip"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-r?[A-Z]{2})?|[a-z]{2,3}_r?[A-Z]{2}")


class Split(msgspec.Struct, kw_only=True):
    """One APK of an app. ``name`` is its ``split`` attribute, empty for the base.

    ``abi`` (as in a split's name), ``density`` (dpi) and ``language`` say what a configuration split is for.
    """

    path: Path
    package: str
    version_code: str
    name: str = ""
    abi: str = ""
    density: int = 0
    language: str = ""
    other: str = ""
    min_sdk: int = 0


class Obb(msgspec.Struct):
    """One expansion file of an XAPK: its place below ``/sdcard`` and its file here."""

    target: str
    path: Path


class AppFiles(msgspec.Struct):
    """All APKs of one app, unpacked. ``standalone`` ones are whole apps for one device each, of which one is chosen.

    ``variants``: the archive has others for devices of other API levels.
    """

    splits: list[Split]
    obbs: list[Obb] = []
    standalone: bool = False
    variants: bool = False


def is_container(path: Path) -> bool:
    """Whether a file is an archive of APKs, told by what is in it: it has APKs and no manifest of its own."""
    if path.suffix.lower() == ".apk":
        return False
    if path.suffix.lower() in CONTAINERS:
        return True
    try:
        with open_archive(path) as archive:
            names = archive.names
    except ArchiveRefused:
        return False
    return "AndroidManifest.xml" not in names and any(name.lower().endswith(".apk") for name in names)


def unpack_app(path: Path, work: Path, api_level: int = 0) -> AppFiles:
    """Unpack an app file into the empty directory ``work`` and describe its APKs.

    ``api_level`` chooses the variant of a bundletool archive; 0 takes the newest. Raises :class:`ArchiveRefused`.
    """
    if not is_container(path):
        return AppFiles([read_split(path)])
    with open_archive(path) as archive:
        names = [name for name in archive.names if name.lower().endswith(".apk")]
        if not names:
            reason = (
                "an encrypted APKM of before 2020, which only its own installer opens" if path.suffix == ".apkm" else ""
            )
            raise ArchiveRefused(f"{path.name} holds no APK{f': {reason}' if reason else ''}.")
        standalone = False
        variants = "toc.pb" in archive.names
        if variants:
            names, standalone = _variant(archive, names, api_level)
        elif any(name.startswith("splits/") for name in names):
            names = [name for name in names if name.startswith("splits/")]
        splits = []
        for number, name in enumerate(names):
            # The member's own name never becomes a path of this machine.
            target = work / f"{number:03d}.apk"
            archive.extract(name, target)
            splits.append(read_split(target, shown=name))
        obbs = list(_expansions(archive, work))
    _same_app(path, splits, standalone)
    return AppFiles(splits, obbs, standalone, variants)


def read_split(path: Path, shown: str = "") -> Split:
    """Describe one APK. Raises :class:`ArchiveRefused` when its manifest cannot be read."""
    shown = shown or path.name
    try:
        apk = apk_info.APK(path)
        package = apk.get_package_name() or ""
        name = apk.get_attribute_value("manifest", "split") or ""
        version = apk.get_version_code() or ""
        least = apk.get_min_sdk_version() or ""
    except apk_info.APKError as error:
        raise ArchiveRefused(f"{shown} is not a valid APK: {str(error).splitlines()[0]}.") from None
    if not package:
        raise ArchiveRefused(f"{shown} is not a valid APK: its manifest names no package.")
    split = Split(path=path, package=package, version_code=version, name=name)
    split.min_sdk = int(least) if least.isdigit() else 0
    _, found, config = f".{name}".rpartition(".config.")
    if found:
        _describe(split, config)
    return split


def _describe(split: Split, config: str) -> None:
    if config in ABIS:
        split.abi = config
    elif config in DENSITIES:
        split.density = DENSITIES[config]
    elif _LANGUAGE.fullmatch(config):
        split.language = re.split(r"[-_]", config)[0]
    else:
        split.other = config


def _same_app(path: Path, splits: list[Split], standalone: bool) -> None:
    bases = [split for split in splits if not split.name]
    packages = sorted({split.package for split in splits})
    if len(packages) > 1:
        raise ArchiveRefused(f"{path.name} holds APKs of several apps: {', '.join(packages[:5])}.")
    if len({split.version_code for split in splits if split.version_code}) > 1 and not standalone:
        raise ArchiveRefused(f"{path.name} holds splits of different versions.")
    if not bases:
        raise ArchiveRefused(f"{path.name} holds no base APK, only splits.")
    if len(bases) > 1 and not standalone:
        raise ArchiveRefused(f"{path.name} holds {len(bases)} base APKs; one is expected.")
    names = [split.name for split in splits]
    if len(set(names)) < len(names) and not standalone:
        raise ArchiveRefused(f"{path.name} holds two splits of the same name.")


def _expansions(archive: Archive, work: Path) -> Iterator[Obb]:
    """The OBB files that an XAPK's ``manifest.json`` lists."""
    if "manifest.json" not in archive.names:
        return
    try:
        manifest = msgspec.json.decode(archive.read("manifest.json"))
    except msgspec.DecodeError:
        raise ArchiveRefused(f"{archive.path.name}: its manifest.json is not JSON.") from None
    rows = manifest.get("expansions") if isinstance(manifest, dict) else None
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        name = str(row.get("file", "")) if isinstance(row, dict) else ""
        place = str(row.get("install_path", "")) if isinstance(row, dict) else ""
        parts = PurePosixPath(place).parts
        if name not in archive.names or parts[:2] != ("Android", "obb") or ".." in parts or len(parts) != 4:
            raise ArchiveRefused(
                f"{archive.path.name}: the expansion {place[:80]!r} does not belong below Android/obb."
            )
        target = work / f"{number:03d}.obb"
        archive.extract(name, target)
        yield Obb(place, target)


# bundletool's table of contents. Field numbers: commands.proto (BuildApksResult.variant 1; Variant.targeting 1,
# .apk_set 2; ApkSet.apk_description 2; ApkDescription.path 2) and targeting.proto
# (VariantTargeting.sdk_version_targeting 1; SdkVersionTargeting.value 1; SdkVersion.min 1, an Int32Value).


def _variant(archive: Archive, names: list[str], api_level: int) -> tuple[list[str], bool]:
    """Return the APKs of the variant for an API level, and whether each of them is a whole app."""
    best: tuple[int, list[str]] = (-1, [])
    standalone: list[str] = []
    try:
        for variant in _fields(archive.read("toc.pb"), 1):
            least = max((_number(value) for value in _path(variant, 1, 1, 1, 1, 1)), default=0)
            paths = [raw.decode("utf-8") for raw in _path(variant, 2, 2, 2)]
            mine = [name for name in names if name in paths]
            if all(name.startswith("splits/") for name in mine) and mine:
                if (not api_level or least <= api_level) and least > best[0]:
                    best = (least, mine)
            elif not any(name.startswith("instant/") for name in mine):
                standalone += mine
    except (ValueError, IndexError):
        raise ArchiveRefused(f"{archive.path.name}: its toc.pb is malformed.") from None
    if best[1]:
        return best[1], False
    if standalone:
        return list(dict.fromkeys(standalone)), True
    raise ArchiveRefused(f"{archive.path.name} holds no variant for API level {api_level}.")


def _fields(data: bytes, wanted: int) -> list[bytes]:
    """Return the values of one field of a protobuf message: bytes of length-delimited ones, varints re-encoded."""
    found, at = [], 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            start = at
            _, at = _varint(data, at)
            value = data[start:at]
        elif kind == 2:
            size, at = _varint(data, at)
            if at + size > len(data):
                raise ValueError("field ends behind the message")
            value, at = data[at : at + size], at + size
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
            value, at = data[at : at + size], at + size
        else:
            raise ValueError(f"wire type {kind}")
        if number == wanted:
            found.append(value)
    return found


def _path(data: bytes, *numbers: int) -> list[bytes]:
    values = [data]
    for number in numbers:
        values = [found for value in values for found in _fields(value, number)]
    return values


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value, end = read_varint(data, at, len(data))
    if value < 0:
        raise ValueError("no varint ends here")
    return value, end


def _number(raw: bytes) -> int:
    return _varint(raw, 0)[0]
