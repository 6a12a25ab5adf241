"""Matching decoded bytes, as the analysis does for every view: ``python benchmarks/analysis/scan.py [RECORDING]``.

Decoded bodies (JSON, forms, protobuf) are searched for 40 values in all variants, digests, traces and renderings, in
views of 64 KB and of 2 KB, and again for ten times as many values. The measured call is ``Matcher.find``: engine,
guards, overlaps. Prints one JSON line; GB/s are per CPU second of one core, medians of five rounds.

With a recording (HAR or flow file), its decoded bodies are searched instead, and after that all of it, decoded as an
analysis does. What ten times more values cost depends on what is searched: words cost nothing more, digits and
hexadecimal ids do.
"""

import gzip
import itertools
import statistics
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import traffic
from common import compiled, needles, say

from harness.analysis.recording import recording_from_file
from harness.analysis.search.exchange import Scanner
from harness.analysis.search.match import Matcher
from harness.evidence.exchange import Exchange

_BYTES = 64 << 20
_ROUNDS = 5


def decoded(bodies: Iterable[bytes]) -> bytes:
    """Return decoded bodies, one behind the other."""
    out = bytearray()
    for body in bodies:
        out += gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
        if len(out) >= 8 << 20:
            break
    return bytes(out)


def generated() -> Iterable[bytes]:
    """Yield bodies of generated requests."""
    return (traffic.exchange(number, {})["body"] for number in itertools.count())


def recorded(path: Path) -> Iterable[bytes]:
    """Yield the bodies of a recording."""
    exchanges = recording_from_file(path).exchanges
    return (body for exchange in exchanges for body in (exchange.request_body, exchange.response_body))


def rate(find, views: list[bytes]) -> float:
    """Return GB searched in a CPU second."""
    size = sum(map(len, views))
    times = max(1, _BYTES // size)
    begun = time.process_time()
    for _ in range(times):
        for view in views:
            find(view)
    return times * size / (time.process_time() - begun) / 1e9


def seconds_of_all(matcher: Matcher, count: int, exchanges: list[Exchange]) -> float:
    """Return the CPU seconds of searching exchanges for ``count`` values, decoding included."""
    scanner = Scanner(matcher, needles(count))
    begun = time.process_time()
    for exchange in exchanges:
        scanner.scan(exchange)
    return time.process_time() - begun


def main() -> None:
    """Measure and print."""
    data = decoded(recorded(Path(sys.argv[1])) if len(sys.argv) > 1 else generated())
    large = [data[at : at + (64 << 10)] for at in range(0, len(data), 64 << 10)]
    small = [data[at : at + (2 << 10)] for at in range(0, len(data), 2 << 10)]
    forty, seconds = compiled(40)
    many, _ = compiled(400)
    rounds = [(rate(forty.find, large), rate(forty.find, small), rate(many.find, large)) for _ in range(_ROUNDS)]
    told = [*recording_from_file(Path(sys.argv[1])).exchanges] if len(sys.argv) > 1 else []
    whole = [(seconds_of_all(forty, 40, told), seconds_of_all(many, 400, told)) for _ in range(_ROUNDS)] if told else []
    in_large, in_small, in_many = (statistics.median(column) for column in zip(*rounds, strict=True))
    say(
        benchmark="scan",
        megabytes=round(len(data) / 1e6, 2),
        values=40,
        patterns=forty.size,
        compile_s=round(seconds, 3),
        gb_s_64k=round(in_large, 2),
        gb_s_2k=round(in_small, 2),
        patterns_of_400=many.size,
        gb_s_64k_of_400=round(in_many, 2),
        cost_of_ten_times_the_values=round(statistics.median(a / c - 1 for a, _, c in rounds), 3),
        **({"cost_of_ten_times_in_all": round(statistics.median(b / a - 1 for a, b in whole), 3)} if whole else {}),
    )


if __name__ == "__main__":
    main()
