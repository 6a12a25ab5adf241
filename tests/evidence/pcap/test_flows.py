"""Exchanges of every kind are the same when they are read back from the flows they were written as."""

from pathlib import Path
from typing import Any

from harness.evidence.exchange import Exchange, Message
from harness.evidence.flows import FlowsFile
from harness.evidence.pcap.flows import frame


def test_every_kind_reads_back(tmp_path: Path) -> None:
    common: dict[str, Any] = {
        "connection": "tcp0",
        "client_port": 4000,
        "server_ip": "192.0.2.7",
        "time_us": 1_760_000_000_000_001,
    }
    said = [Message(True, b"\x00imei", 1_760_000_000_000_002)]
    kinds: list[dict[str, Any]] = [
        {"method": "GET", "scheme": "https", "host": "a", "port": 443, "url": "https://a/"},
        {"kind": "tcp", "scheme": "tcp", "host": "a", "port": 5, "url": "tcp://a:5", "messages": said},
        {"kind": "udp", "scheme": "udp", "host": "b", "port": 6, "url": "udp://b:6", "messages": said},
        {"kind": "dns", "method": "AAAA", "scheme": "dns", "host": "c.d", "port": 53, "url": "dns://c.d"},
        {"kind": "dns", "method": "TYPE999", "scheme": "dns", "host": "c", "port": 53, "url": "dns://c"},
        {"method": "POST", "scheme": "http", "host": "a", "port": 80, "url": "http://a/", "unreadable": "why"},
    ]
    wanted = [Exchange(index=n, id=str(n), **kind, **common) for n, kind in enumerate(kinds)]
    path = tmp_path / "x"
    path.write_bytes(b"".join(map(frame, wanted)))
    found = list(FlowsFile(path))
    for one, other in zip(found, wanted, strict=True):
        other.method = one.method if other.method == "TYPE999" else other.method  # mitmproxy's name of it
        assert one == other
