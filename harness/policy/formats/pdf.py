"""PDF: the text of its pages, with the characters that printing put in other characters' places put back."""

import re
from collections import Counter

from harness.policy.document import Document, tidy
from harness.policy.errors import PolicyError, missing
from harness.policy.formats.lines import blocks_of, is_page_number
from harness.policy.model import Gap

MOST_PAGES = 2000
_MOST_CHARACTERS = 8_000_000
_FEW = 8
"""Characters of a page that has no text (ours): a scan that was numbered has its number."""
_REPEATED = 0.5


def read_pdf(data: bytes) -> Document:
    """Read a PDF. Pages without text (scans) are a gap. Raises ``PolicyError`` for one that is broken or encrypted."""
    try:
        import pypdfium2
    except ImportError:
        raise missing("a PDF policy", "pypdfium2") from None
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise PolicyError("The PDF is encrypted: give a copy that opens without a password.") from None
        raise PolicyError("The PDF cannot be read: it is broken.") from None
    document = Document(format="pdf", pages=len(pdf))
    pages: list[list[str]] = []
    left = _MOST_CHARACTERS
    for number in range(min(len(pdf), MOST_PAGES)):
        text = _page(pdf, number)
        left -= len(text)
        if left < 0:
            break
        pages.append(text.splitlines())
    if len(pages) < len(pdf):
        document.gaps.append(Gap(key="cut", detail=f"only the first {len(pages)} of {len(pdf)} pages were read"))
    empty = [number for number, lines in enumerate(pages, 1) if sum(len(line.strip()) for line in lines) < _FEW]
    if empty and len(empty) < len(pages):
        shown = ", ".join(map(str, empty[:20])) + ("..." if len(empty) > 20 else "")
        document.gaps.append(Gap(key="pages_without_text", detail=f"pages {shown}"))
    repeated = _repeated(pages)
    lines = [
        (number, line)
        for number, page in enumerate(pages, 1)
        for line in page
        if (said := tidy(line)) and said not in repeated and not is_page_number(said)
    ]
    document.blocks = blocks_of(lines, wrapped=True)
    document.title = tidy(pdf.get_metadata_value("Title") or "")[:200]
    return document


def _page(pdf: object, number: int) -> str:
    try:
        page = pdf[number]  # type: ignore[index]
        text: str = page.get_textpage().get_text_bounded()
    except Exception:  # noqa: BLE001 - whatever a broken page does in the library, it is a page without text
        return ""
    # U+FFFE is how PDFium writes the hyphen at which a word was broken between lines.
    return re.sub("[\ufffe\u0002]\r?\n?", "", text)


def _repeated(pages: list[list[str]]) -> frozenset[str]:
    """Return what stands at the head or foot of most pages."""
    if len(pages) < 4:
        return frozenset()
    edges = Counter(said for page in pages for said in {tidy(line) for line in [*page[:2], *page[-2:]]} if said)
    return frozenset(said for said, count in edges.items() if count > len(pages) * _REPEATED)
