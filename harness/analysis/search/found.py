"""What searching an exchange leaves: values with the way that leads to them, and what was not understood."""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from harness.analysis.decode.view import Part, Structure
from harness.analysis.model import Direction
from harness.evidence.exchange import Exchange, header


class Layer(NamedTuple):
    """One step from the wire to a value: in ``data``, ``elements`` lead to ``data[start:end]``.

    The last ``undone`` of them are encodings undone there, the others name the place. ``calls`` are the observations
    by which the bytes were understood, ``structure`` is that of ``data``.
    """

    data: bytes
    start: int
    end: int
    elements: tuple[str, ...]
    undone: int = 0
    calls: tuple[str, ...] = ()
    structure: Structure | None = None


class Sent(NamedTuple):
    """What tells a request from another: digests of its body and of its messages, and where its answer redirects to."""

    body: bytes
    messages: tuple[bytes, ...]
    location: str


def sent(exchange: Exchange) -> Sent:
    """Return what is kept of an exchange's content."""
    messages = tuple(_digest(message.data) for message in exchange.messages)
    return Sent(_digest(exchange.request_body), messages, header(exchange.response_headers, "location")[:4096])


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


class Found(msgspec.Struct):
    """One value in one view. ``path`` leads to the view; ``start`` and ``end`` are bytes of the innermost view.

    ``trail`` holds the views on the way, outermost first, when they were asked for.
    """

    ref: int
    form: str
    path: tuple[str, ...]
    start: int
    end: int
    weak: bool = False
    calls: tuple[str, ...] = ()
    trail: tuple[Layer, ...] = ()


class Spot(msgspec.Struct):
    """One sighting in the making: what was found where in which direction."""

    where: str
    direction: Direction
    found: Found
    time_us: int


class Scanned(msgspec.Struct):
    """The result of one exchange. ``opaque`` counts bytes by their place, ``spent`` names a bound that was reached."""

    index: int
    spots: list[Spot]
    opaque: dict[str, int]
    spent: str = ""
    decoded: int = 0
    views: int = 0


class Calls:
    """Recorded calls whose output may be on the wire. This one knows none; see ``crypto.RecordedCalls``."""

    def undo(self, ref: int, data: bytes, start: int) -> Iterator[tuple[Part, str, tuple[str, ...]]]:  # noqa: ARG002
        """Yield (part, form, observation ids) for call ``ref`` whose output seems to begin at ``data[start]``.

        The part's data is what the call was given; ``form`` is set when what was given cannot be had back from the
        output (digests).
        """
        return iter(())
