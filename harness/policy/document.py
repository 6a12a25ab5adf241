"""A document as what its reader sees: blocks of text in their order, whatever format they came from."""

import re
import unicodedata
from typing import Literal

import msgspec

from harness.policy.model import Format, Gap

MOST_CHARACTERS = 4_000_000
"""Characters of a policy that are read: forty times what the longest known ones have. What follows is ``cut``."""
LONGEST_BLOCK = 50_000
_SPACES = re.compile(r"[ \t\u00a0\u3000\f\v\r\n\u2028\u2029]+")
_DROPPED = dict.fromkeys(
    [*range(9), *range(14, 32), 127, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0x202A, 0x202F),
     *range(0x2066, 0x206A)]
)  # fmt: skip
# Radicals that Chromium and others write into PDFs for the characters that look like them. The first block (Kangxi,
# U+2F00) is undone by NFKC; for these NFKC has nothing. Unicode's EquivalentUnifiedIdeograph.txt.
_RADICALS = str.maketrans(
    "⼾⺁⺅⺇⺈⺊⺌⺎⺒⺓⺕⺙⺛⺜⺝⺟⺠⺧⺩⺫⺬⺮⺯⺰⺴⺶⺷⺸⺻⺼⺽⺾⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "户厂亻几刀卜小兀巳幺彐攵旡日月母民牛王目示竹糸纟网羊羊羊聿月臼艹虎衤西西见角角讠贝足车辶辶辶阝钅長长长门阜阝雨青韦页风飞食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)


class Block(msgspec.Struct, kw_only=True):
    """One heading, paragraph, item of a list or row of a table.

    ``level`` is a heading's (1 is highest; 0 for all else). Of a row, ``cells`` are its texts and ``head`` those of the
    table's first row; ``text`` joins the cells. ``hidden`` is in the file and not shown. ``start`` is its place in the
    document's text.
    """

    kind: Literal["heading", "text", "item", "row"] = "text"
    text: str
    level: int = 0
    page: int = 0
    hidden: bool = False
    cells: list[str] = []
    head: list[str] = []
    start: int = 0


class Document(msgspec.Struct, kw_only=True):
    """A document that was read. ``charset_from`` as in the model's ``Policy``."""

    format: Format
    blocks: list[Block] = []
    title: str = ""
    charset: str = ""
    charset_from: str = ""
    pages: int = 0
    gaps: list[Gap] = []

    def text(self) -> str:
        """Return the text, a block a line. The ``start`` of blocks and sentences are places in it."""
        return "\n".join(block.text for block in self.blocks)

    def place(self) -> None:
        """Set the blocks' ``start``; keep what of the text is not too much, and say so of the rest."""
        at = 0
        for index, block in enumerate(self.blocks):
            block.text = block.text[:LONGEST_BLOCK]
            block.start = at
            at += len(block.text) + 1
            if at > MOST_CHARACTERS:
                del self.blocks[index + 1 :]
                self.gaps.append(Gap(key="cut", detail=f"only the first {MOST_CHARACTERS} characters were read"))
                return


def tidy(text: str) -> str:
    """Return text on one line: NFKC, radicals as the characters they stand for, no invisible and control characters."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_RADICALS))
    return _SPACES.sub(" ", text.translate(_DROPPED)).strip()
