"""From an app's APKs to the same app with Frida's gadget in it, signed anew; and what watching it so misses."""

import re
from pathlib import Path
from typing import Any, Final

import msgspec

from harness.app.archive import Archive, open_archive
from harness.app.errors import RepackageRefused
from harness.app.repackage import arsc, manifest, trusting
from harness.app.repackage.axml import Element, read_axml, write_axml
from harness.app.repackage.rezip import rezip
from harness.app.repackage.sign import Signer, is_signature
from harness.app.repackage.strings import Malformed
from harness.app.splits import Split
from harness.catalog.points import data_dir

_MANIFEST: Final = "AndroidManifest.xml"
_TABLE: Final = "resources.arsc"
_CODE = re.compile(r"classes(\d*)\.dex")
_LIBRARY = re.compile(r"lib/([^/]+)/[^/]+\.so")
_CERTIFICATE: Final = "authority"
_CONFIG: Final = "trust"
_BITS_32 = frozenset({"armeabi", "armeabi-v7a", "x86"})
_LARGE = 64 << 20


class Wanted(msgspec.Struct, kw_only=True):
    """What goes into the app: the gadget, its configuration, the name of its library without ``lib`` and ``.so``.

    ``authority_pem`` is the certificate to trust, empty for none. ``api_level`` is the device's.
    """

    gadget: bytes
    config: bytes
    library: str
    abi: str
    api_level: int
    authority_pem: bytes = b""


class Changed(msgspec.Struct, kw_only=True):
    """What of the app was changed, for the bundle. ``unwatched`` are processes that do not load the gadget.

    ``loaded_by`` is ``factory``, before the app's first class, or ``provider``, after its application object is made.
    ``network_config`` is ``new``, ``changed`` (the app's own), or why the proxy's certificate is not trusted.
    """

    loaded_by: str
    processes: list[str]
    unwatched: list[str]
    network_config: str
    internet_added: bool


def choose_abi(splits: list[Split], device_abis: tuple[str, ...]) -> str:
    """Return the ABI in which the device will run the app. Raises :class:`RepackageRefused` when there is none.

    The platform takes the first of the device's that the app has native code for, else the first of all (AOSP
    ``NativeLibraryHelper.findSupportedAbi``).
    """
    offered: set[str] = set()
    only_32 = False
    for split in splits:
        with open_archive(split.path) as archive:
            offered |= {found[1] for name in archive.names if (found := _LIBRARY.fullmatch(name))}
            if not split.name:
                only_32 = manifest.flag(_root(archive, split), "use32bitAbi") is True
    for abi in device_abis:
        if (not offered or abi in offered) and (not only_32 or abi in _BITS_32):
            return abi
    raise RepackageRefused(
        f"The app's native code is for {', '.join(sorted(offered)) or 'processors of 32 bits'}, and the device runs "
        f"{', '.join(device_abis)}; Frida's gadget can go into it on a device of that kind."
    )


def repackage(splits: list[Split], work: Path, wanted: Wanted, signer: Signer) -> tuple[list[Split], Changed]:
    """Write the app's APKs anew into ``work`` and return them, with what was changed.

    The gadget goes into the base; the others are only signed by the same key, as the platform demands. Raises
    :class:`RepackageRefused` in one sentence for an app that cannot be changed, :class:`ArchiveRefused`.
    """
    done, changed = [], None
    for number, split in enumerate(splits):
        plain, signed = work / f"gadget-{number}.plain", work / f"gadget-{number}.apk"
        with open_archive(split.path) as archive:
            without = {name for name in archive.names if is_signature(name)}
            added: dict[str, tuple[bytes, bool]] = {}
            if not split.name:
                try:
                    added, changed = _change(archive, split, wanted)
                except Malformed as error:
                    raise RepackageRefused(
                        f"Frida's gadget cannot be put into {split.package}: {error}. Use a device with root."
                    ) from None
            else:
                added = _split_manifest(archive, split)
        rezip(split.path, plain, without=without, added=added)
        signer.sign(plain, signed, wanted.api_level)
        plain.unlink()
        done.append(msgspec.structs.replace(split, path=signed))
    if changed is None:
        raise RepackageRefused("There is no base APK among the app's splits.")
    return done, changed


def _root(archive: Archive, split: Split) -> Element:
    try:
        return read_axml(archive.read(_MANIFEST))
    except (Malformed, KeyError) as error:
        raise RepackageRefused(f"The manifest of {split.package} cannot be read: {error}.") from None


def _split_manifest(archive: Archive, split: Split) -> dict[str, tuple[bytes, bool]]:
    """Have a split say of its libraries what the base says now."""
    root = _root(archive, split)
    if not root.elements("application") or manifest.flag(root, "extractNativeLibs") is not False:
        return {}
    manifest.unpack_libraries(root)
    return {_MANIFEST: (write_axml(root), True)}


def _change(archive: Archive, split: Split, wanted: Wanted) -> tuple[dict[str, tuple[bytes, bool]], Changed]:
    root = _root(archive, split)
    processes, unwatched = manifest.processes(root), list[str]()
    added: dict[str, tuple[bytes, bool]] = {}
    own = manifest.own_factory(root) if wanted.api_level >= manifest.FACTORY_SINCE else None
    if own is None:
        unwatched = manifest.load_early(root, wanted.library)
    else:
        manifest.load_first(root)
        added[manifest.NAMES] = "\n".join([wanted.library, *([own] if own else [])]).encode(), True
    manifest.unpack_libraries(root)
    internet_added = manifest.allow_network(root)
    network_config = _trust(archive, root, wanted, added)
    directory = f"lib/{wanted.abi}/lib{wanted.library}"
    added |= {
        _MANIFEST: (write_axml(root), True),
        f"{directory}.so": (wanted.gadget, True),
        f"{directory}.config.so": (wanted.config, True),
        _next_code(archive): (loader(), True),
    }
    changed = Changed(
        loaded_by="provider" if own is None else "factory",
        processes=[name for name in processes if name not in unwatched],
        unwatched=unwatched,
        network_config=network_config,
        internet_added=internet_added,
    )
    return added, changed


def _next_code(archive: Archive) -> str:
    """The platform loads ``classes.dex``, ``classes2.dex``... as long as the numbers go on."""
    numbers = {int(found[1] or 1) for name in archive.names if (found := _CODE.fullmatch(name))}
    if 1 not in numbers:
        raise Malformed("it has no code of its own")
    return f"classes{next(number for number in range(2, len(numbers) + 2) if number not in numbers)}.dex"


def loader() -> bytes:
    """Return the classes that load the gadget (``hooks/gadget``)."""
    try:
        return (data_dir() / "gadget" / "loader.dex").read_bytes()
    except OSError as error:
        raise RepackageRefused(f"The classes that load Frida's gadget are not installed: {error.strerror}.") from None


def _trust(archive: Archive, root: Element, wanted: Wanted, added: dict[str, tuple[bytes, bool]]) -> str:
    """Have the app trust the proxy's certificate; return how, or why not."""
    if not wanted.authority_pem:
        return "no certificate was given"
    if wanted.api_level < trusting.SINCE:
        return "Android before 7 has no network security configuration"
    table = archive.read(_TABLE, _LARGE) if _TABLE in archive.names else None
    own = manifest.network_config(root)
    files = arsc.paths(table, own) if own and table else []
    if own and not [name for name in files if name in archive.names]:
        return "the app's own network security configuration is not where its resources say"
    names = {_CERTIFICATE: f"res/{wanted.library}.pem"} | ({} if own else {_CONFIG: f"res/{wanted.library}.xml"})
    new_table, ids = arsc.add_files(table, names)
    facts = (ids[_CERTIFICATE], manifest.target_sdk(root), manifest.flag(root, "usesCleartextTraffic"))
    for name in files:
        if name in archive.names:
            added[name] = write_axml(trusting.anchored(read_axml(archive.read(name)), *facts)), True
    if not own:
        added[names[_CONFIG]] = write_axml(trusting.anchored(None, *facts)), True
        manifest.set_network_config(root, ids[_CONFIG])
    added[names[_CERTIFICATE]] = wanted.authority_pem, True
    added[_TABLE] = new_table, False
    return "changed" if own else "new"


def misses(changed: Changed) -> list[str]:
    """Return what this way of watching does not see or changes, each in a sentence."""
    found = [
        "The app's signature is not its own: it may find that out, and services that check it may refuse it.",
        "Processes that the app forks by itself and isolated processes are not watched.",
    ]
    if changed.loaded_by == "provider":
        found.append(
            "What the application object does before its providers are made (attachBaseContext) is not watched."
        )
    if changed.unwatched:
        found.append(f"These processes are not watched: {', '.join(changed.unwatched)}.")
    if changed.network_config not in ("new", "changed"):
        found.append(f"The app does not trust the proxy's certificate: {changed.network_config}.")
    if changed.internet_added:
        found.append("The app, which had no right to use the network, has it now.")
    return found


def report(changed: Changed, wanted: Wanted, signer: Signer, **more: Any) -> dict[str, Any]:
    """Return what the bundle tells of the change."""
    facts = {"abi": wanted.abi, "library": wanted.library, "signer_sha256": signer.sha256, **more}
    return {**facts, **msgspec.to_builtins(changed), "misses": misses(changed)}
