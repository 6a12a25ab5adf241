"""PCAPdroid's word on whose a packet is: its trailer in pcap, its comments and blocks in pcapng."""

import struct
import zlib

from harness.evidence.pcap.apps import App, Apps
from harness.evidence.pcap.blocks import Custom, Packet
from harness.evidence.pcap.heads import TCP, head
from tests.evidence.pcap.captures import CLIENT, SERVER, Capture, Talk, trailed, uid_map

CHAT = App(10_123, "com.example.chat", "Chat \u804a\u5929")


def first(capture: Capture) -> Packet:
    each = capture.packets[0]
    return Packet(0, each.data, each.length, each.time_us * 1000, 101, b"")


def told(apps: Apps, packet: Packet) -> None:
    apps.take(packet, head(packet.data, packet.link))


def conversation() -> Packet:
    capture = Capture()
    Talk(capture)
    return first(capture)


def whose(apps: Apps, time_us: int = 1 << 60) -> App | None:
    """Ask for the other direction: a connection is one app's."""
    return apps.of(TCP, SERVER, 443, CLIENT, 40000, time_us)


def custom(data: bytes) -> Custom:
    return Custom(int.from_bytes(data[8:12], "little"), data[12:-4], "<")


def test_the_trailer_of_a_packet() -> None:
    frame = trailed(conversation().data, CHAT.uid, CHAT.label)
    assert zlib.crc32(frame[:-4]) == struct.unpack("<I", frame[-4:])[0]
    apps = Apps()
    assert not apps
    told(apps, conversation()._replace(data=frame, link=1))
    assert apps and whose(apps) == App(CHAT.uid, "", CHAT.label) and App(CHAT.uid, "", CHAT.label).name == CHAT.label
    assert apps.of(TCP, SERVER, 444, CLIENT, 40000, 0) is None


def test_a_name_that_was_cut_within_a_character() -> None:
    apps = Apps()
    told(apps, conversation()._replace(data=trailed(conversation().data, 10_001, "\u4f60" * 10), link=1))
    assert whose(apps) == App(10_001, "", "\u4f60" * 6)


def test_comments_and_the_block_that_names_them_also_behind_the_packet() -> None:
    apps = Apps()
    told(apps, conversation()._replace(comment=b"u-10123"))
    unnamed = whose(apps)
    assert unnamed == App(10_123) and unnamed.name == "uid 10123"
    apps.learn(custom(uid_map(CHAT.uid, CHAT.package, CHAT.label)))
    assert whose(apps) == CHAT and CHAT.name == "com.example.chat" and not CHAT.system
    told(apps, conversation()._replace(comment=b"a comment of somebody's"))
    assert whose(apps) == CHAT


def test_ports_that_are_used_again_by_another_app() -> None:
    apps, packet = Apps(), conversation()
    told(apps, packet._replace(comment=b"u-1051"))
    told(apps, packet._replace(comment=b"u-10123", time_ns=packet.time_ns + 5_000_000))
    began = packet.time_ns // 1000
    assert [app.uid for at in (began - 9, began, began + 4999, began + 5000) if (app := whose(apps, at))] == [
        1051, 1051, 1051, 10_123,
    ]  # fmt: skip
    assert App(1051).system and App(-1).system


def test_what_is_no_word_of_pcapdroids() -> None:
    apps = Apps()
    for data in (b"", bytes(9), bytes(40), uid_map(1, "a", "b")[12:20]):
        apps.learn(Custom(62652, data, "<"))
        apps.learn(Custom(1, uid_map(1, "a", "b")[12:-4], "<"))
    told(apps, conversation()._replace(comment=b"u-99999999999999"))
    told(apps, Packet(0, b"\x01\x07\x20\x21" + bytes(28), 32, 0, 1, b""))
    assert not apps


def test_an_app_cannot_sign_for_another_by_what_it_sends() -> None:
    capture, apps = Capture(), Apps()
    forged = trailed(b"", CHAT.uid, CHAT.label)[-32:]
    Talk(capture).say(True, b"x" + forged)
    said = capture.packets[-1].data
    for data, link in ((said, 101), (bytes(12) + b"\x08\x00" + said, 1), (b"\1" * 12 + b"\x08\x00" + said + forged, 1)):
        told(apps, conversation()._replace(data=data, link=link))
    assert not apps
    told(apps, conversation()._replace(data=trailed(said, 10_001, "Own"), link=1))
    assert (found := whose(apps)) is not None and found.label == "Own"
