"""The file of values that a user looks for (``--values``)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any

import msgspec

from harness.catalog.categories import categories
from harness.files.names import shown
from harness.files.read import MIB, ReadError, parse_yaml_texts, read_text
from harness.persona.persona import Persona, PersonaValue
from harness.values.needle import Needle, ValuesError, listed, needle_of, unique
from harness.values.spellings import is_common
from harness.values.written import read

MOST_BYTES = 8 * MIB
MOST_VALUES = 5000
"""Values of a file: all are compiled into one database, which takes some 8 ms of processor time for each."""
_KEYS = {"category", "value", "id", "note"}


def _silent(_: str) -> None:
    pass


def load_values(path: Path, warn: Callable[[str], None] = _silent) -> list[Needle]:
    """Read a ``--values`` file: YAML, a list of ``{category, value}`` or a mapping with that list under ``values``.

    Values are texts as they stand, with or without quotes (``0012345670`` keeps its zeros), and are brought into the
    usual form of their category: ``+86 138 1234 5670``, ``30.27,120.15``. ``warn`` gets a sentence for whatever may be
    a slip: a category of the user's own, a field that is not known, a value of no known shape.
    Raises :class:`ValuesError`, also for a category or field that is nearly one there is: taken for one of the user's
    own, its value would be looked for in fewer spellings.
    """
    try:
        raw = parse_yaml_texts(read_text(path, "the values file", MOST_BYTES), shown(path))
    except ReadError as error:
        raise ValuesError(str(error)) from None
    return values_in(raw, shown(path), warn)


def values_in(raw: Any, origin: str, warn: Callable[[str], None] = _silent) -> list[Needle]:
    """Return the values of what a ``--values`` file holds; see :func:`load_values`. ``origin`` is what it is called.

    Raises :class:`ValuesError`.
    """
    counts: Counter[str] = Counter()
    found: list[Needle] = []
    items = listed(raw, origin)
    if len(items) > MOST_VALUES:
        raise ValuesError(f"{origin} holds {len(items)} values; at most {MOST_VALUES} can be looked for at once.")
    for position, item in enumerate(items, 1):
        where = f"{origin}, value {position}"
        for odd, meant_by in _odd(item):
            if meant_by:
                raise ValuesError(f"{where}: {odd}; did you mean {' or '.join(meant_by)}?")
            warn(f"{where}: {odd}.")
        category = str(item.get("category") or "")
        counts[category] += 1
        own = str(item.get("id") or f"{category}.{counts[category]}")
        meant, odd = _meant(needle_of(item, where, own, "file"))
        if odd:
            warn(f"{where}: {odd}.")
        for each in meant:
            if each.place is None and is_common(each.text, each.category):
                warn(
                    f"{where}: {shown(each.text)} is so short or common that it is found only under a key that names "
                    "it, and is never proof"
                )
        found += meant
    return unique(found)


def as_persona(needles: Iterable[Needle], created: str) -> Persona:
    """Return values as a persona file holds them, for a bundle to carry. ``created`` is ISO 8601 UTC."""
    values = [PersonaValue(id=needle.value_id, category=needle.category, value=needle.plain) for needle in needles]
    return Persona(id="values", created=created, values=values)


def _odd(item: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield what is not known of an entry, with what is meant by it if it is a slip and no word of the user's own."""
    category = str(item.get("category") or "")
    if category and category not in categories():
        yield f"there is no category {shown(category)} (`harness categories` lists them)", _slip(category, categories())
    for key in sorted(set(map(str, item)) - _KEYS):
        yield f"the field {shown(key)} is not known and not used", _slip(key, sorted(_KEYS))


def _slip(word: str, known: Iterable[str]) -> list[str]:
    """Return the known words that ``word`` begins (``phone``) or is but for one letter, or two in the wrong order."""
    return [name for name in known if name.startswith(f"{word}_") or _one_slip(word, name)]


def _one_slip(one: str, other: str) -> bool:
    head = _alike(one, other)
    tail = _alike(one[head:][::-1], other[head:][::-1])
    left, right = one[head : len(one) - tail], other[head : len(other) - tail]
    return max(len(left), len(right)) <= 1 or (len(left) == 2 and left == right[::-1])


def _alike(one: str, other: str) -> int:
    """Return how many letters two words share from their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _meant(needle: Needle) -> tuple[list[Needle], str]:
    """Return the values that an entry stands for, in their usual form, and what is odd about it."""
    if needle.place is not None:
        return [needle], ""
    meanings, odd = read(needle.category, needle.text)
    found = []
    for number, meaning in enumerate(meanings, 1):
        changed = meaning.place is not None or meaning.text != needle.text
        found.append(
            msgspec.structs.replace(
                needle,
                value_id=needle.value_id if number == 1 else f"{needle.value_id}.{number}",
                text="" if meaning.place else meaning.text,
                place=meaning.place,
                written=needle.text if changed else "",
            )
        )
    return found, odd
