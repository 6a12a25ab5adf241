"""Redirection of the app's uid to mitmproxy's transparent mode, in the network namespace that both share.

mitmproxy asks the kernel where a redirected connection was meant to go (``SO_ORIGINAL_DST``), which only works in the
namespace that redirected it. So this route is for containers: redroid with the harness in its network namespace
(docker's ``network_mode: service:...``). Source: https://docs.mitmproxy.org/stable/howto/transparent/.
"""

import os
from typing import Any

from harness.capture.device.errors import ChangeRefused, NoRoot
from harness.capture.device.routes.rules import redirect_names
from harness.capture.device.routes.watched import WatchedRoute
from harness.capture.device.structs import ProxyAddress

_NAMESPACE = "/proc/self/ns/net"


class TransparentRoute(WatchedRoute):
    """All TCP and DNS of one uid; nothing is configured on the device but packet rules."""

    def apply(self, proxy: ProxyAddress, package: str) -> dict[str, Any]:
        """Redirect the app. Raises :class:`NoRoot`, or :class:`ChangeRefused` outside of the device's namespace."""
        link = self.link
        if link.root is None:
            raise NoRoot(
                f"The device {link.serial} gives no root, which the transparent route needs; use another --route."
            )
        here, there = os.readlink(_NAMESPACE), link.must_sudo("readlink", _NAMESPACE).strip()  # noqa: PTH115 - no file
        if here != there:
            raise ChangeRefused(
                f"The transparent route needs the harness in the network namespace of {link.serial} (it is in {there}, "
                f"this program in {here}): run it as docker-compose.yml does, or use --route wireguard or --route "
                "proxy."
            )
        said = self.watch(package)
        if self.rules is None:
            raise ChangeRefused(f"The kernel of {link.serial} takes no packet rules: {said.get('not_counted', '')}")
        self.rules.refuse(tools=("ip6tables",))
        self.rules.redirect(proxy.port, proxy.dns_port)
        if proxy.dns_port:
            redirect_names(link, proxy.dns_port)
        said["ipv6"] = "refused, so that the app falls back to IPv4"
        misses = ["UDP other than DNS (counted)"]
        if self.options.quic == "decrypt":
            said["quic"] = "block"
            misses.append("HTTP/3: mitmproxy's transparent mode takes TCP only on Linux, so QUIC is refused")
            self.rules.refuse("-p", "udp", "--dport", "443")
        misses.append("whose DNS question it was: Android's resolver asks for all apps, as root")
        catches = ["all TCP of the app's uid", "the DNS of every app, as Android's resolver asks it"]
        return {"kind": "transparent", "catches": catches, "misses": misses, **said}

    def passed_by(self) -> list[dict[str, Any]]:
        """Return UDP only: every TCP socket was redirected, though the device shows its old destination."""
        return [row for row in super().passed_by() if row.get("protocol") == "udp" or "kind" in row]
