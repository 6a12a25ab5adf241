"""Packets as tshark told them, put together: no tshark is needed here."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from harness.evidence.exchange import Exchange
from harness.evidence.pcap.connections import Connections
from harness.evidence.pcap.tshark import Layers, packets
from tests.evidence.pcap.samples import BODY, HERE


@dataclass
class Found:
    exchanges: list[Exchange]
    states: list[tuple[str, int, str, str | None]]
    lost: list[str]


def found(told: Iterable[Layers]) -> Found:
    made = Connections([told])
    exchanges = list(made)
    assert [each.index for each in exchanges] == list(range(made.count))
    return Found(exchanges, [(row.host, row.port, row.state, row.reason) for row in made.rows], made.lost)


def told(name: str) -> list[Layers]:
    return list(packets(io.BytesIO((HERE / f"{name}.ek").read_bytes())))


@pytest.mark.parametrize("name", ["http1-tls12.pcapng", "http2-tls13.pcapng"])
def test_what_was_decrypted(name: str) -> None:
    all_of_it = found(told(name))
    first, second = sorted(all_of_it.exchanges, key=lambda each: each.url)
    assert (first.url, first.request_body) == ("https://api.example/collect?a=1", BODY)
    assert (first.status, first.response_body, second.status) == (200, b"hello world", 204)
    assert (first.server_ip, first.client_port, first.connection) == ("192.0.2.7", 40000, "tcp0")
    assert first.time_us // 1_000_000 == 1_760_000_000
    assert all_of_it.states == [("api.example", 443, "decrypted", None)] and not all_of_it.lost


@pytest.mark.parametrize("name", ["http1-tls12-sealed.pcap", "http2-tls13-sealed.pcap"])
def test_without_keys_it_is_a_connection_that_failed(name: str) -> None:
    all_of_it = found(told(name))
    assert not all_of_it.exchanges
    assert all_of_it.states == [("api.example", 443, "failed", "TLS without a key that fits")]


def test_keys_of_a_part_only() -> None:
    """Packets of which the last was not decrypted."""
    mixed = told("http1-tls12.pcapng")
    last = next(each for each in reversed(mixed) if each.opened)
    last.opened = []
    assert found(mixed).states[0][3] == "1 of 4 TLS records could not be decrypted"


def test_tls_that_tshark_does_not_know_as_such_is_not_taken_for_plain() -> None:
    blind = told("http1-tls12-sealed.pcap")
    for each in blind:
        each.protocols, each.names, each.sealed = ["raw:ip:tcp"], [], []
    all_of_it = found(blind)
    assert not all_of_it.exchanges and all_of_it.states[0][2:] == ("failed", "TLS without a key that fits")


def test_a_missing_packet_of_tls_is_said() -> None:
    whole = told("http2-tls13.pcapng")
    lost = next(each for each in whole if each.opened)
    rest = [each for each in whole if each is not lost]
    assert "bytes of TLS were sent and not captured" in str(found(rest).states[0][3])


def test_http3_dns_and_datagrams() -> None:
    all_of_it = found(told("quic.pcap"))
    kinds = {each.kind: each for each in all_of_it.exchanges}
    assert set(kinds) == {"dns", "udp"}
    assert (kinds["dns"].host, kinds["dns"].method) == ("h3.example", "A")
    assert [m.from_client for m in kinds["udp"].messages] == [True, False]
    assert all_of_it.states == [("h3.example", 443, "failed", "HTTP/3 (QUIC) is not read")]


def _tcp(stream: int, seq: int, data: bytes, flags: int = 24, **more: Any) -> Layers:
    made = Layers(
        time=["1760000000.000001000"], captured=["9"], length=["9"], protocols=["raw:ip:tcp"], source4=["10.0.0.2"],
        target4=["192.0.2.7"], tcp=[str(stream)], tcp_source=["40000"], tcp_target=["80"], seq=[str(seq)],
        tcp_length=[str(len(data))], flags=[hex(flags)], tcp_payload=[data.hex()] if data else [],
    )  # fmt: skip
    for name, value in more.items():
        setattr(made, name, value)
    return made


ASK = b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nimei"


def test_segments_twice_and_out_of_order() -> None:
    parts = [_tcp(0, 1 + at, ASK[at : at + 10]) for at in range(0, len(ASK), 10)]
    all_of_it = found([_tcp(0, 0, b"", 2), *reversed(parts), *parts])
    assert [each.request_body for each in all_of_it.exchanges] == [b"imei"] and not all_of_it.lost
    assert all_of_it.states == [("192.0.2.7", 80, "plain", None)]


def test_a_hole_is_filled_and_said() -> None:
    all_of_it = found([_tcp(0, 0, b"", 2), _tcp(0, 1, ASK[:-4]), _tcp(0, 1 + len(ASK) - 2, b"ei")])
    assert [each.request_body for each in all_of_it.exchanges] == [b"\0\0ei"]
    assert all_of_it.lost == ["connection to 192.0.2.7:80: 2 bytes of it were sent and not captured"]


BACK = {"source4": ["192.0.2.7"], "target4": ["10.0.0.2"], "tcp_source": ["80"], "tcp_target": ["40000"]}


def test_a_lost_end_and_a_direction_that_is_not_there_are_said() -> None:
    end = found([_tcp(0, 0, b"", 2), _tcp(0, 1, ASK), _tcp(0, 1, b"", 16, ack=[str(1 + len(ASK) + 40)], **BACK)])
    assert end.lost == ["connection to 192.0.2.7:80: 40 bytes of it were sent and not captured"]
    answers = [_tcp(0, 1, b"HTTP/1.1 200 OK\r\n\r\n", 24, ack=["900"], **BACK)]
    assert any("899 bytes of it were sent and not captured" in why for why in found(answers).lost)


def test_the_end_seen_before_the_last_bytes() -> None:
    said = [_tcp(0, 0, b"", 2), _tcp(0, 1, ASK[:20]), _tcp(0, 1 + len(ASK), b"", 17), _tcp(0, 0, b"", 17, **BACK)]
    assert len(found([*said, _tcp(0, 21, ASK[20:])]).exchanges[0].request_body) == 4
    assert "bytes of it were sent and not captured" in found(said).lost[-1]


def test_times() -> None:
    for text in ("1760000000.001000000", "2025-10-09T08:53:20.001000000Z"):
        assert found([_tcp(0, 0, b"", 2), _tcp(0, 1, ASK, time=[text])]).exchanges[0].time_us == 1760000000001000


def test_what_began_before_the_capture_is_said() -> None:
    all_of_it = found([_tcp(0, 70, b"of something\r\n\r\n\x00imei")])
    assert [each.kind for each in all_of_it.exchanges] == ["tcp"]
    assert all_of_it.lost == ["connection to 192.0.2.7:80: it began before the capture"]


def test_packets_in_part_and_of_other_protocols_are_counted() -> None:
    part = _tcp(0, 1, ASK[:-3], captured=["60"], length=["90"])
    part.tcp_length = [str(len(ASK))]
    other = Layers(captured=["9"], length=["9"], protocols=["raw:ip:data"], ip_protocol=["50"])
    ping = Layers(captured=["9"], length=["9"], protocols=["raw:ip:icmp"], ip_protocol=["1"])
    all_of_it = found([_tcp(0, 0, b"", 2), part, other, ping, Layers(captured=["9"], length=["9"], protocols=[""])])
    assert all_of_it.lost == [
        "connection to 192.0.2.7:80: 3 bytes of it were sent and not captured",
        "1 packets of IP protocol 50 are not taken apart",
        "1 packets are from a kind of network that is not taken apart",
        "1 packets were captured only in part (snapshot length)",
    ]


def test_a_connection_that_both_sides_ended_is_forgotten() -> None:
    said = [_tcp(0, 0, b"", 2), _tcp(0, 1, ASK), _tcp(0, 1 + len(ASK), b"", 17), _tcp(0, 0, b"", 17, **BACK)]

    def piece() -> Iterator[Layers]:
        yield from said
        assert not made._tcp, "before the piece ends"

    made = Connections([piece()])
    assert [each.method for each in made] == ["POST"]
    assert [row.sent for row in made.rows] == [len(ASK)]


@pytest.mark.parametrize("change", [
    lambda each: setattr(each, "flags", []), lambda each: setattr(each, "time", []),
    lambda each: setattr(each, "source4", []), lambda each: setattr(each, "protocols", []),
])  # fmt: skip
def test_fields_that_are_not_told(change: Callable[[Layers], None]) -> None:
    sent = _tcp(0, 1, ASK)
    change(sent)
    assert len(found([_tcp(0, 0, b"", 2), sent]).exchanges) == 1
