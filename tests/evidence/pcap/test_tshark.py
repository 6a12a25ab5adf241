"""What tshark says is read line by line, and what it cannot do is one sentence."""

import io
import shutil
from itertools import chain
from pathlib import Path

import pytest

from harness.evidence.exchange import RecordingError
from harness.evidence.pcap import tshark
from harness.evidence.pcap.tshark import Tshark, packets
from tests.evidence.pcap.samples import HERE


def test_packets_of_what_it_said() -> None:
    with (HERE / "http1-tls12.pcapng.ek").open("rb") as file:
        found = list(packets(file))
    assert len(found) == 14 and found[0].tcp == ["0"] and found[0].flags == ["0x0002"]
    assert [name for packet in found for name in packet.names] == ["api.example"]
    assert any(b"POST /collect" in bytes.fromhex(text) for packet in found for text in packet.opened)


def test_what_is_too_long_or_no_json_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="malformed"):
        list(packets(io.BytesIO(b"{nonsense\n")))
    monkeypatch.setattr(tshark, "_MOST_LINE", 10)
    with pytest.raises(ValueError, match="too long"):
        list(packets(io.BytesIO(b'{"layers":{"tcp_stream":["0"]}}\n')))


def test_without_it_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RecordingError, match=r"read with tshark; there is none here: install it \(Debian"):
        list(chain.from_iterable(Tshark(HERE / "http1-tls12.pcapng", Path("x.pcapng"))))


def _program(folder: Path, does: str) -> str:
    """Make a tshark that answers as the real one to -G, and otherwise does something else."""
    program = folder / "tshark"
    program.write_text(f'#!/bin/sh\nif [ "$1" = -G ]; then printf "Data\\tData\\tdata\\n"; exit 0; fi\n{does}\n')
    program.chmod(0o755)
    return f"{folder}:{Path(shutil.which('sh') or '/bin/sh').parent}"


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("echo 'tshark: /secret is no capture.' >&2; exit 2", "tshark says: /secret is no capture"),
        ("echo nonsense", "cannot be read: JSON is malformed"),
        ("kill -9 $$", "tshark ended with -9"),
        ("exec sleep 60", "was not done after 0 s"),
    ],
)
def test_a_run_that_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, does: str, says: str) -> None:
    monkeypatch.setenv("PATH", _program(tmp_path, does))
    monkeypatch.setattr(tshark, "_SECONDS", 0.3)
    with pytest.raises(RecordingError, match=says) as caught:
        list(chain.from_iterable(Tshark(HERE / "http1-tls12.pcapng", Path("x.pcapng"))))
    assert "\n" not in str(caught.value)


def test_one_that_fails_later_cuts_the_recording(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = HERE / "http1-tls12.pcapng.ek"
    monkeypatch.setenv("PATH", _program(tmp_path, f"cat {told}; echo 'tshark: The file is cut short.' >&2; exit 2"))
    source = Tshark(HERE / "http1-tls12.pcapng", Path("x.pcapng"))
    assert len(list(chain.from_iterable(source))) == 14
    assert source.cut == "x.pcapng ends early: 14 packets were read (tshark says: The file is cut short)."


def test_protocols_that_are_not_needed_are_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "printf 'A\\tA\\ttcp\\nB\\tB\\thttp\\nC\\tC\\tsmb\\n'"
    program = tmp_path / "tshark"
    program.write_text(f"#!/bin/sh\n{said}\n")
    program.chmod(0o755)
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setenv("WIRESHARK_CONFIG_DIR", "/the/users/own")
    environment = tshark.settings(str(program), room, Path("x"))
    assert (Path(environment["WIRESHARK_CONFIG_DIR"]) / "disabled_protos").read_text() == "http\nsmb\n"
    assert "SSLKEYLOGFILE" not in environment and environment["HOME"] == str(room)


def test_keys_stand_where_their_name_does_no_harm(tmp_path: Path) -> None:
    keys = tmp_path / "a:b,c -o x.keys"
    keys.write_text("CLIENT_RANDOM 1 2\n")
    words = tshark.command("tshark", tmp_path, keys)
    assert f"tls.keylog_file:{tmp_path}/keys" in words and (tmp_path / "keys").read_text() == keys.read_text()
