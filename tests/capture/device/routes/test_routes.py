"""Routes: what they set up, count, refuse and miss; the sockets of an app; and everything taken back."""

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.errors import ChangeRefused, NoRoot
from harness.capture.device.options import DeviceOptions
from harness.capture.device.routes import wireguard
from harness.capture.device.routes.rules import AppRules, uid_of
from harness.capture.device.routes.sockets import parse, reason
from harness.capture.device.routes.wireguard import client_file, has_tunnel
from harness.capture.device.routes.wireguard_app import APP, SETTINGS, allowing, prepare
from harness.capture.device.structs import ProxyAddress, ShellResult
from tests.capture.device.attached import Bench, bench
from tests.sandbox.apks import apk

PACKAGE = "com.example.app"
PROXY = ProxyAddress(port=9, dns_port=53530, tunnel="", tunnel_port=51820, token="00" * 16)
REFUSED = "-j REJECT --reject-with icmp-port-unreachable"
NETD = "-m owner --uid-owner 0 -m mark ! --mark 0"


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


def applied(one: Bench, network: str = "live", **words: object) -> tuple[AdbDevice, dict[str, Any]]:
    device = one.device(options=DeviceOptions(**words))  # type: ignore[arg-type]
    device.begin()
    device.network(network)
    return device, device.route_traffic(PROXY, PACKAGE)


def test_the_global_proxy_with_root(one: Bench) -> None:
    before = one.facts()
    device, said = applied(one, route="proxy")
    uid = uid_of(device.link, PACKAGE)
    assert said["kind"] == "proxy"
    assert said["counted"] is True
    assert said["misses"]
    host, _, port = one.out("settings get global http_proxy").strip().partition(":")
    assert (host, int(port)) == ("127.0.0.1", said["port"])
    assert f"tcp:{port}" in one.facts()["reverses"]
    text = rules(one)
    assert f"-A OUTPUT -m owner --uid-owner {uid} -j harness_" in text
    assert "-p udp --dport 443 -j REJECT --reject-with icmp-port-unreachable" in text
    assert "-p udp --dport 443 -j REJECT --reject-with icmp6-port-unreachable" in rules(one, "ip6tables")
    device.close()
    after = one.facts()
    assert {key: after[key] for key in after if after[key] != before[key]} == {}


def test_quic_left_alone_by_choice(one: Bench) -> None:
    device, said = applied(one, route="proxy", quic="leave")
    assert said["quic"] == "leave"
    assert "REJECT" not in rules(one)
    device.close()


def test_without_root_quic_cannot_be_refused_and_it_says_so(tmp_path: Path) -> None:
    with bench(tmp_path / "state", root="none") as other:
        other.client.device(other.serial).sync.push(_written(tmp_path), "/data/local/tmp/app.apk")
        other.out("pm install /data/local/tmp/app.apk")
        device, said = applied(other, route="proxy")
        assert said["quic"] == "leave"
        assert said["counted"] is False
        device.close()


def _written(directory: Path) -> Path:
    path = directory / "app.apk"
    path.write_bytes(apk())
    return path


def test_the_agents_route_needs_no_root_and_no_setting(tmp_path: Path) -> None:
    with bench(tmp_path / "state", root="none") as other:
        other.client.device(other.serial).sync.push(_written(tmp_path), "/data/local/tmp/app.apk")
        other.out("pm install /data/local/tmp/app.apk")
        before = other.facts()
        device, said = applied(other, "sinkhole")
        told = device.agent_route()
        assert (said["kind"], said["quic"]) == ("agent", "block")
        assert f"tcp:{told.port}" in other.facts()["reverses"]
        assert (told.token, told.sinkhole, told.local) == (PROXY.token, True, ("127.0.0.0/8", "::1/128"))
        assert other.out("settings get global http_proxy").strip() == "null"
        assert said["held"] is False
        assert "no root" in " ".join(said["open"])
        device.close()
        after = other.facts()
        assert {key: after[key] for key in after if after[key] != before[key]} == {}


def test_an_app_that_is_not_hooked_has_the_plain_proxy(one: Bench) -> None:
    device = one.device()
    device.begin()
    assert (device.route_kind(), device.route_kind(hooked=False)) == ("agent", "proxy")
    assert device.route_traffic(PROXY, PACKAGE, hooked=False)["kind"] == "proxy"
    assert device.agent_route() is None
    device.close()


@pytest.mark.parametrize("route", ["agent", "proxy"])
def test_a_sinkhole_is_held_by_the_kernel(one: Bench, route: str) -> None:
    before = one.facts()
    device, said = applied(one, "sinkhole", route=route)
    uid = uid_of(device.link, PACKAGE)
    assert (said["held"], said["open"]) == (True, [])
    assert "no app of the device can look up names" in str(said["whole_device"])
    for tool, refused in (("iptables", REFUSED), ("ip6tables", REFUSED.replace("icmp", "icmp6"))):
        lines = rules(one, tool).splitlines()
        (chain,) = {line.split()[-1] for line in lines if f"--uid-owner {uid} " in line}
        assert f"-A OUTPUT -m owner --uid-owner {uid + 10_000} -j {chain}" in lines, "the app's SDK sandbox"
        mine = [line for line in lines if line.startswith(f"-A {chain} ")]
        assert mine[0] == f"-A {chain} -o lo -j RETURN"
        assert mine[-1] == f"-A {chain} {refused}"
        (names,) = {line.split()[-1] for line in lines if NETD in line}
        own = [line for line in lines if line.startswith(f"-A {names} ")]
        assert own[1] == f"-A {names} -o lo -j RETURN"
        assert [line.split("--dport ")[1].split()[0] for line in own[2:]] == ["53", "53", "853", "443"]
        assert all(line.endswith(refused) for line in own[2:])
    device.close()
    after = one.facts()
    assert {key: after[key] for key in after if after[key] != before[key]} == {}


def test_an_open_network_is_not_held(one: Bench) -> None:
    device, said = applied(one, "live")
    assert "held" not in said and "whole_device" not in said
    text = rules(one)
    assert NETD not in text
    assert [line for line in text.splitlines() if "REJECT" in line and "--dport" not in line] == []
    device.close()


def test_a_kernel_without_rules_for_ipv6_holds_not_all(one: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    device = one.device()
    device.begin()
    device.network("sinkhole")
    sudo = device.link.sudo

    def without(command: list[str], timeout: float = 60.0) -> ShellResult:
        if command[0] == "ip6tables":
            return ShellResult(code=3, stdout="", stderr="Table does not exist")
        return sudo(command, timeout)

    monkeypatch.setattr(device.link, "sudo", without)
    said = device.route_traffic(PROXY, PACKAGE)
    assert said["held"] is False
    assert said["open"] == ["the kernel takes no rules of ip6tables: IPv6 is not held"]
    device.close()


def test_the_tunnel_passes_a_sinkhole(one: Bench) -> None:
    device = one.device()
    device.begin()
    app = AppRules(device.link, 10_100)
    app.count()
    app.refuse_the_rest(("tun+",))
    lines = [line for line in rules(one).splitlines() if line.startswith(f"-A {app.chain} ")]
    assert lines[-2:] == [f"-A {app.chain} -o tun+ -j RETURN", f"-A {app.chain} {REFUSED}"]
    device.close()


def test_transparent_in_one_network_namespace(one: Bench) -> None:
    device, said = applied(one, route="transparent", quic="decrypt")
    assert said["quic"] == "block"
    nat = rules(one, table="nat")
    assert "-p tcp -j REDIRECT --to-ports 9" in nat
    assert "-p udp --dport 53 -j REDIRECT --to-ports 53530" in nat
    (names,) = {line.split()[-1] for line in nat.splitlines() if NETD in line}
    assert f"-A {names} -p udp --dport 53 -j REDIRECT --to-ports 53530" in nat, "what netd asks for the app"
    assert f"-A {names} -p tcp --dport 53 -j REDIRECT --to-ports 53530" in nat
    assert "-j REJECT --reject-with icmp6-port-unreachable" in rules(one, "ip6tables")
    device.close()
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


def test_a_tunnel_that_does_not_come_up(one: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wireguard, "_UP_TRIES", 2)
    before, ops = one.facts(), one.out("appops get com.wireguard.android")
    device = one.device(options=DeviceOptions(route="wireguard", wireguard_host="192.0.2.7"))
    device.begin()
    with pytest.raises(ChangeRefused, match="did not put the tunnel"):
        device.route_traffic(PROXY, PACKAGE)
    listed = one.out("su -c 'ls -l /data/data/com.wireguard.android/files'")
    assert listed.count(f"u0_a{uid_of(device.link, APP) % 100_000 - 10_000}") >= 2, listed
    allowed = one.out("appops get com.wireguard.android")
    assert "ACTIVATE_VPN: allow" in allowed and "RUN_ANY_IN_BACKGROUND: allow" in allowed, allowed
    device.close()
    assert one.out("appops get com.wireguard.android") == ops
    after = one.facts()
    assert {key: after[key] for key in after if after[key] != before[key]} == {}
    assert one.out("su -c 'ls -A /data/data/com.wireguard.android/files'").strip() == ""


def test_a_tunnel_that_comes_up(one: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The device's own words: ``ip addr`` of an emulator whose WireGuard is up (written from iproute2's format)."""
    device = one.device(options=DeviceOptions(route="wireguard", wireguard_host="192.0.2.7"))
    device.begin()
    shell = device.link.shell

    def answering(command: list[str], timeout: float = 30.0) -> ShellResult:
        return ShellResult(code=0, stdout=UP, stderr="") if command == ["ip", "addr"] else shell(command, timeout)

    monkeypatch.setattr(device.link, "shell", answering)
    tunnel = "[Interface]\nPrivateKey = k=\nAddress = 10.0.0.1/32\n\n[Peer]\nEndpoint = 127.0.0.1:1\n"
    said = device.route_traffic(msgspec.structs.replace(PROXY, tunnel=tunnel), PACKAGE)
    assert (said["kind"], said["misses"] != []) == ("wireguard", True)
    monkeypatch.undo()
    device.close()


UP = """\
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    inet 127.0.0.1/8 scope host lo
28: tun0: <POINTOPOINT,UP,LOWER_UP> mtu 1420 qdisc fq_codel state UNKNOWN group default qlen 500
    link/none
    inet 10.0.0.1/32 scope global tun0
"""


def test_only_the_tunnel_with_our_address_counts() -> None:
    assert has_tunnel(UP, "10.0.0.1")
    assert has_tunnel(UP, "")
    assert not has_tunnel(UP, "10.0.0.2"), "another VPN"
    assert not has_tunnel(UP.replace("POINTOPOINT,UP,LOWER_UP", "POINTOPOINT"), "10.0.0.1")
    assert not has_tunnel(UP, "127.0.0.1")


def test_wireguards_settings_are_kept_and_given_back(one: Bench) -> None:
    device = one.device()
    device.begin()
    before = b"\x0a\x0c\x0a\x06locale\x12\x02\x08\x00"
    device.link.must_sudo("mkdir", "-p", SETTINGS.rpartition("/")[0])
    device.link.write_root(before, SETTINGS)
    prepare(device.link, None)
    assert device.link.must_sudo("cat", SETTINGS).encode() == before + allowing()
    device.close()
    device = one.device()
    assert device.link.must_sudo("cat", SETTINGS).encode() == before
    assert device.link.must_sudo("ls", SETTINGS.rpartition("/")[0]).split() == ["settings.preferences_pb"]
    device.link.must_sudo("rm", "-r", SETTINGS.rpartition("/datastore")[0])


def test_the_entry_is_a_datastores() -> None:
    """Written out by hand: PreferenceMap.preferences (1) with key (1) and value (2), Value.boolean (1)."""
    assert allowing() == b"\x0a\x22\x0a\x1callow_remote_control_intents\x12\x02\x08\x01"


def test_wireguard_that_is_not_there_is_installed(tmp_path: Path) -> None:
    file = tmp_path / "wireguard.apk"
    file.write_bytes(apk(package=APP))
    with bench(tmp_path / "state", root="su") as other:
        device = other.device()
        device.begin()
        with pytest.raises(ChangeRefused, match="--wireguard-apk"):
            prepare(device.link, None)
        prepare(device.link, file)
        assert APP in other.out("pm list packages")
        device.close()
        assert APP not in other.out("pm list packages")


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
    app = AppRules(device.link, 10_100)
    app.count()
    assert {count.packets for count in app.counts().values()} == {0}
    head = "Chain harness (1 references)\n    pkts      bytes target prot opt in out source destination\n"
    rows = "".join(
        f"{' ' * 6}{n} {n * 100} {'RETURN' if n == 1 else ''} all -- * * 0.0.0.0/0 0.0.0.0/0\n" for n in range(1, 8)
    )
    monkeypatch.setattr(device.link, "must_sudo", lambda *command, **words: head + rows)
    counts = app.counts()
    assert (counts["own_dns"].packets, counts["own_dns"].size) == (2, 200)
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
