"""What every route has in common: it counts the app's packets, refuses QUIC where asked, and lists its sockets."""

from typing import Any

from harness.capture.device.errors import ChangeRefused, DeviceError
from harness.capture.device.link.link import Link
from harness.capture.device.options import DeviceOptions
from harness.capture.device.routes.rules import AppRules, refuse_names, uid_of
from harness.capture.device.routes.sockets import Sockets

WHOLE_DEVICE = (
    "until the run has ended, no app of the device can look up names: Android does not say for whom its resolver asks. "
    "'harness doctor --mend' ends that after a run that was killed."
)
"""What a sinkhole with root does to the other apps."""


class WatchedRoute:
    """Base of the routes. A subclass sets itself up in ``apply``."""

    passing: tuple[str, ...] = ()
    """Network interfaces by which the app's packets come to the proxy, as iptables names them; the loopback besides."""

    def __init__(self, link: Link, options: DeviceOptions, network: str = "live") -> None:
        """Nothing is set up yet. With the ``network`` a ``sinkhole`` nothing of the app may leave the device."""
        self.link = link
        self.options = options
        self.sinkhole = network == "sinkhole"
        self.rules: AppRules | None = None
        self.sockets: Sockets | None = None
        self.before = len(link.journal.changes)
        self._mine: set[int] = set()

    def watch(self, package: str) -> dict[str, Any]:
        """Begin to count (with root) and to list sockets; return what is counted and refused.

        In a sinkhole ``held`` says whether the device itself lets nothing else of the app out, and ``open`` what it
        does not stop; ``whole_device`` is in words what it does to other apps.
        """
        uid = uid_of(self.link, package)
        said: dict[str, Any] = {"uid": uid, "quic": self.options.quic, "counted": False}
        if self.link.root is not None:
            try:
                rules = AppRules(self.link, uid)
                rules.count()
                if self.options.quic == "block":
                    rules.refuse("-p", "udp", "--dport", "443")
                self.rules, said["counted"] = rules, True
            except ChangeRefused as error:
                said["not_counted"] = str(error)
        if self.options.quic == "block" and self.rules is None:
            said["quic"] = "leave"
        if self.sinkhole:
            said["open"] = self._hold(said)
            said["held"] = not said["open"]
        self.sockets = Sockets(self.link, uid)
        self.sockets.start()
        return said

    def _hold(self, said: dict[str, Any]) -> list[str]:
        """Refuse all else that the app sends, and its names; return what stays open."""
        if self.rules is None:
            return [
                str(said.get("not_counted", ""))
                or "the device gives no root, so no packet rule keeps the app from the network"
            ]
        try:
            self.rules.refuse_the_rest(self.passing)
            if refuse_names(self.link, self.passing):
                said["whole_device"] = WHOLE_DEVICE
        except ChangeRefused as error:
            return [str(error)]
        return [
            f"the kernel takes no rules of {tool}: {what} is not held"
            for tool, what in (("iptables", "IPv4"), ("ip6tables", "IPv6"))
            if tool not in self.rules.tools
        ]

    def undo(self) -> None:
        """Stop watching; the journal takes back the rest."""
        if self.sockets is not None:
            self.sockets.stop()

    def passed_by(self) -> list[dict[str, Any]]:
        """Return the app's direct connections, then one row for each kind of packets that was counted."""
        rows = [] if self.sockets is None else self.sockets.rows()
        if self.rules is not None:
            try:
                counts = self.rules.counts()
            except DeviceError:
                return rows
            for kind, count in counts.items():
                if count.packets:
                    rows.append({"kind": kind, "packets": count.packets, "size": count.size})
        return rows
