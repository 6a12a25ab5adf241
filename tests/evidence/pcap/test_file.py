"""Captures through the one door. What needs tshark is marked; the reading of what it says is tested beside this."""

import gzip
import shutil
import ssl
import struct
import tempfile
from pathlib import Path
from typing import Any

import pytest

from harness.analysis.assessment import assess
from harness.analysis.from_bundle import recording_from_bundle
from harness.analysis.model import Assessment
from harness.analysis.recording import Recording, recording_from_file
from harness.evidence.bundle import Bundle
from harness.evidence.exchange import RecordingError
from harness.evidence.foreign import open_foreign
from harness.evidence.har_write import write_har
from harness.evidence.imported import import_recording
from harness.evidence.pcap.file import PcapFile, keys_beside
from harness.values.needle import Needle
from tests.evidence.pcap.captures import Capture, Packet, Talk
from tests.evidence.pcap.samples import BODY, HERE, IMEI, http1, http2, in_tls

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
