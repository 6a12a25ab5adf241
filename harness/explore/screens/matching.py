"""The filter that a person types above a list: words, and ``field:word`` for one column."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from harness.analysis.model import Disclosure
from harness.explore.events import Exchanged, Observed

Item = Observed | Exchanged | Disclosure
"""What a list shows."""


def place(item: Item) -> object:
    """Return what stays the same of an item when it is told anew."""
    if isinstance(item, Observed):
        return item.number
    return item.index if isinstance(item, Exchanged) else item.id


FIELDS = ("category", "actor", "phase", "point", "host", "value", "process", "form", "method")
"""What may stand before a colon. A field that an item does not have matches nothing."""


class Term(NamedTuple):
    """One word of a filter. ``field`` is empty for any; ``wanted`` is false for one with a ``-`` before it."""

    field: str
    word: str
    wanted: bool = True


def terms(text: str) -> list[Term]:
    """Read a filter. A colon after anything but a field is a part of the word (``https://...``)."""
    found = []
    for word in text.lower().split():
        wanted = not word.startswith("-") or word == "-"
        word = word if wanted else word[1:]
        field, colon, rest = word.partition(":")
        found.append(Term(field, rest, wanted) if colon and field in FIELDS else Term("", word, wanted))
    return [term for term in found if term.word]


ValuesOf = Callable[[Item], Sequence[str]]
"""Returns the ids of the known values in an item, as far as they are known now."""


def told(item: Item) -> Sequence[str]:
    """Return the ids of the values that were known when an item came."""
    return item.value_ids if isinstance(item, Disclosure) else item.values


def matcher(text: str, values_of: ValuesOf = told) -> Callable[[Item], bool]:
    """Return whether an item is let through by a filter: each of its words must be in it (after ``-``: not)."""
    wanted = terms(text)
    if not wanted:
        return lambda item: True

    def matches(item: Item) -> bool:
        fields = {**fields_of(item), "value": " ".join(values_of(item)).lower()}
        return all(_has(fields, term) is term.wanted for term in wanted)

    return matches


def _has(fields: dict[str, str], term: Term) -> bool:
    if term.field == "value":  # an id is meant as it is: imei.1 is not imei.10
        return term.word in fields.get("value", "").split(" ")
    if term.field:
        return term.word in fields.get(term.field, "")
    return any(term.word in text for text in fields.values())


def fields_of(item: Item) -> dict[str, str]:
    """Return what a filter looks in besides an item's values, in lower case."""
    if isinstance(item, Observed):
        found = {
            "category": item.category, "actor": f"{item.actor.id} {item.actor.name} {item.actor.company}",
            "phase": item.phase, "point": item.point,
            "process": f"{item.process} {item.pid} {item.thread}", "text": item.text,
        }  # fmt: skip
    elif isinstance(item, Exchanged):
        found = {
            "host": item.host, "method": item.method or item.kind, "url": item.url,
            "status": str(item.status),
        }  # fmt: skip
    else:
        actor = item.actor
        found = {
            "category": item.category, "actor": f"{actor.id} {actor.name} {actor.company}", "phase": item.phase,
            "host": f"{item.recipient.host} {item.recipient.owner}",
            "form": " ".join(item.forms), "consent": item.consent,
        }  # fmt: skip
    return {name: text.lower() for name, text in found.items()}
