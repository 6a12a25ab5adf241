"""Frida's binaries for a device: exactly this client's version and the device's ABI, from a known source.

Frida's parts speak a private protocol; only equal versions are promised to understand each other
(https://frida.re/docs/android/ names the file ``frida-server-VERSION-android-ARCH.xz`` on the release page; beside it
lies ``frida-gadget-VERSION-android-ARCH.so.xz``).
"""

import contextlib
import hashlib
import lzma
import os
import re
import struct
import urllib.error
import urllib.request
from pathlib import Path

import msgspec

from harness.capture.device.errors import DeviceError, FridaGadgetMissing, FridaServerMissing, WrongAbi

RELEASES = "https://github.com/frida/frida/releases/download"
ARCH = {"arm64-v8a": "arm64", "armeabi-v7a": "arm", "armeabi": "arm", "x86": "x86", "x86_64": "x86_64"}
"""Android's ABI names (NDK guide, 'Android ABIs') and those of Frida's release files."""
_MACHINES = {"arm64": (2, 183), "arm": (1, 40), "x86": (1, 3), "x86_64": (2, 62)}
"""ELF class (1: 32 bit, 2: 64 bit) and ``e_machine`` of each (System V ABI, 'Machine Information')."""
MAX_PACKED = 128 << 20
MAX_UNPACKED = 512 << 20
"""Bytes. frida-server is some 50 MB unpacked, the gadget half of that; what is much larger is something else."""
_NAMED = re.compile(r"frida-[a-z]+-(\d+(?:\.\d+)+)-.*")
_XZ = b"\xfd7zXZ\x00"
_MEMORY = 256 << 20


class Kind(msgspec.Struct, frozen=True):
    """One of Frida's binaries: its name and option, how its file's name ends, the error of one that is not there."""

    name: str
    ending: str
    missing: type[DeviceError]


SERVER = Kind("frida-server", "", FridaServerMissing)
GADGET = Kind("frida-gadget", ".so", FridaGadgetMissing)


class Binary(msgspec.Struct, frozen=True):
    """A binary ready to be used. ``sha256`` is of the unpacked file, ``source`` tells where it came from."""

    data: bytes
    sha256: str
    source: str


def cache_dir() -> Path:
    """Where binaries may lie between runs (XDG cache directory)."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "harness" / "frida"


def file_name(version: str, abi: str, kind: Kind = SERVER) -> str:
    """Return the release file's name without ``.xz``. Raises :class:`WrongAbi` for an ABI without one."""
    if abi not in ARCH:
        raise WrongAbi(f"There is no {kind.name} for the ABI {abi!r}; Frida has {', '.join(sorted(set(ARCH)))}.")
    return f"{kind.name}-{version}-android-{ARCH[abi]}{kind.ending}"


def find_binary(
    version: str,
    abi: str,
    given: Path | None = None,
    sha256: str = "",
    kind: Kind = SERVER,
    *,
    directory: Path | None = None,
    releases: str = RELEASES,
) -> Binary:
    """Return the binary for a version and ABI: the given file, else the cache's, else the release page's.

    ``given`` may be a directory, which is then the cache. ``sha256`` (hex) is of the given or downloaded file as it is,
    packed or not. Nothing is downloaded without one: the page's bytes run as root on the device, or as the app. Raises
    the kind's own error (:class:`FridaServerMissing`, :class:`FridaGadgetMissing`) or :class:`WrongAbi`.
    """
    name = file_name(version, abi, kind)
    if given is not None and given.is_dir():
        directory, given = given, None
    if given is not None:
        named = _NAMED.fullmatch(given.name)
        if named and named[1] != version:
            raise kind.missing(
                f"{given} is of version {named[1]} by its name, and Frida here is {version}: get {name}.xz."
            )
        try:
            raw = given.read_bytes()
        except OSError as error:
            raise kind.missing(f"Cannot read the {kind.name} {given}: {error.strerror}.") from None
        _pinned(raw, sha256, str(given), kind)
        return _checked(raw, abi, str(given), kind)
    directory = directory or cache_dir()
    for path in (directory / name, directory / f"{name}.xz"):
        if path.is_file():
            raw = path.read_bytes()
            _pinned(raw, sha256, str(path), kind)
            return _checked(raw, abi, str(path), kind)
    url = f"{releases}/{version}/{name}.xz"
    if not sha256:
        raise kind.missing(
            f"There is no {kind.name} {version} for {abi} here. Get {url}, check it, and give it with "
            f"--{kind.name} FILE or put it into {directory}; or give its digest with --{kind.name}-sha256 and it is "
            "downloaded."
        )
    raw = _download(url, kind)
    _pinned(raw, sha256, url, kind)
    binary = _checked(raw, abi, url, kind)
    with contextlib.suppress(OSError):  # without a cache the next run downloads again
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = directory / f".{name}.{os.getpid()}"
        temporary.write_bytes(raw)
        temporary.replace(directory / f"{name}.xz")
    return binary


def _download(url: str, kind: Kind) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - https, or a test's own server
            raw: bytes = answer.read(MAX_PACKED + 1)
    except (urllib.error.URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise kind.missing(
            f"Cannot download {url}: {reason}. Get the file elsewhere and give it with --{kind.name} FILE."
        ) from None
    if len(raw) > MAX_PACKED:
        raise kind.missing(f"{url} is larger than {MAX_PACKED >> 20} MB and was not used.")
    return raw


def _pinned(raw: bytes, sha256: str, source: str, kind: Kind) -> None:
    found = hashlib.sha256(raw).hexdigest()
    if sha256 and found != sha256.strip().lower():
        raise kind.missing(f"{source} has the SHA-256 {found}, not {sha256.strip().lower()}; it was not used.")


def _checked(raw: bytes, abi: str, source: str, kind: Kind) -> Binary:
    data = unpack(raw, source, kind)
    machine = _machine(data, source, kind)
    wanted = _MACHINES[ARCH[abi]]
    if machine != wanted:
        name = next((arch for arch, value in _MACHINES.items() if value == machine), f"machine {machine[1]}")
        raise WrongAbi(f"{source} is for {name}, and the device is {abi}; get the file for {ARCH[abi]}.")
    return Binary(data=data, sha256=hashlib.sha256(data).hexdigest(), source=source)


def unpack(raw: bytes, source: str, kind: Kind = SERVER) -> bytes:
    """Return the file, unpacked when it is xz. Raises the kind's own error for a broken or oversized one."""
    if not raw.startswith(_XZ):
        return raw
    decompressor = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
    try:
        data = decompressor.decompress(raw, max_length=MAX_UNPACKED + 1)
    except (lzma.LZMAError, EOFError) as error:
        raise kind.missing(f"{source} is not a whole xz file: {error}.") from None
    if len(data) > MAX_UNPACKED:
        raise kind.missing(f"{source} unpacks to more than {MAX_UNPACKED >> 20} MB and was not used.")
    if not decompressor.eof:
        raise kind.missing(f"{source} is not a whole xz file: it ends too early.")
    return data


def _machine(data: bytes, source: str, kind: Kind) -> tuple[int, int]:
    """Return ELF class and machine. Raises the kind's own error for what is no ELF program."""
    if len(data) < 20 or data[:4] != b"\x7fELF" or data[4] not in (1, 2) or data[5] != 1:
        raise kind.missing(f"{source} is no Android program (it has no little-endian ELF header).")
    return data[4], struct.unpack_from("<H", data, 18)[0]
