"""Plain text and Markdown."""

from harness.policy.document import Document
from harness.policy.formats.charset import decode
from harness.policy.formats.lines import blocks_of
from harness.policy.model import Gap

_WRAPPED_AT = (60, 100)
"""Where writers and mail programs break lines of Latin text, in characters."""


def read_text(data: bytes) -> Document:
    """Read a text file in whatever character set it is."""
    found = decode(data)
    lines = [(0, line) for line in found.text.splitlines()]
    document = Document(format="txt", charset=found.charset, charset_from=found.told_by)
    if found.told_by == "guess":
        document.gaps.append(Gap(key="charset_guessed", detail=found.charset))
    document.blocks = blocks_of(lines, wrapped=_is_wrapped([line for _, line in lines]))
    first = document.blocks[0] if document.blocks else None
    document.title = first.text[:200] if first is not None and len(first.text) <= 80 else ""
    return document


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines end at a margin: most long ones have nearly the same length."""
    lengths = sorted(len(line.rstrip()) for line in lines if len(line.strip()) > 30)
    if len(lengths) < 8:
        return False
    most = lengths[-1]
    return most <= _WRAPPED_AT[1] and sum(length > most * 0.8 for length in lengths) > len(lengths) * 0.5
