"""The rectification notice in Word's format (OOXML), with headings, tables and nothing that acts."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from harness.errors import BadInputError
from harness.report.model import ReportView
from harness.report.notice import LENSES, Item, Notice, notice_of
from harness.report.texts import Texts, texts

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every part: a file says nothing of when it was rendered, and is the same each time."""


class NoticeError(BadInputError):
    """What writes Word's format is not installed."""


def render_notice_docx(
    view: ReportView,
    lang: str,
    term: int | None = None,
    *,
    redacted: bool = False,
    lenses: Sequence[str] = LENSES,
) -> bytes:
    """Return the document. See ``notice_html.render_notice``. Raises :class:`NoticeError`."""
    try:
        import docx
        from docx.oxml.ns import qn
    except ImportError:
        raise NoticeError(
            "Word's format is written with python-docx: pip install 'harness[reports]' installs it; "
            "--format notice needs nothing."
        ) from None
    notice, words = notice_of(view, lang, term, redacted=redacted, lenses=lenses), texts(lang)
    paper = docx.Document()
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        # Word takes another font for Chinese, and of these two one is on every machine that has Word.
        style = paper.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        style.set(qn("w:eastAsia"), "SimSun" if name == "Normal" else "SimHei")
    _sheet(paper)
    core = paper.core_properties
    core.author, core.title, core.comments, core.last_modified_by = "harness", notice.title, "", ""
    core.created = core.modified = datetime(*_EPOCH)
    core.language = notice.lang
    _write(paper, notice, words)
    held = io.BytesIO()
    paper.save(held)
    return _timeless(held)


def _sheet(paper: "Document") -> None:
    """A4 with the margins of GB/T 9704-2012 (official documents); letters of a size that its tables fit."""
    from docx.shared import Mm, Pt

    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(30), Mm(25), Mm(28), Mm(26)
    paper.styles["Normal"].font.size = Pt(10.5)
    paper.styles["Title"].font.size = Pt(20)


def _write(paper: "Document", notice: Notice, words: Texts) -> None:
    paper.add_heading(notice.title, 0)
    for flag in notice.flags:
        paper.add_paragraph().add_run(flag).bold = True
    for blank in notice.blanks:
        paper.add_paragraph(f"{blank} {'_' * 24}")
    _table(paper, (), notice.facts, _FACTS)
    paper.add_heading(words("notice.items"), 1)
    paper.add_paragraph(notice.intro)
    _items(paper, notice.items, notice.more["items"], words)
    if notice.annex:
        paper.add_heading(words("notice.annex"), 1)
        paper.add_paragraph(words("notice.annex_hint"))
        _items(paper, notice.annex, notice.more["annex"], words)
    if notice.open:
        paper.add_heading(words("notice.open"), 1)
        paper.add_paragraph(words("notice.open_hint"))
        for row in notice.open:
            paper.add_paragraph(f"{row.text} {row.close} [{row.rules}]", style="List Bullet")
        _said(paper, notice.more["open"])


def _items(paper: "Document", rows: Iterable[Item], more: str, words: Texts) -> None:
    for row in rows:
        paper.add_heading(f"{row.number}. {row.sentence}", 2)
        for text in row.also:
            paper.add_paragraph(text)
        paper.add_paragraph(words("notice.clauses")).paragraph_format.keep_with_next = True
        for clause in row.clauses:
            line = paper.add_paragraph(clause.text, style="List Bullet")
            if clause.warning:
                line.add_run(f" {clause.warning}").bold = True
        _table(paper, (), row.facts, _FACTS)
        paper.add_paragraph(words("notice.evidence")).paragraph_format.keep_with_next = True
        if row.evidence:
            head = [words(f"notice.cited.{name}") for name in ("kind", "id", "time", "phase", "recipient")]
            _table(paper, head, [(c.kind, c.id, c.time, c.phase, c.recipient) for c in row.evidence], _CITED)
        else:
            paper.add_paragraph(words("notice.no_rows"))
        _said(paper, row.evidence_more)
        for fix in row.fixes:
            _said(paper, fix, words("findings.fix"))
        _said(paper, row.term, words("notice.deadline"))
    _said(paper, more)


def _said(paper: "Document", text: str, name: str = "") -> None:
    """Write a paragraph behind its name, if there is anything to say."""
    if text:
        line = paper.add_paragraph()
        line.add_run(f"{name} " if name else "").bold = True
        line.add_run(text)


_FACTS, _CITED = (42, 114), (20, 40, 38, 24, 34)
"""Widths of columns, in millimetres: 156 in all."""


def _table(paper: "Document", head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    lines = list(rows)
    table: Table = paper.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for number, line in enumerate([head, *lines] if head else lines):
        made = table.add_row()
        settings = made._tr.get_or_add_trPr()
        settings.append(OxmlElement("w:cantSplit"))
        if head and number == 0:
            settings.append(OxmlElement("w:tblHeader"))  # again on every page
        for column, (cell, text) in enumerate(zip(made.cells, line, strict=True)):
            cell.width = Mm(widths[column])
            run = cell.paragraphs[0].add_run(text)
            run.bold = (number == 0) if head else (column == 0)
            run.font.size = Pt(9)
            cell.paragraphs[0].paragraph_format.keep_with_next = bool(head) and number == 0
    paper.add_paragraph()


def _timeless(held: io.BytesIO) -> bytes:
    """Return a zip's content with no time of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return out.getvalue()
