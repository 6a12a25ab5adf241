"""Searching one view and everything it decodes to, with the path that led there."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from harness.analysis.decode import KNOWN
from harness.analysis.decode.base64_text import ENCODING as BASE64
from harness.analysis.decode.framed import ENCODING as FRAMED
from harness.analysis.decode.hex_text import ENCODING as HEX
from harness.analysis.decode.known import has_magic
from harness.analysis.decode.lines import LINES
from harness.analysis.decode.packed import undone
from harness.analysis.decode.percent import escaped
from harness.analysis.decode.sense import formatted, plausible, says_nothing
from harness.analysis.decode.shapes import NOTHING, look
from harness.analysis.decode.url import URL, has_segments
from harness.analysis.decode.view import MAX_DEPTH, Budget, Part, Structure, Texts, is_media, is_text
from harness.analysis.decode.xor import ENCODING as XOR
from harness.analysis.decode.xor import under
from harness.analysis.search.found import Calls, Found, Layer
from harness.analysis.search.match import Hit, Matcher, stands_free
from harness.analysis.search.packed import outside, was_packed
from harness.analysis.search.position import View
from harness.analysis.search.positions import standing
from harness.analysis.search.simple import are_simple, is_simple
from harness.values.key_words import names
from harness.values.needle import Needle
from harness.values.variant import Guard, Need

_BEFORE = 32
"""How many bytes before a value may hold the key that names it."""
_LEAST_BATCH = 3
_MOST_GUESSES = 2
"""Views tried on the mere chance, one within the other."""
_MOST_CHANCE = 1024
_HEAD = 64
"""Bytes that tell at a glance what a view is."""
_MOST_MASKED = 64 << 10
"""Larger views are not searched for values under an unknown key."""
_LEAST_OPAQUE = 64
"""Shorter binary pieces of decoded text (tokens, digests) are not counted as opaque."""


class Walk:
    """The views below one start."""

    def __init__(
        self, matcher: Matcher, needles: Sequence[Needle], calls: Calls, budget: Budget, trail: bool, where: str
    ) -> None:
        self._matcher = matcher
        self._where = where
        self._trail = trail
        self._needles = needles
        self._calls = calls
        self._budget = budget
        self._packed = False
        """Whether the view that was searched last was packed, or something in it: such bytes show mere fragments."""
        self.opaque = 0

    def body(self, data: bytes, codings: str) -> list[Found]:
        """Search a body, its declared content codings undone first as far as they are true."""
        path: tuple[str, ...] = ()
        steps: tuple[Layer, ...] = ()
        for part in undone(data, codings, self._budget):
            path += part.elements
            steps += (Layer(data, part.start, part.end, part.elements, len(part.elements)),)
            data = part.data
        found = _below(path, self.view(data, len(path)))
        if self._trail:
            for item in found:
                item.trail = steps + item.trail
        return found

    def view(  # noqa: C901 - one view from its beginning to its end; each step uses what those before it left
        self,
        data: bytes,
        depth: int,
        structure: Structure | None = None,
        guesses: tuple[str, ...] = (),
        *,
        known_text: bool = False,
        damaged: bool = False,
    ) -> list[Found]:
        """Search one view and everything it decodes to.

        ``damaged``: it is what text became when escapes in it were undone, and no text.
        """
        self._packed = False
        if depth > MAX_DEPTH or not self._budget.take(len(data)):
            self._budget.spent = self._budget.spent or "depth"
            self.opaque += 0 if guesses else len(data)
            return []
        media = not known_text and is_media(data)
        # A picture need not be read to its end to see that it is no text.
        text = known_text or ((not media or is_text(data[:_HEAD])) and is_text(data))
        media = media and not text
        view = View(data, structure or (None if media else KNOWN.structure_of(data, text=text)))
        hits = self._matcher.find(data)
        if view.structure is URL and not (any(hits) or escaped(data) or has_segments(data)) and look(data) is NOTHING:
            return []  # as most URLs
        found: list[Found] = []
        known: list[tuple[int, int, frozenset[int]]] = []  # spans that were decoded, and the values found in them
        claimed: list[tuple[int, int]] = []

        def follow(part: Part, form: str = "", calls: tuple[str, ...] = (), guess: bool = False) -> None:
            if not part.data or part.data == data:
                return
            turned = not KNOWN.turns.isdisjoint(part.elements)
            if turned and damaged and not (has_magic(part.data) or formatted(part.data)):
                return  # what was written backwards has its escapes so, too
            if (turned or guess) and (_LOOSE in guesses or (turned and not KNOWN.turns.isdisjoint(guesses))):
                return
            deeper = guesses + part.elements[:1] if guess or turned else _still(guesses, part.elements)
            deep = depth + max(1, len(part.elements))
            said = (self._budget.spent, self._budget.unread)
            below = self.view(
                part.data,
                deep,
                part.structure,
                deeper,
                known_text=part.text,
                damaged=damaged
                if part.elements in _PLAINLY
                else text and part.elements[0] in _ESCAPES and not is_text(part.data),
            )
            if self._packed and (below or not guess):  # a guess that led to nothing says nothing
                packed.append((part.start, part.end))
            if part.elements == _DIGITS:
                below = [item for item in below if not _as_digits(item, part, hits.values)]
            if guess and not below and self._budget.spent in ("ratio", "runs"):
                self._budget.spent, self._budget.unread = said  # what a wrong guess made of it was not there
            if below or not guess:
                insort(claimed, (part.start, part.end))
            if not below:
                return
            path = view.locate(part.start, part.end) + part.elements
            for item in _below(path, below):
                item.form = form or item.form
                item.calls += calls
                if self._trail:
                    step = Layer(data, part.start, part.end, path, len(part.elements), calls, view.structure)
                    item.trail = (step, *item.trail)
                found.append(item)
            known.append((part.start, part.end, frozenset(item.ref for item in below)))

        faint: list[Part] = []
        batch: list[Part] = []
        many: list[Texts] = []
        read = False  # to its end, as something that makes sense
        unpacked = False  # as a whole: what shows in packed bytes are fragments of what was unpacked
        packed: list[tuple[int, int]] = []  # spans of such
        wrapped: list[tuple[int, int]] = []  # spans of several lines that are one text: one of them is a fragment
        may_guess = len(guesses) - guesses.count(_LOOSE) < _MOST_GUESSES
        for part in self._unpacked(view) if may_guess and not (text or media) and (hits.values or hits.traces) else ():
            if was_packed(part):
                unpacked = unpacked or (part.start == 0 and part.end == len(data))
                packed.append((part.start, part.end))
            follow(part, guess=True)
        found = _simplest(found)
        for part in () if media or unpacked else self._parts(view, text, claimed, many):
            if any(start <= part.start and part.end <= end for start, end in packed):
                continue
            if (part.start or part.end < len(data)) and not part.again and _inside(part, claimed):
                continue
            if part.elements and part.elements[0] in KNOWN.opaque:
                unpacked = True
                read = read or (len(data) == part.end and plausible(part.data[:_HEAD]))
            elif len(part.elements) > 1 and not KNOWN.opaque.isdisjoint(part.elements):
                packed.append((part.start, part.end))
            elif len(data) == part.end and part.elements and part.elements[0] in KNOWN.closing:
                read = read or plausible(part.data)
            if part.faint:
                faint.append(part)
            elif is_simple(part):
                batch.append(part)
                insort(claimed, (part.start, part.end))
            else:
                if part.elements in _WRAPPED and b"\n" in data[part.start : part.end]:
                    wrapped.append((part.start, part.end))
                follow(part)
        for part in (*self._told(batch, many, depth), *self._telling(faint)):
            follow(part)
        decoded = list(known)
        for hit in hits.calls:
            if any(start <= hit.start and hit.end <= end for start, end, _ in decoded):
                continue  # stored as it is in what was unpacked
            for part, form, calls in self._calls.undo(hit.pattern.ref, data, hit.start):
                follow(part, form, calls)
        done: set[tuple[str, int, int]] = set()
        for hit in hits.traces:
            if unpacked or any(start <= hit.start and hit.end <= end for start, end, _ in known):
                continue
            if any(start <= hit.start < end for start, end in (*packed, *wrapped)):
                continue
            lens = KNOWN.lenses[hit.pattern.lens]
            traced = lens.look(data, hit.start, hit.end, hit.pattern.shift)
            if traced and lens.back and any(traced.start <= value.start < traced.end for value in hits.values):
                # Not the whole line was moved: moving it back would move the values that stand in it.
                within = slice(hit.start - traced.start, hit.end - traced.start)
                traced = Part(traced.elements, traced.data[within], hit.start, hit.end)
            if traced and (key := (lens.name, traced.start, traced.end)) not in done:
                done.add(key)
                follow(traced)
        if may_guess and not (found or media or read or hits.values or unpacked):
            masked = bool(guesses) and any(guess.startswith(_MASK) for guess in guesses)
            for part in self._guesses(view, text, masked):
                unpacked = part.elements[0] in KNOWN.headless and was_packed(part)
                follow(part, guess=True)
                if unpacked:
                    break
            found = _simplest(found)
        self._packed = unpacked or bool(packed)
        values = outside(data, hits.values, [(0, len(data))] if unpacked else packed)
        own = self._own(view, values, known, strict=bool(guesses))
        # What an escape touches in front of it stands free where the escape is undone.
        own = [
            hit for hit in own if not (hit.weak and any(_same_digest(item, hit) and not item.weak for item in found))
        ]
        if own:
            for item in own:
                item.calls += tuple(call for other in found if _same_digest(other, item) for call in other.calls)
            found = [item for item in found if not any(_same_digest(item, other) for other in own)] + own
        if not (text or claimed or found or guesses or view.structure or media):
            self.opaque += len(data) if depth == 0 or len(data) >= _LEAST_OPAQUE else 0
        elif (
            text
            and not (view.structure or found or guesses)
            and says_nothing(data)
            and 2 * sum(end - start for start, end in claimed) < len(data)
        ):
            self.opaque += len(data)
        return found

    def _told(self, batch: list[Part], many: list[Texts], depth: int) -> Iterable[Part]:
        """Search simple texts as one view; return those in which something is."""
        if not many and len(batch) < _LEAST_BATCH:
            return batch
        opaque, trail = self.opaque, self._trail
        joined = b"\f".join([*(part.data for part in batch), *(data for texts in many for data in texts.data)])
        self._trail = True  # which tells where in the view something is
        found = self.view(joined, depth + 1, LINES, known_text=True)
        self._trail = trail
        if not found:
            return ()
        self.opaque = opaque
        parts = [*batch, *(part for texts in many for part in texts.each())]
        starts = [0, *accumulate(len(part.data) + 1 for part in parts)]
        spans = {(item.trail[0].start, item.trail[0].end) for item in found}
        wanted = {at for start, end in spans for at in range(bisect_right(starts, start) - 1, bisect_left(starts, end))}
        return [parts[at] for at in sorted(wanted)]

    def _telling(self, faint: list[Part]) -> list[Part]:
        """Return the faint parts in which something known is, by one search through all of them."""
        if not faint or not self._known(b"\0\0".join(part.data for part in faint)):
            return []
        return [part for part in faint if self._known(part.data)]

    def _known(self, data: bytes) -> bool:
        hits = self._matcher.find(data)
        return bool(hits.values or hits.traces or hits.calls or self._matcher.find_keys(data))

    def _parts(self, view: View, text: bool, claimed: list[tuple[int, int]], many: list[Texts]) -> Iterator[Part]:
        """Yield the parts of a view; simple texts that come together go to ``many``."""
        data, budget = view.data, self._budget
        if view.structure is not None:
            for surely, decoder in KNOWN.surely if text else ():
                if surely(data, view.structure) and (parts := [*decoder(data, budget)]):
                    yield from parts
                    return
            for item in view.structure.parts(data, budget):
                if not isinstance(item, Texts):
                    yield item
                elif are_simple(item):
                    many.append(item)
                    claimed += item.spans
                    claimed.sort()
                else:
                    yield from item.each()
            data = _blanked(data, claimed)
        if text:
            decoders = KNOWN.text_decoders(view.structure, shapeless=look(data) is NOTHING)
        else:
            decoders = KNOWN.binary_decoders(view.structure)
        for decoder in decoders:
            if text and (sign := KNOWN.needs.get(decoder)) and sign not in data:
                continue
            left = data if text or decoder not in KNOWN.beside else _blanked(data, claimed)
            for part in decoder(left, budget):
                yield part
                whole = part.start == 0 and part.end == len(data)
                if whole and not (part.faint or text) and KNOWN.turns.isdisjoint(part.elements):
                    return

    def _guesses(self, view: View, text: bool, masked: bool) -> Iterator[Part]:
        """Yield what a view may be that nothing else made sense of.

        ``masked``: nothing that a key hid, since a mask below a mask is one mask.
        """
        data = view.data
        if view.structure is URL:
            return
        unmasked = KNOWN.unmasked.get(view.structure)
        surely = unmasked is not None and unmasked(data)
        chance = view.structure is None or (
            len(data) <= _MOST_CHANCE and (not text or _by_chance(view.structure, data))
        )
        trial = self._budget.trial()
        for decoder in KNOWN.undeclared if chance and not text else ():
            yield from decoder(data, trial)
        if not masked and len(data) <= (_MOST_CHANCE if surely else _MOST_MASKED):
            for mask in self._matcher.find_keys(data):
                yield under(data, mask)
        for decoder in (KNOWN.last_text if text else KNOWN.last) if chance else ():
            for part in decoder(data, trial):
                if not (masked and part.elements[0].startswith(_MASK)):
                    yield part

    def _unpacked(self, view: View) -> Iterator[Part]:
        """Yield what a view in which a value seems to stand unpacks to: packers leave short data nearly as it was."""
        if view.structure is None or len(view.data) <= _MOST_CHANCE:
            for decoder in KNOWN.undeclared_anywhere:
                yield from decoder(view.data, self._budget.trial())

    def _own(
        self, view: View, hits: list[Hit], known: list[tuple[int, int, frozenset[int]]], *, strict: bool
    ) -> list[Found]:
        """Return the view's own hits, without those that a decoded part shows more exactly.

        ``strict`` (below a guess) also drops numbers that touch a letter: a wrong guess may have made it of a digit.
        """
        own: list[Found] = []
        for hit in hits:
            pattern = hit.pattern
            if strict and (
                pattern.need is Need.TOUCHED
                or (pattern.guard in (Guard.DIGITS, Guard.GUESSED) and not stands_free(view.data, hit))
            ):
                continue
            if not pattern.form.startswith("digest:") and any(
                start <= hit.start and hit.end <= end and pattern.ref in refs for start, end, refs in known
            ):
                continue
            path = view.locate(hit.start, hit.end)
            weak = False
            if pattern.axis >= 0:
                proof = standing(view.data, hit, hits, named=self._named(view.data, hit, path))
                if proof is None:
                    continue
                weak = not proof
            elif pattern.need is Need.TOUCHED:
                weak = True
            elif pattern.need is not Need.NOTHING:
                named = self._named(view.data, hit, path)
                if pattern.need is Need.KEY and not named:
                    continue
                weak = pattern.need is Need.KEY or not named
            step = Layer(view.data, hit.start, hit.end, path, structure=view.structure)
            trail = (step,) if self._trail else ()
            own.append(Found(pattern.ref, pattern.form, path, hit.start, hit.end, weak, pattern.calls, trail))
        return own

    def _named(self, data: bytes, hit: Hit, path: tuple[str, ...]) -> bool:
        needle = self._needles[hit.pattern.ref]
        if names(needle.category, path[-1] if path else self._where):
            return True
        before = data[max(0, hit.start - _BEFORE) : hit.start].decode("utf-8", "replace")
        return not path and names(needle.category, before)


def _simplest(found: list[Found]) -> list[Found]:
    """Return, of what several guesses about one view say, the places that the likeliest of them gives for each value.

    The likeliest takes the fewest guesses, and then the shortest way.
    """
    if len(found) < 2:
        return found
    best: dict[int, tuple[int, int, str]] = {}
    for item in found:
        rank = _rank(item)
        best[item.ref] = min(best.get(item.ref, rank), rank)
    return [item for item in found if _rank(item)[2] == best[item.ref][2]]


def _rank(item: Found) -> tuple[int, int, str]:
    guessed = sum(element.partition(":")[0] in KNOWN.guessed for element in item.path)
    return guessed, len(item.path), item.path[0]


def _as_digits(item: Found, part: Part, hits: list[Hit]) -> bool:
    """Whether bytes behind hexadecimal digits are no more than what the digits are: the value, as it is written."""
    return not item.path and any(
        hit.pattern.ref == item.ref and hit.start < part.end and part.start < hit.end for hit in hits
    )


_DIGITS = (HEX.name,)
_PLAINLY = ((), (FRAMED.name,))
_ESCAPES = KNOWN.loose - {HEX.name}
_WRAPPED = ((BASE64.name,), _DIGITS)
_MASK = f"{XOR.name}:"
_LOOSE = "loose"
"""Stands among guesses for an encoding below one that may take the edge off a value."""


def _by_chance(structure: Structure, data: bytes) -> bool:
    """Whether a short text may look like a structure by chance."""
    tells = KNOWN.by_chance.get(structure)
    return tells is not None and tells(data)


def _still(guesses: tuple[str, ...], elements: tuple[str, ...]) -> tuple[str, ...]:
    """Return the guesses that still stand below ``elements``: an exact encoding confirms a reversal above it."""
    if not guesses or not elements:
        return guesses
    if elements[0] in KNOWN.loose:
        return (*guesses, _LOOSE) if any(guess.partition(":")[0] in KNOWN.guessed for guess in guesses) else guesses
    kept = (guess for guess in guesses if guess not in KNOWN.turns and guess != _LOOSE)
    return tuple(guess.removeprefix(_MASK) for guess in kept)  # below an exact encoding another mask is possible


def _blanked(data: bytes, claimed: list[tuple[int, int]]) -> bytes:
    """Return ``data`` with spaces where a structure has already said what is there."""
    if not claimed or claimed == [(0, len(data))]:
        return data
    out = bytearray(data)
    for start, end in claimed:
        out[start:end] = b" " * (end - start)
    return bytes(out)


def _below(path: tuple[str, ...], found: list[Found]) -> list[Found]:
    for item in found:
        item.path = path + item.path
    return found


def _inside(part: Part, claimed: list[tuple[int, int]]) -> bool:
    at = bisect_right(claimed, (part.start, part.end)) - 1
    return at >= 0 and claimed[at][0] <= part.start and part.end <= claimed[at][1]


def _same_digest(item: Found, own: Found) -> bool:
    """Whether a digest found through a recorded call was recognised as the value's own digest as well."""
    return item.form.startswith("digest:") and item.ref == own.ref and item.form == own.form
