"""Packet rules for one app: counting what it sends, refusing QUIC or IPv6, redirecting to the proxy.

All rules are in chains of our own, entered by the app's uid, so that undoing is deleting the entry and the chain.
Sources: iptables-extensions(8) (``owner``, ``REJECT``, ``REDIRECT``); AOSP ``system/netd`` (each app has its own uid;
netd keeps chains of its own, which stay untouched). Rules do not survive a reboot.
"""

import re
import secrets
from typing import Literal

import msgspec

from harness.capture.device.errors import ChangeRefused
from harness.capture.device.journal import Command
from harness.capture.device.link import Link, one_line

Tool = Literal["iptables", "ip6tables"]
TOOLS: tuple[Tool, ...] = ("iptables", "ip6tables")
_REFUSE = {"iptables": "icmp-port-unreachable", "ip6tables": "icmp6-port-unreachable"}
_COUNTED = {
    "dns": ("-p", "udp", "--dport", "53"),
    "dns_tcp": ("-p", "tcp", "--dport", "53"),
    "dns_over_tls": ("-p", "tcp", "--dport", "853"),
    "quic": ("-p", "udp", "--dport", "443"),
    "tcp": ("-p", "tcp"),
    "udp": ("-p", "udp"),
}
"""What is counted: DNS over TLS has its own port (RFC 7858), QUIC that of HTTPS (RFC 9114)."""
_COUNTER = re.compile(r"^\s*(\d+)\s+(\d+)\s")


class Count(msgspec.Struct, frozen=True):
    """Packets and bytes that the app sent of one kind."""

    packets: int
    size: int


class AppRules:
    """The rules of one app on one device."""

    def __init__(self, link: Link, uid: int) -> None:
        """Nothing is done yet. ``uid`` is the app's."""
        self._link = link
        self._uid = uid
        self.chain = f"harness_{secrets.token_hex(4)}"
        self._tools: list[Tool] = []

    def count(self) -> None:
        """Count what the app sends to anywhere but the device itself."""
        for tool in TOOLS:
            if not self._enter(tool, "filter"):
                continue
            self._tools.append(tool)
            self._add(tool, "filter", "-o", "lo", "-j", "RETURN")
            for match in _COUNTED.values():
                self._add(tool, "filter", *match)

    def refuse(self, *match: str, tools: tuple[Tool, ...] = TOOLS) -> None:
        """Refuse what matches, loudly, so that the app tries something else at once. After :meth:`count`."""
        for tool in tools:
            if tool in self._tools:
                self._add(tool, "filter", *match, "-j", "REJECT", "--reject-with", _REFUSE[tool])

    def redirect(self, port: int, dns_port: int) -> None:
        """Redirect the app's TCP and DNS to ports of the device's own network namespace."""
        if not self._enter("iptables", "nat"):
            raise ChangeRefused(f"The kernel of {self._link.serial} has no nat table, which this route needs.")
        self._add("iptables", "nat", "-o", "lo", "-j", "RETURN")
        self._add("iptables", "nat", "-p", "tcp", "-j", "REDIRECT", "--to-ports", str(port))
        if dns_port:
            self._add("iptables", "nat", "-p", "udp", "--dport", "53", "-j", "REDIRECT", "--to-ports", str(dns_port))

    def counts(self) -> dict[str, Count]:
        """Return what the app sent so far, by kind, IPv4 and IPv6 (``6`` after the kind) apart."""
        found: dict[str, Count] = {}
        for tool in self._tools:
            said = self._link.must_sudo(tool, "-w", "-t", "filter", "-nvxL", self.chain)
            rows = [match for line in said.splitlines() if (match := _COUNTER.match(line))]
            # The first rule lets the loopback pass; then one rule for each kind, in order.
            for kind, row in zip(_COUNTED, rows[1:], strict=False):
                found[kind + ("6" if tool == "ip6tables" else "")] = Count(int(row[1]), int(row[2]))
        return found

    def _enter(self, tool: Tool, table: str) -> bool:
        """Make the chain and its entry; ``False`` when the kernel has no such table."""
        link, base = self._link, [tool, "-w", "-t", table]
        entry = ["OUTPUT", "-m", "owner", "--uid-owner", str(self._uid), "-j", self.chain]
        if link.sudo([*base, "-nL", "OUTPUT"]).code != 0:
            return False
        known = [*base, "-nL", self.chain]
        link.change(f"the chain {self.chain} of {tool}", Command([*base, "-X", self.chain], True, known), volatile=True)
        link.change(f"the rules of {tool}", Command([*base, "-F", self.chain], True, known), volatile=True)
        link.change(
            f"the entry of {tool}", Command([*base, "-D", *entry], True, [*base, "-C", *entry]), volatile=True
        )  # fmt: skip
        for words in (["-N", self.chain], ["-I", *entry]):
            done = link.sudo([*base, *words])
            if done.code != 0:
                raise ChangeRefused(f"{tool} refused {' '.join(words)} on {link.serial}: {one_line(done.stderr)}.")
        return True

    def _add(self, tool: Tool, table: str, *rule: str) -> None:
        done = self._link.sudo([tool, "-w", "-t", table, "-A", self.chain, *rule])
        if done.code != 0:
            raise ChangeRefused(f"{tool} refused '{' '.join(rule)}' on {self._link.serial}: {one_line(done.stderr)}.")


def uid_of(link: Link, package: str) -> int:
    """Return an installed app's uid. Raises :class:`ChangeRefused` when the device does not tell."""
    for command in (["pm", "list", "packages", "-U", package], ["dumpsys", "package", package]):
        said = link.shell(command).stdout
        match = re.search(rf"^package:{re.escape(package)} uid:(\d+)", said, re.MULTILINE) or re.search(
            r"^\s*(?:userId|appId)=(\d+)", said, re.MULTILINE
        )
        if match:
            return int(match[1])
    raise ChangeRefused(f"The device {link.serial} does not tell the uid of {package}.")
