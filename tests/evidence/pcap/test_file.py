"""Captures through the one door. What needs tshark is marked; the reading of what it says is tested beside this."""

import gzip
import shutil
import ssl
import struct
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.analysis.assessment import assess
from harness.analysis.from_bundle import recording_from_bundle
from harness.analysis.model import Assessment
from harness.analysis.recording import Recording, recording_from_file
from harness.evidence.bundle import Bundle
from harness.evidence.exchange import Exchange, RecordingError
from harness.evidence.foreign import open_foreign
from harness.evidence.har_write import write_har
from harness.evidence.imported import import_recording
from harness.evidence.pcap import tshark
from harness.evidence.pcap.file import PcapFile, keys_beside
from harness.values.needle import Needle
from tests.evidence.pcap.captures import BEGAN, Capture, Packet, Talk, Tls, secrets_block, trailed, uid_map
from tests.evidence.pcap.samples import BODY, HERE, IMEI, dns_question, http1, http2, in_tls, quic

with_tshark = pytest.mark.skipif(shutil.which("tshark") is None, reason="needs tshark")
NEEDLE = Needle(value_id="imei", category="imei", text=IMEI, origin="file")
TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


def assessed(recording: Recording, workers: int = 1) -> Assessment:
    return assess(recording, [NEEDLE], workers=workers)


def seen(found: Assessment) -> list[Any]:
    return sorted((each.host, each.value_id, each.where, *each.path, each.form) for each in found.sightings)


def failures(found: Assessment) -> list[tuple[str, str]]:
    return [(each.host, str(each.reason)) for each in found.coverage.connections.failures]


def test_keys_beside(tmp_path: Path) -> None:
    capture = tmp_path / "x.pcap"
    assert keys_beside(capture) is None
    (tmp_path / "x.keys").write_text("my passwords")
    assert keys_beside(capture) is None, "what is no key log is left alone"
    (tmp_path / "sslkeylog.txt").write_text("CLIENT_RANDOM 00 00\n")
    assert keys_beside(capture) == tmp_path / "sslkeylog.txt"
    (tmp_path / "x.keys").write_text("# made by\nCLIENT_RANDOM 00 00\n")
    assert keys_beside(capture) == tmp_path / "x.keys"


def test_keys_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="There is no file of TLS keys"):
        open_foreign(HERE / "quic.pcap", tmp_path / "none")


@pytest.mark.debian
@with_tshark
@pytest.mark.parametrize(("speak", "alpn"), [(http1, "http/1.1"), (http2, "h2")])
@pytest.mark.parametrize("version", [TLS12, TLS13])
def test_keys_in_it_beside_it_and_named(tmp_path: Path, version: ssl.TLSVersion, speak: Any, alpn: str) -> None:
    capture, keys = in_tls(version, speak, alpn)
    inside, beside, named = (tmp_path / name for name in ("inside.pcapng", "beside.pcap", "named.pcap"))
    inside.write_bytes(capture.pcapng(keys))
    for path in (beside, named):
        path.write_bytes(capture.pcap())
    (tmp_path / "beside.keys").write_bytes(keys)
    (tmp_path / "elsewhere").write_bytes(keys)
    for source in (open_foreign(inside), open_foreign(beside), open_foreign(named, tmp_path / "elsewhere")):
        assert isinstance(source, PcapFile) and source.cut is None and not source.lost
        found = {each.url: each for each in source}
        assert found["https://api.example/collect?a=1"].request_body == BODY
        assert found["https://api.example/collect?a=1"].response_body == b"hello world"
        assert found["https://api.example/next"].status == 204
        assert [row.state for row in source.connections] == ["decrypted"]
    found = assessed(recording_from_file(named))
    assert failures(found) == [("api.example", "TLS without a key that fits")]
    assert "tls_failed" in found.summary.reasons


@pytest.mark.debian
@with_tshark
def test_the_same_traffic_as_har_flows_capture_and_bundle(tmp_path: Path) -> None:
    capture = HERE / "http2-tls13.pcapng"
    source = open_foreign(capture)
    write_har(source, tmp_path / "x.har")
    shutil.copy(source.path, tmp_path / "x.mitm")
    (tmp_path / "x.pcapng.gz").write_bytes(gzip.compress(capture.read_bytes()))
    recording = recording_from_file(capture)
    done = import_recording(capture, tmp_path / "bundle", recording.run)
    assert done.exchanges == 2 and not done.lost and not done.cut
    wanted = seen(assessed(recording))
    assert len(wanted) == 1
    for other in ("x.har", "x.mitm", "x.pcapng.gz"):
        assert seen(assessed(recording_from_file(tmp_path / other))) == wanted, other
    assert seen(assessed(recording_from_bundle(Bundle(tmp_path / "bundle")))) == wanted


@pytest.mark.debian
@with_tshark
def test_what_could_not_be_read_is_in_the_bundle_too(tmp_path: Path) -> None:
    capture = HERE / "quic.pcap"
    direct = assessed(recording_from_file(capture))
    assert [each.host for each in direct.sightings] == ["192.0.2.7"], "the datagram's"
    assert failures(direct) == [("h3.example", "HTTP/3 (QUIC) is not read")]
    import_recording(capture, tmp_path / "bundle", recording_from_file(capture).run)
    again = assessed(recording_from_bundle(Bundle(tmp_path / "bundle")))
    assert failures(again) == failures(direct) and "tls_failed" in again.summary.reasons


@pytest.mark.debian
@with_tshark
@pytest.mark.parametrize("sealed", [True, False])
def test_retransmitted_reordered_and_cut(tmp_path: Path, sealed: bool) -> None:
    if sealed:
        capture, keys = in_tls(TLS13, http1, "http/1.1")
    else:
        capture, keys = Capture(), b""
        http1(Talk(capture, port=80).say)
    packets = capture.packets
    twice = [again for each in packets for again in (each, Packet(each.time_us + 10, each.data, each.length))]
    path, cut, part = (tmp_path / name for name in ("twice.pcapng", "cut.pcapng", "part.pcapng"))
    path.write_bytes(Capture(twice).pcapng(keys))
    source = open_foreign(path)
    assert [each.request_body for each in source] == [BODY, b""] and source.cut is None
    assert all(row.reason is None for row in getattr(source, "connections", []))
    whole = capture.pcapng(keys)
    cut.write_bytes(whole[: len(whole) - 30])
    source = open_foreign(cut)
    assert next(each.request_body for each in source if each.kind == "http") == BODY
    assert source.cut is not None and "cut.pcapng ends early" in source.cut and "cut short" in source.cut
    assert "recording_cut" in assessed(recording_from_file(cut)).summary.reasons
    short = [Packet(each.time_us, each.data[:90], each.length) for each in packets]
    part.write_bytes(Capture(short).pcapng(keys))
    found = assessed(recording_from_file(part))
    assert {"entries_unreadable", *(["tls_failed"] if sealed else [])} <= set(found.summary.reasons)
    assert any("snapshot length" in name for name in found.coverage.unreadable.named)


@pytest.mark.debian
@with_tshark
def test_what_was_lost_is_the_same_in_pieces_and_in_a_bundle(tmp_path: Path) -> None:
    capture = Capture()
    talk = Talk(capture, port=80)
    http1(talk.say)
    del capture.packets[4]
    path = tmp_path / "x.pcap"
    path.write_bytes(capture.pcap())
    source = open_foreign(path)
    assert isinstance(source, PcapFile) and len(source.lost) == 1 and "sent and not captured" in source.lost[0]
    whole = [*source]
    assert [each for piece in source.pieces(1) for each in piece] == whole
    assert [each.index for each in whole] == list(range(len(whole)))
    done = import_recording(path, tmp_path / "bundle", recording_from_file(path).run)
    assert done.left_out == 1
    found = assessed(recording_from_bundle(Bundle(tmp_path / "bundle")))
    assert "entries_unreadable" in found.summary.reasons


@pytest.mark.debian
@with_tshark
@pytest.mark.parametrize("data", [
    b"\xd4\xc3\xb2\xa1" + bytes(20),
    b"\x0a\x0d\x0d\x0a" + bytes(40),
    struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 101) + b"\xff" * 400,
    b"\xa1\xb2\xc3\xd4",
])  # fmt: skip
def test_damaged_captures_are_one_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    with pytest.raises(RecordingError, match="packet capture") as caught:
        open_foreign(path)
    assert "\n" not in str(caught.value)


@pytest.mark.debian
@with_tshark
def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    list(open_foreign(shutil.copy(HERE / "quic.pcap", tmp_path / "x y;z.pcap")))
    assert not list(tmp_path.glob("harness-pcap-*"))


def _shop(port: int, app: str) -> tuple[Capture, bytes]:
    """A conversation of one app in TLS, from a port of its own."""
    capture = Capture()
    talk = Talk(capture, client_port=port)
    tls = Tls(talk, TLS13, name=f"{app}.example", alpn=["http/1.1"])
    http1(tls.say)
    talk.close()
    return capture, tls.keys


def _several(apps: int = 6) -> tuple[list[list[Packet]], bytes]:
    """Conversations that go on at the same time; and questions to DNS and a datagram between them."""
    made = [_shop(40_000 + number, f"app{number}") for number in range(apps)]
    for number, (capture, _) in enumerate(made):
        for packet in capture.packets:
            packet.time_us += number * 37
    return [capture.packets for capture, _ in made], b"".join(keys for _, keys in made)


@pytest.mark.debian
@with_tshark
def test_a_divided_capture_is_read_as_a_whole_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    several, keys = _several()
    rest = quic().packets
    packets = sorted((each for some in (*several, rest) for each in some), key=lambda each: each.time_us)
    for name in ("whole", "divided"):
        (tmp_path / name).write_bytes(Capture(packets).pcapng(keys))
    whole = open_foreign(tmp_path / "whole")
    monkeypatch.setattr(tshark, "MOST_PIECE", 6000)
    divided = open_foreign(tmp_path / "divided")
    assert isinstance(whole, PcapFile) and isinstance(divided, PcapFile) and divided.cut is None
    assert len(list(whole)) == 14

    def without_names(source: PcapFile) -> list[Exchange]:
        return [msgspec.structs.replace(each, id="", connection="") for each in source]

    assert without_names(divided) == without_names(whole)
    times = [each.time_us for each in divided]
    assert times == sorted(times) and len({each.id for each in divided}) == 14
    assert len({each.connection for each in divided if each.kind == "http"}) == 6
    states = [sorted((row.host, row.state, row.reason or "") for row in each.connections) for each in (whole, divided)]
    assert states[0] == states[1] and len(states[0]) == 7 and not divided.lost


@pytest.mark.debian
@with_tshark
def test_a_cut_capture_that_is_divided_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    several, keys = _several(3)
    path = tmp_path / "x.pcapng"
    path.write_bytes(Capture([each for some in several for each in some]).pcapng(keys)[:-50])
    monkeypatch.setattr(tshark, "MOST_PIECE", 4000)
    source = open_foreign(path)
    assert source.cut is not None and source.cut.startswith("x.pcapng ends early: ") and "in the middle" in source.cut
    assert sum(each.kind == "http" for each in source) == 6
    assert "recording_cut" in assessed(recording_from_file(path)).summary.reasons


@pytest.fixture(params=["pcap", "pcapng"])
def phone(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A capture of PCAPdroid's with two apps, and a question of the system's."""
    several, keys = _several(2)
    uids = (10_101, 10_102)
    names = (("com.example.own", "Own"), ("com.example.game", "Game"))
    question = Capture(now=BEGAN + 999_999)
    question.udp(dns_question("h3.example"))
    rows = [(packet, uid) for packets, uid in zip(several, uids, strict=True) for packet in packets]
    rows = sorted([*rows, *((packet, 1051) for packet in question.packets)], key=lambda row: row[0].time_us)
    path = tmp_path / f"x.{request.param}"
    if request.param == "pcap":
        label = dict(zip(uids, (label for _, label in names), strict=True))
        frames = [trailed(packet.data, uid, label.get(uid, "netd")) for packet, uid in rows]
        packets = [Packet(row[0].time_us, frame, len(frame)) for row, frame in zip(rows, frames, strict=True)]
        path.write_bytes(Capture(packets).pcap(link=1))
        path.with_suffix(".keys").write_bytes(keys)
    else:
        maps = b"".join(uid_map(uid, *name) for uid, name in zip(uids, names, strict=True))
        comments = [f"u-{uid}".encode() for _, uid in rows]
        path.write_bytes(Capture([row[0] for row in rows]).pcapng(b"", maps, comments) + secrets_block(keys))
    return path


@pytest.mark.debian
@with_tshark
def test_whose_traffic_it_is_by_pcapdroids_word(phone: Path) -> None:
    own, game = ("Own", "Game") if phone.suffix == ".pcap" else ("com.example.own", "com.example.game")
    recording = recording_from_file(phone)
    assert isinstance(recording.exchanges, PcapFile) and recording.exchanges.apps == sorted((own, game))
    found = assessed(recording)
    assert {row.actor.id for row in found.disclosures} == {f"app:{own}", f"app:{game}"}
    system = "netd" if phone.suffix == ".pcap" else "uid 1051"
    sent = {(row.kind, row.client_port, row.app) for row in recording.exchanges}
    assert sent >= {("http", 40_000, own), ("http", 40_001, game)} and {row[2] for row in sent} == {own, game, system}
    alone = recording_from_file(phone, app=own)
    assert isinstance(alone.exchanges, PcapFile) and alone.exchanges.left_out == 1
    assert {row.app for row in alone.exchanges} == {own, system}, "names are asked by the system"
    (only,) = assessed(alone).disclosures
    assert (only.actor.id, only.actor.name) == ("app", own) and only.confidence == "high"


@pytest.mark.debian
@with_tshark
def test_the_word_survives_bundles_and_har(phone: Path, tmp_path: Path) -> None:
    import_recording(phone, tmp_path / "bundle", recording_from_file(phone).run)
    write_har(recording_from_file(phone).exchanges, tmp_path / "x.har")
    actors = {row.actor.id for row in assessed(recording_from_file(phone)).disclosures}
    for other in (recording_from_bundle(Bundle(tmp_path / "bundle")), recording_from_file(tmp_path / "x.har")):
        assert {row.actor.id for row in assessed(other).disclosures} == actors
