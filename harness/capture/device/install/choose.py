"""Which splits a device needs: by its processor, its screen's density and its languages, as Google Play chooses.

Sources: bundletool's ``ApkMatcher`` and ``device.proto`` (the device's facts); Android's guide 'Support different pixel
densities' (a larger resource is scaled down rather than a smaller one up).
"""

import msgspec

from harness.app.splits import AppFiles, Split
from harness.capture.device.errors import WrongAbi
from harness.capture.device.link.link import Link


class DeviceSpec(msgspec.Struct, frozen=True):
    """What decides: ABIs in order of preference (``arm64-v8a``), density in dpi, languages (``zh``), API level."""

    abis: tuple[str, ...]
    density: int
    languages: tuple[str, ...]
    api_level: int


def device_spec(link: Link) -> DeviceSpec:
    """Ask a device for its facts."""
    properties = link.properties
    abis = properties.get("ro.product.cpu.abilist") or properties.get("ro.product.cpu.abi", "")
    locale = link.must("settings", "get", "system", "system_locales").strip()
    if locale in ("", "null"):
        locale = properties.get("persist.sys.locale") or properties.get("ro.product.locale", "en-US")
    languages = [tag.strip().split("-")[0].split("_")[0].lower() for tag in locale.split(",")]
    density = ""
    for line in link.shell(["wm", "density"]).stdout.splitlines():
        density = line.rpartition(":")[2].strip()  # 'Override density' comes after 'Physical density' and counts
    if not density.isdigit():
        density = properties.get("ro.sf.lcd_density", "")
    return DeviceSpec(
        abis=tuple(abi for abi in abis.split(",") if abi),
        density=int(density) if density.isdigit() else 160,
        languages=tuple(dict.fromkeys(languages)),
        api_level=link.api_level,
    )


def choose_splits(files: AppFiles, spec: DeviceSpec) -> list[Split]:
    """Return the APKs to install. Raises :class:`WrongAbi` when the app's native code is for other processors."""
    if files.standalone:
        return [_standalone(files.splits, spec)]
    chosen = [split for split in files.splits if not (split.abi or split.density or split.language or split.other)]
    with_abi = [split for split in files.splits if split.abi]
    abi = _abi({split.abi for split in with_abi}, spec)
    chosen += [split for split in with_abi if split.abi == abi]
    density = _density({split.density for split in files.splits if split.density}, spec.density)
    chosen += [split for split in files.splits if split.density and split.density == density]
    chosen += [split for split in files.splits if split.language and split.language in spec.languages]
    # Splits for what this program does not know (textures, tiers) stay away: the base runs without them.
    return sorted(chosen, key=lambda split: split.name)


def _abi(offered: set[str], spec: DeviceSpec) -> str:
    if not offered:
        return ""
    for abi in spec.abis:
        if abi.replace("-", "_") in offered:
            return abi.replace("-", "_")
    raise WrongAbi(
        f"The app's native code is for {', '.join(sorted(offered))}, and the device runs {', '.join(spec.abis)}; use a "
        "device of that kind (an arm64 app needs an arm64 device, or an emulator image with ARM translation)."
    )


def _density(offered: set[int], wanted: int) -> int:
    larger = [density for density in offered if density >= wanted]
    return min(larger) if larger else max(offered, default=0)


def _standalone(splits: list[Split], spec: DeviceSpec) -> Split:
    """Of whole apps for one device each: the newest that runs; their names carry the configuration, their code too."""
    import apk_info

    fitting = []
    for split in splits:
        abis = {str(abi) for abi in apk_info.APK(split.path).get_supported_abis()}
        if split.min_sdk <= spec.api_level and (not abis or abis & set(spec.abis)):
            fitting.append((split.min_sdk, len(abis) == 1, split.path.name, split))
    if not fitting:
        raise WrongAbi(f"None of the {len(splits)} whole apps in the archive is for {', '.join(spec.abis)}.")
    return max(fitting, key=lambda item: item[:3])[3]
