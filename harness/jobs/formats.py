"""A report in any of its formats, and in several at once."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from harness.analysis.model import to_json
from harness.errors import BadInputError
from harness.evidence.unpack import STDIN
from harness.files.names import shown
from harness.jobs.assess import Assessed, without_values
from harness.jobs.report import view_of
from harness.report.findings_csv import render_csv
from harness.report.findings_junit import render_junit
from harness.report.findings_xlsx import render_xlsx
from harness.report.html import render_html
from harness.report.model import ReportView
from harness.report.notice import LENSES
from harness.report.notice_docx import render_notice_docx
from harness.report.notice_html import render_notice
from harness.report.pdf import render_pdf
from harness.report.redact import redacted
from harness.report.sarif import render_sarif

FORMATS = {
    "html": ".report.html",
    "json": ".assessment.json",
    "sarif": ".sarif",
    "csv": ".findings.csv",
    "junit": ".junit.xml",
    "xlsx": ".findings.xlsx",
    "pdf": ".report.pdf",
    "notice": ".notice.html",
    "notice-docx": ".notice.docx",
}
"""The formats, and how the files of several at once end."""
PAGES = {"html", "notice"}
"""Those that a browser shows."""
BINARY = {"xlsx", "pdf", "notice-docx"}
"""Those that are no text: they go to a file alone."""


class FormatError(BadInputError, ValueError):
    """Something was asked for that no report can be, or several files in one place."""


class How(msgspec.Struct, frozen=True):
    """In which language, with values or without them; ``source`` is the name of what was judged.

    ``deadline`` is a notice's term in working days; without one it is ``notice.TERM``. Rules of ``lenses`` alone stand
    in a notice, all that were applied if that is empty.
    """

    lang: str
    redact: bool
    source: str
    deadline: int | None = None
    lenses: tuple[str, ...] = LENSES


def lenses_of_notice(named: bool) -> tuple[str, ...]:
    """Return whose rules stand in a notice: all that were applied, where any were asked for by name."""
    return () if named else LENSES


def name_of(source: Path) -> str:
    """Return what a bundle or recording is called in a report, and in the names of its files."""
    return "recording" if source == STDIN else source.resolve().name


def formats(said: str) -> list[str]:
    """Return the formats of ``--format html,sarif``, each once. Raises :class:`FormatError`."""
    names = list(dict.fromkeys(name.strip() for name in said.split(",") if name.strip()))
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        those = ", ".join(FORMATS)
        raise FormatError(
            f"--format must be of {those}, several with commas, not {shown((unknown or [said])[0][:60])!r}."
        )
    return names


def places(names: Sequence[str], out: Path | None, source: str) -> list[Path | None]:
    """Return where each format goes: ``out`` itself, files in it if it is a directory, or None for stdout.

    Several need a directory, which is made when the first is written; what is no text never goes to
    stdout. Raises :class:`FormatError`.
    """
    if out is None:
        if binary := [name for name in names if name in BINARY]:
            raise FormatError(f"The format {binary[0]} is no text: give it a file with --out FILE.")
        if len(names) > 1:
            raise FormatError("Several formats need --out DIRECTORY: stdout holds one.")
        return [None]
    if len(names) > 1 and out.exists() and not out.is_dir():
        raise FormatError(f"{shown(out)} is a file: several formats need a directory.")
    if len(names) == 1 and not out.is_dir():
        return [out]
    return [out / f"{source}{FORMATS[name]}" for name in names]


def rendered(done: Assessed, names: Sequence[str], how: How) -> list[str | bytes]:
    """Return what was found in each format. The view is made once, for all that show it."""
    view: ReportView | None = None
    bare: ReportView | None = None
    out: list[str | bytes] = []
    for name in names:
        if name == "json":
            found = without_values(done.found, done.ready) if how.redact else done.found
            out.append(to_json(found).decode())
            continue
        view = view or view_of(done)
        if name == "html":
            out.append(render_html(view, how.lang, how.redact))
            continue
        bare = bare or (redacted(view) if how.redact else view)
        out.append(_RENDERERS[name](bare, how))
    return out


def _notice(render: Callable[..., str | bytes], view: ReportView, how: How) -> str | bytes:
    return render(view, how.lang, how.deadline, redacted=how.redact, lenses=how.lenses)


_RENDERERS: dict[str, Callable[[ReportView, How], str | bytes]] = {
    "sarif": lambda view, how: render_sarif(view, how.lang, how.source),
    "csv": lambda view, how: render_csv(view, how.lang),
    "junit": lambda view, how: render_junit(view, how.lang),
    "xlsx": lambda view, how: render_xlsx(view, how.lang),
    "pdf": lambda view, how: render_pdf(view, how.lang, redact=how.redact),
    "notice": lambda view, how: _notice(render_notice, view, how),
    "notice-docx": lambda view, how: _notice(render_notice_docx, view, how),
}
