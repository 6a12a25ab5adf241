"""What lies in a pcap and a pcapng file, in both orders of bytes, damaged and cut."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.evidence.pcap.blocks import Blocks, Custom, DamagedError, Packet
from tests.evidence.pcap.captures import Capture
from tests.evidence.pcap.samples import HERE
from tests.examples import examples


def read(path: Path, data: bytes) -> tuple[list[Packet | Custom], str, bytes]:
    path.write_bytes(data)
    blocks, found, problem = Blocks(path), list[Packet | Custom](), ""
    try:
        found += blocks
    except DamagedError as error:
        problem = str(error)
    return found, problem, bytes(blocks.secrets)


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    body += bytes(-len(body) % 4)
    return struct.pack(f"{order}II", kind, 12 + len(body)) + body + struct.pack(f"{order}I", 12 + len(body))


def section(order: str = "<") -> bytes:
    return block(0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def some() -> Capture:
    capture = Capture()
    for size in (0, 1, 5, 1400):
        capture.udp(b"x" * size)
    return capture


def test_both_kinds_say_the_same(tmp_path: Path) -> None:
    capture = some()
    pcap, problem, _ = read(tmp_path / "a", capture.pcap())
    pcapng, other, secrets = read(tmp_path / "b", capture.pcapng(b"CLIENT_RANDOM 1 2\n"))
    assert not problem and not other and secrets == b"CLIENT_RANDOM 1 2\n\n"
    plain = [(each.time_us * 1000, each.data, each.length, 101) for each in capture.packets]
    for found, data in ((pcap, capture.pcap()), (pcapng, capture.pcapng(b"CLIENT_RANDOM 1 2\n"))):
        rows = [row for row in found if isinstance(row, Packet)]
        assert [(row.time_ns, row.data, row.length, row.link) for row in rows] == plain
        assert all(data[row.at : row.at + len(row.data)] == row.data for row in rows)


@pytest.mark.parametrize(("magic", "order", "unit"), [
    (0xA1B2C3D4, ">", 1000), (0xA1B23C4D, "<", 1), (0xA1B23C4D, ">", 1),
])  # fmt: skip
def test_orders_of_bytes_and_nanoseconds(tmp_path: Path, magic: int, order: str, unit: int) -> None:
    data = struct.pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, 9, 1) + struct.pack(f"{order}IIII", 7, 5, 2, 60) + b"ab"
    ((packet,), problem, _) = read(tmp_path / "x", data)
    assert isinstance(packet, Packet) and not problem
    assert (packet.time_ns, packet.data, packet.length, packet.link) == (7_000_000_000 + 5 * unit, b"ab", 60, 1)


@pytest.mark.parametrize("order", ["<", ">"])
def test_interfaces_old_and_simple_packets_comments_and_custom_blocks(tmp_path: Path, order: str) -> None:
    nano = struct.pack(f"{order}HHBxxx", 9, 1, 9) + struct.pack(f"{order}HHq", 14, 8, 100)
    power = struct.pack(f"{order}HHBxxx", 9, 1, 0x80 | 10)
    data = section(order) + b"".join(
        block(kind, body, order)
        for kind, body in (
            (1, struct.pack(f"{order}HHI", 101, 0, 3) + nano),
            (1, struct.pack(f"{order}HHI", 1, 0, 0) + power),
            (0xBAD, struct.pack(f"{order}I", 7) + b"own!"),
            (6, struct.pack(f"{order}IIIII", 0, 0, 5, 2, 9) + b"ab\0\0" + struct.pack(f"{order}HH", 1, 4) + b"u-42"),
            (2, struct.pack(f"{order}HHIIII", 1, 0, 0, 2048, 1, 1) + b"c"),
            (3, struct.pack(f"{order}I", 10) + b"defg"),
            (77, b"of another version"),
        )
    )
    found, problem, _ = read(tmp_path / "x", data + section() + block(1, struct.pack("<HHI", 113, 0, 0)))
    assert not problem and found[0] == Custom(7, b"own!", order)
    rows = [(row.data, row.length, row.time_ns, row.link, row.comment) for row in found[1:] if isinstance(row, Packet)]
    assert rows == [
        (b"ab", 9, 100_000_000_005, 101, b"u-42"), (b"c", 1, 2_000_000_000, 1, b""), (b"def", 10, 0, 101, b""),
    ]  # fmt: skip


@pytest.mark.parametrize(("data", "says"), [
    (b"", "the file ends"), (b"nonsense", "it is no capture at byte 0"), (section()[:20], "the file ends"),
    (section() + struct.pack("<II", 6, 13), "the file ends"), (section() + struct.pack("<III", 6, 14, 0), "no length"),
    (section() + block(6, bytes(20)), "not as its kind says at byte 28"),
    (b"\n\r\r\n" + bytes(12), "no order of bytes"),
    (struct.pack("<IHHiIIIIIII", 0xA1B2C3D4, 2, 4, 0, 0, 0, 1, 0, 0, 1 << 30, 1), "no length that can be at byte 24"),
])  # fmt: skip
def test_what_is_damaged_says_where(tmp_path: Path, data: bytes, says: str) -> None:
    assert says in read(tmp_path / "x", data)[1]


@given(cut=st.integers(0, 4000), ng=st.booleans(), at=st.integers(0, 4000), byte=st.integers(0, 255))
@examples(200)
def test_no_damage_ends_it(tmp_path_factory: pytest.TempPathFactory, cut: int, ng: bool, at: int, byte: int) -> None:
    data = bytearray((some().pcapng(b"k") if ng else some().pcap())[:cut])
    if at < len(data):
        data[at] = byte
    read(tmp_path_factory.mktemp("x") / "x", bytes(data))


def test_the_committed_captures() -> None:
    for path in (*HERE.glob("*.pcap"), *HERE.glob("*.pcapng")):
        assert sum(isinstance(each, Packet) for each in Blocks(path)) >= 4
