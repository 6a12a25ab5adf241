"""From lines of plain text, or of a printed page, to paragraphs, headings, items and rows."""

import re
from collections.abc import Iterable

from harness.policy.document import Block, tidy

_NUMBERED = (
    (re.compile(r"^第[一二三四五六七八九十百\d]{1,4}[章条部分节]"), 11),
    (re.compile(r"^[一二三四五六七八九十]{1,3}[、.,:]"), 12),
    (re.compile(r"^\([一二三四五六七八九十]{1,3}\)"), 13),
    (re.compile(r"^(?:section|article|part) \d+", re.IGNORECASE), 11),
    (re.compile(r"^\d{1,2}\.\d{1,2}\.\d{1,2}[.、 ]?(?=\D)"), 16),
    (re.compile(r"^\d{1,2}\.\d{1,2}[.、 ]?(?=\D)"), 15),
    (re.compile(r"^\d{1,2}[.、](?!\d)|^[IVX]{1,4}\. "), 14),
)
_ITEM = re.compile(r"^(?:[•·●○■□◆◇▪►\-–—*+] ?|\(?[a-zA-Z\d]{1,2}\) ?|\(\d{1,2}\)|[ivx]{1,4}\. )\S")
_CIRCLED = re.compile(r"\s*[①-⑳㈠-㈩]")  # NFKC makes plain numbers of them
_QUOTED = re.compile(r"^(?:> ?)+")  # Markdown's quotation
_END = re.compile(r"[。！？!?.；;:：…][\"”’)）》」]*$")
_STOP = re.compile(r"[。！？；]|[!?;.](?: |$)")
_HEADING_LENGTH = 60
_SAYS = re.compile(r"[,，][^,，]{0,10}(?:我们|您|你|本应用|本软件)|.[:：][^:：]{8,}")
"""A numbered line that says something: "1. Right of access: you may look at it", "1. 当您注册时，我们会收集邮箱"."""
_MARKDOWN = re.compile(r"^(#{1,6})\s+(.*)$")
_UNDERLINED = {"=": 1, "-": 2}
_UNDERLINE = re.compile(r"^(=|-){3,}$")
"""Markdown's other headings: a line, and a line of these under it."""
_BOLD = re.compile(r"^(?:\*\*|__)([^*_]{2,60})(?:\*\*|__)$")
_BOLD_LEVEL = 9
"""A line that is bold as a whole is a heading, below those that say so."""
_PIPE = re.compile(r"^\|.*\|$")
_RULE = re.compile(r"^[|\s:+-]+$")
_PAGE_NUMBER = re.compile(
    r"^(?:第? ?\d{1,4} ?页?|page \d{1,4}.{0,12}|[-–—] ?\d{1,4} ?[-–—]|\d{1,4} ?/ ?\d{1,4})$", re.IGNORECASE
)
_LATIN_WORD = re.compile(r"[A-Za-z0-9,;)]$")


def heading_level(text: str) -> int:
    """Return the level of a line that is a heading by its number and shape, 0 for all else.

    A short line that is numbered and no sentence. Levels begin at 11, below those that markup gives.
    """
    if (
        len(text) > _HEADING_LENGTH
        or _STOP.search(text.rstrip("。.")[4:])
        or text.endswith(("。", ":", "：", ",", "，"))
        or _SAYS.search(text)
    ):
        return 0
    return next((level for pattern, level in _NUMBERED if pattern.match(text)), 0)


def is_item(text: str) -> bool:
    """Whether a line begins as an item of a list does."""
    return bool(_ITEM.match(text)) or any(pattern.match(text) for pattern, _ in _NUMBERED[1:])


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but the number of a page."""
    return bool(_PAGE_NUMBER.match(text))


def blocks_of(lines: Iterable[tuple[int, str]], *, wrapped: bool) -> list[Block]:
    """Return the blocks of (page, line) pairs. ``wrapped``: lines end at a margin."""
    out: list[Block] = []
    table: list[str] = []
    open_ = False  # whether the last block may go on in the next line
    for page, raw in lines:
        line = _QUOTED.sub("", tidy(raw))
        if not line:
            open_ = False
            continue
        if _PIPE.match(line) and line.count("|") > 2:
            if not _RULE.match(line):
                cells = [tidy(re.sub(r"<[^>]{1,80}>", " ", cell)) for cell in line.strip("|").split("|")]
                table = table or cells
                out.append(row_of(cells, table, page))
            open_ = False
            continue
        table = []
        if marked := _MARKDOWN.match(line):
            text, level = _plain(marked[2]), len(marked[1])
            told = len(text) > _HEADING_LENGTH and bool(_END.search(text))  # a paragraph in large letters
            out.append(Block(kind="text" if told else "heading", text=text, level=0 if told else level, page=page))
            open_ = False
            continue
        under = _UNDERLINE.match(line)
        if under is not None and open_ and _may_head(out):
            out[-1].kind, out[-1].level = "heading", _UNDERLINED[under[1]]
            open_ = False
            continue
        if (bold := _BOLD.match(line)) is not None and not _END.search(bold[1]):
            out.append(Block(kind="heading", text=_plain(bold[1]), level=_BOLD_LEVEL, page=page))
            open_ = False
            continue
        line = _plain(line)
        level = heading_level(line)
        begins = bool(level) or is_item(line) or bool(_CIRCLED.match(raw))
        if open_ and out and not begins and _goes_on(out[-1].text, line, wrapped):
            last = out[-1]
            glue = " " if _LATIN_WORD.search(last.text) and line[:1].isascii() else ""
            last.text += glue + line
            last.kind, last.level = ("item" if last.kind == "item" else "text"), 0
        elif level:
            out.append(Block(kind="heading", text=line, level=level, page=page))
        else:
            out.append(Block(kind="item" if begins else "text", text=line, page=page))
        open_ = True
    return out


def row_of(cells: list[str], head: list[str], page: int = 0, *, hidden: bool = False) -> Block:
    """Return one row of a table; the first row is its own ``head``."""
    text = " | ".join(cell for cell in cells if cell)
    return Block(kind="row", text=text, cells=cells, head=head, page=page, hidden=hidden)


def _may_head(out: list[Block]) -> bool:
    """Whether the last line is a heading if it is underlined: short, and no sentence."""
    return (
        bool(out) and out[-1].kind == "text" and len(out[-1].text) <= _HEADING_LENGTH and not _END.search(out[-1].text)
    )


def _plain(line: str) -> str:
    return (
        re.sub(
            r"\*\*|__|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|`|<[^>]{1,200}>|!?\[([^\]]*)\]\([^)]*\)",
            lambda match: match[1] or "",
            line,
        ).strip()
        or line
    )


def _goes_on(last: str, line: str, wrapped: bool) -> bool:
    """Whether ``line`` goes on in the sentence in which ``last`` broke off."""
    if _END.search(last):
        return False
    if wrapped:
        # A line of a page is full when it breaks off; Latin text that goes on does so in lower case.
        return len(last) >= 24 or line[0].islower() or last.endswith((",", "，", "、"))
    return line[0].islower() or last.endswith((",", "，", "、"))
