"""The pass over a recording's exchanges: in this process, or in several at once with the same result."""

import gc
import multiprocessing
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

import msgspec

from harness.analysis.facts.coverage import Seen
from harness.analysis.facts.traffic import Traffic
from harness.analysis.model_coverage import Limit, Opaque
from harness.analysis.named import MOST_NAMED, first
from harness.analysis.search.exchange import Scanner
from harness.analysis.search.found import Scanned, Sent, Spot, sent
from harness.evidence.exchange import Divisible, Exchange, Piece, PieceError, RecordingError

PIECE = 200
"""Exchanges between two reports of progress, and those one process takes at a time."""
_LEAST = 10 * PIECE
"""Fewer exchanges are searched sooner than processes start."""

Progress = Callable[[int], None]


@dataclass
class Gathered:
    """What the pass leaves; it grows with what is found, not with what is read."""

    sightings: list[tuple[Exchange, Spot]] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    ports: dict[str, int] = field(default_factory=dict)
    traffic: Traffic = field(default_factory=Traffic)
    sent: dict[int, Sent] = field(default_factory=dict)

    def take(self, exchange: Exchange, scanned: Scanned) -> None:
        """Add one exchange's result."""
        seen = self.seen
        if exchange.unreadable:
            seen.unreadable += 1
            seen.unread = first([*seen.unread, exchange.unreadable])
        if exchange.kind == "unreadable":
            return
        seen.exchanges += 1
        seen.kinds[exchange.kind] = seen.kinds.get(exchange.kind, 0) + 1
        seen.lossy += exchange.lossy
        if exchange.client_port:
            self.ports[exchange.connection] = exchange.client_port
        self.traffic.take(exchange)
        for where, size in sorted(scanned.opaque.items()):
            direction, _, place = where.partition(":")
            if direction == "request":
                seen.opaque_bytes += size
                seen.opaque.append(Opaque(index=exchange.index, host=exchange.host, where=place, bytes=size))
            del seen.opaque[MOST_NAMED:]
        if scanned.spent and len(seen.limits) < MOST_NAMED:
            seen.limits.append(Limit(index=exchange.index, host=exchange.host, reason=scanned.spent))
        if scanned.spots:
            self.sent[exchange.index] = sent(exchange)
            light = msgspec.structs.replace(
                exchange, request_body=b"", response_body=b"", messages=[], request_headers=[], response_headers=[]
            )
            self.sightings += ((light, spot) for spot in scanned.spots)

    def add(self, other: "Gathered") -> None:
        """Add the results of the exchanges that follow."""
        mine, theirs = self.seen, other.seen
        mine.exchanges += theirs.exchanges
        for kind, count in theirs.kinds.items():
            mine.kinds[kind] = mine.kinds.get(kind, 0) + count
        mine.lossy += theirs.lossy
        mine.unreadable += theirs.unreadable
        mine.unread = first([*mine.unread, *theirs.unread])
        mine.opaque_bytes += theirs.opaque_bytes
        mine.opaque = first([*mine.opaque, *theirs.opaque])
        mine.limits = first([*mine.limits, *theirs.limits])
        self.ports |= other.ports
        self.traffic.add(other.traffic)
        self.sent |= other.sent
        self.sightings += other.sightings


def gather(exchanges: Iterable[Exchange], scanner: Scanner, progress: Progress, workers: int = 1) -> Gathered:
    """Search all exchanges; ``progress`` is told how many were.

    More than one worker needs a recording that can be read in pieces and an operating system that can fork.
    Raises ``RecordingError``.
    """
    if workers > 1 and isinstance(exchanges, Divisible) and "fork" in multiprocessing.get_all_start_methods():
        pieces = list(exchanges.pieces(PIECE))
        if len(pieces) * PIECE >= _LEAST:
            gathered = _together(exchanges, pieces, scanner, progress, workers)
            if gathered.seen.unread and not gathered.seen.exchanges:
                raise RecordingError(f"Not one entry of the recording can be read: {gathered.seen.unread[0]}.")
            return gathered
    gathered = Gathered()
    for exchange in exchanges:
        gathered.take(exchange, searched(scanner, exchange))
        if gathered.seen.exchanges % PIECE == 0:
            progress(gathered.seen.exchanges)
    return gathered


def searched(scanner: Scanner, exchange: Exchange) -> Scanned:
    """Search one exchange. One at which a decoder fails is opaque as a whole, with ``error`` for its reason."""
    try:
        return scanner.scan(exchange)
    except Exception:  # noqa: BLE001 - no traffic may end the analysis of all other
        sizes = {"request": len(exchange.request_body), "response": len(exchange.response_body)}
        for message in exchange.messages:
            sizes["request" if message.from_client else "response"] += len(message.data)
        opaque = {f"{direction}:body": size for direction, size in sizes.items() if size}
        return Scanned(index=exchange.index, spots=[], opaque=opaque, spent="error")


_scanner: Scanner | None = None
"""The forked process's own."""


def _together(source: Divisible, pieces: list[Piece], scanner: Scanner, progress: Progress, workers: int) -> Gathered:
    global _scanner
    gathered = Gathered()
    _scanner = scanner  # by fork, so that compiled patterns and recorded calls are there once
    context = multiprocessing.get_context("fork")
    gc.freeze()  # what is there stays shared with the processes to come, whose collector leaves it alone
    with ProcessPoolExecutor(min(workers, len(pieces)), mp_context=context) as pool:
        try:
            for part, broken in pool.map(_search, pieces):
                gathered.add(part)
                progress(gathered.seen.exchanges)
                if broken is not None:
                    source.stop(broken.index, broken.whole, broken)
                    break
        finally:
            _scanner = None
            gc.unfreeze()
            pool.shutdown(cancel_futures=True)
    return gathered


def _search(piece: Piece) -> tuple[Gathered, PieceError | None]:
    if _scanner is None:
        raise RuntimeError("started without a scanner")
    gathered = Gathered()
    try:
        for exchange in piece:
            gathered.take(exchange, searched(_scanner, exchange))
    except PieceError as error:
        return gathered, error
    return gathered, None
