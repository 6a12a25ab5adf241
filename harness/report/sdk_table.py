"""SDKs as a table: in the app's files, seen reading, seen sending, named in the policy; for both renderers."""

from collections.abc import Sequence
from dataclasses import dataclass

from harness.analysis.model_static import SdkRow
from harness.report.named import known_category
from harness.report.safe import one_line
from harness.report.texts import Texts

ROWS = 60
_KINDS = 6


@dataclass(frozen=True, slots=True)
class SdkCells:
    """One row's cells as text. ``bad``: it did something, or is in the app, and the policy does not name it."""

    name: str
    company: str
    in_app: str
    reading: str
    sending: str
    named: str
    bad: bool


@dataclass(frozen=True, slots=True)
class SdkTable:
    """``omitted`` rows are not shown."""

    rows: tuple[SdkCells, ...]
    omitted: int


def sdk_table(rows: Sequence[SdkRow], words: Texts) -> SdkTable | None:
    """Return the table, ``None`` without any SDK."""
    if not rows:
        return None
    return SdkTable(tuple(_cells(row, words) for row in rows[:ROWS]), max(0, len(rows) - ROWS))


def _cells(row: SdkRow, words: Texts) -> SdkCells:
    return SdkCells(
        name=one_line(row.name if row.name == row.prefix or not row.prefix else f"{row.name} ({row.prefix})", 90),
        company=one_line(row.company, 60),
        in_app=words(f"sdks.in_app.{row.in_app}") + (f" ({row.classes:,})" if row.classes else ""),
        reading=_seen(row.reading, row.reads, words),
        sending=_seen(row.sending, row.sends, words),
        named=words(f"sdks.named.{row.named}"),
        bad=row.named == "no" and (row.in_app == "yes" or "seen" in (row.reading, row.sending)),
    )


def _seen(state: str, kinds: Sequence[str], words: Texts) -> str:
    if not kinds:
        return words(f"sdks.{state}")
    names = [words.short_category(known_category(kind), kind) for kind in kinds[:_KINDS]]
    more = len(kinds) - _KINDS
    return words("sep.list").join(names) + (" " + words("more.items", n=more) if more > 0 else "")
