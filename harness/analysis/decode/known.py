"""What follows from the list of encodings: told once by the package, which has the list, and asked for everywhere.

So a decoder can ask what begins as some other format does without importing that format.
"""

from collections.abc import Iterable, Sequence

from harness.analysis.decode.encoding import Encoding, Tells
from harness.analysis.decode.view import Decoder, Reach, Structure, is_text

LITTLE = 8
"""Bytes in which two that begin a format may do so by chance."""


class Known:
    """Tables of all encodings."""

    def __init__(self) -> None:
        """Know nothing."""
        self.learn(())

    def learn(self, encodings: Sequence[Encoding]) -> None:
        """Know these encodings and no others, in the order in which they are tried."""
        self.encodings = tuple(encodings)
        self._learn_looks()
        self._learn_decoders()
        self._learn_meanings()

    def _learn_looks(self) -> None:
        every = self.encodings
        self.magics = tuple(magic for one in every for magic in one.magics)
        self.firsts = frozenset(magic[:1] for magic in self.magics)
        self.long_magics = tuple(magic for magic in self.magics if len(magic) > 2)
        self.sure_magics = tuple(magic for magic in self.magics if len(magic) > 3)
        self.disguised = tuple(magic for one in every for magic in one.disguised)
        self.backwards = tuple(magic[::-1] for magic in dict.fromkeys((*self.disguised, *self.long_magics)))
        self.long_backwards = tuple(magic for magic in self.backwards if len(magic) > 2)
        self.commonest = tuple(one.disguised[0] for one in every if one.disguised)
        self.signs = frozenset(sign for one in every for sign in one.signs)
        self.apart = tuple(dict.fromkeys(text for one in every for text in one.apart))
        self.formats = tuple(one.glance for one in every if one.glance and not (one.guess or one.binary_structure))
        self.glances = tuple(one.glance for one in every if one.glance)

    def _learn_decoders(self) -> None:
        every = self.encodings
        self.text_structures = tuple(one.text_structure for one in every if one.text_structure)
        self.binary_structures = tuple(one.binary_structure for one in every if one.binary_structure)
        self.of_fields = tuple(one for one in self.text_structures if one.inside is Reach.FIELD)
        self.headers = {name: one.text_structure for one in every if one.text_structure for name in one.headers}
        self.unmasked = _by_structure((one, one.unmasked) for one in every)
        self.by_chance = _by_structure((one, one.by_chance) for one in every)
        of_text = sorted(every, key=lambda one: not one.shaped)  # those first that know where to look
        self._text = [_of_text(of_text, reach) for reach in Reach]
        self._shapeless = [_of_text((one for one in of_text if not one.shaped), reach) for reach in Reach]
        self.needs = {one.text: one.needs for one in every if one.text and one.needs}
        self.packed: dict[int, list[tuple[bytes, Encoding]]] = {}
        for one in every:
            for magic in one.magics if one.unpack else ():
                self.packed.setdefault(magic[0], []).append((magic, one))
        self.codings = {name: one for one in every for name in one.codings}
        isolated = tuple(one.binary for one in every if one.binary and one.isolated)
        self.beside = frozenset(one.beside for one in every if one.beside)
        """For what the others have left of binary data."""
        self.surely = tuple((one.surely, one.text) for one in every if one.surely and one.text)
        self._structured = tuple(one.binary for one in every if one.binary and not one.isolated)
        self._binary = (*self._structured, *(one.beside for one in every if one.beside), *isolated)
        self.undeclared = tuple(one.undeclared for one in every if one.undeclared)
        self.undeclared_anywhere = (
            *self.undeclared,
            *(one.undeclared_inside for one in every if one.undeclared_inside),
        )
        """The same, also behind something."""
        self.last = tuple(one.guess for one in every if one.guess)
        """For binary views in which nothing else found anything."""
        self.last_text = tuple(one.guess_text for one in every if one.guess_text)
        """The same for text without a structure."""
        lenses = [lens for one in every for lens in one.lenses]
        self.data_lenses = tuple(lens for lens in lenses if lens.of_data)
        self.text_lenses = tuple(lens for lens in lenses if lens.of_text)
        self.lenses = {lens.name: lens for lens in lenses}

    def _learn_meanings(self) -> None:
        every = self.encodings
        self.names = {one.name: one for one in every}
        self._of_structure = {
            structure: one
            for one in every
            for structure in (one.text_structure, one.binary_structure)
            if structure is not None
        }
        self.elements = {one.name: one.elements or (one.name,) for one in every}
        self.fields = frozenset(name for one in every for name in one.fields)
        self.opaque = frozenset(one.name for one in every if one.packed)
        self.headless = frozenset(one.name for one in every if one.undeclared)
        self.loose = frozenset(one.name for one in every if one.loose)
        self.turns = frozenset(one.name for one in every if one.turns)
        self.guessed = frozenset(one.name for one in every if one.guess or one.guess_text)
        self.closing = frozenset(one.name for one in every if one.closing)

    def of_structure(self, structure: Structure | None) -> Encoding | None:
        """Return the encoding whose structure this is."""
        return self._of_structure.get(structure) if structure is not None else None

    def text_decoders(self, structure: Structure | None, *, shapeless: bool = False) -> tuple[Decoder, ...]:
        """Return the decoders for text of a structure; what a structure undoes by itself is left out.

        ``shapeless`` leaves out those that go by the shapes of ``shapes.look``, when there are none.
        """
        return (self._shapeless if shapeless else self._text)[Reach.ALONE if structure is None else structure.inside]

    def binary_decoders(self, structure: Structure | None) -> tuple[Decoder, ...]:
        """Return the decoders for binary data of a structure, whose leaves bound text more exactly than shapes do."""
        return self._binary if structure is None else self._structured

    def structure_of(self, data: bytes, text: bool | None = None) -> Structure | None:
        """Return the structure that ``data`` has by its look. ``text`` is given where it is known whether it is one."""
        if text is None:
            text = is_text(data)
        for structure in self.text_structures if text else self.binary_structures:
            if structure.matches(data):
                return structure
        return None


def _of_text(encodings: Iterable[Encoding], reach: Reach) -> tuple[Decoder, ...]:
    return tuple(one.text for one in encodings if one.text and one.reach <= reach)


def _by_structure(told: Iterable[tuple[Encoding, Tells | None]]) -> dict[Structure | None, Tells]:
    return {
        structure: tells
        for one, tells in told
        for structure in (one.text_structure, one.binary_structure)
        if structure is not None and tells is not None
    }


KNOWN = Known()


def has_magic(data: bytes) -> bool:
    """Whether ``data`` begins as a packed or self-describing format does."""
    return data[:1] in KNOWN.firsts and data.startswith(KNOWN.magics if len(data) > LITTLE else KNOWN.long_magics)
