"""The agent in the app brings its connections to the proxy: no packet rules, no VPN, no proxy setting, no root.

A port of the device's loopback leads through ``adb reverse`` to the proxy; what the app connects to elsewhere, the
agent connects there (``hooks/agent/src/native/route.ts``). The idea is that of HTTP Toolkit's ``native-connect-hook``.
"""

from typing import Any

from harness.capture.device.routes.watched import WatchedRoute
from harness.capture.device.structs import AgentRoute, ProxyAddress

CATCHES = [
    "TCP of the app, over IPv4 and IPv6, whatever stack it uses, with the name it looked up",
    "UDP of the app, each datagram with its content; HTTP/3 is refused",
]
MISSES = [
    "processes without the agent (isolated ones, those that could not be hooked)",
    "code that makes system calls without libc",
    "what an app still says after the server has closed its half: adb carries whole connections, so it ends for both",
    "connections refused by the real server: the app sees them made, then closed",
    "what other apps send for it (download manager, Play services)",
    "datagrams to many (multicast, broadcast), where the network is open",
]


class AgentsRoute(WatchedRoute):
    """Connections made elsewhere by the agent."""

    told: AgentRoute | None = None
    """What the agent must know, once the route is set up."""

    def apply(self, proxy: ProxyAddress, package: str) -> dict[str, Any]:
        """Forward a port of the device's loopback to the proxy."""
        port = self.link.reverse(proxy.port)
        self.told = AgentRoute(
            port=port,
            token=proxy.token,
            sinkhole=self.sinkhole,
            refuse_quic=self.options.quic != "leave",
            local=self.options.local_networks,
        )
        said = self.watch(package)
        said["quic"] = "block" if self.told.refuse_quic else "leave"
        return {"kind": "agent", "catches": CATCHES, "misses": MISSES, **said}
