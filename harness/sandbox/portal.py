"""``python -m harness.sandbox.portal HOST:PORT``: the process behind a stand-in for frida-server.

Prints ``ready`` when it listens, and ends when its standard input does, so that it never outlives its device.
"""

from __future__ import annotations

import sys

import frida


def main() -> int:
    """Serve until the input ends."""
    host, _, port = sys.argv[1].rpartition(":")
    cluster = frida.EndpointParameters(address="127.0.0.1", port=0)
    portal = frida.PortalService(  # type: ignore[no-untyped-call]
        cluster, frida.EndpointParameters(address=host, port=int(port))
    )
    try:
        portal.start()
    except (frida.AddressInUseError, frida.InvalidArgumentError, frida.TransportError) as error:
        sys.stdout.write(f"Unable to start: {error}\n")
        return 1
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.buffer.read()
    portal.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
