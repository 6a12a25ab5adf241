"""Running ``tshark`` over a capture, and its packets one at a time.

It takes captures apart down to TCP and UDP and decrypts TLS; everything above is switched off there, so that what was
decrypted comes out as bytes, and so that a hostile capture meets few of its three thousand dissectors.
"""

import os
import resource
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import msgspec

from harness.evidence.exchange import RecordingError
from harness.evidence.pcap.apps import Apps
from harness.evidence.pcap.divide import MOST_PIECE, Divided
from harness.files.names import shown
from harness.files.scratch import owned
from harness.files.write import write_error

INSTALL = "install it (Debian, Ubuntu: apt install tshark; macOS: brew install wireshark)"
_KEPT = {
    "data", "dns", "dtls", "eth", "ethertype", "frame", "gre", "ip", "ipv6", "llc", "loop", "nflog", "null", "ppp",
    "pppoes", "quic", "radiotap", "raw", "sll", "tcp", "tls", "udp", "vlan", "wlan",
}  # fmt: skip
"""Protocols that are taken apart (the names of ``tshark -G protocols``)."""
_FIELDS = (
    "frame.time_epoch", "frame.cap_len", "frame.len", "frame.protocols",
    "ip.proto", "ip.src", "ip.dst", "ipv6.nxt", "ipv6.src", "ipv6.dst",
    "tcp.stream", "tcp.srcport", "tcp.dstport", "tcp.seq", "tcp.ack", "tcp.len", "tcp.flags", "tcp.payload",
    "udp.stream", "udp.srcport", "udp.dstport", "udp.payload",
    "tls.handshake.type", "tls.handshake.extensions_server_name", "tls.app_data", "data.data",
    "dns.flags.response", "dns.qry.name", "dns.qry.type",
)  # fmt: skip
_OPTIONS = ("tcp.reassemble_out_of_order:TRUE", "tcp.desegment_tcp_streams:TRUE", "tcp.try_heuristic_first:TRUE",
            "tcp.relative_sequence_numbers:TRUE", "ip.defragment:TRUE", "tls.desegment_ssl_records:TRUE")  # fmt: skip
_MOST_LINE = 64 << 20
"""Bytes of what is told of one packet."""
_MOST_KEYS = 256 << 20
_MOST_MEMORY = 8 << 30
"""Bytes of addresses that tshark may take."""
_SECONDS, _PER_SECOND = 600.0, 1 << 20
"""Seconds that it may take, and bytes of the capture for which it is given one more."""
_STARTING = 60.0


class Layers(msgspec.Struct):
    """What is told of one packet: lists, since a packet may hold several of a field, as text, bytes as hex."""

    time: list[str] = msgspec.field(default_factory=list, name="frame_time_epoch")
    captured: list[str] = msgspec.field(default_factory=list, name="frame_cap_len")
    length: list[str] = msgspec.field(default_factory=list, name="frame_len")
    protocols: list[str] = msgspec.field(default_factory=list, name="frame_protocols")
    ip_protocol: list[str] = msgspec.field(default_factory=list, name="ip_proto")
    ip6_protocol: list[str] = msgspec.field(default_factory=list, name="ipv6_nxt")
    source4: list[str] = msgspec.field(default_factory=list, name="ip_src")
    target4: list[str] = msgspec.field(default_factory=list, name="ip_dst")
    source6: list[str] = msgspec.field(default_factory=list, name="ipv6_src")
    target6: list[str] = msgspec.field(default_factory=list, name="ipv6_dst")
    tcp: list[str] = msgspec.field(default_factory=list, name="tcp_stream")
    tcp_source: list[str] = msgspec.field(default_factory=list, name="tcp_srcport")
    tcp_target: list[str] = msgspec.field(default_factory=list, name="tcp_dstport")
    seq: list[str] = msgspec.field(default_factory=list, name="tcp_seq")
    ack: list[str] = msgspec.field(default_factory=list, name="tcp_ack")
    tcp_length: list[str] = msgspec.field(default_factory=list, name="tcp_len")
    flags: list[str] = msgspec.field(default_factory=list, name="tcp_flags")
    tcp_payload: list[str] = msgspec.field(default_factory=list, name="tcp_payload")
    udp: list[str] = msgspec.field(default_factory=list, name="udp_stream")
    udp_source: list[str] = msgspec.field(default_factory=list, name="udp_srcport")
    udp_target: list[str] = msgspec.field(default_factory=list, name="udp_dstport")
    udp_payload: list[str] = msgspec.field(default_factory=list, name="udp_payload")
    handshakes: list[str] = msgspec.field(default_factory=list, name="tls_handshake_type")
    names: list[str] = msgspec.field(default_factory=list, name="tls_handshake_extensions_server_name")
    sealed: list[str] = msgspec.field(default_factory=list, name="tls_app_data")
    opened: list[str] = msgspec.field(default_factory=list, name="data_data")
    answer: list[str | bool] = msgspec.field(default_factory=list, name="dns_flags_response")
    asked: list[str] = msgspec.field(default_factory=list, name="dns_qry_name")
    asked_type: list[str] = msgspec.field(default_factory=list, name="dns_qry_type")


class _Line(msgspec.Struct):
    layers: Layers | None = None


_lines = msgspec.json.Decoder(_Line)


def packets(lines: IO[bytes]) -> Iterator[Layers]:
    """Yield the packets in what ``tshark -T ek`` wrote. Raises ``ValueError`` for what it did not write."""
    while line := lines.readline(_MOST_LINE):
        if len(line) == _MOST_LINE:
            raise ValueError("what is told of one packet is too long")
        if not line.strip():
            continue
        found = _lines.decode(line).layers
        if found is not None:
            yield found


class Tshark:
    """Runs over a capture, one for each piece that it is divided into. Iterating it yields the packets of each piece.

    ``cut`` then says why it ended early, if it did. ``apps`` are known when the first packet is.
    """

    def __init__(self, capture: Path, name: Path, keys: Path | None = None, most: int = MOST_PIECE) -> None:
        """``name`` is what the user calls the capture; ``keys`` a file of TLS secrets in NSS's key log format.

        ``most`` are the bytes of a piece.
        """
        self._capture = capture
        self._name = name
        self._keys = keys
        self._most = most
        self._count = 0
        self.cut: str | None = None
        self.apps = Apps()

    def __iter__(self) -> Iterator[Iterator[Layers]]:
        """Yield each piece's packets, to be read one after the other.

        Raises :class:`RecordingError` where there is no ``tshark``, or it read no packet.
        """
        program = shutil.which("tshark")
        if program is None:
            raise RecordingError(
                f"{shown(self._name)} is a packet capture, which is read with tshark; there is none here: {INSTALL}."
            )
        with tempfile.TemporaryDirectory(prefix=owned("harness-pcap-")) as folder:
            yield from self._pieces(program, Path(folder))

    def _pieces(self, program: str, scratch: Path) -> Iterator[Iterator[Layers]]:
        try:
            divided = Divided(self._capture, scratch, self._most)
            whole = divided.pieces == 1
            pieces = [self._capture] if whole else divided.write(scratch)
        except OSError as error:
            raise write_error(error, scratch) from None
        self.apps = divided.apps
        environment = settings(program, scratch, self._name)
        words = command(program, scratch, self._keys, divided.secrets)
        problems = [] if whole or not divided.damage else [divided.damage]
        for piece in pieces:
            yield self._read(words, environment, piece, scratch, problems)
            if not whole:
                piece.unlink()
        said = "; ".join(problems[:3])
        if said and not self._count:
            raise RecordingError(f"{shown(self._name)} is a packet capture that cannot be read: {said}.")
        if not self._count:
            raise RecordingError(f"{shown(self._name)} is a packet capture without one packet that can be taken apart.")
        if said:
            self.cut = f"{shown(self._name.name)} ends early: {self._count} packets were read ({said})."

    def _read(
        self, words: list[str], environment: dict[str, str], piece: Path, scratch: Path, problems: list[str]
    ) -> Iterator[Layers]:
        seconds = _SECONDS + piece.stat().st_size / _PER_SECOND
        with (
            piece.open("rb") as given,
            (scratch / "errors").open("w+b") as errors,
            subprocess.Popen(
                words, stdin=given, stdout=subprocess.PIPE, stderr=errors, cwd=scratch, env=environment
            ) as process,
        ):
            resource.prlimit(process.pid, resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
            late = threading.Event()

            def stop() -> None:
                late.set()
                process.kill()

            timer = threading.Timer(seconds, stop)
            timer.start()
            problem = ""
            try:
                for packet in packets(cast(IO[bytes], process.stdout)):
                    self._count += any(packet.protocols)  # it takes any file for one packet of no known kind
                    yield packet
            except (ValueError, msgspec.MsgspecError) as error:
                problem = str(error)
            finally:
                timer.cancel()
                if problem:
                    process.kill()
                code = _ended(process)
            errors.seek(0)
            said = _last(errors.read(1 << 16))
        if late.is_set():
            problem = f"tshark was not done after {seconds:.0f} s"
        elif code and not problem:
            problem = f"tshark says: {said}" if said else f"tshark ended with {code}"
        if problem:
            problems.append(problem)


def command(program: str, scratch: Path, keys: Path | None, secrets: bytes = b"") -> list[str]:
    """Return the words to run it by: a capture from standard input, its packets as JSON, a line each.

    The keys are put where no character of their path can be taken for anything else. ``secrets`` are those that were
    in the capture itself: there they may stand behind the packets that need them.
    """
    options = list(_OPTIONS)
    if keys is not None or secrets:
        with (scratch / "keys").open("wb") as to:
            to.write(secrets)
            if keys is not None:
                with keys.open("rb") as file:
                    to.write(file.read(_MOST_KEYS))
        options.append(f"tls.keylog_file:{scratch / 'keys'}")
    preferences = [word for option in options for word in ("-o", option)]
    return [program, "-n", "-Q", "-r", "-", "-T", "ek", *preferences, *(w for field in _FIELDS for w in ("-e", field))]


def _ended(process: "subprocess.Popen[bytes]") -> int:
    """Wait for the end of what has written all it has, or is no longer listened to."""
    if process.stdout is not None:
        process.stdout.close()
    try:
        return process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def settings(program: str, scratch: Path, name: Path) -> dict[str, str]:
    """Write settings in which only what is needed is taken apart; the user's own, and plugins, are not read."""
    settings = scratch / "settings"
    settings.mkdir()
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")}
    environment = {
        **kept, "HOME": str(scratch), "TMPDIR": str(scratch), "LC_ALL": "C.UTF-8",
        "WIRESHARK_CONFIG_DIR": str(settings), "WIRESHARK_PLUGIN_DIR": str(settings / "none"),
    }  # fmt: skip
    try:
        said = subprocess.run(
            [program, "-G", "protocols"],
            capture_output=True,
            cwd=scratch,
            env=environment,
            timeout=_STARTING,
            check=True,
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError) as error:
        raise RecordingError(f"{shown(name)} cannot be read: tshark does not start ({error}).") from None
    known = [line.split("\t")[2] for line in said.splitlines() if line.count("\t") >= 2]
    (settings / "disabled_protos").write_text("".join(f"{each}\n" for each in known if each not in _KEPT))
    return environment


def _last(said: bytes) -> str:
    """Return the last thing that tshark said, without its own name and path."""
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.startswith("tshark:")]
    return shown(lines[-1].removeprefix("tshark:").strip().rstrip(".")[:200]) if lines else ""
