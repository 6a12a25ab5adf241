"""One view with other values in it: found as an assessment finds them, replaced where they stand, encoded again."""

import contextlib
from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from harness.analysis.decode import KNOWN
from harness.analysis.decode.again import Edit, Redo, splice
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.tree import Leaves
from harness.analysis.decode.view import Budget, Structure, is_text
from harness.analysis.redact.calls import RedoneCalls
from harness.analysis.redact.counterparts import Counterparts
from harness.analysis.search.found import Calls, Found
from harness.analysis.search.match import Matcher
from harness.analysis.search.walk import Walk
from harness.values.needle import Needle

_ROUNDS = 6
"""How often a view is looked at: what is behind what was replaced shows only then."""
_MOST_BYTES = 16 << 20
_LONGEST_CLEAN, _MOST_CLEAN = 512, 20_000
_BLANK_DIGIT, _BLANK = b"1", b"x"


class Failed(Exception):
    """Something cannot be put back where it stood: what holds it is blanked."""


@dataclass
class Counts:
    """How many places were ``replaced``, and ``blanked`` because their encoding cannot be done again.

    ``scrambled`` are those of outputs of recorded calls, in which what is found stays found.
    """

    replaced: int = 0
    blanked: int = 0
    scrambled: int = 0

    def copy(self) -> "Counts":
        """Return what they are now."""
        return self + Counts()

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.replaced + other.replaced, self.blanked + other.blanked, self.scrambled + other.scrambled)

    def __sub__(self, other: "Counts") -> "Counts":
        return Counts(self.replaced - other.replaced, self.blanked - other.blanked, self.scrambled - other.scrambled)


_Key = tuple[int, int, tuple[str, ...], tuple[str, ...], bool, bytes]


@dataclass
class _Node:
    """One view, what was found plainly in it, and the views within it by their places."""

    data: bytes
    structure: Structure | None
    hits: dict[tuple[int, int], list[Found]] = field(default_factory=dict)
    inner: dict[_Key, "_Node"] = field(default_factory=dict)


class Rewriter:
    """Replaces what ``matcher`` knows by its counterparts."""

    def __init__(
        self,
        matcher: Matcher,
        needles: Sequence[Needle],
        calls: Calls,
        counterparts: Counterparts,
        redone: RedoneCalls,
        others: "Rewriter | None" = None,
    ) -> None:
        """``needles`` and ``calls`` are those the matcher's patterns refer to.

        ``others`` finds the counterparts: what it does not find again counts as blanked.
        """
        self._matcher, self._needles, self._calls = matcher, needles, calls
        self._counterparts, self._redone = counterparts, redone
        self._others = others
        self.counts = Counts()
        self._clean: set[tuple[bytes, str, str, Structure | None]] = set()
        """Short views in which nothing is: most headers recur in every exchange."""
        self._opaque = self.opaque = 0
        """Bytes that nothing explained, and that are as they were."""

    def find(
        self, data: bytes, where: str = "", codings: str = "", structure: Structure | None = None
    ) -> tuple[list[Found], str]:
        """Return what is in a view, with the way to it, and which bound was reached (empty: none)."""
        budget = Budget()
        if len(data) > _MOST_BYTES:
            budget.cut(len(data) - _MOST_BYTES, "size")
            return [], budget.spent
        walk = Walk(self._matcher, self._needles, self._calls, budget, True, where)
        found = walk.body(data, codings) if codings else walk.view(data, 0, structure)
        self._opaque = walk.opaque
        return found, budget.spent

    def view(self, data: bytes, where: str = "", codings: str = "", structure: Structure | None = None) -> bytes:
        """Return a view with other values in it; it is blanked as a whole when it cannot be searched to its end."""
        if len(data) > _LONGEST_CLEAN:
            return self._view(data, where, codings, structure)
        key = (data, where, codings, structure)
        if key in self._clean:
            return data
        new = self._view(data, where, codings, structure)
        if new == data and not self._opaque:
            if len(self._clean) >= _MOST_CLEAN:
                self._clean.clear()
            self._clean.add(key)
        return new

    def _view(self, data: bytes, where: str, codings: str, structure: Structure | None) -> bytes:
        first: list[Found] = []
        blanked = self.counts.blanked
        for number in range(_ROUNDS):
            found, spent = self.find(data, where, codings, structure)
            self.opaque += 0 if number else self._opaque
            first = first or found
            if spent:
                break
            if not found:
                if self.counts.blanked == blanked:
                    self._compare(first, data, where, codings, structure)
                return data
            changed = self._changed(data, found)
            if changed is None or changed == data:
                break
            data = changed
        self.counts.blanked += 1
        return blank(data)

    def _compare(self, before: list[Found], data: bytes, where: str, codings: str, structure: Structure | None) -> None:
        """Count what is not found any more, although it was replaced: its encoding reads otherwise now.

        Outputs of recorded calls are found by the calls that are recorded anew.
        """
        if not before or self._others is None:
            return
        after, _ = self._others.find(data, where, codings, structure)
        known = {(item.ref, item.form) for item in after}
        direct = {(item.ref, item.form) for item in before if not (item.calls or item.weak)}
        self.counts.blanked += len(direct - known)

    def holds(self, data: bytes) -> bool:
        """Whether anything that is looked for stands plainly in ``data``."""
        return self._matcher.holds(data)

    def _changed(self, data: bytes, found: Iterable[Found]) -> bytes | None:
        root: _Node | None = None
        for item in found:
            if root is None:
                root = _Node(data, item.trail[0].structure)
            _place(root, item)
        try:
            return self._rewritten(root) if root is not None else data
        except Failed:
            return None

    def _rewritten(self, node: _Node) -> bytes:
        """Return a view with all its edits made. Raises :class:`Failed`."""
        edits, names = self._edits(node)
        if isinstance(node.structure, Leaves):
            raise Failed  # its bytes are another view's; see _leaves
        return _fitted(node, edits, names)

    def _edits(self, node: _Node) -> tuple[list[Edit], list[str]]:
        """Return what is to be changed in a view, in order and without overlaps, and the encodings whose parts it is.

        What overlaps is left for the next look.
        """
        wanted: list[tuple[bool, int, int, _Key | None]] = [
            (not all(item.trail[-1].elements for item in items), start, -end, None)
            for (start, end), items in node.hits.items()
        ]
        wanted += [(not key[4], key[0], -key[1], key) for key in node.inner]
        taken: list[tuple[int, int]] = []
        edits, names = [], set[str]()
        # What stands at a named place of the view's format comes first: its bounds are the exact ones.
        for _, start, minus, key in sorted(wanted, key=lambda item: item[:3]):
            end = -minus
            at = bisect_right(taken, (start, end))
            if (at and taken[at - 1][1] > start) or (at < len(taken) and taken[at][0] < end):
                continue
            insort(taken, (start, end))
            if key is None:
                edits.append(self._replaced(node.data, start, end, node.hits[start, end]))
            else:
                edits.append(self._part(node, *key[:4], node.inner[key]))
                if key[2] and not key[3]:
                    names.add(key[2][0].partition(":")[0])
        return sorted(edits), sorted(names)

    def _replaced(self, data: bytes, start: int, end: int, items: list[Found]) -> Edit:
        was = data[start:end]
        for item in items:
            new = self._counterparts.of(item.ref, was)
            if new is not None:
                self.counts.replaced += 1
                old, tail = self._counterparts.tail(item.ref, was)
                last = end + len(old) if old and data.startswith(old, end) else end
                return Edit(start, last, new + tail if last > end else new)
        self.counts.blanked += 1
        return Edit(start, end, blank(was))

    def _part(
        self, node: _Node, start: int, end: int, elements: tuple[str, ...], calls: tuple[str, ...], child: _Node
    ) -> Edit:
        """Return the edit for a view within a view: its content with other values, encoded as it was."""
        was = node.data[start:end]
        try:
            if isinstance(child.structure, Leaves) and not elements:
                return Edit(start, end, self._leaves(was, child))
            new = self._rewritten(child)
            if calls:
                made, said = self._redone.encode(calls, Redo(new, was, child.data), self.view)
                self.counts.scrambled += not said
                return Edit(start, end, made)
            if not elements:
                return Edit(start, end, new, said=was != child.data)
            one = KNOWN.names.get(elements[-1].partition(":")[0])
            for sign in one.tail if one else b"":
                while end < len(node.data) and node.data[end] == sign and end - start < len(was) + 8:
                    end += 1
            return Edit(start, end, self._encoded(elements, Redo(new, node.data[start:end], child.data)))
        except Failed:
            self.counts.blanked += 1
            return Edit(start, end, blank(was))

    def _encoded(self, elements: tuple[str, ...], redo: Redo) -> bytes:
        """Do encodings again, the innermost first. Raises :class:`Failed`."""
        if len(elements) > 1:
            was = redo.was[::-1] if elements[0] in KNOWN.turns else redo.was
            inner = self._encoded(elements[1:], redo._replace(was=was))
            return self._encoded(elements[:1], redo._replace(data=inner, said=was))
        name = elements[0].partition(":")[0]
        one = KNOWN.names.get(name)
        if one is None or not (one.encode or one.fit):
            raise Failed
        if one.encode is None:
            return redo.data  # it stands as it is; ``fit`` puts it there
        try:
            made = one.encode(redo._replace(element=elements[0]))
        except (ValueError, IndexError, OverflowError) as error:
            raise Failed from error
        if made is None:
            raise Failed
        return made + _rest(one, redo.was)

    def _leaves(self, raw: bytes, node: _Node) -> bytes:
        """Return a binary format's bytes with other leaves. Raises :class:`Failed`."""
        structure = node.structure
        if not isinstance(structure, Leaves):
            raise Failed
        one = KNOWN.names.get(structure.name)
        edits, _ = self._edits(node)
        leaves, at = [], 0
        for place in structure.places(node.data):
            own = [edit for edit in edits[at:] if place.start <= edit.start and edit.end <= place.end]
            at += len(own)
            moved = [edit._replace(start=edit.start - place.start, end=edit.end - place.start) for edit in own]
            leaves.append(splice(node.data[place.start : place.end], moved))
        made = one.rebuild(raw, leaves) if one and one.rebuild and at == len(edits) else None
        if made is None:
            raise Failed
        return made


def blank(data: bytes) -> bytes:
    """Return as many bytes that say nothing: ones for a number, letters for text, zeros for what is none."""
    if not data.translate(None, b"0123456789.-"):
        return data.translate(_ONES)
    return _BLANK * len(data) if is_text(data) else bytes(len(data))


_ONES = bytes(_BLANK_DIGIT[0] if 0x30 <= byte <= 0x39 else byte for byte in range(256))


def _place(root: _Node, item: Found) -> None:
    """Put one find where it belongs among the views."""
    node = root
    for step, inner in zip(item.trail, item.trail[1:], strict=False):
        undone = step.elements[len(step.elements) - step.undone :]
        named = len(step.elements) > step.undone
        key = (step.start, step.end, undone, step.calls, named, inner.data)
        if key not in node.inner:
            node.inner[key] = _Node(inner.data, inner.structure)
        node = node.inner[key]
    node.hits.setdefault((item.start, item.end), []).append(item)


def _fitted(node: _Node, edits: Sequence[Edit], names: Sequence[str]) -> bytes:
    """Put edits into a view, with the lengths and escapes of its format. Raises :class:`Failed`."""
    one = KNOWN.of_structure(node.structure)
    framed = [KNOWN.names[name] for name in names if KNOWN.names[name].fit and not KNOWN.names[name].encode]
    fit = framed[0].fit if framed else one.fit if one else None
    made: bytes | None = None
    if fit is not None:
        with contextlib.suppress(ValueError, IndexError, OverflowError):
            made = fit(node.data, edits)
    if made is None:
        # What keeps its size changes no length, whatever holds it.
        if fit is not None and any(edit.grows or edit.said for edit in edits):
            raise Failed
        made = splice(node.data, edits)
    return made


def _rest(one: Encoding, was: bytes) -> bytes:
    """Return what stands behind a packed stream."""
    if one.unpack is None or not was.startswith(one.magics or (b"\0\0\0",)):
        return b""
    rest = one.unpack(was, Budget()).rest
    return was[len(was) - rest :] if rest else b""
