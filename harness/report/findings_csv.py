"""Findings as a table: one row a finding, whatever its verdict. CSV as RFC 4180 has it."""

import csv
import io
from collections.abc import Iterator

from harness.analysis.model_findings import Evidence, Finding
from harness.files.cells import cell
from harness.report.judged import plain, told
from harness.report.model import ReportView
from harness.report.times import utc

_IDS = Evidence.__struct_fields__
COLUMNS = (
    "id", "fact", "verdict", "strength", "severity", "rule", "source", "clause", "status", "lenses", "title", "text",
    "fix", "why_undetermined", "what_would_settle_it", "category", "actor", "recipient", "detail", "phases", "count",
    "first", "last", "limits_of_ours", *_IDS,
)  # fmt: skip
_BOM = "\ufeff"
"""Without it Excel reads Chinese in the code page of the machine."""


def render_csv(view: ReportView, lang: str) -> str:
    """Return the table, as UTF-8 with its mark; sentences in ``lang``, names of columns the same in each language."""
    text = io.StringIO(newline="")
    text.write(_BOM)
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for row in view.findings:
        table.writerow(map(cell, _cells(row, lang)))
    return text.getvalue()


def _cells(row: Finding, lang: str) -> Iterator[str]:
    yield from map(plain, (row.id, row.fact))
    yield from (row.verdict, row.strength, row.severity, plain(row.rule), plain(row.source), plain(row.clause))
    yield from (
        row.status,
        plain(" ".join(row.lenses)),
        told(row.title, lang),
        told(row.text, lang),
        told(row.fix, lang),
    )
    yield "\n".join(told(reason.text, lang) for reason in row.because)
    yield "\n".join(dict.fromkeys(told(reason.close, lang) for reason in row.because))
    yield from map(plain, (row.category, row.actor, row.recipient, row.detail, " ".join(row.phases)))
    yield from (str(row.count), utc(row.first), utc(row.last))
    yield " ".join(f"{plain(name)}={limit:g}" for name, limit in row.ours.items())
    for name in _IDS:
        yield "\n".join(map(plain, getattr(row.evidence, name)))
