"""What the user may choose about a device, apart from which one."""

from pathlib import Path
from typing import Literal

import msgspec

RouteKind = Literal["agent", "proxy", "transparent", "wireguard"]
"""How the app's traffic reaches the proxy: brought by the agent in the app, the device's global HTTP proxy, a
redirection of the app's uid, a tunnel."""

Quic = Literal["block", "decrypt", "leave"]
"""What happens to HTTP/3: refused so that apps fall back to TCP, brought to the proxy, or not touched."""


class DeviceOptions(msgspec.Struct, kw_only=True):
    """Choices of one run about its device.

    ``frida_server`` is a frida-server binary (or its ``.xz``), ``frida_server_sha256`` the digest it must have in hex.
    ``selinux_permissive`` sets SELinux permissive for the run. ``wireguard_host`` is this host as the device reaches
    it. ``replace_app`` allows to remove an app (and its data) that is on the device already. ``phone_number`` and
    ``serial_number`` are what a device that is started for the run is to have, where it can be given such. ``app`` is
    the file of the app that will be run.

    ``frida_gadget`` is a frida-gadget library or a directory with it, ``frida_gadget_sha256`` its digest. With either,
    the app itself is repackaged with the gadget in it, and no root is needed.

    ``wireguard_apk`` is the WireGuard app, for a device that has it not. ``local_networks`` are what an app reaches
    without leaving the device; a sandbox is a part of this host, whose other loopback addresses are the world to it.
    """

    frida_server: Path | None = None
    frida_server_sha256: str = ""
    selinux_permissive: bool = False
    route: RouteKind = "agent"
    quic: Quic = "block"
    wireguard_host: str = ""
    replace_app: bool = False
    app: Path | None = None
    phone_number: str = ""
    serial_number: str = ""
    frida_gadget: Path | None = None
    frida_gadget_sha256: str = ""
    wireguard_apk: Path | None = None
    local_networks: tuple[str, ...] = ("127.0.0.0/8", "::1/128")

    @property
    def gadget(self) -> bool:
        """Whether the app is to be repackaged with Frida's gadget."""
        return self.frida_gadget is not None or bool(self.frida_gadget_sha256)
