"""Findings and what they rest on as a workbook, in the columns of the laboratories' own lists.

Cells are written by ``write_string`` alone, which makes no formula, no link and no number of whatever an app is called.
"""

import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from harness.analysis.model import Collected
from harness.analysis.model_findings import Evidence, Finding
from harness.errors import BadInputError
from harness.report import spoken
from harness.report.judged import actors, plain, told
from harness.report.model import DisclosureView, ReportView
from harness.report.texts import Texts, texts
from harness.report.times import utc

_CELL = 32_000
"""UTF-16 units of a cell. Excel holds 32,767; the writer drops a text that is longer."""
_ROWS = 100_000
"""Rows of a sheet (Excel: 1,048,576); the rest is counted in a last one."""
_WIDTH, _MIDDLE, _WIDE = 16, 34, 60
_LINE, _MOST_LINES, _SHOWN = 15.0, 20, 2000


class WorkbookError(BadInputError):
    """What writes workbooks is not installed."""


class _Sheet(NamedTuple):
    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[str]]


def render_xlsx(view: ReportView, lang: str) -> bytes:
    """Return the workbook, the same bytes for the same view. Raises :class:`WorkbookError`."""
    try:
        import xlsxwriter
    except ImportError:
        raise WorkbookError(
            "Workbooks are written with XlsxWriter: pip install 'harness[reports]' installs it; csv needs nothing."
        ) from None
    words = texts(lang)
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    book.set_properties({"author": "harness", "created": datetime(1980, 1, 1)})  # as the zip's own times
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E9EBEF", "border": 1})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for made in _sheets(view, words):
        sheet = book.add_worksheet(words(f"xlsx.sheet.{made.name}"))
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(2, 0)
        sheet.repeat_rows(0)
        sheet.set_column(0, 0, 6)
        sheet.set_row(0, 2 * _LINE)
        for column, name in enumerate(made.columns):
            if column:
                sheet.set_column(column, column, _wide(name))
            sheet.write_string(0, column, words(f"xlsx.{name}"), head)
        last = 0
        for at, row in enumerate(made.rows, 1):
            last = at
            if at > _ROWS:
                continue
            sheet.set_row(at, _height(made.columns, row))
            for column, text in enumerate((str(at), *row)):
                sheet.write_string(at, column, _fits(text), body)
        if last > _ROWS:
            sheet.write_string(_ROWS + 1, 0, words("xlsx.more", n=last - _ROWS), body)
        sheet.autofilter(0, 0, min(last, _ROWS), len(made.columns) - 1)
    book.close()
    return held.getvalue()


_LONG = {"text", "fix", "why", "close", "evidence", "sentence"}
_MIDDLING = {"rule", "recipient", "point", "domain", "kind", "first", "last", "id", "fact"}


def _wide(name: str) -> int:
    """The width of a column, in letters."""
    return _WIDE if name in _LONG else _MIDDLE if name in _MIDDLING else _WIDTH


def _height(columns: Sequence[str], row: Sequence[str]) -> float:
    """The height of a row in points: as many lines as its fullest cell takes, no more than a screen shows.

    Programs that do not compute heights as they open a workbook show one line of what wraps, or rows over rows.
    """
    lines = 1
    for name, text in zip(columns[1:], row, strict=False):
        wide = _wide(name)
        lines = max(lines, sum(max(1, -(-_letters(part) // wide)) for part in text[:_SHOWN].split("\n")))
    return _LINE * min(lines + (lines > 2), _MOST_LINES)  # words wrap earlier than letters fill


def _letters(text: str) -> int:
    """How wide a text is, in Latin letters: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _fits(text: str) -> str:
    """Return a text as long as a cell may be, the cut counted."""
    units = len(text.encode("utf-16-le", "replace")) // 2
    if units <= _CELL:
        return text
    cut = text[: _CELL // 2]
    return f"{cut}\u2026 (+{len(text) - len(cut):,})"


def _sheets(view: ReportView, words: Texts) -> Iterable[_Sheet]:
    yield _Sheet(
        "findings",
        ("no", "rule", "verdict", "strength", "category", "actor", "phase", "count", "recipient", "evidence", "fix",
         "text", "status", "why", "close", "limits", "first", "id", "fact"),
        _findings(view, words),
    )  # fmt: skip
    disclosures = [item for row in view.rows for item in row.disclosures]
    yield _Sheet(
        "disclosures",
        ("no", "id", "category", "actor", "phase", "consent", "first", "recipient", "owner", "country", "party",
         "strength", "form", "delay", "evidence"),
        (_disclosure(view, words, item) for item in disclosures),
    )  # fmt: skip
    yield _Sheet(
        "collected",
        ("no", "category", "actor", "point", "phase", "consent", "count", "obtained", "refused", "nothing", "leaving",
         "first", "last", "evidence"),
        (_collected(view, words, item) for item in view.collected),
    )  # fmt: skip
    yield _Sheet(
        "recipients",
        ("no", "recipient", "domain", "owner", "party", "ip", "country", "category", "actor", "consent", "count"),
        _recipients(view, words, disclosures),
    )
    yield _Sheet("coverage", ("no", "kind", "sentence"), _coverage(view, words))


def _findings(view: ReportView, words: Texts) -> Iterable[Sequence[str]]:
    known = actors(view)
    for row in view.findings:
        yield (
            f"{plain(row.rule)} {told(row.title, words.lang)}\n{plain(row.source)} {plain(row.clause)}",
            words(f"finding.{row.verdict}") + (words("xlsx.info") if row.severity == "info" else ""),
            row.strength,
            spoken.category(view, words, row.category),
            spoken.actor_called(row.actor, known, words) if row.actor else "",
            spoken.phases(row.phases, words),
            str(row.count),
            plain(row.recipient),
            _ids(row.evidence, words),
            told(row.fix, words.lang),
            told(row.text, words.lang),
            words.named("status", row.status),
            "\n".join(told(reason.text, words.lang) for reason in row.because),
            "\n".join(dict.fromkeys(told(reason.close, words.lang) for reason in row.because)),
            _limits(row, words),
            utc(row.first),
            plain(row.id),
            plain(row.fact),
        )


def _limits(row: Finding, words: Texts) -> str:
    return "\n".join(words("findings.ours", name=plain(name), limit=f"{limit:g}") for name, limit in row.ours.items())


def _ids(evidence: Evidence, words: Texts) -> str:
    """Ids by kind. Blind spots are left out: they have no rows, and the column beside says them in words."""
    lists = {name: list(map(plain, getattr(evidence, name))) for name in Evidence.__struct_fields__ if name != "gaps"}
    said = ((words(f"notice.kind.{name}"), ids) for name, ids in lists.items() if ids)
    return "\n".join(f"{name}: {' '.join(ids)}" for name, ids in said)


def _disclosure(view: ReportView, words: Texts, item: DisclosureView) -> Sequence[str]:
    return (
        plain(item.id),
        spoken.category(view, words, item.category),
        spoken.actor(item.actor, words),
        spoken.phases([item.phase], words),
        words(f"consent.{item.consent}"),
        utc(item.first_us),
        plain(item.recipient.host),
        plain(item.recipient.owner),
        plain(item.recipient.country),
        words.named("party", item.recipient.party),
        item.strength,
        plain(" ".join(item.forms)),
        "" if item.delay_ms is None else f"{item.delay_ms:g}",
        "\n".join([*(plain(row.id) for row in item.sightings), *(plain(row.id) for row in item.reads)]),
    )


def _collected(view: ReportView, words: Texts, item: Collected) -> Sequence[str]:
    return (
        spoken.category(view, words, item.category),
        spoken.actor(item.actor, words),
        plain(item.access_point),
        spoken.phases([item.phase], words),
        words.named("consent", plain(item.consent)),
        *(str(n) for n in (item.count, item.obtained, item.refused, item.nothing)),
        words.named("xlsx.leaving", plain(item.leaving)),
        utc(item.first),
        utc(item.last),
        "\n".join(map(plain, item.observations)),
    )


def _recipients(view: ReportView, words: Texts, items: Sequence[DisclosureView]) -> Iterable[Sequence[str]]:
    groups: dict[str, list[DisclosureView]] = {}
    for item in items:
        groups.setdefault(item.recipient.host, []).append(item)
    for host, members in groups.items():
        yield (plain(host), *_who(members, words), *_whose(view, words, members), str(len(members)))


def _who(members: Sequence[DisclosureView], words: Texts) -> Sequence[str]:
    def each(name: str) -> str:
        seen: dict[str, None] = dict.fromkeys(plain(getattr(row.recipient, name)) for row in members)
        return "\n".join(filter(None, seen))

    parties = dict.fromkeys(words.named("party", row.recipient.party) for row in members)
    return each("domain"), each("owner"), "\n".join(parties), each("ip"), each("country")


def _whose(view: ReportView, words: Texts, members: Sequence[DisclosureView]) -> Sequence[str]:
    return tuple(
        "\n".join(dict.fromkeys(names))
        for names in (
            [spoken.category(view, words, row.category) for row in members],
            [spoken.actor(row.actor, words) for row in members],
            [words(f"consent.{row.consent}") for row in members],
        )
    )


def _coverage(view: ReportView, words: Texts) -> Iterable[Sequence[str]]:
    if not view.run.complete:
        reason = plain(view.run.reason) or words("incomplete.unknown_reason")
        yield words("incomplete.title"), words("incomplete.text", reason=reason)
    if view.device.sandbox:
        yield words("fact.sandbox"), words("fact.sandbox_note")
    for gap in view.coverage.gaps:
        yield words("xlsx.gap"), spoken.note(view, words, gap)
    for way in view.ways:
        state = words("xlsx.way_covered" if way.covered else "xlsx.way_open")
        yield state, words.named("ways", plain(way.key))
    for fact in view.coverage.facts:
        yield words("xlsx.seen"), spoken.note(view, words, fact)
