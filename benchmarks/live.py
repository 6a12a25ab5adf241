"""A flood into a session's stream: is everything told, how late is a disclosure, how much memory does it take?

    python benchmarks/live.py [SECONDS] [OBSERVATIONS_A_SECOND] [EXCHANGES_A_SECOND]

A writer fills a bundle at that pace, as a run does, and a stream listens to it. Of the calls one in twelve reads a
planted value. Of the exchanges (a JSON document of 1 KB each) one in ten carries one, plain or as a digest, every
second time to a host of its own; one in twenty is encrypted by a recorded cipher, whose call is written after it. The
delay is from a flow's being written to the event that tells of the disclosure. Memory and processor time are told of
this process, which writes and listens, and of the one that analyses. Prints one line of JSON; fails when anything is
lost.
"""

import contextlib
import hashlib
import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from harness.evidence.bundle import FLOWS, PERSONA
from harness.evidence.exchange import Exchange
from harness.evidence.flow_frame import http_frame
from harness.evidence.rows import Observation, Phase, Value
from harness.evidence.run_record import Apk, RunRecord
from harness.evidence.writer import BundleWriter
from harness.explore.beside.stream import BesideStream
from harness.explore.events import Disclosed, Ended
from harness.explore.tap import Tap
from harness.persona.generate import generate

STACKS = [[f"com.sdk{n}.core.Read.get(Read.java:{n})", "com.example.app.Main.onCreate(Main.java:9)"] for n in range(40)]
KEY, IV = b"k" * 16, bytes(16)
PLAIN = ("file.open", "prefs.get", "net.lookup", "view.text", "locale.get")


def text(value: str) -> Value:
    return Value(type="java.lang.String", text=value)


class Flood:
    """Writes a bundle at a pace."""

    def __init__(self, path: Path, tap: Tap, seconds: float, calls: int, exchanges: int) -> None:
        self.seconds, self.calls, self.exchanges = seconds, calls, exchanges
        self.chance = random.Random(1)
        persona = generate(seed=1)
        self.values = [
            (item.id, item.category, str(item.value)) for item in persona.values if isinstance(item.value, str)
        ]
        self.values = [each for each in self.values if len(each[2]) > 9][:12]
        self.writer = BundleWriter(path, RunRecord(apk=Apk(package="com.example.app"), clock_offset_us=0), ear=tap)
        self.writer.write_file(PERSONA, persona.to_yaml().encode())
        self.flows = self.writer.open_file(FLOWS)
        self.tap = tap
        self.seq = 0
        self.sent = 0
        self.written: dict[str, float] = {}
        """When the first request to a host was written."""
        self.late_s = 0.0

    def run(self) -> None:
        begun = time.monotonic()
        self.tap.phase(Phase(name="before_consent", start_us=now(), end_us=0, cause=""))
        while (gone := time.monotonic() - begun) < self.seconds:
            while self.seq < gone * self.calls:
                self.call()
                if self.sent < gone * self.exchanges and self.seq % 7 == 0:
                    self.send()
            while self.sent < gone * self.exchanges:
                self.send()
            self.late_s = max(self.late_s, time.monotonic() - begun - gone)
            time.sleep(0.002)
        self.writer.close()
        self.tap.end(Ended(outcome="complete"))

    def call(self, **more: Any) -> None:
        self.seq += 1
        stack = STACKS[self.seq % len(STACKS)]
        fields: dict[str, Any] = {"point": PLAIN[self.seq % 5], "args": [text(f"argument {self.seq % 977} of it")]}
        if not more and self.seq % 12 == 0:
            _, category, value = self.values[self.seq // 12 % len(self.values)]
            fields = {"point": f"read.{category}", "category": category, "result": text(value)}
        self.writer.append(
            Observation(
                seq=self.seq, time_us=now(), mono_ns=time.monotonic_ns(), pid=7, process="com.example.app",
                thread_id=self.seq % 20, thread=f"t{self.seq % 20}", stack=stack, phase="before_consent",
                **(fields | more),
            )
        )  # fmt: skip

    def host(self, number: int, kind: str) -> str:
        """Return who is sent a value: each time somebody else, so that each has a disclosure of its own."""
        return f"{kind}{number // 20}.example"

    def send(self) -> None:
        number, host = self.sent, "api.example"
        said: dict[str, Any] = {"n": number, "events": [event(self.chance) for _ in range(5)]}
        after: dict[str, Any] | None = None
        if number % 10 == 0:
            value = self.values[number // 10 % len(self.values)][2]
            said["v"] = hashlib.md5(value.encode()).hexdigest() if number % 20 else value
            host = self.host(number, "h") if number % 20 == 0 else host
        body = json.dumps(said).encode()
        if number % 20 == 5:
            said["v"] = self.values[number // 20 % len(self.values)][2]
            plain = json.dumps(said).encode()
            host, body = self.host(number, "c"), encrypt(plain)
            fields = {"algorithm": text("AES/CBC/PKCS5Padding"), "mode": text("encrypt")}
            args = [Value(type="byte[]", data=plain), Value(type="state", fields=fields)]
            after = {"point": "cipher.doFinal", "category": "channel.crypto", "object_id": number + 1, "args": args,
                     "result": Value(type="byte[]", data=body)}  # fmt: skip
        frame = http_frame(
            Exchange(index=0, id=f"x{number}", time_us=now(), method="POST", scheme="https", host=host, port=443,
                     url=f"https://{host}/v1/events?n={number}", request_body=body, status=200,
                     request_headers=[("content-type", "application/json"), ("user-agent", "Dalvik/2.1.0")],
                     connection=f"c{number % 50}", client_port=40_000 + number % 50)
        )  # fmt: skip
        assert frame is not None
        start = self.flows.tell()
        self.flows.write(frame)
        self.flows.flush()
        self.tap.flow(start, self.flows.tell())
        self.written.setdefault(host, time.monotonic())
        self.sent += 1
        if after is not None:
            self.call(**after)


def event(chance: random.Random) -> dict[str, Any]:
    screen = chance.choice(("Home", "Detail", "Search", "Profile", "Settings", "Cart"))
    return {
        "name": chance.choice(("screen_view", "tap", "scroll", "ad_impression")), "after_ms": chance.randrange(60_000),
        "screen_class": f"com.shop.app.ui.{screen.lower()}.{screen}Activity", "engagement": "foreground",
        "props": {"item": f"sku-{chance.randrange(10**6)}", "title": "\u65b0\u6b3e \u84dd\u7259\u8033\u673a"},
    }  # fmt: skip


def encrypt(plain: bytes) -> bytes:
    pad = padding.PKCS7(128).padder()
    machine = Cipher(algorithms.AES(KEY), modes.CBC(IV)).encryptor()
    return machine.update(pad.update(plain) + pad.finalize()) + machine.finalize()


def now() -> int:
    return time.time_ns() // 1000


def memory_mb(pid: int | str = "self") -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def cpu_s(pid: int) -> float:
    """Return the processor time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    seconds, calls, exchanges = (*map(int, sys.argv[1:]), *(60, 10_000, 200)[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as folder:
        tap = Tap()
        stream = BesideStream(tap)
        listener = stream.listen()
        flood = Flood(Path(folder) / "b", tap, seconds, calls, exchanges)
        stream.start()
        # The persona's patterns are compiled while an app is installed.
        while stream.state.covered is None or "no_values" in stream.state.covered.reasons:
            time.sleep(0.05)
        before, spent, beside = memory_mb(), time.process_time(), stream.beside_pid
        analysed, analysis_mb = cpu_s(beside), memory_mb(beside)
        analysis_s = 0.0
        writer = threading.Thread(target=flood.run)
        begun = time.monotonic()
        writer.start()
        delays: dict[str, float] = {}
        memory: list[float] = []
        while (events := listener.take(1.0)) is not None:
            moment = time.monotonic()
            for event in events:
                if isinstance(event, Disclosed) and event.change == "new":
                    host = event.disclosure.recipient.host
                    delays.setdefault(host, moment - flood.written[host])
            if not memory or moment - begun > len(memory):
                memory.append(memory_mb())
                with contextlib.suppress(OSError, IndexError):  # it has ended
                    analysis_s, analysis_mb = cpu_s(beside) - analysed, max(analysis_mb, memory_mb(beside))
        took = time.monotonic() - begun
        writer.join()
        if stream.failure is not None:
            raise stream.failure
        totals = stream.state.totals
        lost = (flood.seq - totals["observations"], flood.sent - totals["exchanges"])
        wanted = {host for host in flood.written if host != "api.example"}
        found = sorted(delays[host] * 1000 for host in wanted & set(delays))
        line = {
            "seconds": round(took, 1), "asked_s": seconds, "observations": flood.seq, "exchanges": flood.sent,
            "lost": lost, "disclosures": len(found), "not_disclosed": len(wanted - set(delays)),
            "delay_ms": {"p50": round(statistics.median(found)), "p99": round(found[int(len(found) * 0.99)]),
                         "max": round(found[-1])},
            "memory_mb": {"before": round(before), "middle": round(memory[len(memory) // 2]), "end": round(memory[-1])},
            "analysis_mb": round(analysis_mb), "cpu_s": round(time.process_time() - spent, 1),
            "analysis_cpu_s": round(analysis_s, 1), "load": round(os.getloadavg()[0], 1),
        }  # fmt: skip
        print(msgspec.json.encode(line).decode())
        assert lost == (0, 0) and not line["not_disclosed"]


if __name__ == "__main__":
    main()
