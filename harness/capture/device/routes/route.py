"""From the user's choice to a route, and what all routes share."""

from typing import Any, Protocol

from harness.capture.device.link.link import Link
from harness.capture.device.options import DeviceOptions, RouteKind
from harness.capture.device.structs import ProxyAddress


class Route(Protocol):
    """One way for the app's traffic to the proxy. Its changes are in the journal; ``undo`` takes them back early."""

    def apply(self, proxy: ProxyAddress, package: str) -> dict[str, Any]:
        """Set it up; return ``kind``, ``catches``, ``misses`` and what was chosen, for the bundle."""

    def undo(self) -> None:
        """Take it back."""

    def passed_by(self) -> list[dict[str, Any]]:
        """Return the connections that went past the proxy, as far as the device shows them."""


def choose_route(link: Link, options: DeviceOptions, kind: RouteKind, network: str) -> Route:
    """Return the route of a kind; ``network`` is ``sinkhole`` where nothing of the app may leave, else ``live``."""
    if kind == "agent":
        from harness.capture.device.routes.agent import AgentsRoute

        return AgentsRoute(link, options, network)
    if kind == "transparent":
        from harness.capture.device.routes.transparent import TransparentRoute

        return TransparentRoute(link, options, network)
    if kind == "wireguard":
        from harness.capture.device.routes.wireguard import WireGuardRoute

        return WireGuardRoute(link, options, network)
    from harness.capture.device.routes.http_proxy import HttpProxyRoute

    return HttpProxyRoute(link, options, network)
