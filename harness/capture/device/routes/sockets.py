"""The app's sockets as the kernel lists them: where it connected, by itself, past the proxy.

Source: proc_net_tcp(5) and the kernel's ``Documentation/networking/proc_net_tcp.rst``: addresses are hexadecimal in the
machine's byte order (Android is little-endian), the eighth column is the uid.
"""

import ipaddress
import re
import threading
from typing import Any

from harness.capture.bounds import allowed
from harness.capture.device.errors import DeviceError
from harness.capture.device.link.link import Link
from harness.capture.host_clock import now_us

POLL_SECONDS = 1.0
FILES = ("tcp", "tcp6", "udp", "udp6")
DOH_HOSTS = {
    "1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "149.112.112.112", "94.140.14.14", "94.140.15.15",
    "208.67.222.222", "208.67.220.220", "223.5.5.5", "223.6.6.6", "119.29.29.29", "180.76.76.76", "101.226.4.6",
    "2606:4700:4700::1111", "2606:4700:4700::1001", "2001:4860:4860::8888", "2001:4860:4860::8844", "2620:fe::fe",
    "2400:3200::1", "2402:4e00::",
}  # fmt: skip
"""Public resolvers that also answer DNS over HTTPS, by address (each operator's own documentation)."""


def parse(text: str, uid: int) -> set[tuple[str, int]]:
    """Return the remote ends (address, port) of a uid's sockets in one ``/proc/net`` file; loopback is left out."""
    found = set()
    for line in text.splitlines()[1:]:
        words = line.split()
        if len(words) < 8 or words[7] != str(uid):
            continue
        address, _, port = words[2].partition(":")
        try:
            raw = bytes.fromhex(address)
            number = int(port, 16)
        except ValueError:
            continue
        if len(raw) not in (4, 16) or not number:
            continue
        # Each 32-bit word is in the machine's order.
        ordered = b"".join(raw[start : start + 4][::-1] for start in range(0, len(raw), 4))
        remote = ipaddress.ip_address(ordered)
        mapped = getattr(remote, "ipv4_mapped", None)
        remote = mapped or remote
        if not (remote.is_loopback or remote.is_unspecified):
            found.add((str(remote), number))
    return found


def reason(protocol: str, host: str, port: int) -> str:
    """Say what a connection past the proxy probably carries."""
    if port == 853:
        return "DNS over TLS or QUIC, past the proxy"
    if port == 53:
        return "DNS, past the proxy"
    if port == 443 and host in DOH_HOSTS:
        return "DNS over HTTPS to a public resolver, past the proxy"
    if protocol == "udp" and port == 443:
        return "QUIC, past the proxy"
    return f"raw {protocol.upper()}, past the proxy"


class Sockets:
    """Looks at the app's sockets again and again while a run goes on. A connection shorter than the pause is missed."""

    def __init__(self, link: Link, uid: int) -> None:
        """Nothing is looked at yet."""
        self._link = link
        self._uid = uid
        self._found: dict[tuple[str, str, int], int] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="sockets", daemon=True)
        self.looked = 0

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def look(self) -> None:
        """Look once. Raises :class:`DeviceError` when the device does not answer."""
        run = self._link.sudo if self._link.root is not None else self._link.shell
        # One command for all: it is asked every second. A kernel without IPv6 lacks two of the files.
        said = run(["sh", "-c", "; ".join(f"echo '= {name}'; cat /proc/net/{name}" for name in FILES)]).stdout
        now = now_us()
        for part in re.split(r"^= ", said, flags=re.MULTILINE)[1:]:
            name, _, text = part.partition("\n")
            for host, port in parse(text, self._uid):
                self._found.setdefault((name.rstrip("6"), host, port), now)
        self.looked += 1

    def _watch(self) -> None:
        while not self._stop.is_set():
            try:
                self.look()
            except DeviceError:
                return  # the run notices by itself that the device is gone
            self._stop.wait(POLL_SECONDS)

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(allowed(10))

    def rows(self) -> list[dict[str, Any]]:
        """Return what was found: ``protocol``, ``host``, ``port``, ``time_us`` (this host's clock), ``reason``."""
        return [
            {
                "protocol": protocol,
                "host": host,
                "port": port,
                "time_us": moment,
                "reason": reason(protocol, host, port),
            }
            for (protocol, host, port), moment in sorted(self._found.items(), key=lambda item: item[1])
        ]
