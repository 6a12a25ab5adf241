"""The plainest way: the device's global HTTP proxy, reached through ``adb reverse``. Needs no root and nothing of the
kernel.

Source: Android's ``Settings.Global.HTTP_PROXY`` (``host:port``; ``:0`` is none) and ``ProxyInfo``: the platform's HTTP
stacks and WebView obey it, and any app may ignore it.
"""

from typing import Any

from harness.capture.device.routes.watched import WatchedRoute
from harness.capture.device.structs import ProxyAddress

_PROXY = "http_proxy"
MISSES = [
    "apps and libraries that ignore the global proxy (raw sockets, Flutter, many native libraries)",
    "DNS queries",
    "UDP, and so HTTP/3, where it is not refused",
    "the network's own checks by other apps are caught too: this proxy is the whole device's",
]


class HttpProxyRoute(WatchedRoute):
    """The global HTTP proxy."""

    def apply(self, proxy: ProxyAddress, package: str) -> dict[str, Any]:
        """Forward a port of the device's loopback to the proxy and make it the global proxy."""
        port = self.link.reverse(proxy.port)
        self.link.put_setting("global", _PROXY, f"127.0.0.1:{port}")
        said = self.watch(package)
        catches = ["HTTP and HTTPS of stacks that obey the proxy"]
        return {"kind": "proxy", "port": port, "catches": catches, "misses": MISSES, **said}
