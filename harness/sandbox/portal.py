"""``python -m harness.sandbox.portal HOST:PORT``: the process behind a stand-in for frida-server.

Prints ``ready`` when it listens, and ends when its standard input does, so that it never outlives its device.
"""

from __future__ import annotations

import socket
import sys

import frida

_TRIES = 5


def main() -> int:
    """Serve until the input ends."""
    host, _, port = sys.argv[1].rpartition(":")
    try:
        portal = _started(frida.EndpointParameters(address=host, port=int(port)))
    except (frida.AddressInUseError, frida.InvalidArgumentError, frida.TransportError) as error:
        sys.stdout.write(f"Unable to start: {error}\n")
        return 1
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.buffer.read()
    portal.stop()
    return 0


def _started(control: frida.EndpointParameters) -> frida.PortalService:
    """Start a portal; for the processes of its own side, of which there are none, on a port that nobody else has."""
    for left in reversed(range(_TRIES)):
        cluster = frida.EndpointParameters(address="127.0.0.1", port=_free())
        portal = frida.PortalService(cluster, control)  # type: ignore[no-untyped-call]
        try:
            portal.start()
        except frida.AddressInUseError:
            if not left:
                raise
        else:
            break
    return portal


def _free() -> int:
    """Return a port that is free now: Frida takes 0 for 27052, which one portal of a machine can have."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
