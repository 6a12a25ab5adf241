"""The packet rules on a real kernel, between two network namespaces: who gets out, and whose a name look-up is."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from harness.capture.device.routes.rules import AppRules, redirect_names, refuse_names
from harness.capture.device.structs import ShellResult

UID = 12_345
TRIES = """
import os, socket, sys
uid, mark, owner, family, kind, host, port = sys.argv[1:8]
if int(uid): os.setgroups([]); os.setgid(int(uid)); os.setuid(int(uid))
s = socket.socket(getattr(socket, family), getattr(socket, kind))
if int(mark): s.setsockopt(socket.SOL_SOCKET, 36, int(mark))  # SO_MARK
if int(owner): os.fchown(s.fileno(), int(owner), -1)
s.settimeout(3)
try:
    s.connect((host, int(port)))
    s.send(b"out")
    print(s.recv(10).decode())
except OSError as error:
    print(type(error).__name__)
"""
ANSWERS = """
import selectors, socket
chosen = selectors.DefaultSelector()
hosts = ("127.0.0.1", "::1") if LOCAL else ("198.51.100.2", "fd00:7::2")
for family, host in zip((socket.AF_INET, socket.AF_INET6), hosts):
    for port in PORTS:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            s = socket.socket(family, kind)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.bind((host, port))
            if kind == socket.SOCK_STREAM: s.listen()
            chosen.register(s, selectors.EVENT_READ)
print("ready", flush=True)
while True:
    for key, _ in chosen.select():
        if key.fileobj.type == socket.SOCK_STREAM:
            c, _ = key.fileobj.accept(); c.sendall(b"WHO"); c.close()
        else:
            _, sender = key.fileobj.recvfrom(10); key.fileobj.sendto(b"WHO", sender)
"""


def can() -> bool:
    """Whether this process may make network namespaces with a link between them and filter in them."""
    if os.geteuid() != 0 or not all(
        shutil.which(name) for name in ("iptables", "ip6tables", "ip", "nsenter", "unshare")
    ):
        return False
    line = (
        "ip link add harness0 type veth peer name harness1 && iptables -w -A OUTPUT -m owner --uid-owner 1 -m mark ! "
        "--mark 0 -j REJECT && ip6tables -w -A OUTPUT -m owner --uid-owner 1 -j REJECT && iptables -w -t nat -nL OUTPUT"
    )
    return subprocess.run(["unshare", "-n", "sh", "-c", line], capture_output=True, check=False).returncode == 0


pytestmark = [pytest.mark.root, pytest.mark.skipif(not can(), reason="needs root, iptables, veth")]


@dataclass
class Kernel:
    """As much of a :class:`Link` as the rules take, on this machine's kernel in a namespace of its own."""

    pid: int
    serial: str = "this kernel"
    changes: list[Any] = field(default_factory=list)

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["nsenter", "-t", str(self.pid), "-n", *command], capture_output=True, text=True, check=False
        )

    def sudo(self, command: Sequence[str], timeout: float = 60.0) -> ShellResult:
        done = self.run(*command)
        return ShellResult(code=done.returncode, stdout=done.stdout, stderr=done.stderr)

    def must_sudo(self, *command: str, timeout: float = 60.0) -> str:
        done = self.sudo(command)
        assert done.code == 0, done.stderr
        return done.stdout

    def change(self, what: str, undo: Any, *, volatile: bool = False) -> int:
        self.changes.append(undo)
        return len(self.changes)

    def undo(self) -> None:
        for undo in reversed(self.changes):
            if undo.needed is None or self.sudo(undo.needed).code == 0:
                self.must_sudo(*undo.argv)

    def tries(
        self, host: str, port: int, *, uid: int = UID, kind: str = "SOCK_STREAM", mark: int = 0, owner: int = 0
    ) -> str:
        family = "AF_INET6" if ":" in host else "AF_INET"
        words = (str(uid), str(mark), str(owner), family, kind, host, str(port))
        return self.run(sys.executable, "-c", TRIES, *words).stdout.strip()


@contextlib.contextmanager
def waiting(*prefix: str, program: str = "") -> Iterator["subprocess.Popen[str]"]:
    program = program or "print('ready', flush=True); import time; time.sleep(600)"
    with subprocess.Popen([*prefix, sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as found:
        try:
            assert found.stdout is not None
            assert found.stdout.readline() == "ready\n"
            yield found
        finally:
            found.kill()


@pytest.fixture
def kernel() -> Iterator[Kernel]:
    """A device's namespace with servers of its own, joined to one outside, where everything is answered."""
    with waiting("unshare", "-n") as inner, waiting("unshare", "-n") as outer:
        device, world = Kernel(inner.pid), Kernel(outer.pid)
        device.must_sudo("ip", "link", "add", "d0", "type", "veth", "peer", "name", "d1", "netns", str(outer.pid))
        for one, name, number in ((device, "d0", 1), (world, "d1", 2)):
            for words in (
                ("addr", "add", f"198.51.100.{number}/24", "dev", name),
                ("addr", "add", f"fd00:7::{number}/64", "dev", name, "nodad"),
                ("link", "set", name, "up"),
                ("link", "set", "lo", "up"),
            ):
                one.must_sudo("ip", *words)

        def servers(pid: int, who: str, ports: tuple[int, ...]) -> Any:
            program = f"PORTS = {ports}\nLOCAL = {who == 'here'}\n{ANSWERS.replace('WHO', who)}"
            return waiting("nsenter", "-t", str(pid), "-n", program=program)

        with servers(outer.pid, "world", (53, 443, 853, 7000)), servers(inner.pid, "here", (7000, 5353)):
            yield device


BOTH = ("198.51.100.2", "fd00:7::2")


def test_nothing_of_the_app_gets_out_but_the_loopback(kernel: Kernel) -> None:
    for host in BOTH:
        assert kernel.tries(host, 7000) == "world", "the way is open before"
    rules = AppRules(kernel, UID)  # type: ignore[arg-type]
    rules.count()
    rules.refuse_the_rest(())
    for uid in (UID, UID + 10_000):
        for host in BOTH:
            for kind in ("SOCK_STREAM", "SOCK_DGRAM"):
                assert kernel.tries(host, 7000, uid=uid, kind=kind) in ("ConnectionRefusedError", "PermissionError")
    assert kernel.tries("127.0.0.1", 7000) == kernel.tries("::1", 7000) == "here"
    assert kernel.tries("198.51.100.2", 7000, uid=UID + 1) == "world", "another app"
    counts = rules.counts()
    assert counts["tcp"].packets > 0 and counts["tcp6"].packets > 0 and counts["udp"].packets > 0
    kernel.undo()
    assert kernel.tries("198.51.100.2", 7000) == "world"
    assert kernel.must_sudo("iptables-save").count("harness") == 0


def test_what_netd_asks_for_the_app_is_roots(kernel: Kernel) -> None:
    """As DnsResolver does: a socket of root's is marked, then given to the app's uid."""
    asks: dict[str, Any] = {"uid": 0, "mark": 0x10064, "owner": UID, "kind": "SOCK_DGRAM"}
    rules = AppRules(kernel, UID)  # type: ignore[arg-type]
    rules.count()
    rules.refuse_the_rest(())
    assert kernel.tries("198.51.100.2", 53, **asks) == "world", "the rules of the app's uid do not see it"
    assert rules.counts()["own_dns"].packets == 0
    refuse_names(kernel, ())  # type: ignore[arg-type]
    for host in BOTH:
        for port, kind in ((53, "SOCK_DGRAM"), (53, "SOCK_STREAM"), (853, "SOCK_STREAM"), (443, "SOCK_DGRAM")):
            assert kernel.tries(host, port, **(asks | {"kind": kind})) != "world", (host, port, kind)
    assert kernel.tries("198.51.100.2", 53, uid=0, kind="SOCK_DGRAM") == "world", "another program of root's"
    kernel.undo()
    assert kernel.tries("198.51.100.2", 53, **asks) == "world"


def test_what_netd_asks_is_redirected(kernel: Kernel) -> None:
    rules = AppRules(kernel, UID)  # type: ignore[arg-type]
    rules.count()
    rules.redirect(7000, 5353)
    redirect_names(kernel, 5353)  # type: ignore[arg-type]
    asks: dict[str, Any] = {"uid": 0, "mark": 0x10064, "owner": UID}
    assert kernel.tries("198.51.100.2", 53, kind="SOCK_DGRAM", **asks) == "here"
    assert kernel.tries("198.51.100.2", 53, **asks) == "here"
    assert kernel.tries("198.51.100.2", 443) == "here", "TCP of the app comes to the proxy"
    rules.refuse_the_rest(())
    refuse_names(kernel, ())  # type: ignore[arg-type]
    assert kernel.tries("198.51.100.2", 443) == "here", "also where all else is refused"
    assert kernel.tries("198.51.100.2", 53, kind="SOCK_DGRAM", **asks) == "here"
    assert kernel.tries("198.51.100.2", 7000, kind="SOCK_DGRAM") != "world"
    assert kernel.tries("198.51.100.2", 53, uid=0, kind="SOCK_DGRAM") == "world", "the harness's own look-ups"
    kernel.undo()


def test_http3_is_refused(kernel: Kernel) -> None:
    rules = AppRules(kernel, UID)  # type: ignore[arg-type]
    rules.count()
    rules.refuse("-p", "udp", "--dport", "443")
    for host in BOTH:
        assert kernel.tries(host, 443, kind="SOCK_DGRAM") in ("ConnectionRefusedError", "PermissionError")
        assert kernel.tries(host, 443) == "world"
    assert rules.counts()["quic"].packets == 1
    kernel.undo()
