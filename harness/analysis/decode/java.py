"""Java object streams: their strings by the order in which they occur."""

from collections.abc import Iterable, Sequence

from harness.analysis.decode.again import Edit, splice, within
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.framed import packed_inside
from harness.analysis.decode.tree import worth_a_view
from harness.analysis.decode.view import Budget, Part, Place, Reach, is_text

_MAGIC = b"\xac\xed\x00\x05"
_STRING, _LONG_STRING = 0x74, 0x7C  # TC_STRING and TC_LONGSTRING of the Object Serialization Stream Protocol
_MOST = 20_000


class JavaStream:
    """A stream of ObjectOutputStream. Its strings are found by their marks; classes' names are among them."""

    inside = Reach.LINE

    def matches(self, data: bytes) -> bool:
        """Whether it has the stream's magic and version."""
        return data.startswith(_MAGIC)

    def places(self, data: bytes) -> list[Place]:
        """Return the strings (``java:0``, ``java:1``...)."""
        found: list[Place] = []
        at = 4
        while at + 3 <= len(data) and len(found) < _MOST:
            head = 3 if data[at] == _STRING else 9 if data[at] == _LONG_STRING else 0
            size = int.from_bytes(data[at + 1 : at + head], "big") if head else 0
            if size and at + head + size <= len(data) and is_text(data[at + head : at + head + size]):
                found.append(Place((f"java:{len(found)}",), at + head, at + head + size))
                at += head + size
            else:
                at += 1
        return found

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return the strings that may hold an encoding of their own, and what arrays of bytes hold packed."""
        for place in self.places(data):
            leaf = data[place.start : place.end]
            if worth_a_view(leaf):
                yield Part((), leaf, place.start, place.end)
        yield from packed_inside(data, budget)


def _fit(data: bytes, edits: Sequence[Edit]) -> bytes | None:
    """Put other strings behind their lengths; what is no string keeps its size."""
    made: list[Edit] = []
    rest = list(edits)
    for place in _JAVA.places(data):
        own = within(edits, place.start, place.end)
        if not own:
            continue
        rest = [edit for edit in rest if not (place.start <= edit.start and edit.end <= place.end)]
        text = splice(data[place.start : place.end], own)
        width = 2 if data[place.start - 3] == _STRING else 8
        if len(text) >= 1 << (8 * width):
            return None
        made.append(Edit(place.start - width, place.end, len(text).to_bytes(width, "big") + text))
    if any(edit.grows for edit in rest):
        return None
    return splice(data, sorted([*made, *rest]))


_JAVA = JavaStream()
ENCODING = Encoding(name="java", magics=(_MAGIC,), binary_structure=_JAVA, fit=_fit)
