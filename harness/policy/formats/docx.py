"""Word documents (OOXML, ECMA-376 part 1): paragraphs, headings, lists and tables."""

import tempfile
from pathlib import Path
from typing import Any

from harness.app.archive import open_archive
from harness.app.errors import ArchiveRefused
from harness.policy.document import Block, Document, tidy
from harness.policy.errors import PolicyError, missing
from harness.policy.formats.lines import heading_level, is_item, row_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MOST = 64 << 20
"""Bytes of one part, unpacked."""
_OFF = frozenset({"0", "false", "off", "none"})


def read_docx(data: bytes) -> Document:
    """Read a document. Raises ``PolicyError`` for one that is broken, encrypted, or made to explode."""
    try:
        from defusedxml.ElementTree import fromstring
    except ImportError:
        raise missing("a Word policy", "defusedxml") from None
    parts: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "policy.docx"
        path.write_bytes(data)
        try:
            with open_archive(path) as archive:
                for name in ("word/document.xml", "word/styles.xml"):
                    if name in archive.names:
                        parts[name] = fromstring(archive.read(name, _MOST), forbid_dtd=True)
        except ArchiveRefused as error:
            raise PolicyError(f"The Word document cannot be read: {error}") from None
        except (ValueError, SyntaxError) as error:  # a document type, entities, broken XML
            raise PolicyError(
                f"The Word document cannot be read: its XML is refused ({type(error).__name__})."
            ) from None
    if "word/document.xml" not in parts:
        raise PolicyError("This ZIP archive is no Word document: it has no word/document.xml.")
    document = Document(format="docx")
    document.blocks = _blocks(parts["word/document.xml"], _headings(parts.get("word/styles.xml")))
    first = document.blocks[0] if document.blocks else None
    document.title = first.text[:200] if first is not None and len(first.text) <= 80 else ""
    return document


def _headings(styles: Any) -> dict[str, int]:
    """Return the levels of the styles that are headings, by id. Word calls them ``heading 1`` in all languages."""
    found = {f"Heading{level}": level for level in range(1, 10)}
    for style in styles.iter(f"{_W}style") if styles is not None else ():
        name = style.find(f"{_W}name")
        said = (name.get(f"{_W}val") or "").lower() if name is not None else ""
        if said.startswith("heading ") and said[8:].isdecimal():
            found[style.get(f"{_W}styleId") or ""] = min(int(said[8:]), 9)
        elif said == "title":
            found[style.get(f"{_W}styleId") or ""] = 1
    return found


def _blocks(root: Any, headings: dict[str, int]) -> list[Block]:
    out: list[Block] = []
    body = root.find(f"{_W}body")
    waiting = [body] if body is not None else []
    while waiting:
        node = waiting.pop()
        if node.tag == f"{_W}tbl":
            out += _rows(node)
        elif node.tag == f"{_W}p":
            out += _paragraph(node, headings)
        elif node.tag != _FALLBACK:
            waiting += reversed(list(node))
    return out


def _rows(table: Any) -> list[Block]:
    out: list[Block] = []
    head: list[str] = []
    for row in table.iter(f"{_W}tr"):
        texts = [_texts(cell) for cell in row.iter(f"{_W}tc")]
        cells = [tidy(shown or unseen) for shown, unseen in texts]
        if any(cells):
            head = head or cells
            out.append(row_of(cells, head, hidden=not any(tidy(shown) for shown, _ in texts)))
    return out


def _paragraph(node: Any, headings: dict[str, int]) -> list[Block]:
    style = node.find(f"{_W}pPr/{_W}pStyle")
    level = headings.get(style.get(f"{_W}val") or "", 0) if style is not None else 0
    numbered = node.find(f"{_W}pPr/{_W}numPr") is not None
    out = []
    for text, hidden in zip(_texts(node), (False, True), strict=True):
        said = tidy(text)
        if not said:
            continue
        own = level or (0 if numbered else heading_level(said))
        kind = "heading" if own else "item" if numbered or is_item(said) else "text"
        out.append(Block(kind=kind, text=said, level=own, hidden=hidden))  # type: ignore[arg-type]
    return out


def _texts(node: Any) -> tuple[str, str]:
    """Return what a paragraph or cell shows, and what it hides (``w:vanish``). Deleted text is in neither."""
    shown: list[str] = []
    unseen: list[str] = []
    waiting = [(node, False)]
    while waiting:
        part, hidden = waiting.pop()
        if part.tag == _FALLBACK:
            continue
        if part.tag == f"{_W}r":
            mark = part.find(f"{_W}rPr/{_W}vanish")
            hidden = mark is not None and (mark.get(f"{_W}val") or "1") not in _OFF
        if part.tag == f"{_W}t":
            (unseen if hidden else shown).append(part.text or "")
        elif part.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr") or (part.tag == f"{_W}p" and part is not node):
            (unseen if hidden else shown).append(" ")
        waiting += [(child, hidden) for child in reversed(list(part))]
    return "".join(shown), "".join(unseen)
