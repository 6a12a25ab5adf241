"""What analysing a large recording takes: ``python benchmarks/big_recording.py har|flows|pcap [MEGABYTES]``.

It makes a recording of that size (2048 MB) below TMPDIR, analyses it in a process of its own, and prints one line of
JSON: seconds, and the most memory that the harness and what it started had at one moment (proportional set size, so
that shared pages count once). The recording goes when it ends.
"""

import json
import os
import random
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mitmproxy import io as flow_io

from harness.evidence.exchange import Exchange
from harness.evidence.flow_write import flow_from_exchange
from harness.evidence.har_write import write_har
from tests.evidence.pcap.captures import Capture, Talk, Tls

IMEI = "490154203237518"
BODY = 900_000
"""Bytes of a request's body: JSON with numbers, each time others, so that nothing is gained by finding it twice."""
AT_ONCE = 16
"""Connections of the packet capture that go on at the same time."""


def exchanges(size: int) -> Iterator[Exchange]:
    """Yield exchanges of about ``size`` bytes altogether, the last with a value in it."""
    rng, made = random.Random(1), 0
    while made < size:
        fields = {f"field {at}": rng.randrange(1_000_000) for at in range(BODY // 23)}
        body = json.dumps({"imei": IMEI, **fields}).encode()
        made += len(body) + 500
        yield Exchange(
            index=0, id=str(made), time_us=1_760_000_000_000_000 + made, method="POST", scheme="https",
            host="t.example", port=443, url="https://t.example/c", status=204, request_body=body,
            request_headers=[("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
        )  # fmt: skip


def har(size: int, path: Path) -> None:
    """Write a HAR file."""
    write_har(exchanges(size), path)


def flows(size: int, path: Path) -> None:
    """Write a mitmproxy flow file."""
    with path.open("wb") as file:
        writer = flow_io.FlowWriter(file)
        for exchange in exchanges(size):
            writer.add(flow_from_exchange(exchange))


def pcap(size: int, path: Path) -> None:
    """Write a packet capture of TLS 1.3: one real conversation, again and again from other ports."""
    capture = Capture()
    talk = Talk(capture)
    tls = Tls(talk, ssl.TLSVersion.TLSv1_3, name="t.example", alpn=["http/1.1"])
    body = next(exchanges(1)).request_body
    tls.say(True, b"POST /c HTTP/1.1\r\nHost: t.example\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    tls.say(False, b"HTTP/1.1 204 No Content\r\n\r\n")
    talk.close()
    path.with_suffix(".keys").write_bytes(tls.keys)
    packets = [each.data for each in capture.packets]
    written, first, now = 0, 0, 0
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 101))
        while written < size:
            for packet in packets:
                for number in range(first, first + AT_ONCE):
                    now += 20
                    moved = _moved(packet, number)
                    file.write(
                        struct.pack("<IIII", 1_760_000_000 + now // 1_000_000, now % 1_000_000, *[len(moved)] * 2)
                    )
                    file.write(moved)
                    written += 16 + len(moved)
            first += AT_ONCE


def _moved(packet: bytes, number: int) -> bytes:
    """Return a packet of another client port, of another client after 20 000 of them."""
    client = bytes((10, 0, 1 + number // 20_000, 2))
    port = struct.pack(">H", 40_000 + number % 20_000)
    if packet[12] == 10:
        return packet[:12] + client + packet[16:20] + port + packet[22:]
    return packet[:16] + client + packet[20:22] + port + packet[24:]


MAKERS: dict[str, Callable[[int, Path], None]] = {"har": har, "flows": flows, "pcap": pcap}


class Watch:
    """The most memory that a process and its descendants had."""

    def __init__(self, pid: int) -> None:
        """Look ten times a second."""
        self.most = 0
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Look no more."""
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.1):
            self.most = max(self.most, sum(map(_size, _family(self._pid))))


def _family(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        try:
            found += [int(word) for word in Path(f"/proc/{each}/task/{each}/children").read_text().split()]
        except OSError:
            continue
    return found


def _size(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def main(kind: str, megabytes: int = 2048) -> None:
    """Make, analyse, print."""
    with tempfile.TemporaryDirectory(prefix="harness-big-") as folder:
        path, values, out = (Path(folder) / name for name in (f"big.{kind}", "values.yaml", "out.json"))
        values.write_text(f"- {{category: imei, value: '{IMEI}'}}\n")
        MAKERS[kind](megabytes << 20, path)
        words = [sys.executable, "-m", "harness", "analyze", path, "--values", values, "--json", "--out", out]
        begun = time.monotonic()
        with subprocess.Popen(words, env={**os.environ, "TMPDIR": folder}) as process:
            watch = Watch(process.pid)
            code = process.wait()
            watch.end()
        seconds = time.monotonic() - begun
        found = json.loads(out.read_text())
        line = {
            "kind": kind, "bytes": path.stat().st_size, "seconds": round(seconds, 1), "exit": code,
            "mb_per_s": round(path.stat().st_size / seconds / 1e6, 1), "peak_mb": round(watch.most / 1e6),
            "exchanges": found["coverage"]["exchanges"], "sightings": len(found["sightings"]),
            "connections": found["coverage"]["connections"]["decrypted"], "load": round(os.getloadavg()[0], 1),
        }  # fmt: skip
        print(json.dumps(line))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
