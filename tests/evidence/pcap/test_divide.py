"""A capture in pieces: every packet is in one, those of a connection in the same, in their order."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.evidence.pcap.blocks import Blocks, Packet
from harness.evidence.pcap.divide import Divided
from harness.evidence.pcap.heads import head
from tests.evidence.pcap.captures import CLIENT, SERVER, Capture, Talk


def many(connections: int = 40, size: int = 3000) -> Capture:
    """Connections that all go on at the same time, and some datagrams."""
    capture = Capture()
    talks = [Talk(capture, client_port=40_000 + number) for number in range(connections)]
    for at in range(3):
        for talk in talks:
            talk.say(True, b"x" * (size // 3))
        capture.udp(b"y" * 100, client_port=5000 + at, port=443)
    for talk in talks:
        talk.close()
    return capture


def packets(path: Path) -> list[Packet]:
    return [each for each in Blocks(path) if isinstance(each, Packet)]


def facts(rows: list[Packet]) -> list[tuple[int, bytes, int, int]]:
    return [(row.time_ns, row.data, row.length, row.link) for row in rows]


@pytest.mark.parametrize("write", [Capture.pcap, Capture.pcapng])
@pytest.mark.parametrize("most", [1 << 30, 30_000, 1])
def test_every_packet_is_in_one_piece_with_its_connection(
    tmp_path: Path, write: Callable[[Capture], bytes], most: int
) -> None:
    path = tmp_path / "x"
    path.write_bytes(write(many()))
    divided = Divided(path, tmp_path, most)
    whole = packets(path)
    assert divided.packets == len(whole) and not divided.damage
    written = [packets(piece) for piece in divided.write(tmp_path)]
    assert len(written) == divided.pieces and (divided.pieces == 1) == (most == 1 << 30)
    back = [row for piece in written for row in piece]
    assert sorted(facts(back)) == sorted(facts(whole))
    homes: dict[bytes, set[int]] = {}
    for number, piece in enumerate(written):
        assert [row.time_ns for row in piece] == sorted(row.time_ns for row in piece)
        for row in piece:
            found = head(row.data, row.link)
            assert found is not None
            homes.setdefault(found.key(), set()).add(number)
    assert len(homes) == 41 and all(len(home) == 1 for home in homes.values())
    if most == 30_000:
        sizes = [piece.stat().st_size for piece in divided.write(tmp_path)]
        assert len(sizes) > 3 and max(sizes) < 40_000


def test_fragments_keep_all_of_two_addresses_together(tmp_path: Path) -> None:
    capture = many()
    for packet in capture.packets[:5]:
        packet.data = packet.data[:6] + b"\x20\x00" + packet.data[8:]
    (tmp_path / "x").write_bytes(capture.pcap())
    assert Divided(tmp_path / "x", tmp_path, 1000).pieces == 1


def test_what_is_behind_damage_is_left_out(tmp_path: Path) -> None:
    data = many().pcap()
    (tmp_path / "x").write_bytes(data[: len(data) // 2])
    divided = Divided(tmp_path / "x", tmp_path, 1000)
    assert "the file ends" in divided.damage and divided.pieces > 1
    assert sum(len(packets(piece)) for piece in divided.write(tmp_path)) == divided.packets < len(many().packets)


def test_keys_in_it_and_several_kinds_of_network(tmp_path: Path) -> None:
    capture = many()
    data = capture.pcapng(b"CLIENT_RANDOM 1 2\n")
    raw = struct.pack("<IIHHII", 1, 20, 113, 0, 0, 20)
    other = bytes(14) + b"\x08\x00" + capture.packets[0].data
    padded = other + bytes(-len(other) % 4)
    more = raw + struct.pack("<7I", 6, 32 + len(padded), 1, 0, 9, len(other), len(other)) + padded
    (tmp_path / "x").write_bytes(data + more + struct.pack("<I", 32 + len(padded)))
    divided = Divided(tmp_path / "x", tmp_path, 30_000)
    assert divided.secrets.startswith(b"CLIENT_RANDOM 1 2") and divided.links == {101, 113}
    found = [row for piece in divided.write(tmp_path) for row in packets(piece) if row.link == 113]
    assert [row.data for row in found] == [other]
    first = head(found[0].data, 113)
    assert first is not None and (first.source, first.target) == (CLIENT, SERVER)
