"""Routes: what they set up, count, refuse and miss; the sockets of an app; and everything taken back."""

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.capture.device.errors import ChangeRefused, NoRoot
from harness.capture.device.options import DeviceOptions
from harness.capture.device.protocol import ProxyAddress
from harness.capture.device.routes.rules import AppRules, uid_of
from harness.capture.device.routes.sockets import parse, reason
from harness.capture.device.routes.wireguard import client_file
from tests.capture.device.attached import Bench, bench
from tests.sandbox.apks import apk

PACKAGE = "com.example.app"
PROXY = ProxyAddress(port=9, dns_port=53530, tunnel="", tunnel_port=51820)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(tmp_path_factory.mktemp("device"), root="su") as found:
        path = tmp_path_factory.mktemp("app") / "app.apk"
        path.write_bytes(apk())
        for name in (PACKAGE, "com.wireguard.android"):
            path.write_bytes(apk(package=name))
            found.client.device(found.serial).sync.push(path, "/data/local/tmp/app.apk")
            assert "Success" in found.out("pm install /data/local/tmp/app.apk")
        found.out("rm /data/local/tmp/app.apk")
        yield found


def rules(one: Bench, tool: str = "iptables", table: str = "filter") -> str:
    return one.out(f"su -c '{tool} -t {table} -S'")


def applied(one: Bench, **words: object) -> tuple[object, dict[str, object]]:
    device = one.device(options=DeviceOptions(**words))  # type: ignore[arg-type]
    device.begin()
    return device, device.route_traffic(PROXY, PACKAGE)


def test_the_global_proxy_with_root(one: Bench) -> None:
    before = one.facts()
    device, said = applied(one)
    uid = uid_of(device, PACKAGE)  # type: ignore[arg-type]
    assert said["kind"] == "proxy"
    assert said["counted"] is True
    assert said["misses"]
    host, _, port = one.out("settings get global http_proxy").strip().partition(":")
    assert host == "127.0.0.1"
    assert f"tcp:{port}" in one.facts()["reverses"]
    text = rules(one)
    assert f"-A OUTPUT -m owner --uid-owner {uid} -j harness_" in text
    assert "-p udp --dport 443 -j REJECT --reject-with icmp-port-unreachable" in text
    assert "-p udp --dport 443 -j REJECT --reject-with icmp6-port-unreachable" in rules(one, "ip6tables")
    device.close()  # type: ignore[attr-defined]
    after = one.facts()
    assert {key: after[key] for key in after if after[key] != before[key]} == {}


def test_quic_left_alone_by_choice(one: Bench) -> None:
    device, said = applied(one, quic="leave")
    assert said["quic"] == "leave"
    assert "REJECT" not in rules(one)
    device.close()  # type: ignore[attr-defined]


def test_without_root_quic_cannot_be_refused_and_it_says_so(tmp_path: Path) -> None:
    with bench(tmp_path / "state", root="none") as other:
        other.client.device(other.serial).sync.push(_written(tmp_path), "/data/local/tmp/app.apk")
        other.out("pm install /data/local/tmp/app.apk")
        device, said = applied(other)
        assert said["quic"] == "leave"
        assert said["counted"] is False
        device.close()  # type: ignore[attr-defined]


def _written(directory: Path) -> Path:
    path = directory / "app.apk"
    path.write_bytes(apk())
    return path


def test_transparent_in_one_network_namespace(one: Bench) -> None:
    device, said = applied(one, route="transparent", quic="decrypt")
    assert said["quic"] == "block"
    nat = rules(one, table="nat")
    assert "-p tcp -j REDIRECT --to-ports 9" in nat
    assert "-p udp --dport 53 -j REDIRECT --to-ports 53530" in nat
    assert "-j REJECT --reject-with icmp6-port-unreachable" in rules(one, "ip6tables")
    device.close()  # type: ignore[attr-defined]
    assert "harness" not in rules(one, table="nat") + rules(one) + rules(one, "ip6tables")


def test_transparent_elsewhere_is_refused(one: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    device = one.device(options=DeviceOptions(route="transparent"))
    device.begin()
    monkeypatch.setattr("os.readlink", lambda path: "net:[1]")
    with pytest.raises(ChangeRefused, match="in the network namespace of"):
        device.route_traffic(PROXY, PACKAGE)
    device.close()


@pytest.mark.parametrize("kind", ["transparent", "wireguard"])
def test_routes_that_need_root(tmp_path: Path, kind: str) -> None:
    with bench(tmp_path / "state", root="none") as other:
        device = other.device(options=DeviceOptions(route=kind))  # type: ignore[arg-type]
        device.begin()
        with pytest.raises(NoRoot, match="--route"):
            device.route_traffic(PROXY, PACKAGE)


def test_a_tunnel_that_does_not_come_up(one: Bench) -> None:
    before = one.facts()
    device = one.device(options=DeviceOptions(route="wireguard", wireguard_host="192.0.2.7"))
    device.begin()
    with pytest.raises(ChangeRefused, match="did not put the tunnel"):
        device.route_traffic(PROXY, PACKAGE)
    device.close()
    after = one.facts()
    assert {key: after[key] for key in after if after[key] != before[key]} == {}
    assert one.out("su -c 'ls /data/data/com.wireguard.android/files'").strip() == ""


def test_wireguard_needs_an_address(one: Bench) -> None:
    device = one.device(options=DeviceOptions(route="wireguard"))
    device.begin()
    with pytest.raises(ChangeRefused, match="--wireguard-host"):
        device.route_traffic(PROXY, PACKAGE)
    device.close()


def test_the_tunnels_file_is_for_one_app() -> None:
    given = "[Interface]\nPrivateKey = k=\nAddress = 10.0.0.1/32\n\n[Peer]\nPublicKey = p=\nAllowedIPs = 0.0.0.0/0\n"
    text = client_file(given + "Endpoint = 127.0.0.1:1\n", PACKAGE, "10.0.2.2:51820")
    assert text.splitlines()[:2] == ["[Interface]", f"IncludedApplications = {PACKAGE}"]
    assert "Endpoint = 10.0.2.2:51820" in text
    assert "AllowedIPs = 0.0.0.0/0, ::/0" in text
    assert "PrivateKey = k=" in text


def test_rules_are_counted_by_kind(one: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    device = one.device()
    device.begin()
    app = AppRules(device, 10_100)
    app.count()
    assert {count.packets for count in app.counts().values()} == {0}
    head = "Chain harness (1 references)\n    pkts      bytes target prot opt in out source destination\n"
    rows = "".join(
        f"{' ' * 6}{n} {n * 100} {'RETURN' if n == 1 else ''} all -- * * 0.0.0.0/0 0.0.0.0/0\n" for n in range(1, 8)
    )
    monkeypatch.setattr(device, "must_sudo", lambda *command, **words: head + rows)
    counts = app.counts()
    assert (counts["dns"].packets, counts["dns"].size) == (2, 200)
    assert (counts["quic"].packets, counts["udp6"].size) == (5, 700)
    monkeypatch.undo()
    device.close()


def hexed(address: str, port: int) -> str:
    raw = ipaddress.ip_address(address).packed
    words = [raw[start : start + 4][::-1].hex().upper() for start in range(0, len(raw), 4)]
    return f"{''.join(words)}:{port:04X}"


def row(remote: str, port: int, uid: int) -> str:
    local = "0.0.0.0" if ":" not in remote else "::"  # noqa: S104 - text of a table
    return f"   0: {hexed(local, 5)} {hexed(remote, port)} 01 00000000:00000000 00:00000000 00000000 {uid} 0 4711 1"


def test_sockets_by_uid() -> None:
    head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
    lines = [
        head,
        row("93.184.216.34", 443, 10_100),
        row("93.184.216.34", 443, 10_200),
        row("127.0.0.1", 80, 10_100),
        row("2606:4700::6810:84e5", 853, 10_100),
        row("::ffff:203.0.113.5", 80, 10_100),
        row("0.0.0.0", 0, 10_100),  # noqa: S104 - text of a table
        "   9: nonsense",
        "   9: zz:zz zz:zz 01 0 0 0 10100",
    ]
    assert parse("\n".join(lines), 10_100) == {
        ("93.184.216.34", 443),
        ("2606:4700::6810:84e5", 853),
        ("203.0.113.5", 80),
    }
    assert parse("", 10_100) == set()


def test_what_passes_by_has_a_name() -> None:
    assert "DNS over TLS" in reason("tcp", "1.2.3.4", 853)
    assert "DNS over HTTPS" in reason("tcp", "223.5.5.5", 443)
    assert "QUIC" in reason("udp", "1.2.3.4", 443)
    assert reason("udp", "1.2.3.4", 53).startswith("DNS,")
    assert reason("tcp", "1.2.3.4", 5222) == "raw TCP, past the proxy"


def test_this_machines_own_table_has_that_shape() -> None:
    """The kernel's real table is read the same way: a socket of this test is found by its inode's row."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("198.51.100.9", 4242))  # UDP: nothing is sent
        lines = Path("/proc/net/udp").read_text().splitlines()
        uid = next(int(line.split()[7]) for line in lines[1:] if line.split()[2] == hexed("198.51.100.9", 4242))
        assert ("198.51.100.9", 4242) in parse("\n".join(lines), uid)
