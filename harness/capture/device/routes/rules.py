"""Packet rules for one app: counting what it sends, refusing QUIC or IPv6, redirecting to the proxy.

All rules are in chains of our own, entered by the app's uid, so that undoing is deleting the entry and the chain.
Sources: iptables-extensions(8) (``owner``, ``mark``, ``REJECT``, ``REDIRECT``); AOSP ``system/netd`` (each app has its
own uid; netd keeps chains of its own, which stay untouched); ``Process.toSdkSandboxUid`` (from Android 13 an app's SDK
sandbox has the uid 10000 above its own). An isolated process has a uid of its own and no permission for the network.
Rules do not survive a reboot.

What Android's resolver asks for an app is not the app's to these rules: the kernel's ``owner`` match reads who opened
the socket (``net/netfilter/xt_owner.c``, ``f_cred->fsuid``), and that is netd, root, also after it gives the socket to
the app's uid. Its sockets carry a mark (DnsResolver's ``res_send.cpp``), those of other programs of root do not.
"""

import re
import secrets
from collections.abc import Sequence
from typing import Literal

import msgspec

from harness.capture.device.errors import ChangeRefused
from harness.capture.device.journal import Command
from harness.capture.device.link.link import Link
from harness.capture.device.link.outputs import one_line

Tool = Literal["iptables", "ip6tables"]
TOOLS: tuple[Tool, ...] = ("iptables", "ip6tables")
_REFUSE = {"iptables": "icmp-port-unreachable", "ip6tables": "icmp6-port-unreachable"}
SDK_SANDBOX = 10_000
"""How far the uid of an app's SDK sandbox is above the app's own."""
_RESOLVER = ("-m", "owner", "--uid-owner", "0", "-m", "mark", "!", "--mark", "0")
"""netd, as it asks name servers."""
_NAMES = (("udp", "53"), ("tcp", "53"), ("tcp", "853"), ("udp", "443"))
"""DNS, DNS over TLS, and over HTTP/3 (RFC 7858, 9114)."""
_COUNTED = {
    "own_dns": ("-p", "udp", "--dport", "53"),
    "own_dns_tcp": ("-p", "tcp", "--dport", "53"),
    "dns_over_tls": ("-p", "tcp", "--dport", "853"),
    "quic": ("-p", "udp", "--dport", "443"),
    "tcp": ("-p", "tcp"),
    "udp": ("-p", "udp"),
}
"""What is counted: DNS over TLS has its own port (RFC 7858), QUIC that of HTTPS (RFC 9114). ``own_dns`` is what the
app asks past Android's resolver."""
_HERE = {"iptables": "127.0.0.0/8", "ip6tables": "::1/128"}
"""The device itself, by address: what is redirected there keeps, for ``-o``, the interface it was to take."""
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
        self._owners = [("-m", "owner", "--uid-owner", str(each)) for each in (uid, uid + SDK_SANDBOX)]
        self.chain = f"harness_{secrets.token_hex(4)}"
        self.tools: list[Tool] = []

    def count(self) -> None:
        """Count what the app sends to anywhere but the device itself."""
        for tool in TOOLS:
            if not self._enter(tool, "filter"):
                continue
            self.tools.append(tool)
            self._add(tool, "filter", "-o", "lo", "-j", "RETURN")
            for match in _COUNTED.values():
                self._add(tool, "filter", *match)

    def refuse(self, *match: str, tools: tuple[Tool, ...] = TOOLS) -> None:
        """Refuse what matches, loudly, so that the app tries something else at once. After :meth:`count`."""
        for tool in tools:
            if tool in self.tools:
                self._add(tool, "filter", *match, "-j", "REJECT", "--reject-with", _REFUSE[tool])

    def refuse_the_rest(self, passing: tuple[str, ...]) -> None:
        """Refuse whatever does not go to the device itself or by the interfaces ``passing``. After everything else."""
        for tool in self.tools:
            self._add(tool, "filter", "-d", _HERE[tool], "-j", "RETURN")
            for name in passing:
                self._add(tool, "filter", "-o", name, "-j", "RETURN")
            self._add(tool, "filter", "-j", "REJECT", "--reject-with", _REFUSE[tool])

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
        for tool in self.tools:
            said = self._link.must_sudo(tool, "-w", "-t", "filter", "-nvxL", self.chain)
            rows = [match for line in said.splitlines() if (match := _COUNTER.match(line))]
            # The first rule lets the loopback pass; then one rule for each kind, in order.
            for kind, row in zip(_COUNTED, rows[1:], strict=False):
                found[kind + ("6" if tool == "ip6tables" else "")] = Count(int(row[1]), int(row[2]))
        return found

    def _enter(self, tool: Tool, table: str) -> bool:
        return _enter(self._link, tool, table, self.chain, self._owners)

    def _add(self, tool: Tool, table: str, *rule: str) -> None:
        _add(self._link, tool, table, self.chain, *rule)


def _enter(link: Link, tool: Tool, table: str, chain: str, matches: Sequence[tuple[str, ...]]) -> bool:
    """Make a chain and its entries, one for each match; ``False`` when the kernel has no such table."""
    base = [tool, "-w", "-t", table]
    entries = [["OUTPUT", *match, "-j", chain] for match in matches]
    if link.sudo([*base, "-nL", "OUTPUT"]).code != 0:
        return False
    known = [*base, "-nL", chain]
    link.change(f"the chain {chain} of {tool}", Command([*base, "-X", chain], True, known), volatile=True)
    link.change(f"the rules of {tool}", Command([*base, "-F", chain], True, known), volatile=True)
    for entry in entries:
        link.change(
            f"the entry of {tool}", Command([*base, "-D", *entry], True, [*base, "-C", *entry]), volatile=True
        )  # fmt: skip
    for words in (["-N", chain], *(["-I", *entry] for entry in entries)):
        done = link.sudo([*base, *words])
        if done.code != 0:
            raise ChangeRefused(f"{tool} refused {' '.join(words)} on {link.serial}: {one_line(done.stderr)}.")
    return True


def _add(link: Link, tool: Tool, table: str, chain: str, *rule: str) -> None:
    done = link.sudo([tool, "-w", "-t", table, "-A", chain, *rule])
    if done.code != 0:
        raise ChangeRefused(f"{tool} refused '{' '.join(rule)}' on {link.serial}: {one_line(done.stderr)}.")


def refuse_names(link: Link, passing: tuple[str, ...]) -> bool:
    """Refuse what Android's resolver asks, for every app: it cannot be told for whom; return whether that is so now.

    Raises :class:`ChangeRefused`.
    """
    entered = False
    chain = f"harness_{secrets.token_hex(4)}"
    for tool in TOOLS:
        if _enter(link, tool, "filter", chain, [_RESOLVER]):
            entered = True
            _add(link, tool, "filter", chain, "-d", _HERE[tool], "-j", "RETURN")
            for name in ("lo", *passing):
                _add(link, tool, "filter", chain, "-o", name, "-j", "RETURN")
            for protocol, port in _NAMES:
                refused = ("-j", "REJECT", "--reject-with", _REFUSE[tool])
                _add(link, tool, "filter", chain, "-p", protocol, "--dport", port, *refused)
    return entered


def redirect_names(link: Link, port: int) -> None:
    """Redirect what Android's resolver asks to a port of the device's own network namespace, for every app."""
    chain = f"harness_{secrets.token_hex(4)}"
    if _enter(link, "iptables", "nat", chain, [_RESOLVER]):
        for protocol in ("udp", "tcp"):
            to = ("-j", "REDIRECT", "--to-ports", str(port))
            _add(link, "iptables", "nat", chain, "-p", protocol, "--dport", "53", *to)


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
