"""The analysis against the plain way: ``python benchmarks/analysis/plain.py [EXCHANGES]``.

The plain way undoes the content encoding, then looks for each value in each spelling, digest and rendering with ``in``:
in the URL, the headers, and the body as it is and with percent encoding undone. It gets the very byte strings that the
analysis compiled (without the traces of deeper encodings, which would be of no use to it), and one process, as the
analysis does here. Prints one JSON line: exchanges a CPU second of both, their ratio, and what each found.
"""

import gzip
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote_to_bytes

import traffic
from common import persona, say
from whole import VALUES

from harness.analysis.assessment import prepare
from harness.analysis.recording import Recording
from harness.analysis.search.patterns import Kind, PatternSet
from harness.evidence.exchange import Exchange, header
from harness.evidence.flows import FlowsFile

_PLAIN_SHARE = 50
"""One exchange in so many is searched the plain way: all of them would take an hour."""


def plainly(exchange: Exchange, needles: list[tuple[bytes, str]]) -> set[str]:
    """Return the values found in an exchange by looking for each of them."""
    body = exchange.request_body
    if header(exchange.request_headers, "content-encoding") == "gzip":
        body = gzip.decompress(body)
    answer = exchange.response_body
    if header(exchange.response_headers, "content-encoding") == "gzip":
        answer = gzip.decompress(answer)
    headers = "\n".join(value for _, value in (*exchange.request_headers, *exchange.response_headers)).encode()
    places = (exchange.url.encode(), headers, body, answer, unquote_to_bytes(body.replace(b"+", b" ")))
    return {value for text, value in needles for place in places if text in place}


def main(count: int) -> None:
    """Measure and print."""
    texts = {item["id"]: item["value"] for item in persona()["values"] if item["id"] in VALUES}
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "flows.mitm"
        traffic.write_flows(path, count, texts)
        exchanges = list(FlowsFile(path))
    ready = prepare(Recording(exchanges=(), persona=persona()))
    patterns = PatternSet()
    patterns.add_needles(ready.needles)
    needles = [
        (text, ready.needles[meaning.ref].value_id)
        for text, meanings in patterns.meanings.items()
        for meaning in meanings
        if meaning.kind is Kind.VALUE and not meaning.need
    ]
    begun = time.process_time()
    ours = [
        {ready.needles[spot.found.ref].value_id for spot in ready.scanner.scan(exchange).spots if not spot.found.weak}
        for exchange in exchanges
    ]
    fast = time.process_time() - begun
    sample = range(0, count, _PLAIN_SHARE)
    begun = time.process_time()
    theirs = [plainly(exchanges[number], needles) for number in sample]
    slow = (time.process_time() - begun) * count / len(sample)
    say(
        benchmark="plain",
        exchanges=count,
        patterns=len(needles),
        exchanges_cpu_s=round(count / fast),
        plain_exchanges_cpu_s=round(count / slow, 1),
        ratio=round(slow / fast, 1),
        found_in_sample=sum(len(ours[number]) for number in sample),
        found_plainly=sum(map(len, theirs)),
        missed_by_analysis=sum(len(row - ours[number]) for number, row in zip(sample, theirs, strict=True)),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
