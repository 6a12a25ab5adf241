"""A WireGuard tunnel for this app alone, from the WireGuard app on the device to mitmproxy's WireGuard mode.

Everything the app sends goes through it, UDP and so HTTP/3 included. The tunnel's file is put into the WireGuard app's
directory as root, and the tunnel is switched by the app's broadcast interface. Sources:
https://docs.mitmproxy.org/stable/concepts/modes/#wireguard; wireguard-android's ``TunnelManager.IntentReceiver`` (the
actions ``SET_TUNNEL_UP`` and ``SET_TUNNEL_DOWN`` with the extra ``tunnel``, obeyed only with 'Allow control by external
apps' on) and ``FileConfigStore`` (``files/NAME.conf``); wg-quick(8) for the file. ``IncludedApplications`` is
wireguard-android's own key. UDP does not go through adb, so the device must reach this host by an address.
"""

import re
import secrets
from typing import Any

from harness.capture.device.errors import ChangeRefused, NoRoot
from harness.capture.device.journal import Command
from harness.capture.device.protocol import ProxyAddress
from harness.capture.device.routes.rules import uid_of
from harness.capture.device.routes.watched import WatchedRoute

APP = "com.wireguard.android"
_RECEIVER = f"{APP}/.model.TunnelManager$IntentReceiver"
_FILES = f"/data/data/{APP}/files"
EMULATOR_HOST = "10.0.2.2"
"""This host's loopback, seen from the Android Emulator (its networking documentation)."""


def client_file(tunnel: str, package: str, endpoint: str) -> str:
    """Return mitmproxy's client file limited to one app, with the endpoint that the device reaches."""
    lines = []
    for line in tunnel.splitlines():
        key = line.partition("=")[0].strip().lower()
        if key == "endpoint":
            line = f"Endpoint = {endpoint}"
        if key == "allowedips":
            # Also IPv6, or the app's IPv6 would leave beside the tunnel.
            line = "AllowedIPs = 0.0.0.0/0, ::/0"
        lines.append(line)
        if line.strip().lower() == "[interface]":
            lines.append(f"IncludedApplications = {package}")
    return "\n".join(lines) + "\n"


class WireGuardRoute(WatchedRoute):
    """A tunnel for one app."""

    passing = ("tun+",)

    def apply(self, proxy: ProxyAddress, package: str) -> dict[str, Any]:
        """Put the tunnel up. Raises :class:`NoRoot`, or :class:`ChangeRefused` when the tunnel does not come up."""
        link = self.link
        if link.root is None:
            raise NoRoot(f"The device {link.serial} gives no root, which placing the tunnel needs; use --route proxy.")
        if link.shell(["pm", "path", APP]).code != 0:
            raise ChangeRefused(
                f"{APP} is not on {link.serial}: install WireGuard there, and switch 'Allow control by external "
                "apps' on."
            )
        host = self.options.wireguard_host or (EMULATOR_HOST if link.serial.startswith("emulator-") else "")
        if not host:
            raise ChangeRefused(
                f"WireGuard does not go through adb: give this host's address as {link.serial} reaches it with "
                "--wireguard-host."
            )
        name = f"h{secrets.token_hex(5)}"
        place = f"{_FILES}/{name}.conf"
        link.change(f"the tunnel {name}", Command(["rm", "-f", place], True))
        link.write_root(client_file(proxy.tunnel, package, f"{host}:{proxy.tunnel_port}").encode(), place, 0o600)
        owner = uid_of(link, APP)
        link.must_sudo("chown", f"{owner}:{owner}", place)
        link.sudo(["restorecon", place])
        link.must("am", "force-stop", APP)  # it reads its files when it starts
        down = ["am", "broadcast", "-a", f"{APP}.action.SET_TUNNEL_DOWN", "-n", _RECEIVER, "-e", "tunnel", name]
        link.change(f"the tunnel {name} is up", Command(down, True), volatile=True)
        link.must_sudo("am", "broadcast", "-a", f"{APP}.action.SET_TUNNEL_UP", "-n", _RECEIVER, "-e", "tunnel", name)
        self._up(name)
        said = self.watch(package)
        if self.options.quic == "decrypt":
            said["quic"] = "decrypt"
        return {
            "kind": "wireguard",
            "catches": ["all TCP and UDP of the app, with its DNS"],
            "misses": ["what other apps send for it (download manager, WebView's service on some versions)"],
            **said,
        }

    def _up(self, name: str) -> None:
        """See that there is a tunnel: Android names a VPN's interface ``tunN``."""
        for _ in range(20):
            if re.search(r"^\d+: tun\d+:.*\bUP\b", self.link.shell(["ip", "link"]).stdout, re.MULTILINE):
                return
            self.link.must("sleep", "0.5")
        raise ChangeRefused(
            f"WireGuard on {self.link.serial} did not put the tunnel {name} up: open it once, allow its VPN, and "
            "switch 'Allow control by external apps' on in its settings."
        )

    def passed_by(self) -> list[dict[str, Any]]:
        """Return the counts only: the app's sockets show destinations that the tunnel carries."""
        return [row for row in super().passed_by() if "kind" in row]
