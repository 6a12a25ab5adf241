"""The traffic of an app on an adb device: who is trusted, the way to the proxy, and what goes past it."""

from typing import Any

from harness.capture.device.adb.base import AdbBase
from harness.capture.device.options import RouteKind
from harness.capture.device.routes.agent import AgentsRoute
from harness.capture.device.routes.route import choose_route
from harness.capture.device.structs import AgentRoute, ProxyAddress
from harness.capture.device.trust import trust


class AdbTraffic(AdbBase):
    """The trust store's and the routes' part."""

    def trust_ca(self, certificate_pem: bytes) -> None:
        """Put the certificate into the system store; with the gadget, into the app that is installed next."""
        if self._gadget is not None:
            self._gadget.authority_pem = certificate_pem
        else:
            trust(self.link, certificate_pem)

    def route_kind(self, hooked: bool = True) -> RouteKind:
        """Return how the app's traffic will come to the proxy, which the proxy must know before it starts."""
        return "proxy" if self.options.route == "agent" and not hooked else self.options.route

    def route_traffic(self, proxy: ProxyAddress, package: str, hooked: bool = True) -> dict[str, Any]:
        """Send the app's traffic to the proxy; return what the route catches and misses, for the bundle."""
        self.unroute_traffic()
        self._run.route = choose_route(self.link, self.options, self.route_kind(hooked), self._run.network)
        return self._run.route.apply(proxy, package)

    def agent_route(self) -> AgentRoute | None:
        """Return what the agent needs, when it is the route."""
        return self._run.route.told if isinstance(self._run.route, AgentsRoute) else None

    def routed(self, pid: int) -> None:
        """Nothing to do: Android's packet rules let out by user and port, whichever process it is."""

    def unroute_traffic(self) -> None:
        """Undo the route."""
        route, self._run.route = self._run.route, None
        if route is not None:
            route.undo()

    def network(self, mode: str) -> None:
        """Remember it: the route takes the packet rules that hold the app, whose uid is known once it is installed."""
        self._run.network = mode

    def denied_connections(self) -> list[dict[str, Any]]:
        """A plain adb device refuses none."""
        return []

    def shells_called(self) -> dict[str, int]:
        """An Android has all of its methods."""
        return {}

    def connections(self) -> list[dict[str, Any]]:
        """Return the app's connections that the device shows and the route does not bring to the proxy."""
        return self._run.route.passed_by() if self._run.route is not None else []
