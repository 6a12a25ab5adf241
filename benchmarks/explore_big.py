"""A large bundle opened in a session's screens: when do first rows stand there, how much memory does it take?

    python benchmarks/explore_big.py [MEGABYTES]

It writes a bundle of that size (1024 MB; four fifths of it calls) below TMPDIR, has it followed as ``harness explore
BUNDLE`` does, and asks for a call and an exchange in the middle of it meanwhile. Prints one line of JSON: seconds until
the first rows, seconds an answer took while it was read, seconds until all was read and joined, and the most memory
each of the two processes had. The bundle goes when it ends.
"""

import os
import re
import sys
import tempfile
import time
from pathlib import Path

import msgspec
from live import Flood

from harness.evidence.ear import Deaf
from harness.explore.beside.stream import BesideStream
from harness.explore.tap import Tap
from harness.jobs.source import Request

_HOSTS = 300
"""Recipients of a value: an app that talks to more has not been seen."""


class _Deaf(Deaf, Tap):
    """Nobody listens to what is written."""


class _Filled(Flood):
    """Writes as fast as it can, up to a size."""

    def fill(self, size: int) -> None:
        file = self.writer.path / "observations.jsonl"
        while not file.exists() or file.stat().st_size < size * 4 // 5:
            for _ in range(1000):
                self.call()
            while self.flows.tell() < file.stat().st_size // 4:
                self.send()
        self.writer.seal("complete")

    def host(self, number: int, kind: str) -> str:
        return f"{kind}{number // 20 % _HOSTS}.example"


def peak_mb(pid: int | str) -> int:
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) // 1024 if found else 0


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1024
    with tempfile.TemporaryDirectory() as folder:
        made = _Filled(Path(folder) / "b", _Deaf(), 0, 0, 0)
        made.fill(size << 20)
        Path("/proc/self/clear_refs").write_text("5")  # the most memory from here on
        begun = time.monotonic()
        stream = BesideStream(Request(source=made.writer.path))
        stream.open()
        stream.start()
        while not stream.state.observations:
            time.sleep(0.01)
        first = time.monotonic() - begun
        answers = []
        while not stream.join(1.0):
            asked = time.monotonic()
            stream.observation(stream.state.totals["observations"] // 2)
            stream.exchange(max(0, stream.state.totals["exchanges"] // 2 - 1))
            answers.append(time.monotonic() - asked)
        whole = time.monotonic() - begun
        totals = stream.state.totals
        line = {
            "mb": size, "observations": totals["observations"], "exchanges": totals["exchanges"],
            "disclosures": len(stream.state.disclosures), "first_rows_s": round(first, 1),
            "answer_s": round(max(answers, default=0.0), 2), "whole_s": round(whole),
            "peak_mb": {"screens": peak_mb("self"), "analysis": peak_mb(stream.beside_pid)},
            "load": round(os.getloadavg()[0], 1),
        }  # fmt: skip
        stream.close()
        print(msgspec.json.encode(line).decode())
        assert (made.seq, made.sent) == (line["observations"], line["exchanges"])


if __name__ == "__main__":
    main()
