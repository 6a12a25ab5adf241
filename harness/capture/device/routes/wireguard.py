"""A WireGuard tunnel for this app alone, from the WireGuard app on the device to mitmproxy's WireGuard mode.

Everything the app sends goes through it, UDP and so HTTP/3 included. The WireGuard app is made ready as root
(``wireguard_app.py``), the tunnel's file is put into its directory, and the tunnel is switched by its broadcasts.
Sources: https://docs.mitmproxy.org/stable/concepts/modes/#wireguard; wireguard-android's
``TunnelManager.IntentReceiver`` (the actions ``SET_TUNNEL_UP`` and ``SET_TUNNEL_DOWN`` with the extra ``tunnel``) and
``FileConfigStore`` (``files/NAME.conf``); wg-quick(8) for the file. ``IncludedApplications`` is wireguard-android's own
key. UDP does not go through adb, so the device must reach this host by an address.
"""

import re
import secrets
from typing import Any

from harness.capture.device.errors import ChangeRefused, NoRoot
from harness.capture.device.journal import Command
from harness.capture.device.routes import wireguard_app
from harness.capture.device.routes.watched import WatchedRoute
from harness.capture.device.routes.wireguard_app import APP, FILES
from harness.capture.device.structs import ProxyAddress

_RECEIVER = f"{APP}/.model.TunnelManager$IntentReceiver"
_UP_TRIES = 30
_ADDRESS = re.compile(r"^\s*Address\s*=\s*([0-9.]+)", re.MULTILINE | re.IGNORECASE)
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


def has_tunnel(said: str, address: str) -> bool:
    """Whether ``ip addr`` shows a tunnel that is up, with this address of its own (any, when it is not known)."""
    for part in re.split(r"^(?=\d+: )", said, flags=re.MULTILINE):
        head = part.partition("\n")[0]
        mine = re.search(rf"^\s*inet {re.escape(address)}/", part, re.MULTILINE) if address else True
        if mine and re.match(r"\d+: tun\d+[@:]", head) and re.search(r"<[^>]*\bUP\b", head):
            return True
    return False


class WireGuardRoute(WatchedRoute):
    """A tunnel for one app."""

    passing = ("tun+",)

    def apply(self, proxy: ProxyAddress, package: str) -> dict[str, Any]:
        """Put the tunnel up. Raises :class:`NoRoot`, or :class:`ChangeRefused` when the tunnel does not come up."""
        link = self.link
        if link.root is None:
            raise NoRoot(f"The device {link.serial} gives no root, which placing the tunnel needs; use --route proxy.")
        host = self.options.wireguard_host or (EMULATOR_HOST if link.serial.startswith("emulator-") else "")
        if not host:
            raise ChangeRefused(
                f"WireGuard does not go through adb: give this host's address as {link.serial} reaches it with "
                "--wireguard-host."
            )
        wireguard_app.prepare(link, self.options.wireguard_apk)
        name = f"h{secrets.token_hex(5)}"
        place = f"{FILES}/{name}.conf"
        link.change(f"the tunnel {name}", Command(["rm", "-f", place], True))
        wireguard_app.place(link, place, client_file(proxy.tunnel, package, f"{host}:{proxy.tunnel_port}").encode())
        down = ["am", "broadcast", "-a", f"{APP}.action.SET_TUNNEL_DOWN", "-n", _RECEIVER, "-e", "tunnel", name]
        link.change(f"the tunnel {name} is up", Command(down, True), volatile=True)
        link.must_sudo("am", "broadcast", "-a", f"{APP}.action.SET_TUNNEL_UP", "-n", _RECEIVER, "-e", "tunnel", name)
        self._up(name, proxy.tunnel)
        said = self.watch(package)
        if self.options.quic == "decrypt":
            said["quic"] = "decrypt"
        return {
            "kind": "wireguard",
            "catches": ["all TCP and UDP of the app, with its DNS"],
            "misses": ["what other apps send for it (download manager, WebView's service on some versions)"],
            **said,
        }

    def _up(self, name: str, tunnel: str) -> None:
        """See that this tunnel is up, not another: Android calls a VPN's interface ``tunN``; its address is ours."""
        address = match[1] if (match := _ADDRESS.search(tunnel)) else ""
        for _ in range(_UP_TRIES):
            if has_tunnel(self.link.shell(["ip", "addr"]).stdout, address):
                return
            self.link.must("sleep", "0.5")
        raise ChangeRefused(
            f"WireGuard on {self.link.serial} did not put the tunnel {name} up within {_UP_TRIES // 2} s, though it "
            "may be a VPN and be controlled: 'adb logcat -d' there says why. A VPN that is always on is in its way."
        )

    def passed_by(self) -> list[dict[str, Any]]:
        """Return the counts only: the app's sockets show destinations that the tunnel carries."""
        return [row for row in super().passed_by() if "kind" in row]
