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
            elif request == b"SND2":
                if await self._stream.read_exactly(4) != b"SND2":
                    return
                mode_number, flags = await self._u32(), await self._u32()
                if await self._compression_refused(flags):
                    return
                await self._receive_file(path, mode_number)
            elif request == b"RECV":
                await self._send_file(path)
            elif request == b"RCV2":
                if await self._stream.read_exactly(4) != b"RCV2":
                    return
                if await self._compression_refused(await self._u32()):
                    return
                await self._send_file(path)
            else:
                await self._fail(f"unknown command {int.from_bytes(request, 'little'):08x}")
                return

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
        failure: str | None = None
        handle = -1
        permissions = _permissions(mode)
        link = bytearray()
        is_link = stat.S_ISLNK(mode)
        try:
            self._vfs.makedirs(os.path.dirname(path) or "/")  # noqa: PTH120 - a device's path, not this machine's
        except OSError as error:
            failure = f"secure_mkdirs failed: {error.strerror}"
        if failure is None and not is_link:
            try:
                handle = self._vfs.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, permissions)
            except OSError as error:
                failure = f"couldn't create file: {error.strerror}"
        try:
            while True:
                kind, value = await self._stream.read_exactly(4), await self._u32()
                if kind == b"DONE":
                    break
                if kind != b"DATA" or value > _CHUNK:
                    failure, value = f"invalid data message: {kind!r} {value}", 0
                    break
                data = await self._stream.read_exactly(value)
                if failure is not None:
                    continue
                if is_link:
                    link += data
                    continue
                try:
                    os.write(handle, data)
                except OSError as error:
                    failure = f"write failed: {error.strerror}"
        except StreamClosed:
            failure = "connection lost"
            raise
        finally:
            if handle >= 0:
                os.close(handle)
                if failure is not None:
                    with contextlib.suppress(OSError):
                        self._vfs.remove(path)
        if failure is None:
            try:
                if is_link:
                    self._vfs.symlink(bytes(link).rstrip(b"\0").decode("utf-8", "surrogateescape"), path)
                else:
                    self._vfs.chmod(path, permissions)
                    self._vfs.utime(path, value)
            except OSError as error:
                failure = f"couldn't finish file: {error.strerror}"
        if failure is not None:
            await self._fail(failure)
        else:
            await self._stream.write(b"OKAY" + _U32.pack(0))


def _permissions(mode: int) -> int:
    """The bits a pushed file gets: the owner's also for group and others, as AOSP's daemon copies them."""
    mode = mode & 0o777 or 0o644
    mode |= (mode >> 3) & 0o070
    return mode | (mode >> 3) & 0o007
