"""What is said on a stream of TCP is searched as the stream it is, and dated by the piece in which it was said."""

import struct

from harness.analysis.assessment import assess
from harness.analysis.decode.mqtt import mqtt
from harness.analysis.decode.view import Budget
from harness.analysis.model import Assessment
from harness.analysis.recording import Recording
from harness.evidence.exchange import Exchange, Message
from harness.values.needle import Needle

IMEI = "490154203237518"


def assessed(*messages: tuple[bool, bytes]) -> Assessment:
    rows = [Message(from_client, data, 1_000_000 * number) for number, (from_client, data) in enumerate(messages)]
    exchange = Exchange(index=0, id="t", time_us=0, kind="tcp", host="raw.example", port=7000, messages=rows)
    return assess(Recording(exchanges=[exchange]), [Needle(value_id="imei.1", category="imei", text=IMEI)])


def places(found: Assessment) -> list[tuple[str, int]]:
    return sorted((row.where, row.time) for row in found.sightings)


def test_a_value_in_two_pieces_is_one() -> None:
    found = assessed((True, b"id=" + IMEI[:4].encode()), (True, IMEI[4:9].encode()), (True, IMEI[9:].encode() + b"\n"))
    assert places(found) == [("message:0", 2_000_000)]


def test_nor_does_an_answer_in_between_hide_it() -> None:
    found = assessed((True, b"id=" + IMEI[:4].encode()), (False, b"go on"), (True, IMEI[4:].encode()))
    assert places(found) == [("message:0", 2_000_000)]


def test_each_time_it_is_said_has_its_own_place() -> None:
    found = assessed((True, b"{" + IMEI.encode()), (True, b"nothing"), (True, b"again " + IMEI.encode()))
    assert places(found) == [("message:0", 0), ("message:2", 2_000_000)]


def test_the_two_directions_are_two_streams() -> None:
    assert places(assessed((True, IMEI[:7].encode()), (False, IMEI[7:].encode()))) == []


def test_mqtt_in_pieces_is_decoded() -> None:
    body = b"\0\3a/b" + b"\0\7" + b'{"imei":"\\u0034' + IMEI[1:].encode() + b'"}'
    stream = b"\x10\x10\0\4MQTT\4\2\0\x3c\0\4dev1" + b"\x32" + bytes([len(body)]) + body + b"\xe0\0"
    found = assessed((True, stream[:17]), (False, b"\x20\2\0\0"), (True, stream[17:30]), (True, stream[30:]))
    assert [(row.where, row.path) for row in found.sightings] == [("message:2", ["mqtt", "json:/imei"])]


def texts(data: bytes) -> list[bytes]:
    return [part.data for part in mqtt(data, Budget())]


def field(text: bytes) -> bytes:
    return struct.pack("!H", len(text)) + text


def packet(first: int, body: bytes) -> bytes:
    assert len(body) < 128
    return bytes([first, len(body)]) + body


def test_what_a_client_says_of_itself() -> None:
    head = field(b"MQTT") + b"\x04\xce\0\x3c"
    connect = packet(0x10, head + b"".join(map(field, (b"client", b"will/t", b"will", b"user", b"secret"))))
    assert texts(connect) == [b"client", b"will/t", b"will", b"user", b"secret"]
    head = field(b"MQTT") + b"\x05\xc6\0\x3c\x05\x11\0\0\0\0"
    five = packet(0x10, head + field(b"c") + b"\0" + b"".join(map(field, (b"t", b"w", b"u", b"p"))))
    assert texts(five) == [b"\x05\x11\0\0\0\0", b"c", b"t", b"w", b"u", b"p"]
    publish = packet(0x30, field(b"t") + b"\x03\x26xx" + b"payload")
    assert texts(five + publish)[-1] == b"payload"


def test_what_is_none_has_none() -> None:
    for data in (
        b"",
        b"\x10",
        b"0\x05hello",
        b"\x10\x05hello",
        b"\x30\xff\xff\xff\xff\xff",
        b"\x30\x03\0\1+",
        b"\x40\2\0\1",
    ):
        assert texts(data) == []


def test_one_that_is_cut_says_what_there_is() -> None:
    connect = packet(0x10, field(b"MQTT") + b"\x04\2\0\x3c" + field(b"c"))
    assert texts(connect + b"\x30\x7f" + field(b"t") + b"the beginn") == [b"c", b"the beginn"]
