"""What decoders work with: parts of a view, and the bounds of one exchange's decoding."""

import enum
import time
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Protocol

MAX_DEPTH = 12
"""Encodings within encodings; real traffic was never seen deeper than 6."""
MAX_VIEW = 16 << 20
"""Bytes of one decoded view."""
MAX_RATIO = 200
"""Bytes out for one byte in, beyond RATIO_FREE. DEFLATE's own bound is 1032, real text stays below 50."""
RATIO_FREE = 64 << 10
MAX_VIEWS = 4000
"""Views of one exchange."""
MAX_BYTES = 64 << 20
"""Decoded bytes of one exchange."""
MAX_SECONDS = 20.0
"""Last resort: the bounds above end every decoding much earlier on any machine, and the same way on each."""


class Place(NamedTuple):
    """A named leaf of a structure: ``elements`` lead to ``view[start:end]``."""

    elements: tuple[str, ...]
    start: int
    end: int


class Part(NamedTuple):
    """``data`` is what ``view[start:end]`` says once ``elements`` are undone; there may be several or none.

    ``structure`` names the places of ``data`` when they cannot be read from it. A ``faint`` part is
    probably a look-alike: it is looked at only when a quick search finds something in it. ``text`` says that the data
    is known to be text; ``again``, that this is another reading of the place the part before it came from.
    """

    elements: tuple[str, ...]
    data: bytes
    start: int
    end: int
    structure: "Structure | None" = None
    faint: bool = False
    text: bool = False
    again: bool = False


class Texts(NamedTuple):
    """Many parts without elements that are all text: ``data[i]`` is what the view says at ``spans[i]``."""

    data: list[bytes]
    spans: list[tuple[int, int]]

    def each(self) -> "Iterator[Part]":
        """Yield them one by one."""
        for data, (start, end) in zip(self.data, self.spans, strict=True):
            yield Part((), data, start, end, text=True)


class Budget:
    """How much one exchange may still cost. ``spent`` says in one word what ran out first, empty if nothing did."""

    def __init__(self) -> None:
        """Start with the full bounds."""
        self.views = MAX_VIEWS
        self.bytes = MAX_BYTES
        self.deadline = time.monotonic() + MAX_SECONDS
        self.spent = ""
        self.unread = 0
        """Packed bytes whose content was not looked into."""

    def forbid(self, bound: str) -> None:
        """Allow no view at all, by a bound that lies beyond this exchange."""
        self.views = self.bytes = 0
        self.spent = bound

    def take(self, size: int) -> bool:
        """Account for one more view of ``size`` bytes. False when it may not be looked at."""
        if self.views <= 0:
            self.spent = self.spent or "views"
            return False
        self.views -= 1
        self.bytes -= size
        if self.bytes < 0:
            self.spent = self.spent or "bytes"
        elif not self.views & 63 and time.monotonic() > self.deadline:
            self.views = 0
            self.spent = self.spent or "time"
        else:
            return True
        return False

    def room(self, size: int) -> int:
        """Return how many bytes ``size`` bytes may unpack to."""
        return max(0, min(MAX_VIEW, self.bytes, size * MAX_RATIO + RATIO_FREE))

    def trial(self) -> "Budget":
        """Return a budget with as much room, for an attempt whose bounds say nothing about the exchange."""
        other = Budget.__new__(Budget)
        other.views, other.bytes, other.deadline = self.views, self.bytes, self.deadline
        other.spent, other.unread = "", 0
        return other

    def cut(self, unread: int, bound: str = "ratio") -> None:
        """Note that a bound was reached (something unpacked to more than its room): ``unread`` bytes are left."""
        self.unread += unread
        self.spent = self.spent or bound


Decoder = Callable[[bytes, Budget], Iterable[Part]]


class Reach(enum.IntEnum):
    """How far into other formats text of an encoding is looked for; a structure says how far it lets that go."""

    FIELD = 0
    """Everywhere, also within fields whose own escapes are undone: forms and URLs."""
    STRING = 1
    """Also where escapes of its kind have a meaning of their own, but not in fields: strings of JSON."""
    LINE = 2
    """Only where no format has undone the escapes of programming languages already."""
    ALONE = 3
    """Only in text that is nothing else."""


class Structure(Protocol):
    """A format with named leaves. What stands plainly in a leaf is found in the view itself; its place names it.

    ``inside`` is how far decoders of text may reach into it.
    """

    inside: Reach

    def matches(self, data: bytes) -> bool:
        """Whether ``data`` looks like this format. Must be cheap."""
        ...

    def places(self, data: bytes) -> Iterable[Place]:
        """Return all leaves in the order of their starts, not overlapping; they may be read as they are asked for."""
        ...

    def parts(self, data: bytes, budget: Budget) -> "Iterable[Part | Texts]":
        """Return the leaves that do not say plainly what they hold (escaped, packed in binary), without elements.

        Many small texts had better come together, as :class:`Texts`.
        """
        ...


_CONTROL = bytes(range(0x20))
_WHITE = b"\t\n\r\f\x1b"
_NOT_TEXT = bytes(set(_CONTROL) - set(_WHITE)) + b"\x7f"


def is_text(data: bytes) -> bool:
    """Whether ``data`` is UTF-8 text without control characters. The empty view is text."""
    if data.isascii():
        return len(data.translate(None, _NOT_TEXT)) == len(data)
    if len(data.translate(None, _NOT_TEXT)) != len(data):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        # The last character may be cut off together with the view.
        return error.start >= len(data) - 3 and error.start > 8
    return True


def is_wide_text(data: bytes) -> bool:
    """Whether ``data`` looks like UTF-16 of mostly Latin or CJK characters."""
    size = len(data) & ~1
    if size < 12 or len(data) > size:
        return False
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    half = size // 2
    zeros = sorted((data[0:size:2].count(0), data[1:size:2].count(0)))
    return zeros[0] == 0 and zeros[1] * 10 >= half * 8


MEDIA = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"wOFF",
    b"wOF2",
    b"OggS",
    b"fLaC",
    b"ID3",
    b"\x00\x00\x01\x00\x01\x00",
)


def is_media(data: bytes) -> bool:
    """Whether ``data`` is an image, sound, film or font: understood as such, not opaque."""
    return (
        data.startswith(MEDIA)
        or (data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE", b"AVI "))
        or (data[4:8] == b"ftyp")
    )
