"""The report on paper: a PDF, set by typst (``harness[pdf]``), from the same view as the page.

No text is ever markup: it reaches the compiler as JSON. Characters that no font of this machine has are written as
their numbers, and the first page says so; without any Chinese font there is no Chinese report.
"""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from harness.errors import BadInputError
from harness.report.images import Shown, album
from harness.report.model import ReportView
from harness.report.paper import blocks_of, flag
from harness.report.pictures import drawn
from harness.report.safe import one_line
from harness.report.texts import texts


class PdfError(BadInputError):
    """The report cannot be set."""


def render_pdf(view: ReportView, lang: str = "en", *, redact: bool = False) -> bytes:
    """Return the report as a PDF. ``redact`` says that ``view`` is without values already.

    Raises :class:`PdfError` where typst, or a font with the language's characters, is missing.
    """
    try:
        import typst

        from harness.report.glyphs import typeset, written
    except ImportError as error:
        raise PdfError(f"A PDF needs typst: pip install 'harness[pdf]' ({error.name} is missing).") from None
    words = texts(lang)
    files: dict[str, bytes] = {}
    pictures = {name: f"{name}.svg" for name in ("flow", "timeline")}
    for name, svg in drawn(view, words):
        files[f"{name}.svg"] = svg.encode()
    pictures = {name: file for name, file in pictures.items() if file in files}
    for name, shot in album(view).items():
        if shot.status == "ok":
            pictures[name] = f"{shot.id}.svg"
            files[pictures[name]] = _framed(shot).encode()
    blocks = blocks_of(view, words, pictures, redact)
    title = words("title", app=one_line(view.app.label, 60))
    document = {"title": title, "footer": f"{title} \u00b7 {one_line(view.app.sha256, 16)}", "blocks": blocks}
    drawings = [data.decode() for name, data in files.items() if not name.startswith("shot-")]
    said = json.dumps(document, ensure_ascii=False) + "".join(drawings)
    fonts = typeset(said)
    if lang == "zh" and not fonts.chinese:
        raise PdfError(
            "A Chinese PDF needs a font with Chinese: pip install 'harness[pdf]' brings one, or apt install "
            "fonts-noto-cjk."
        )
    if fonts.missing:
        note = flag("amber", words("pdf.glyphs.title"), words("pdf.glyphs.text", n=len(fonts.missing)))
        blocks.insert(0, note)
        document = _spelled(document, fonts.missing, written)
        files = {
            name: data if name.startswith("shot-") else written(data.decode(), fonts.missing).encode()
            for name, data in files.items()
        }
    document |= {"lang": lang, "fonts": fonts.families, "mono": fonts.mono}
    files["data.json"] = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    files["main.typ"] = resources.files("harness.report").joinpath("templates/report.typ").read_bytes()
    try:
        compiler: Any = typst.compile  # its types do not know of files in memory
        made = compiler(files, font_paths=fonts.fonts, format="pdf", timestamp=_moment(view))
    except typst.TypstError as error:
        raise PdfError(f"typst could not set the report: {one_line(str(error), 300)}") from None
    return bytes(made)


def _framed(shot: Shown) -> str:
    """Return a screenshot as a drawing: files in memory are text to the compiler."""
    size = f'width="{shot.width}" height="{shot.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image href="{shot.uri}" {size}/></svg>'


def _spelled(part: Any, missing: Iterable[str], write: Callable[[str, Iterable[str]], str]) -> Any:
    """Return data with each text of it written without the characters that are missing."""
    match part:
        case str():
            return write(part, missing)
        case list():
            return [_spelled(item, missing, write) for item in part]
        case dict():
            return {name: _spelled(item, missing, write) for name, item in part.items()}
        case _:
            return part


def _moment(view: ReportView) -> datetime:
    """Return the time that the file says it is of: the run's, so that the same view gives the same bytes."""
    try:
        return datetime.fromtimestamp(view.run.started_us // 1_000_000, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)
