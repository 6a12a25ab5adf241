"""What is searched for where values are to be replaced, and what is written instead of each thing that is found."""

import base64
from collections.abc import Iterable, Sequence

import msgspec

from harness.analysis.calls.operations import Operation
from harness.analysis.search.patterns import Kind, Pattern, PatternSet
from harness.values.needle import Needle
from harness.values.spellings import spellings
from harness.values.variant import Guard, Need, Variant


class Everywhere(PatternSet):
    """What an assessment looks for, and besides: what tells by itself also inside longer numbers and words.

    ``telling``: nothing else than what tells by itself.
    """

    def __init__(self, *, telling: bool = False) -> None:
        """Start empty."""
        super().__init__()
        self._telling = telling

    def add(self, data: bytes, pattern: Pattern) -> None:
        """Add one meaning; see :class:`PatternSet`."""
        if self._telling and pattern.need is not Need.NOTHING:
            return
        if pattern.kind is Kind.VALUE and pattern.need is Need.NOTHING and pattern.guard is not Guard.NONE:
            guard = Guard.GUESSED if pattern.guard is Guard.DIGITS else Guard.NONE
            pattern = msgspec.structs.replace(pattern, guard=guard)
        super().add(data, pattern)


class _Written(PatternSet):
    """Everything that stands for one value, in an order that depends on its shape alone."""

    def __init__(self, needle: Needle, operations: Sequence[Operation]) -> None:
        super().__init__()
        self.found: list[tuple[str, bytes]] = []
        self.add_needle(0, needle)
        self.add_keyed([needle], operations)

    def add(self, data: bytes, pattern: Pattern) -> None:
        if pattern.kind is Kind.VALUE:
            self.found.append((pattern.form, data))

    def add_traces(self, data: bytes, text: str | None = None) -> None:
        pass  # what encodings make of it is made by encoding

    def variants(self, needle: Needle) -> Iterable[Variant]:
        return spellings(needle)


class Counterparts:
    """For each spelling and digest of a value the same one of its stand-in."""

    def __init__(self, needles: Sequence[Needle], others: Sequence[Needle], operations: Sequence[Operation]) -> None:
        """``others`` are the stand-ins of ``needles``, in the same order; ``operations`` tell the keys of MACs."""
        self._needles, self._others = needles, others
        self._operations = operations
        self._tails: dict[tuple[int, bytes], tuple[bytes, bytes]] = {}
        self._known: dict[int, dict[bytes, bytes]] = {}

    def of(self, ref: int, found: bytes) -> bytes | None:
        """Return what is written instead of ``found``, which stands for the value ``ref``."""
        if ref not in self._known:
            self._known[ref] = self._pairs(ref)
        return self._known[ref].get(found)

    def tail(self, ref: int, found: bytes) -> tuple[bytes, bytes]:
        """Return the last sign of a digest in base64, which is not searched for, and what is written instead of it."""
        return self._tails.get((ref, found), (b"", b""))

    def _pairs(self, ref: int) -> dict[bytes, bytes]:
        old = _Written(self._needles[ref], self._operations).found
        new = _Written(self._others[ref], self._operations).found
        pairs: dict[bytes, bytes] = {}
        if [form for form, _ in old] == [form for form, _ in new]:
            for (form, before), (_, after) in zip(old, new, strict=True):
                pairs.setdefault(before, after)
                if form.startswith("digest:"):
                    self._add_tails(ref, before, after)
            return pairs
        # A few values have fewer spellings than their stand-ins, or more: then those of one kind go together.
        by_form: dict[str, list[bytes]] = {}
        for form, after in new:
            by_form.setdefault(form, []).append(after)
        whole = by_form.get("plain", [b""])[0]
        seen: dict[str, int] = {}
        for form, before in old:
            place = seen[form] = seen.get(form, -1) + 1
            same = by_form.get(form, [whole])
            pairs.setdefault(before, same[min(place, len(same) - 1)])
        return pairs

    def _add_tails(self, ref: int, before: bytes, after: bytes) -> None:
        whole = len(before) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            old, new = encode(before).rstrip(b"="), encode(after).rstrip(b"=")
            if len(old) > whole:
                self._tails[ref, old[:whole]] = (old[whole:], new[whole:])
