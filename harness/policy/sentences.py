"""From blocks of text to sentences, each with the section that it stands in."""

import re
from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from harness.policy.document import Block, Document

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|inc|ltd|co|no|vs|corp|mr|ms|dr|u\.s|art|sec|approx)|\b[a-z]|\d)\.$", re.IGNORECASE
)
_ENDS = re.compile(r"[。！？!?]+[\"”’)）」』]*|\.[\"”’)]*(?=\s|$)")
_LEADS = re.compile(r"(?:[:：]|such as|including|the following|以下信息|如下|limited to[:;])\s*$")
_GOES_ON = re.compile(
    r"(?:这些|这类|此类|该等|该类|上述|此|该)(?:信息|数据|资料|日志)?(?:“[^”]{1,20}”)?(?:通常|可能|一般|将|会|主要)*(?:包括|包含)"
    r"|这些“[^”]{1,20}”(?:通常|可能|一般|会)*(?:包括|包含)"
    r"|(?:this|these|it|they|such (?:information|data)|(?:this|the|these) (?:information|data|logs?)(?: [\w-]+)?)"
    r" (?:may |might |can |will |could )?(?:also )?includes?\b"
)
"""A sentence that says what the one before it speaks of: "This includes your name"."""
# What Taiwan and Hong Kong call things, once in simplified characters: the mainland's words, as long.
_REGIONAL = (
    ("资讯", "信息"), ("装置", "设备"), ("简讯", "短信"), ("影片", "视频"), ("网路", "网络"), ("伺服器", "服务器"),
    ("软体", "软件"), ("硬体", "硬件"), ("存取", "读取"), ("位址", "地址"), ("档案", "文件"), ("蒐集", "收集"),
    ("搜集", "收集"), ("行动电话", "移动电话"),
)  # fmt: skip
_LEADS_DEEP = 2
_LONGEST = 4000
"""Characters of a sentence; what is longer has lost its ends, and is read in pieces."""
_TRADITIONAL = frozenset("們個為與資訊護權應說關這該並經過設備據會時將開發處讀寫號碼電話錄簡訊圖實體統後從對業務網際單")
_HAN_WEIGHT = 8
"""Latin letters that a Chinese character outweighs (ours): "android版本:IMEI、MAC地址" is Chinese."""
_DEPTH = 4


class Said(msgspec.Struct, kw_only=True):
    """One sentence as the finders read it.

    ``text`` is as written, ``plain`` the same in simplified characters and lower case: what words are looked for in.
    ``lead`` is the sentence that introduces the list it stands in.
    """

    id: str
    text: str
    plain: str
    block: Block
    section: str
    headings: list[str]
    start: int
    language: Literal["zh", "en", "other"]
    lead: "Said | None" = None

    @property
    def heading(self) -> str:
        """The innermost heading, as ``plain``."""
        return self.headings[-1] if self.headings else ""


class Simplifier:
    """Turns traditional characters into simplified ones, and counts them.

    Without the library nothing is changed, and ``unread`` counts characters that are traditional for certain.
    """

    def __init__(self) -> None:
        """Load the dictionary."""
        self._convert: Callable[[str], str] | None = None
        try:
            from opencc import OpenCC
        except ImportError:
            pass
        else:
            self._convert = OpenCC("t2s").convert
        self.traditional = 0
        self.unread = 0

    def __call__(self, lines: list[str]) -> list[str]:
        """Return the lines in simplified characters; the number of characters that changed is added up."""
        if self._convert is None:
            self.unread += sum(char in _TRADITIONAL for line in lines for char in line)
            return lines
        text = "\n".join(lines)
        simple = self._convert(text).split("\n")
        if len(simple) != len(lines):
            return lines
        self.traditional += sum(a != b for one, two in zip(lines, simple, strict=True) for a, b in zip(one, two))  # noqa: B905
        if self.traditional:
            for theirs, ours in _REGIONAL:
                simple = [line.replace(theirs, ours) for line in simple]
        return simple


def language_of(text: str) -> Literal["zh", "en", "other"]:
    """Tell a sentence's language by its letters."""
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if han and han * _HAN_WEIGHT >= latin:
        return "zh"
    return "en" if latin * 2 > sum(char.isalpha() for char in text) else "other"


def sentences(document: Document, simplify: Simplifier) -> Iterator[Said]:
    """Yield the sentences of a document whose blocks were placed, in their order."""
    plain = [text.lower().replace("\u2019", "'") for text in simplify([block.text for block in document.blocks])]
    headings: list[tuple[int, str, str]] = []
    lead: Said | None = None
    previous: Said | None = None
    number = 0
    for block, said in zip(document.blocks, plain, strict=True):
        if len(said) != len(block.text):  # a character whose lower case is two, or a word of another length
            said = block.text.lower() if len(block.text.lower()) == len(block.text) else block.text
        if block.kind == "heading":
            headings = [row for row in headings if row[0] < block.level][-_DEPTH:]
            headings.append((block.level, block.text, said))
            lead = None
        if block.kind == "text" and not (lead and _short_label(block.text)):
            lead = None
        path = " > ".join(row[1][:60] for row in headings)[:240]
        spans = [(0, len(block.text))] if block.kind in ("row", "heading") else list(_spans(block.text))
        for start, end in spans:
            number += 1
            text = block.text[start:end]
            row = Said(
                id=f"t{number:05d}",
                text=text,
                plain=said[start:end],
                block=block,
                section=path,
                headings=[heading for _, _, heading in headings],
                start=block.start + start,
                language=language_of(text),
                lead=_near(lead) if block.kind != "heading" else None,
            )
            if previous is not None and previous.section == path and _GOES_ON.match(row.plain):
                row.lead = _near(previous)
            yield row
            previous = row if block.kind in ("text", "item") else None
            if block.kind in ("text", "item") and _LEADS.search(text.lower()) and end == spans[-1][1]:
                # A list inside of a list's item has the item as its lead, and the item its own.
                lead = row


def _near(lead: Said | None) -> Said | None:
    """Return a lead without what leads it, where that goes on for ever: each line of a text may end with a colon."""
    depth, row = 0, lead
    while row is not None and depth < _LEADS_DEEP:
        row, depth = row.lead, depth + 1
    if row is None or lead is None:
        return lead
    return msgspec.structs.replace(lead, lead=None)


def _short_label(text: str) -> bool:
    """Whether a paragraph is the name of a list's part, or a part itself, rather than new prose."""
    return len(text) < 160


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _ENDS.finditer(text):
        end = found.end()
        if found.group().startswith(".") and _ABBREVIATED.search(text[max(0, found.start() - 12) : found.start() + 1]):
            continue
        yield from _pieces(text, start, end)
        start = end
    yield from _pieces(text, start, len(text))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for at in range(start, end, _LONGEST):
        upto = min(at + _LONGEST, end)
        if text[at:upto].strip():
            yield _trimmed(text, at, upto)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
