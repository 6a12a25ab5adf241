"""Where packets go, whatever network they were captured on."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.evidence.pcap.heads import TCP, UDP, Head, head
from tests.evidence.pcap.captures import CLIENT, SERVER, Capture, Talk
from tests.examples import examples

SIX = bytes(15) + b"\1", bytes(15) + b"\2"


def ip4() -> bytes:
    capture = Capture()
    Talk(capture)
    return capture.packets[0].data


def ip6(following: int, body: bytes) -> bytes:
    return struct.pack(">IHBB", 6 << 28, len(body), following, 64) + SIX[0] + SIX[1] + body


WANTED = Head(TCP, CLIENT, 40000, SERVER, 443)


@pytest.mark.parametrize(("link", "before"), [
    (101, b""), (12, b""), (228, b""), (1, bytes(12) + b"\x08\x00"), (1, bytes(12) + b"\x81\x00\0\1\x08\x00"),
    (1, bytes(12) + b"\x88\xa8\0\1\x81\x00\0\1\x08\x00"), (113, bytes(14) + b"\x08\x00"),
    (276, b"\x08\x00" + bytes(18)),
    (0, b"\2\0\0\0"), (0, b"\0\0\0\2"), (108, b"\0\0\0\2"),
])  # fmt: skip
def test_networks(link: int, before: bytes) -> None:
    assert head(before + ip4(), link) == WANTED


def test_version_six_and_what_stands_before_its_payload() -> None:
    ports = struct.pack(">HH", 1, 2) + bytes(8)
    assert head(ip6(17, ports), 101) == Head(UDP, SIX[0], 1, SIX[1], 2)
    hops = struct.pack(">BB6x", 60, 0) + struct.pack(">BB14x", 17, 1) + ports
    assert head(ip6(0, hops), 101) == Head(UDP, SIX[0], 1, SIX[1], 2)
    part = head(ip6(44, struct.pack(">BB6x", 6, 0) + ports), 101)
    assert part == Head(TCP, SIX[0], 0, SIX[1], 0, True)


def test_fragments_and_what_has_no_ports() -> None:
    data = bytearray(ip4())
    data[6:8] = b"\x20\x00"
    assert head(bytes(data), 101) == Head(TCP, CLIENT, 0, SERVER, 0, True)
    data[6:8], data[9] = b"\x40\x00", 1
    assert head(bytes(data), 101) == Head(1, CLIENT, 0, SERVER, 0)


@pytest.mark.parametrize(("data", "link"), [
    (b"", 101), (b"\x45", 101), (bytes(60), 101), (bytes(60), 1), (bytes(60), 113), (bytes(60), 276), (bytes(60), 0),
    (b"\x45" * 60, 147),
])  # fmt: skip
def test_what_is_no_ip_or_on_an_unknown_network(data: bytes, link: int) -> None:
    assert head(data, link) is None


def test_both_directions_share_a_key_and_udp_has_no_ports_in_it() -> None:
    back = Head(TCP, SERVER, 443, CLIENT, 40000)
    assert WANTED.key() == back.key() != WANTED._replace(source_port=1).key()
    assert WANTED.key(ports=False) == WANTED._replace(source_port=1).key(ports=False)
    moved = Head(UDP, CLIENT, 5, SERVER, 443)
    assert moved.key() == Head(UDP, SERVER, 443, CLIENT, 6).key(), "QUIC moves from port to port"


@given(st.binary(max_size=120), st.sampled_from([0, 1, 101, 113, 276]))
@examples(300)
def test_no_bytes_end_it(data: bytes, link: int) -> None:
    found = head(data, link)
    assert found is None or isinstance(found.key(), bytes)
