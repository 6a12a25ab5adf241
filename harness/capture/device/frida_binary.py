"""The frida-server binary for a device: exactly this client's version and the device's ABI, from a known source.

Frida's client and server speak a private protocol; only equal versions are promised to understand each other
(https://frida.re/docs/android/ names the file ``frida-server-VERSION-android-ARCH.xz`` on the release page).
"""

import contextlib
import hashlib
import lzma
import os
import struct
import urllib.error
import urllib.request
from pathlib import Path

import msgspec

from harness.capture.device.errors import FridaServerMissing, WrongAbi

RELEASES = "https://github.com/frida/frida/releases/download"
ARCH = {"arm64-v8a": "arm64", "armeabi-v7a": "arm", "armeabi": "arm", "x86": "x86", "x86_64": "x86_64"}
"""Android's ABI names (NDK guide, 'Android ABIs') and those of Frida's release files."""
_MACHINES = {"arm64": (2, 183), "arm": (1, 40), "x86": (1, 3), "x86_64": (2, 62)}
"""ELF class (1: 32 bit, 2: 64 bit) and ``e_machine`` of each (System V ABI, 'Machine Information')."""
MAX_PACKED = 128 << 20
MAX_UNPACKED = 512 << 20
"""Bytes. frida-server is some 50 MB unpacked; what is much larger is something else."""
_XZ = b"\xfd7zXZ\x00"
_MEMORY = 256 << 20


class Binary(msgspec.Struct, frozen=True):
    """A frida-server ready to be pushed. ``sha256`` is of the unpacked file, ``source`` tells where it came from."""

    data: bytes
    sha256: str
    source: str


def cache_dir() -> Path:
    """Where binaries may lie between runs (XDG cache directory)."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "harness" / "frida"


def file_name(version: str, abi: str) -> str:
    """Return the release file's name without ``.xz``. Raises :class:`WrongAbi` for an ABI without a server."""
    if abi not in ARCH:
        raise WrongAbi(f"There is no frida-server for the ABI {abi!r}; Frida has {', '.join(sorted(set(ARCH)))}.")
    return f"frida-server-{version}-android-{ARCH[abi]}"


def find_binary(
    version: str,
    abi: str,
    given: Path | None = None,
    sha256: str = "",
    *,
    directory: Path | None = None,
    releases: str = RELEASES,
) -> Binary:
    """Return the server for a version and ABI: the given file, else the cache's, else the release page's.

    ``sha256`` (hex) is of the given or downloaded file as it is, packed or not. Nothing is downloaded without one: the
    page's bytes run as root on the device. Raises :class:`FridaServerMissing` or :class:`WrongAbi`.
    """
    name = file_name(version, abi)
    if given is not None:
        try:
            raw = given.read_bytes()
        except OSError as error:
            raise FridaServerMissing(f"Cannot read the frida-server {given}: {error.strerror}.") from None
        _pinned(raw, sha256, str(given))
        return _checked(raw, abi, str(given))
    directory = directory or cache_dir()
    for path in (directory / name, directory / f"{name}.xz"):
        if path.is_file():
            raw = path.read_bytes()
            _pinned(raw, sha256, str(path))
            return _checked(raw, abi, str(path))
    url = f"{releases}/{version}/{name}.xz"
    if not sha256:
        raise FridaServerMissing(
            f"There is no frida-server {version} for {abi} here. Get {url}, check it, and give it with "
            f"--frida-server FILE or put it into {directory}; or give its digest with --frida-server-sha256 and it is "
            "downloaded."
        )
    raw = _download(url)
    _pinned(raw, sha256, url)
    binary = _checked(raw, abi, url)
    with contextlib.suppress(OSError):  # without a cache the next run downloads again
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = directory / f".{name}.{os.getpid()}"
        temporary.write_bytes(raw)
        temporary.replace(directory / f"{name}.xz")
    return binary


def _download(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - https, or a test's own server
            raw: bytes = answer.read(MAX_PACKED + 1)
    except (urllib.error.URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise FridaServerMissing(
            f"Cannot download {url}: {reason}. Get the file elsewhere and give it with --frida-server FILE."
        ) from None
    if len(raw) > MAX_PACKED:
        raise FridaServerMissing(f"{url} is larger than {MAX_PACKED >> 20} MB and was not used.")
    return raw


def _pinned(raw: bytes, sha256: str, source: str) -> None:
    found = hashlib.sha256(raw).hexdigest()
    if sha256 and found != sha256.strip().lower():
        raise FridaServerMissing(f"{source} has the SHA-256 {found}, not {sha256.strip().lower()}; it was not used.")


def _checked(raw: bytes, abi: str, source: str) -> Binary:
    data = unpack(raw, source)
    machine = _machine(data, source)
    wanted = _MACHINES[ARCH[abi]]
    if machine != wanted:
        name = next((arch for arch, value in _MACHINES.items() if value == machine), f"machine {machine[1]}")
        raise WrongAbi(f"{source} is for {name}, and the device is {abi}; get the file for {ARCH[abi]}.")
    return Binary(data=data, sha256=hashlib.sha256(data).hexdigest(), source=source)


def unpack(raw: bytes, source: str) -> bytes:
    """Return the file, unpacked when it is xz. Raises :class:`FridaServerMissing` for a broken or oversized one."""
    if not raw.startswith(_XZ):
        return raw
    decompressor = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
    try:
        data = decompressor.decompress(raw, max_length=MAX_UNPACKED + 1)
    except (lzma.LZMAError, EOFError) as error:
        raise FridaServerMissing(f"{source} is not a whole xz file: {error}.") from None
    if len(data) > MAX_UNPACKED:
        raise FridaServerMissing(f"{source} unpacks to more than {MAX_UNPACKED >> 20} MB and was not used.")
    if not decompressor.eof:
        raise FridaServerMissing(f"{source} is not a whole xz file: it ends too early.")
    return data


def _machine(data: bytes, source: str) -> tuple[int, int]:
    """Return ELF class and machine. Raises :class:`FridaServerMissing` for what is no ELF program."""
    if len(data) < 20 or data[:4] != b"\x7fELF" or data[4] not in (1, 2) or data[5] != 1:
        raise FridaServerMissing(f"{source} is no Android program (it has no little-endian ELF header).")
    return data[4], struct.unpack_from("<H", data, 18)[0]
