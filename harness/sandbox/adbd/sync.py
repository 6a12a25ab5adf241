"""``sync:``, ADB's file service, versions 1 and 2 (AOSP ``SYNC.TXT`` and ``file_sync_protocol.h``)."""

from __future__ import annotations

import contextlib
import os
import stat
import struct

from harness.sandbox.disk.vfs import Vfs

from .stream import Stream, StreamClosed

_CHUNK = 64 * 1024
_MAX_PATH = 1024
_U32 = struct.Struct("<I")
_STAT_V1 = struct.Struct("<4sIII")
_STAT_V2 = struct.Struct("<4sIQQIIIIQqqq")
_DENT_V1 = struct.Struct("<4sIIII")
_DENT_V2 = struct.Struct("<4sIQQIIIIQqqqI")


class _Incoming:
    """A file or symbolic link that is being pushed. ``failure`` is what went wrong first, or empty."""

    def __init__(self, vfs: Vfs, path: str, mode: int) -> None:
        self._vfs = vfs
        self._path = path
        self._permissions = _permissions(mode)
        self._link = bytearray() if stat.S_ISLNK(mode) else None
        self._handle = -1
        self.failure = ""

    def begin(self) -> None:
        """Make the folders, and the file."""
        try:
            self._vfs.makedirs(os.path.dirname(self._path) or "/")  # noqa: PTH120 - a device's path
        except OSError as error:
            self.failure = f"secure_mkdirs failed: {error.strerror}"
            return
        if self._link is None:
            try:
                self._handle = self._vfs.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, self._permissions)
            except OSError as error:
                self.failure = f"couldn't create file: {error.strerror}"

    def take(self, data: bytes) -> None:
        """Add data; after a failure what is sent is read and dropped."""
        if self.failure:
            return
        if self._link is not None:
            self._link += data
            return
        try:
            os.write(self._handle, data)
        except OSError as error:
            self.failure = f"write failed: {error.strerror}"

    def close(self) -> None:
        """Close the file; one that failed goes."""
        if self._handle < 0:
            return
        os.close(self._handle)
        if self.failure:
            with contextlib.suppress(OSError):
                self._vfs.remove(self._path)

    def finish(self, time_s: int) -> None:
        """Make the link, or give the file its rights and time."""
        if self.failure:
            return
        try:
            if self._link is not None:
                target = bytes(self._link).rstrip(b"\0").decode("utf-8", "surrogateescape")
                self._vfs.symlink(target, self._path)
            else:
                self._vfs.chmod(self._path, self._permissions)
                self._vfs.utime(self._path, time_s)
        except OSError as error:
            self.failure = f"couldn't finish file: {error.strerror}"


class SyncService:
    """Serves requests on one stream until QUIT or its end."""

    def __init__(self, vfs: Vfs, stream: Stream) -> None:
        self._vfs = vfs
        self._stream = stream

    async def serve(self) -> None:
        """Answer requests. A malformed one ends the service, as in AOSP."""
        while True:
            request = await self._stream.read_exactly(4)
            length = await self._u32()
            if request == b"QUIT":
                return
            if length > _MAX_PATH:
                await self._fail("path too long")
                return
            path = (await self._stream.read_exactly(length)).decode("utf-8", "surrogateescape")
            if request == b"STAT":
                await self._stat_v1(path)
            elif request in (b"STA2", b"LST2"):
                await self._stream.write(self._stat_v2(request, path, follow=request == b"STA2"))
            elif request in (b"LIST", b"LIS2"):
                await self._list(path, v2=request == b"LIS2")
            elif request == b"SEND":
                path, _, mode = path.rpartition(",")
                if not path or not mode.isdigit():
                    await self._fail("missing , in ID_SEND_V1")
                    return
                await self._receive_file(path, int(mode))
            elif request == b"RECV":
                await self._send_file(path)
            elif request in (b"SND2", b"RCV2"):
                if not await self._second_version(request, path):
                    return
            else:
                await self._fail(f"unknown command {int.from_bytes(request, 'little'):08x}")
                return

    async def _second_version(self, request: bytes, path: str) -> bool:
        """Answer a request whose flags follow in a message of their own; return whether the service goes on."""
        if await self._stream.read_exactly(4) != request:
            return False
        mode = await self._u32() if request == b"SND2" else 0
        if await self._compression_refused(await self._u32()):
            return False
        if request == b"SND2":
            await self._receive_file(path, mode)
        else:
            await self._send_file(path)
        return True

    async def _u32(self) -> int:
        return int(_U32.unpack(await self._stream.read_exactly(4))[0])

    async def _fail(self, message: str) -> None:
        data = message.encode("utf-8", "replace")
        await self._stream.write(b"FAIL" + _U32.pack(len(data)) + data)

    async def _fail_os(self, what: str, error: OSError) -> None:
        await self._fail(f"{what}: {error.strerror or error}")

    async def _compression_refused(self, flags: int) -> bool:
        if flags & ~0x80000000:  # every other bit asks for a compression that was not advertised
            await self._fail(f"unknown flags: {flags}")
            return True
        return False

    async def _stat_v1(self, path: str) -> None:
        mode = size = mtime = 0
        with contextlib.suppress(OSError):
            entry = self._vfs.lstat(path)
            mode, size, mtime = entry.mode, min(entry.size, 0xFFFFFFFF), int(entry.mtime)
        await self._stream.write(_STAT_V1.pack(b"STAT", mode, size, mtime & 0xFFFFFFFF))

    def _stat_v2(self, request: bytes, path: str, *, follow: bool) -> bytes:
        try:
            entry = self._vfs.stat(path) if follow else self._vfs.lstat(path)
        except OSError as error:
            return _STAT_V2.pack(request, error.errno or 0, *([0] * 10))
        return _STAT_V2.pack(
            request, 0, entry.dev, entry.ino, entry.mode, entry.nlink, entry.uid, entry.gid, entry.size,
            int(entry.atime), int(entry.mtime), int(entry.ctime),
        )  # fmt: skip

    async def _list(self, path: str, *, v2: bool) -> None:
        names: list[str] = []
        with contextlib.suppress(OSError):
            names = [".", "..", *self._vfs.listdir(path)]
        for name in names:
            raw = name.encode("utf-8", "surrogateescape")
            try:
                entry = self._vfs.lstat(f"{path}/{name}")
            except OSError:
                continue
            if v2:
                head = _DENT_V2.pack(
                    b"DNT2", 0, entry.dev, entry.ino, entry.mode, entry.nlink, entry.uid, entry.gid, entry.size,
                    int(entry.atime), int(entry.mtime), int(entry.ctime), len(raw),
                )  # fmt: skip
            else:
                size, mtime = min(entry.size, 0xFFFFFFFF), int(entry.mtime) & 0xFFFFFFFF
                head = _DENT_V1.pack(b"DENT", entry.mode, size, mtime, len(raw))
            await self._stream.write(head + raw)
        await self._stream.write(b"DONE" + bytes((_DENT_V2 if v2 else _DENT_V1).size - 4))

    async def _send_file(self, path: str) -> None:
        try:
            handle = self._vfs.open(path, os.O_RDONLY)
        except OSError as error:
            await self._fail_os("open failed", error)
            return
        with os.fdopen(handle, "rb", buffering=0) as file:
            while True:
                try:
                    data = file.read(_CHUNK)
                except OSError as error:
                    await self._fail_os("read failed", error)
                    return
                if not data:
                    break
                await self._stream.write(b"DATA" + _U32.pack(len(data)) + data)
        await self._stream.write(b"DONE" + _U32.pack(0))

    async def _receive_file(self, path: str, mode: int) -> None:
        incoming = _Incoming(self._vfs, path, mode)
        incoming.begin()
        time_s = 0
        try:
            while True:
                kind, value = await self._stream.read_exactly(4), await self._u32()
                if kind == b"DONE":
                    time_s = value
                    break
                if kind != b"DATA" or value > _CHUNK:
                    incoming.failure = f"invalid data message: {kind!r} {value}"
                    break
                incoming.take(await self._stream.read_exactly(value))
        except StreamClosed:
            incoming.failure = "connection lost"
            raise
        finally:
            incoming.close()
        incoming.finish(time_s)
        if incoming.failure:
            await self._fail(incoming.failure)
        else:
            await self._stream.write(b"OKAY" + _U32.pack(0))


def _permissions(mode: int) -> int:
    """The bits a pushed file gets: the owner's also for group and others, as AOSP's daemon copies them."""
    mode = mode & 0o777 or 0o644
    mode |= (mode >> 3) & 0o070
    return mode | (mode >> 3) & 0o007
