"""HTML pages: what a reader is shown, and apart from it what is in the page and not shown."""

import re
from typing import Any

from harness.policy.document import Block, Document, tidy
from harness.policy.errors import missing
from harness.policy.formats.charset import decode
from harness.policy.formats.lines import heading_level, row_of
from harness.policy.model import Gap

_NEVER = frozenset({"script", "style", "template", "svg", "math", "iframe", "object", "select", "textarea", "button",
                    "noscript", "noframes", "head", "video", "audio", "canvas"})  # fmt: skip
"""Elements whose text is no part of the page's, or is shown by other means."""
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
})  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = frozenset({"b", "strong"})
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:0(?:\.0+)?(?:;|$|!)|font-size:0(?:px|pt|em|rem|%)?(?:;|$|!)"
    r"|text-indent:-\d{3,}|(?:left|top|right):-\d{3,}px|clip:rect\(0|(?<![a-z-])(?:max-)?height:0(?:px)?;.*overflow:hidden"
    r"|color:transparent"
)
_WHITE = re.compile(r"(?<![a-z-])color:(?:#fff(?:fff)?|white|rgb\(255,255,255\))(?:;|$|!)")
_BACKGROUND = re.compile(r"background")
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_MOST_SELECTORS = 200
_TITLE = 200


def read_html(data: bytes) -> Document:
    """Read a page in whatever character set it is. Raises ``PolicyError`` when the library is not installed."""
    try:
        from selectolax.lexbor import LexborHTMLParser
    except ImportError:
        raise missing("an HTML policy", "selectolax") from None
    found = decode(data)
    # The parser is given text: of bytes it would believe nothing that the page says of its character set.
    tree = LexborHTMLParser(found.text)
    document = Document(format="html", charset=found.charset, charset_from=found.told_by)
    if found.told_by == "guess":
        document.gaps.append(Gap(key="charset_guessed", detail=found.charset))
    title = tree.css_first("title")
    document.title = tidy(title.text())[:_TITLE] if title is not None else ""
    if tree.body is not None:
        document.blocks = _Walk(_hidden_by_rules(tree)).blocks(tree.body)
    return document


def _hidden_by_rules(tree: Any) -> set[int]:
    """Return the nodes that the page's own style sheets hide; sheets in files of their own are not at hand."""
    hidden: set[int] = set()
    left = _MOST_SELECTORS
    for style in tree.css("style"):
        sheet = re.sub(r"/\*.*?\*/", "", style.text(), flags=re.DOTALL)
        for selectors, body in _RULE.findall(sheet):
            if not hides(body):
                continue
            for selector in selectors.split(","):
                name = selector.strip()
                if left <= 0 or not re.fullmatch(r"[\w\s.#>*\[\]=\"'-]{1,200}", name):
                    continue
                left -= 1
                try:
                    hidden |= {node.mem_id for node in tree.css(name)}
                except ValueError:
                    continue
    return hidden


def hides(style: str) -> bool:
    """Whether these declarations keep an element from being seen."""
    flat = re.sub(r"\s+", "", style).lower()
    # White text is hidden on the page's own white, and shown where a background is given with it.
    return bool(_HIDING.search(flat)) or bool(_WHITE.search(flat) and not _BACKGROUND.search(flat))


class _Walk:
    """Walks a page's elements in their order, without recursion: pages may nest as deep as they like."""

    def __init__(self, hidden: set[int]) -> None:
        self._hidden = hidden
        self._out: list[Block] = []
        self._texts: list[str] = []
        self._bold = 0
        self._plain = 0
        self._table = 0
        self._head: list[str] = []

    def blocks(self, body: Any) -> list[Block]:
        """Return the blocks in ``body``."""
        stack: list[tuple[Any, str, bool]] = []  # the elements that are open: node, what it is, hidden
        node, kind, hidden = body.child, "text", False
        bold = False
        while True:
            if node is not None:
                tag = node.tag
                if tag == "-text":
                    self._text(node.text_content or "", bold)
                    node = node.next
                    continue
                if tag == "br":
                    self._close(kind, hidden)
                if tag in _NEVER or tag == "-comment" or tag.startswith("!") or tag == "br":
                    node = node.next
                    continue
                inside = hidden or self._is_hidden(node)
                if tag in ("tr",) and node.css_first("table") is None:
                    self._close(kind, hidden)
                    self._row(node, inside)
                    node = node.next
                    continue
                apart = tag in _BLOCKS or inside != hidden
                if apart:
                    self._close(kind, hidden)
                stack.append((node, kind, hidden))
                kind = tag if tag in _HEADINGS else "li" if tag in ("li", "dd") else "text" if apart else kind
                hidden = inside
                bold = bold or tag in _BOLD
                node = node.child
                continue
            if not stack:
                self._close(kind, hidden)
                return self._out
            opened, outer_kind, outer_hidden = stack.pop()
            if opened.tag in _BLOCKS or hidden != outer_hidden:
                self._close(kind, hidden)
            if opened.tag in _BOLD:
                bold = any(each.tag in _BOLD for each, _, _ in stack[-12:])
            kind, hidden, node = outer_kind, outer_hidden, opened.next

    def _is_hidden(self, node: Any) -> bool:
        attributes = node.attributes
        return "hidden" in attributes or node.mem_id in self._hidden or hides(attributes.get("style") or "")

    def _text(self, text: str, bold: bool) -> None:
        self._texts.append(text)
        said = len(text.strip())
        self._bold, self._plain = self._bold + said * bold, self._plain + said * (not bold)

    def _row(self, row: Any, hidden: bool) -> None:
        cells = [tidy(cell.text(separator=" ")) for cell in row.css("td, th")]
        if not any(cells):
            return
        table = row.parent
        while table is not None and table.tag != "table":
            table = table.parent
        if table is None or table.mem_id != self._table:
            self._table, self._head = table.mem_id if table is not None else 0, cells
        head = self._head
        hidden = hidden or any(self._is_hidden(cell) for cell in row.css("td, th"))
        self._out.append(row_of(cells, head, hidden=hidden))

    def _close(self, kind: str, hidden: bool) -> None:
        text = tidy("".join(self._texts))
        bold = self._bold and not self._plain
        self._texts, self._bold, self._plain = [], 0, 0
        if not text:
            return
        level = _HEADINGS.get(kind, 0) or heading_level(text)
        if not level and bold and kind != "li" and len(text) <= 40 and text[-1] not in "。:：；;，,":
            level = 18
        block = Block(text=text, hidden=hidden, level=level)
        block.kind = "heading" if level else "item" if kind == "li" else "text"
        self._out.append(block)
