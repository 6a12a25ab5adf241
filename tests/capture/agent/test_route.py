"""The agent's route in a program without Java: every way into the network, and that the program cannot tell."""

import io
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from mitmproxy.io import FlowReader

from harness.capture.agent.session import Child
from harness.capture.device.structs import AgentRoute
from harness.capture.proxy.proxy import Proxy
from harness.capture.proxy.told import Told
from harness.catalog.points import load_points
from harness.evidence.flows import exchange_from_flow
from harness.evidence.rows import Connection
from tests.capture.agent.host import Host, hosted
from tests.sockets import listening

pytestmark = pytest.mark.e2e

OUTSIDE = "127.0.0.2"
LOCAL = ("127.0.0.1/32", "::1/128")
POINTS = [point for point in load_points() if point.id.startswith("native.")]


def unread(port: int) -> bool:
    """Whether anything waits at a port for whoever listens there: connections to be taken, or bytes to be read.

    Linux, ``Documentation/networking/proc_net_tcp.rst``: ``rx_queue`` of a socket; of one that listens, its backlog.
    """
    for table in ("tcp", "tcp6"):
        for line in Path("/proc/net", table).read_text("ascii").splitlines()[1:]:
            _, local, _, _, queues, *_ = line.split()
            if int(local.rpartition(":")[2], 16) == port and int(queues.rpartition(":")[2], 16):
                return True
    return False


class Routed:
    """A program with the agent and its route in it, and the proxy they lead to."""

    def __init__(self, host: Host, proxy: Proxy, flows: io.BytesIO, rows: list[Connection]) -> None:
        self.host, self.proxy, self.flows, self.rows = host, proxy, flows, rows

    def run(self, code: str) -> Any:
        return self.host.run(f"import socket, select, errno, ctypes, struct; {code}")

    def raw(self, to: str, code: str, family: str = "AF_INET") -> Any:
        """Run code with ``s``, a TCP socket that is connected to ``to``."""
        return self.run(f"s = socket.socket(socket.{family}); s.connect({to}); {code}; s.close()")

    def exchanges(self) -> list[Any]:
        self.host.agent.flush()
        deadline = time.monotonic() + 60
        while (unread(self.proxy.port) or self.proxy.recorder.idle_seconds < 0.1) and time.monotonic() < deadline:
            time.sleep(0.02)  # what the program sent has to arrive
        self.proxy.stop()
        flows = FlowReader(io.BytesIO(self.flows.getvalue())).stream()
        return [exchange_from_flow(flow, index) for index, flow in enumerate(flows)]

    def said(self) -> dict[tuple[str, int], list[bytes]]:
        """What was sent raw, by host and port."""
        found: dict[tuple[str, int], list[bytes]] = {}
        for exchange in self.exchanges():
            sent = b"".join(message.data for message in exchange.messages if message.from_client)
            found.setdefault((exchange.host, exchange.port), []).append(sent)
        return found


@contextmanager
def routed(
    ca: Path, network: str = "sinkhole", port: int = 0, on_child: Any = None, through: Callable[[int], int] = int,
    **more: Any,
) -> Iterator[Routed]:  # fmt: skip
    flows, rows = io.BytesIO(), []
    proxy = Proxy(flows, rows.append, network=network, ca_dir=ca, kind="agent").start()  # type: ignore[arg-type]
    address = proxy.address()
    route = AgentRoute(
        port=port or through(address.port), token=address.token, sinkhole=network == "sinkhole", local=LOCAL, **more
    )
    told = Told(proxy, rows.append)
    try:
        with hosted(POINTS, route=route, on_route=told.take, on_child=on_child) as host:
            assert all(hook.resolved for hook in host.hooks if hook.point in ("native.connect", "native.sendto"))
            yield Routed(host, proxy, flows, rows)
    finally:
        proxy.stop()


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ca")


TCP = {
    "blocking": "s.connect(@@); s.sendall(b'said')",
    "with a time-out": "s.settimeout(60); s.connect(@@); s.sendall(b'said')",
    "non-blocking": (
        "s.setblocking(False); answer = s.connect_ex(@@); select.select([], [s], [], 5); s.sendall(b'said')"
    ),
    "epoll, edge-triggered": (
        "s.setblocking(False); e = select.epoll(); e.register(s, select.EPOLLOUT | select.EPOLLET); s.connect_ex(@@); "
        "answer = bool([x for x in e.poll(5) if x[1] & select.EPOLLOUT] or e.poll(5)); s.sendall(b'said')"
    ),
    "connect asked again": (
        "s.setblocking(False); s.connect_ex(@@); select.select([], [s], [], 5); answer = s.connect_ex(@@), "
        "errno.errorcode[s.connect_ex(@@)]; s.sendall(b'said')"
    ),
    "writev first": "s.connect(@@); import os; os.writev(s.fileno(), [b'sa', b'id'])",
    "sendmsg first": "s.connect(@@); s.sendmsg([b'sa', b'id'])",
    "sendfile first": (
        "s.connect(@@); import os, tempfile; f = tempfile.TemporaryFile(); f.write(b'said'); f.flush(); "
        "os.sendfile(s.fileno(), f.fileno(), 0, 4)"
    ),
    "fast open": "answer = s.sendto(b'said', socket.MSG_FASTOPEN, @@)",
    "fast open by sendmsg": "answer = s.sendmsg([b'said'], [], socket.MSG_FASTOPEN, @@)",
    "a duplicate": "s.connect(@@); d = s.dup(); d.sendall(b'said'); answer = d.getpeername(); d.close()",
    "a bound socket": "s.bind(('127.0.0.1', 0)); s.connect(@@); s.sendall(b'said')",
    "after fork": (
        "import os; pid = os.fork(); done = pid or (s.connect(@@), s.sendall(b'said'), s.close(), os._exit(0)); "
        "answer = os.waitpid(pid, 0)[1]"
    ),
}


@pytest.mark.parametrize("network", ["sinkhole", "live"])
def test_tcp_however_it_is_opened_and_begun(ca: Path, network: str) -> None:
    with listening(OUTSIDE) as server, routed(ca, network) as found:
        port = server.getsockname()[1]
        heard: list[bytes] = []

        def serve() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with client:
                    heard.append(client.recv(100))

        threading.Thread(target=serve, daemon=True).start()
        for name, code in TCP.items():
            answer = found.run(f"s = socket.socket(); {code.replace('@@', repr((OUTSIDE, port)))}; s.close()")
            assert answer not in ("OSError", "BrokenPipeError", "ConnectionRefusedError"), (name, answer)
            if name == "non-blocking":
                assert answer == 115
            elif name == "connect asked again":
                assert answer in ((0, "EISCONN"), (106, "EISCONN")), "as the system itself answers"
            elif name == "a duplicate":
                assert answer == (OUTSIDE, port)
        said = found.said()
    assert said[OUTSIDE, port] == [b"said"] * len(TCP)
    assert heard == ([] if network == "sinkhole" else [b"said"] * len(TCP))


def test_the_ends_are_those_it_was_made_for(ca: Path) -> None:
    with routed(ca) as found:
        v4 = found.raw("('203.0.113.9', 5000)", "answer = s.getpeername(), s.getsockname(), s.getsockopt(1, 4)")
        mapped = found.raw("('::ffff:203.0.113.9', 5001)", "answer = s.getpeername(), s.getsockname()", "AF_INET6")
        v6 = found.raw("('2001:db8::9', 5002)", "answer = s.getpeername()", "AF_INET6")
        short = found.raw(
            "('203.0.113.9', 5003)",
            "b = ctypes.create_string_buffer(b'x' * 16, 16); n = ctypes.c_uint32(8); "
            "r = ctypes.CDLL(None).getpeername(s.fileno(), b, ctypes.byref(n)); "
            "answer = r, n.value, b.raw[4:8], b.raw[8:9]",
        )
    assert v4[0] == ("203.0.113.9", 5000) and v4[2] == 0
    assert v4[1][0] != "127.0.0.1" and v4[1][1] > 0
    assert mapped[0][:2] == ("::ffff:203.0.113.9", 5001)
    assert mapped[1][0] == f"::ffff:{v4[1][0]}"
    assert v6[:2] == ("2001:db8::9", 5002)
    assert short == (0, 16, bytes([203, 0, 113, 9]), b"x"), "cut as the system cuts it"


def test_the_observation_and_the_flow_have_one_port(ca: Path) -> None:
    with routed(ca) as found:
        row = found.host.of(
            "import socket; s = socket.create_connection(('203.0.113.9', 5000)); s.sendall(b'x'); s.close()",
            "native.connect",
        )[0]
        (exchange,) = found.exchanges()
    assert row.args[0].fields["remote"].text == "203.0.113.9:5000"
    local = row.args[0].fields["local"].text
    assert local is not None and local.endswith(f":{exchange.client_port}")


def test_the_devices_own_servers_are_left_alone(ca: Path) -> None:
    code = (
        "l = socket.create_server(('127.0.0.1', 0)); s = socket.create_connection(l.getsockname()); t, a = l.accept(); "
        "u = socket.socket(socket.AF_UNIX); v, w = socket.socketpair(); "
        "answer = a == s.getsockname() and s.getpeername() == l.getsockname(); "
        "d = socket.socket(2, 2); d.bind(('127.0.0.1', 0)); e = socket.socket(2, 2); e.sendto(b'x', d.getsockname()); "
        "answer = answer and d.recvfrom(9)[1][0] == '127.0.0.1'"
    )
    with routed(ca) as found:
        assert found.run(code) is True
        assert found.run("socket.socket().connect(('127.0.0.1', 1))") == "ConnectionRefusedError"
        assert found.exchanges() == []


def test_bad_calls_fail_as_they_do_without(ca: Path) -> None:
    codes = [
        f"libc = ctypes.CDLL(None, use_errno=True); r = libc.{call}; answer = r, ctypes.get_errno()"
        for call in (
            "connect(-1, struct.pack('HHI8x', 2, 5, 0x0971cb), 16)",
            "connect(socket.socket().fileno(), 8, 16)",
            "connect(socket.socket().detach(), 8, 16)",
            "connect(socket.socket().detach(), struct.pack('HHI8x', 2, 5, 0x0971cb), 3)",
            "connect(socket.socket().detach(), struct.pack('HHI16xI', 10, 5, 0, 0), 28)",
            "sendto(socket.socket(2, 2).detach(), b'x', 1, 0, ctypes.c_void_p(-8), 16)",
            "sendmsg(socket.socket(2, 2).detach(), 8, 0)",
            "getpeername(socket.socket().detach(), 8, 8)",
            "getsockname(1, 8, 8)",
        )
    ]
    with hosted([], hooked=False) as plain, routed(ca) as found:
        for code in codes:
            code = f"import socket, struct, ctypes; {code}"
            assert found.host.run(code) == plain.run(code), code


def test_names_are_invented_in_a_sinkhole(ca: Path) -> None:
    look = "answer = [x[4][0] for x in socket.getaddrinfo({}, 80, {}, socket.SOCK_STREAM)]"
    with routed(ca) as found:
        one, again, two = (found.run(look.format(repr(n), 0)) for n in ("a.example", "A.Example", "b.example"))
        literal = found.run(look.format("'203.0.113.9'", 0))
        six = found.run(
            "import socket\ntry: socket.getaddrinfo('a.example', 80, socket.AF_INET6)\n"
            "except OSError as e: answer = type(e).__name__"
        )
        local = found.run(look.format("'localhost'", "socket.AF_INET"))
        canon = found.run("answer = socket.getaddrinfo('a.example', 80, 0, 1, 0, socket.AI_CANONNAME)[0][3]")
        old = found.run("answer = socket.gethostbyname_ex('a.example')[0], socket.gethostbyname_ex('a.example')[2]")
    assert one == again and one != two
    assert one[0].startswith("198.18.") and len(one) == 1
    assert (literal, local, six, canon) == (["203.0.113.9"], ["127.0.0.1"], "gaierror", "a.example")
    assert old == ("a.example", one)


DATAGRAMS = {
    "sendto": "answer = u.sendto(b'said', TO)",
    "sendmsg": "answer = u.sendmsg([b'sa', b'id'], [], 0, TO)",
    "connected, send": "u.connect(TO); answer = u.send(b'said')",
    "connected, write": "u.connect(TO); import os; answer = os.write(u.fileno(), b'said')",
    "connected, writev": "u.connect(TO); import os; answer = os.writev(u.fileno(), [b'sa', b'id'])",
    "bound": "u.bind(('', 0)); answer = u.sendto(b'said', TO)",
}


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
@pytest.mark.parametrize("network", ["sinkhole", "live"])
def test_datagrams_however_they_are_sent(ca: Path, network: str, family: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server, routed(ca, network) as found:
        server.bind((OUTSIDE, 0))
        server.settimeout(60)
        port = server.getsockname()[1]
        to = (OUTSIDE, port) if family == "AF_INET" else (f"::ffff:{OUTSIDE}", port)
        for name, code in DATAGRAMS.items():
            code = code.replace("TO", repr(to)).replace("('', 0)", "('', 0)" if family == "AF_INET" else "('::', 0)")
            assert found.run(f"u = socket.socket(socket.{family}, 2); {code}") == 4, name
            if network == "live":
                got, sender = server.recvfrom(100)
                assert got == b"said"
                server.sendto(b"back", sender)
                assert found.run("u.settimeout(60); answer = u.recvfrom(100)")[1][:2] == to
        said = found.said()
        if network == "sinkhole":
            server.settimeout(0.2)
            with pytest.raises(TimeoutError):
                server.recv(100)
    assert said[OUTSIDE, port] == [b"said"] * len(DATAGRAMS)


def test_a_datagram_sockets_ends(ca: Path) -> None:
    with routed(ca) as found:
        ends = found.run(
            "u = socket.socket(2, 2); u.connect(('203.0.113.9', 5000)); answer = u.getpeername(), u.getsockname()"
        )
        tcp = found.raw("('203.0.113.9', 5000)", "answer = s.getsockname()")
    assert ends[0] == ("203.0.113.9", 5000)
    assert ends[1][0] == tcp[0], "the address that an app learns of itself in this way is the device's"


def test_http3_is_refused(ca: Path) -> None:
    with routed(ca) as found:
        assert found.run("u = socket.socket(2, 2); u.sendto(b'q', ('203.0.113.9', 443))") == "ConnectionRefusedError"
        code = "u = socket.socket(2, 2); u.connect(('203.0.113.8', 443)); u.send(b'q'); u.send(b'q')"
        assert found.run(code) == "ConnectionRefusedError"
        deadline = time.monotonic() + 60
        while len(found.rows) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert [(row.state, row.host, row.port) for row in found.rows] == [
            ("refused", "203.0.113.9", 443), ("refused", "203.0.113.8", 443),
        ]  # fmt: skip


def test_http3_left_alone_is_a_datagram(ca: Path) -> None:
    with routed(ca, refuse_quic=False) as found:
        assert found.run("u = socket.socket(2, 2); answer = u.sendto(b'said', ('203.0.113.9', 443))") == 4
        assert found.said() == {("203.0.113.9", 443): [b"said"]}


def test_to_many_ends_in_a_sinkhole_only(ca: Path) -> None:
    with routed(ca) as found:
        assert found.run("u = socket.socket(2, 2); answer = u.sendto(b'said', ('239.255.255.250', 1900))") == 4
        assert found.said() == {("239.255.255.250", 1900): [b"said"]}


def test_without_the_proxy_the_app_meets_a_refusal(ca: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with routed(ca, port=port) as found:
        assert found.run("socket.create_connection(('203.0.113.9', 80), 5)") == "ConnectionRefusedError"
        deadline = time.monotonic() + 60
        while not found.rows and time.monotonic() < deadline:
            time.sleep(0.02)
        (row,) = found.rows
    assert (row.state, row.host, row.port) == ("denied", "203.0.113.9", 80)


def test_many_threads_at_once(ca: Path) -> None:
    code = (
        "import threading\n"
        "def one(i):\n"
        "    for j in range(20):\n"
        "        with socket.create_connection((f'203.0.113.{i}', 1000 + j)) as s:\n"
        "            s.sendall(f'{i} {j}'.encode())\n"
        "            wrong.extend([s.getpeername()] * (s.getpeername() != (f'203.0.113.{i}', 1000 + j)))\n"
        "wrong = []\n"
        "threads = [threading.Thread(target=one, args=(i,)) for i in range(10)]\n"
        "[t.start() for t in threads]; [t.join() for t in threads]\n"
        "answer = wrong\n"
    )
    with routed(ca) as found:
        assert found.host.run(f"import socket\n{code}") == []
        said = found.said()
    assert said == {(f"203.0.113.{i}", 1000 + j): [f"{i} {j}".encode()] for i in range(10) for j in range(20)}


def test_a_forked_process_with_an_agent_of_its_own(ca: Path) -> None:
    waiting: queue.SimpleQueue[Child | None] = queue.SimpleQueue()
    code = (
        "import os, socket\npid = os.fork()\n"
        "if pid == 0:\n"
        "  s = socket.create_connection(('203.0.113.9', 5000)); s.sendall(b'said')\n"
        "  u = socket.socket(2, 2); u.sendto(b'said', ('203.0.113.9', 5001)); import time; time.sleep(0.2)\n"
        "  os._exit(7 if s.getpeername() == ('203.0.113.9', 5000) else 1)\n"
        "else: answer = os.waitpid(pid, 0)[1]"
    )
    with routed(ca, on_child=waiting.put) as found:

        def work() -> None:
            while (child := waiting.get()) is not None:
                found.host.agent.attach(child.pid, "child", origin="fork")
                child.let_go(True)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        assert found.host.run(code) == 7 << 8
        waiting.put(None)
        thread.join(30)
        assert found.said() == {("203.0.113.9", 5000): [b"said"], ("203.0.113.9", 5001): [b"said"]}
