"""One line of a list for each kind of thing that it shows. Marks are letters and signs, colour only says it again."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from harness.analysis.model import Actor, Disclosure
from harness.explore.events import Exchanged, Observed
from harness.explore.screens.matching import Item
from harness.report.safe import one_line
from harness.report.times import clock

BEFORE = {"before": "!", "refused": "!", "after": " ", "unknown": "?"}
"""The mark of what happened before consent, or after it was refused."""
STYLES = {"before": "bold red", "refused": "bold red", "after": "yellow", "unknown": "magenta"}


def who(actor: Actor) -> str:
    """Return what an actor is called on a line."""
    return "app" if actor.kind == "app" else actor.name or actor.package or "unknown"


def short_point(point: str) -> str:
    """Return an access point's class and member without its package."""
    head, _, rest = point.partition("(")
    parts = head.split(".")
    return ".".join(parts[-2:]) + (f"({rest}" if rest else "")


def line(item: Item, values: Sequence[str], width: int) -> Text:
    """Return an item as one line of so many cells. ``values`` are the ids of the known values in it."""
    if isinstance(item, Observed):
        return _observed(item, values, width)
    return _exchanged(item, values, width) if isinstance(item, Exchanged) else _disclosed(item, width)


def heading(kind: str, width: int) -> str:
    """Return the names of the columns over a list of ``kind`` (``observations``, ``exchanges``, ``disclosures``)."""
    wide = width >= _WIDE
    if kind == "observations":
        parts = [("time", 12), ("", 2), ("category", 16), ("by", 14 if not wide else 22), ("phase", 16 if wide else 0)]
        rest = "access point = what it returned"
    elif kind == "exchanges":
        parts = [("time", 12), ("", 2), ("how", 7), ("", 3), ("sent", 7), ("holds", 14 if not wide else 28)]
        rest = "where to"
    else:
        parts = [
            ("when", 12),
            ("", 2),
            ("category", 16),
            ("by", 14 if not wide else 22),
            ("form", 10 if not wide else 18),
        ]
        rest = "recipient"
    return _row([*parts, (rest, 0 if parts[-1][1] == 0 and kind != "observations" else -1)], width).plain


_WIDE = 94
_Cell = tuple[str, int] | tuple[str, int, str]


def _row(cells: list[_Cell], width: int) -> Text:
    """Set cells side by side; one of width 0 is left out, one of -1 takes what is left."""
    text = Text(no_wrap=True, end="")
    for cell in cells:
        content, size, *style = cell
        if size == 0:
            continue
        left = width - cell_len(text.plain)
        if left <= 0:
            break
        shown = set_cell_size(content, left if size < 0 else min(size, left))
        if size > 1 and cell_len(content) > size:
            shown = set_cell_size(content, min(size, left) - 1) + "\u2026"
        text.append(shown, style[0] if style else "")
        if size > 1:
            text.append(" ")
    text.truncate(width, pad=True)
    return text


def _observed(item: Observed, values: Sequence[str], width: int) -> Text:
    wide = width >= _WIDE
    mark = "x" if item.failed else "*" if values else " "
    times = f" \u00d7{item.count}" if item.count > 1 else ""
    text = one_line(f" = {item.text}", 400) if item.text else ""
    cells: list[_Cell] = [
        (clock(item.time_us), 12, "dim"),
        (mark, 2, "bold green" if values else "red" if item.failed else ""),
        (one_line(item.category or "-", 40), 16, "cyan" if item.category else "dim"),
        (one_line(who(item.actor), 60), 22 if wide else 14),
        (one_line(item.phase, 40), 16 if wide else 0, "dim"),
        (one_line(short_point(item.point), 120) + times + text, -1),
    ]
    return _row(cells, width)


def _exchanged(item: Exchanged, values: Sequence[str], width: int) -> Text:
    wide = width >= _WIDE
    mark = "*" if values else "?" if item.opaque or item.limit else " "
    kinds = sorted({value.partition(".")[0] for value in values})
    cells: list[_Cell] = [
        (clock(item.time_us), 12, "dim"),
        (mark, 2, "bold red" if values else "magenta"),
        (one_line(item.method or item.kind, 20), 7),
        (str(item.status or ""), 3, "dim"),
        (_size(item.sent), 7, "dim"),
        (one_line(",".join(kinds), 80), 28 if wide else 14, "bold red"),
        (one_line(item.url or item.host, 400), -1),
    ]
    return _row(cells, width)


def _disclosed(item: Disclosure, width: int) -> Text:
    wide = width >= _WIDE
    owner = f" ({item.recipient.owner})" if item.recipient.owner else ""
    cells: list[_Cell] = [
        (clock(item.first), 12, "dim"),
        (BEFORE.get(item.consent, "?"), 2, STYLES.get(item.consent, "")),
        (one_line(item.category, 40), 16, "bold"),
        (one_line(who(item.actor), 60), 22 if wide else 14),
        (one_line(item.form, 40), 18 if wide else 10, "cyan"),
        (one_line(f"{item.recipient.host}{owner}  {item.phase}", 300), -1),
    ]
    return _row(cells, width)


def _size(count: int) -> str:
    if count < 10_000:
        return str(count)
    return f"{count / 1e3:.0f}k" if count < 10_000_000 else f"{count / 1e6:.0f}M"
