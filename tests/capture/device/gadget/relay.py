"""A relay to a portal, which lets real processes join as ones that wait: as a gadget does in an app that starts.

An agent that Frida injects says of its process that it runs; the gadget says that it is suspended. Nothing else differs
in what they say (``PortalSession17.Join`` of Frida: the application, then the state): one number is changed on the way.
"""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator

from tests.sockets import hang_up

_SUSPENDED = 1


class Relay:
    """Where to join, and whether the portal has told a process to go on."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open = [self._listening]
        self.port: int = self._listening.getsockname()[1]
        self.resumed = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        hang_up(*self._open)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _ = self._listening.accept()
                there = socket.create_connection(("127.0.0.1", self._target), timeout=30)
                self._open += [here, there]
                threading.Thread(target=self._to_portal, args=(here, there), daemon=True).start()
                threading.Thread(target=self._from_portal, args=(there, here), daemon=True).start()

    def _to_portal(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError), source.makefile("rb") as stream:
            while (line := stream.readline()) not in (b"\r\n", b""):
                target.sendall(line)
            target.sendall(b"\r\n")
            while head := stream.read(2):
                size = head[1] & 127
                longer = stream.read({126: 2, 127: 8}.get(size, 0))
                size = int.from_bytes(longer, "big") if longer else size
                mask, payload = stream.read(4), stream.read(size)
                message = _masked(payload, mask)
                if b"re.frida.PortalSession" in message and b"Join" in message:
                    message = _suspended(message)
                target.sendall(head + longer + mask + _masked(message, mask))

    def _from_portal(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(1 << 16):
                if b"re.frida.PortalSession" in piece and b"Resume" in piece:
                    self.resumed.set()
                target.sendall(piece)


def _masked(data: bytes, mask: bytes) -> bytes:
    return bytes(byte ^ mask[number % 4] for number, byte in enumerate(data))


def _suspended(message: bytes) -> bytes:
    """Change the state in a D-Bus message whose body is ``(ssua{sv})i...``."""
    body = (16 + struct.unpack_from("<I", message, 12)[0] + 7) & ~7
    at = body
    for _ in range(2):  # identifier and name
        at = (at + 3 & ~3) + 4 + struct.unpack_from("<I", message, at + 3 & ~3)[0] + 1
    at = (at + 3 & ~3) + 4  # behind the pid
    size = struct.unpack_from("<I", message, at)[0]
    at = (at + 4 + 7 & ~7) + size
    at = at + 3 & ~3
    return message[:at] + struct.pack("<i", _SUSPENDED) + message[at + 4 :]


@contextlib.contextmanager
def relay(target: int) -> Iterator[Relay]:
    """Relay to the portal that is reached on the port ``target``."""
    made = Relay(target)
    try:
        yield made
    finally:
        made.close()
