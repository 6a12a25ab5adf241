"""The bytes of one direction of a TCP connection, in order, whatever order and how often its segments were captured."""

from collections.abc import Iterator

_MOST_WAITING = 8 << 20
"""Bytes behind a hole, after which it counts as not captured."""
_MOST_FILLED = 16 << 20
"""Bytes of a hole that are filled, so that what follows keeps its place; a larger one is not."""


class Segments:
    """One direction. ``missing`` counts the bytes that were sent and not captured; NULs stand in their place."""

    def __init__(self) -> None:
        """Begin; the first segment says where."""
        self.missing = 0
        self.next = 0
        self._begun = False
        self._waiting: dict[int, tuple[bytes, int]] = {}
        self._held = 0

    @property
    def waits(self) -> bool:
        """Whether segments wait behind a hole."""
        return bool(self._waiting)

    def begin(self, seq: int) -> None:
        """Take ``seq`` as the number of the first byte."""
        if not self._begun:
            self.next, self._begun = seq, True

    def add(self, seq: int, data: bytes, length: int) -> Iterator[bytes]:
        """Take a segment of ``length`` bytes, of which ``data`` was captured; yield what is in order now."""
        self.begin(seq)
        known = self._waiting.get(seq)
        if length and (known is None or len(known[0]) < len(data)):
            self._held += len(data) - (len(known[0]) if known else 0)
            self._waiting[seq] = (data, length)
        yield from self._ready()
        while self._held > _MOST_WAITING:
            yield from self._over()

    def end(self) -> Iterator[bytes]:
        """Yield what is left, behind holes that nothing came for."""
        while self._waiting:
            yield from self._over()

    def sent(self, to: int) -> None:
        """Count what was sent behind everything captured: the other side confirmed it up to the number ``to``.

        One byte is not counted: the end of a connection has a number, too.
        """
        self.begin(1)
        if to > self.next + 1:
            self.missing += to - self.next
            self.next = to

    def _ready(self) -> Iterator[bytes]:
        while self._waiting:
            first = min(self._waiting)
            if first > self.next:
                return
            data, length = self._waiting.pop(first)
            self._held -= len(data)
            past = self.next - first
            if past >= length:
                continue
            lost = length - len(data)
            if lost > 0:
                self.missing += lost
                data += bytes(min(lost, _MOST_FILLED))
            self.next = first + length
            yield data[past:]

    def _over(self) -> Iterator[bytes]:
        """Give the nearest hole up."""
        hole = min(self._waiting) - self.next
        if hole > 0:
            self.missing += hole
            self.next += hole
            yield bytes(min(hole, _MOST_FILLED))
        yield from self._ready()
