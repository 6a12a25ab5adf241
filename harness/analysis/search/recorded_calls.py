"""Recognises what recorded crypto calls made, to turn ciphertext and digests on the wire back into what was given.

Any number of layers: what a call was given is searched like every other view, recorded outputs included. Base64, gzip
and the like need no record; their bytes say what they hold.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from harness.analysis.calls.hashed import plain_name
from harness.analysis.calls.keyed import decrypt
from harness.analysis.calls.operations import CIPHER, DEFLATER, HASHES, Operation
from harness.analysis.decode import deflate
from harness.analysis.decode.view import Part
from harness.analysis.search.found import Calls
from harness.analysis.search.patterns import Kind, Pattern, PatternSet

_RECORDED = (f"{deflate.ENCODING.name}:recorded",)
_HEAD = 16
"""How many bytes of an output are searched for; the rest is then compared."""
_LEAST = 8
"""Fewer bytes occur by chance. Digests are often cut to so few."""
_MOST_DIGESTED = 1024
"""The digest of a longer message identifies the message, not the values in it."""
_MOST_CUTS = 4096
"""Outputs of one operation that are searched for one by one."""


class _Place(NamedTuple):
    """One place of an operation's output whose bytes are searched for: ``made[start:]`` within one stretch."""

    operation: int
    start: int
    span: int


class RecordedCalls(Calls):
    """Recognises outputs of recorded operations; gives back what the operations were given."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        """``operations`` in a fixed order: their places' positions are the patterns' references."""
        self._operations: list[Operation] = []
        self._places: list[_Place] = []
        self._retired: set[int] = set()
        self.grow(operations)

    def grow(self, operations: Sequence[Operation]) -> tuple[int, int]:
        """Recognise further operations; return their numbers (the first, and that behind the last)."""
        first = len(self._operations)
        self._operations += operations
        for number, operation in enumerate(operations, first):
            self._places += _places(number, operation)
        return first, len(self._operations)

    def retire(self, number: int) -> None:
        """Recognise an operation no more: it has gone on, and is another one now."""
        self._retired.add(number)

    def add_patterns(self, patterns: PatternSet, first: int = 0) -> None:
        """Add the heads of all outputs, raw and as they look in base64 and hexadecimal: of operations ``first`` on."""
        for ref, place in enumerate(self._places):
            if place.operation < first:
                continue
            operation = self._operations[place.operation]
            length = _LEAST if operation.kind in HASHES else _HEAD
            head = _piece(operation, place.start, length)
            if len(head) >= _LEAST:
                patterns.add(head, Pattern(Kind.CALL, ref))
                patterns.add_traces(head)

    def undo(self, ref: int, data: bytes, start: int) -> Iterator[tuple[Part, str, tuple[str, ...]]]:
        """Yield what an operation was given when its output, or the rest of the view, really stands at ``start``."""
        place = self._places[ref]
        if place.operation in self._retired:
            return
        operation = self._operations[place.operation]
        stretch_at, stretch = _stretch(operation, place.start)
        inside = place.start - stretch_at
        back = _same_before(data, start, stretch, inside)
        before = operation.cut_before(place.start)
        if before >= 0 and back >= place.start - before:
            return  # the output before this one stands before it: this is its continuation
        ahead = _same_after(data, start, stretch, inside)
        if ahead < min(_HEAD, len(stretch) - inside, _LEAST if operation.kind in HASHES else _HEAD):
            return
        if operation.kind in HASHES:
            name = plain_name(operation.algorithm) if operation.algorithm != "unknown" else operation.kind
            yield Part((name,), operation.input, start, start + ahead), f"digest:{name}", operation.ids
            return
        if ahead == len(stretch) - inside:
            # The call's output was longer than what was kept of it: what stands behind the head is the rest.
            ahead = min(len(data) - start, ahead + _unrecorded(operation, stretch_at, stretch))
        first, begin = place.start - back, start - back
        end = start + ahead
        if operation.kind == DEFLATER:
            for given in operation.given_at(*operation.spans[place.span]):
                yield Part(_RECORDED, given, begin, end), "", operation.ids
            return
        element = (f"cipher:{operation.algorithm}",)
        pieces = list(operation.given_at(first, _given_end(operation, first, end - begin)))
        if operation.output and first == 0 and (len(pieces) != 1 or _falls_short(operation, data, begin, pieces)):
            known = operation.sizes[1] if operation.complete else 0
            whole = min(begin + known, len(data)) if known and _whole(operation) else len(data)
            plain = decrypt(operation, data[begin:whole])
            if plain:
                pieces, end = [plain], whole
        for piece in pieces:
            yield Part(element, piece, begin, end), "", operation.ids


def _places(number: int, operation: Operation) -> Iterator[_Place]:
    if operation.kind in HASHES:
        if 0 < len(operation.input) <= _MOST_DIGESTED and operation.output:
            yield _Place(number, 0, 0)
            if operation.algorithm.upper() == "MD5" and len(operation.output) == 16:
                yield _Place(number, 4, 0)  # the middle of the hexadecimal form, known as 16-digit MD5
        return
    if not operation.given and not operation.key:
        return
    dictionary = operation.output[:1] == b"\x78" and bool(operation.output[1:2]) and bool(operation.output[1] & 0x20)
    for span, start in enumerate(operation.cuts[:_MOST_CUTS]):
        if operation.kind == DEFLATER and span == 0 and not dictionary:
            continue  # what needs no earlier bytes is decoded without a record
        if operation.kind == CIPHER and span and len(_piece(operation, start, _HEAD)) < _LEAST:
            continue
        yield _Place(number, start, span)


def _stretch(operation: Operation, place: int) -> tuple[int, bytes]:
    for start, data in operation.made:
        if start <= place < start + len(data):
            return start, data
    return place, b""


def _piece(operation: Operation, place: int, length: int) -> bytes:
    start, data = _stretch(operation, place)
    return data[place - start : place - start + length]


def _same_before(data: bytes, at: int, stretch: bytes, inside: int) -> int:
    """Return how many bytes before ``data[at]`` equal those before ``stretch[inside]``."""
    most = min(at, inside)
    if data[at - most : at] == stretch[inside - most : inside]:
        return most
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if data[at - middle : at] == stretch[inside - middle : inside]:
            low = middle
        else:
            high = middle
    return low


def _same_after(data: bytes, at: int, stretch: bytes, inside: int) -> int:
    """Return how many bytes from ``data[at]`` on equal those from ``stretch[inside]`` on."""
    most = min(len(data) - at, len(stretch) - inside)
    if data[at : at + most] == stretch[inside : inside + most]:
        return most
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if data[at : at + middle] == stretch[inside : inside + middle]:
            low = middle
        else:
            high = middle
    return low


def _given_end(operation: Operation, first: int, length: int) -> int:
    """Return where the plaintext of ``made[first:first + length]`` ends.

    Ciphers keep places, but for padding and tags at the end; RSA and wrapped keys do not, and are one block.
    """
    if not _keeps_places(operation):
        return operation.sizes[0]
    return operation.sizes[0] if first + length >= operation.sizes[1] else first + length


def _keeps_places(operation: Operation) -> bool:
    return not operation.algorithm.upper().startswith(("RSA", "EC", "ELGAMAL"))


def _whole(operation: Operation) -> bool:
    """Whether an operation's output was recorded without a gap."""
    return sum(len(data) for _, data in operation.made) == operation.sizes[1]


def _falls_short(operation: Operation, data: bytes, begin: int, pieces: Sequence[bytes]) -> bool:
    """Whether what was recorded of the plaintext ends before what the wire holds does."""
    recorded = len(pieces[0])
    if operation.complete and recorded >= operation.sizes[0]:
        return False
    return recorded + 2 * _HEAD < len(data) - begin


def _unrecorded(operation: Operation, stretch_at: int, stretch: bytes) -> int:
    """Return how many bytes of the output behind a stretch were not recorded."""
    end = stretch_at + len(stretch)
    later = [start for start, _ in operation.made if start >= end]
    return (later[0] if later else operation.sizes[1]) - end
