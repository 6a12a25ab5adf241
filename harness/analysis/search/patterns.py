"""Every byte string worth stopping at: values in all their variants, digests, and traces of encoded values."""

import enum
import itertools
import struct
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from harness.analysis.calls.hashed import function, plain_name
from harness.analysis.calls.operations import MAC, Operation
from harness.analysis.decode.known import KNOWN
from harness.analysis.decode.xor import differences
from harness.values.digests import crc32_patterns, digest_patterns, other_bytes, renderings
from harness.values.needle import Needle, Place
from harness.values.positions import systems
from harness.values.raw import raw_forms
from harness.values.spellings import plain, variants
from harness.values.variant import Guard, Need, Variant
from harness.wire.varint import varint

_LEAST_TRACE = 6
"""Shortest trace (bytes) worth a decoder's call: shorter ones occur in most traffic by chance."""
_LEAST_MASKED = 8
_PLAIN = frozenset({"", "lower", "upper", "national", "bare", "bare-upper", "no-dashes", "no-dashes-upper"})
"""Spellings whose CRC is looked for. Eight digits are weak evidence, and occur by chance the more of them there are."""
_MANY = frozenset({"pinyin"})
"""Spellings of which there are so many that traces are looked for of those alone that are digested, too: an encoding
around more than the value is found by its shape."""
_MOST_KEYS = 64
"""Keys of Mac objects that are tried on the values."""
_LEAST_INTEGER = 10_000_000_000
"""Numbers below this fit into so few bytes that their binary forms occur by chance."""
_DIGITS_OF_64_BITS = 20
EXACT = "variant:double"
"""All 64 bits of a coordinate."""


class Kind(enum.IntEnum):
    """What a pattern's occurrence means."""

    VALUE = 0
    """The value itself, a variant or a digest of it."""
    TRACE = 1
    """What a value leaves under an encoding: the encoding's decoder must look here."""
    CALL = 2
    """Bytes that a recorded call produced."""


class Pattern(msgspec.Struct, frozen=True):
    """One meaning of a byte string. ``ref`` is a needle's or call's number; ``lens`` names the decoder of a trace.

    ``shift`` is where in the encoding's group (base64: 4 characters) the trace begins. ``calls`` are the observations
    that told the key of a digest. ``axis`` says of a coordinate which it is: 0 latitude, 1 longitude.
    """

    kind: Kind
    ref: int = -1
    form: str = ""
    guard: Guard = Guard.NONE
    need: Need = Need.NOTHING
    lens: str = ""
    shift: int = 0
    calls: tuple[str, ...] = ()
    axis: int = -1


class PatternSet:
    """Byte strings and their meanings; one byte string may have several."""

    def __init__(self) -> None:
        """Start empty."""
        self.meanings: dict[bytes, list[Pattern]] = {}
        self.masked: dict[bytes, int] = {}
        """What a value leaves when every byte is combined with one unknown key: differences -> first byte."""

    def add(self, data: bytes, pattern: Pattern) -> None:
        """Add one meaning, unless the byte string already stands for the same thing."""
        if not data:
            return
        known = self.meanings.setdefault(data, [])
        if known:
            if pattern.kind is Kind.VALUE:
                if any(p.kind is Kind.VALUE and p.ref == pattern.ref for p in known):
                    return
            elif pattern in known:
                return
        known.append(pattern)

    def add_needles(self, needles: Sequence[Needle]) -> None:
        """Add everything that can stand for a needle, for each by its position."""
        for ref, needle in enumerate(needles):
            self.add_needle(ref, needle)

    def add_needle(self, ref: int, needle: Needle) -> None:
        """Add everything that can stand for one needle, which is known by ``ref``."""
        for variant in self.variants(needle):
            self._add_variant(ref, variant)
        if needle.place:
            self._position(ref, needle.place)
            return
        for name, raw in raw_forms(needle):
            for written in (raw, *_base64(raw)):
                self.add(written, Pattern(Kind.VALUE, ref, f"variant:{name}"))
        for data in other_bytes(needle):
            self._digests(ref, data)

    def variants(self, needle: Needle) -> Iterable[Variant]:
        """Return the ways to write a needle that are looked for."""
        return variants(needle)

    def add_text(self, ref: int, text: str) -> None:
        """Add a text as it stands, and what it leaves under encodings: for what is hidden without being looked for."""
        self._add_variant(ref, msgspec.structs.replace(plain(text), hashed=False))

    def add_keyed(self, needles: Sequence[Needle], operations: Iterable[Operation]) -> None:
        """Add the needles' digests under every key that was seen in a call of a Mac object, whoever computes them."""
        keys: dict[tuple[str, bytes], tuple[str, ...]] = {}
        for operation in operations:
            if operation.kind == MAC and operation.key and len(keys) < _MOST_KEYS:
                keys.setdefault((operation.algorithm, operation.key), operation.ids)
        for (algorithm, key), ids in keys.items():
            compute = function(MAC, algorithm, key)
            for ref, needle in enumerate(needles if compute else ()):
                for variant in self.variants(needle):
                    if compute and variant.hashed and variant.need is Need.NOTHING:
                        form = f"digest:{plain_name(algorithm)}"
                        for written in renderings(compute(variant.text.encode("utf-8", "surrogatepass"))):
                            self.add(written, Pattern(Kind.VALUE, ref, form, calls=ids))

    def _add_variant(self, ref: int, variant: Variant) -> None:
        form = f"variant:{variant.name}" if variant.name else "plain"
        data = variant.text.encode("utf-8", "surrogatepass")
        self.add(data, Pattern(Kind.VALUE, ref, form, variant.guard, variant.need, axis=variant.axis))
        if variant.need is not Need.KEY and (variant.hashed or variant.name not in _MANY):
            self.add_traces(data, variant.text)
            wide = _wide(variant.text)
            for written in wide:
                self.add_traces(written)
            for written in (data, variant.text[::-1].encode("utf-8", "surrogatepass"), *wide):
                if len(written) >= _LEAST_MASKED:
                    self.masked.setdefault(differences(written), written[0])
        if variant.hashed and variant.need is Need.NOTHING:
            self._digests(ref, data, plain=variant.name in _PLAIN)
            for pattern in crc32_patterns(data) if variant.name in _PLAIN else ():
                self.add(pattern, Pattern(Kind.VALUE, ref, "digest:crc32", Guard.WORD, Need.KEY))
        text = variant.text
        if text.isascii() and text.isdigit() and len(text) < _DIGITS_OF_64_BITS and int(text) >= _LEAST_INTEGER:
            self._binary(ref, "integer", _integers(int(text)))

    def _digests(self, ref: int, data: bytes, *, plain: bool = False) -> None:
        for name, pattern in digest_patterns(data, plain=plain):
            guard = Guard.HEX if name == "md5-16" else Guard.NONE
            self.add(pattern, Pattern(Kind.VALUE, ref, f"digest:{name}", guard))

    def _binary(self, ref: int, name: str, data: Iterable[bytes]) -> None:
        for pattern in data:
            self.add(pattern, Pattern(Kind.VALUE, ref, f"variant:{name}"))

    def _position(self, ref: int, place: Place) -> None:
        """Add the binary forms of a position's numbers: doubles, and as pairs floats and whole millionths and ten
        millionths of a degree, as Protocol Buffers have them in fixed32."""
        for axis, number in enumerate(place):
            for data in (struct.pack(">d", number), struct.pack("<d", number)):
                self.add(data, Pattern(Kind.VALUE, ref, EXACT, axis=axis))
        for system, pair in systems(place):
            for axis, number in enumerate(pair):
                for name, packed in _numbers(number):
                    form = "variant:" + "-".join(filter(None, (system, name)))
                    for data in packed:
                        self.add(data, Pattern(Kind.VALUE, ref, form, need=Need.PAIR, axis=axis))

    def add_traces(self, data: bytes, text: str | None = None) -> None:
        """Add what ``data`` leaves under encodings that are found by their content rather than by their shape."""
        for trace, lens, shift in traces(data, text):
            if len(trace) >= _LEAST_TRACE:
                self.add(trace, Pattern(Kind.TRACE, lens=lens, shift=shift))


def together(one: PatternSet, other: PatternSet) -> PatternSet:
    """Return all meanings of two sets, which have none in common."""
    found = PatternSet()
    found.meanings = {data: list(meanings) for data, meanings in one.meanings.items()}
    for data, meanings in other.meanings.items():
        found.meanings.setdefault(data, []).extend(meanings)
    found.masked = {**other.masked, **one.masked}
    return found


class Further(PatternSet):
    """What is to be looked for besides what others hold already: no meaning twice."""

    def __init__(self, known: dict[bytes, list[Pattern]]) -> None:
        """``known`` are the meanings of the others."""
        super().__init__()
        self._known = known

    def add(self, data: bytes, pattern: Pattern) -> None:
        """Add one meaning, unless one of the others has it."""
        for other in self._known.get(data, ()):
            same = other.kind is Kind.VALUE and pattern.kind is Kind.VALUE and other.ref == pattern.ref
            if same or other == pattern:
                return
        super().add(data, pattern)


def traces(data: bytes, text: str | None) -> Iterator[tuple[bytes, str, int]]:
    """Yield (trace, lens, shift). Text also has traces in other character sets and backwards."""
    for lens in KNOWN.data_lenses:
        for trace, shift in lens.of_data(data) if lens.of_data else ():
            yield trace, lens.name, shift
    if text is None:
        return
    for lens in KNOWN.text_lenses:
        for trace in lens.of_text(text) if lens.of_text else ():
            yield trace, lens.name, 0


def _wide(text: str) -> tuple[bytes, ...]:
    """Return what text is in other character sets, where no decoder can tell it by its look."""
    if text.isascii():
        return ()
    return tuple(trace for lens in KNOWN.text_lenses if lens.charset and lens.of_text for trace in lens.of_text(text))


def _numbers(number: float) -> Iterator[tuple[str, tuple[bytes, ...]]]:
    """Yield (name, bytes) of a coordinate in four bytes, in both byte orders."""
    yield "float", (struct.pack(">f", number), struct.pack("<f", number))
    for power in (6, 7):
        whole = {round(number * 10**power), int(number * 10**power)}
        yield f"e{power}", tuple(struct.pack(order, n) for n in sorted(whole) for order in (">i", "<i"))


def _base64(raw: bytes) -> Iterator[bytes]:
    """Yield bytes in base64, in both alphabets, as far as its signs say nothing else."""
    return itertools.islice(renderings(raw), 3, None)


def _integers(number: int) -> Iterator[bytes]:
    """Yield the binary forms of a large number: 64 bits in both byte orders, and as a varint (plain and zigzag)."""
    if number < 1 << 63:
        yield struct.pack(">q", number)
        yield struct.pack("<q", number)
        yield varint(number)
        yield varint(number << 1)
