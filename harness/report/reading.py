"""How a report is to be read: its terms, and how the law's own lists class the data that it speaks of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from harness.catalog.categories import categories, statuses
from harness.report.model import ReportView
from harness.report.texts import Texts

TERMS = ("violation", "suspected", "undetermined", "proof", "disguise", "class")
"""Terms that a report explains: ``reading.NAME`` is the term, ``reading.NAME.says`` what it means."""
Listed = Literal["", "yes", "no", "depends"]
"""Whether a list of sensitive data has a kind of data; empty where the catalogue knows no entry."""


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A kind of data: ``group`` is that of GB/T 35273-2020 annex A, ``gb35273`` whether annex B lists it, ``pipl``
    whether Art. 28 of the PIPL means it.
    """

    id: str
    group: str
    gb35273: Listed
    pipl: Listed

    @property
    def lists(self) -> tuple[Listed, Listed]:
        """What the two lists of sensitive data say."""
        return self.gb35273, self.pipl


def classes_of(view: ReportView) -> tuple[ClassRow, ...]:
    """Return how the catalogue classes what was sent, read or asked for in vain."""
    found = {row.category for row in view.rows} | {row.category for row in view.kept}
    found |= {row.category for row in view.tried}
    return class_rows(name.id for name in view.categories if name.id in found)


def class_rows(names: Iterable[str]) -> tuple[ClassRow, ...]:
    """Return how the catalogue classes these kinds of data; those that no list has are left out."""
    known = [categories()[name] for name in names if name in categories()]
    rows = (
        ClassRow(
            id=row.id,
            group=row.gb35273_group.partition("(")[0],
            gb35273=_listed(row.gb35273_sensitive),
            pipl=_listed(row.pipl_sensitive),
        )
        for row in known
    )
    return tuple(row for row in rows if row.group or row.gb35273 or row.pipl)


def class_columns(words: Texts) -> tuple[tuple[str, str], ...]:
    """Return the columns of classes: the row's field, and the title, which says how far the column was checked."""
    return tuple(
        (name, words(f"reading.{name}", status=words.named("status", statuses()[field])))
        for name, field in (("group", "gb35273_group"), ("gb35273", "gb35273_sensitive"), ("pipl", "pipl_sensitive"))
    )


def _listed(said: str) -> Listed:
    """Return the catalogue's words as one of four: what holds under a condition depends on it."""
    head, _, note = said.partition(" (")
    if head == "yes" or not said:
        return "yes" if said else ""
    return "no" if head == "no" and "yes" not in note else "depends"
