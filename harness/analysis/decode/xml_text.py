"""XML and HTML, also property lists in XML: places by tag."""

import re
from collections.abc import Iterable, Iterator

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.entities import ENCODING as ENTITIES
from harness.analysis.decode.entities import unescaped
from harness.analysis.decode.shapes import look
from harness.analysis.decode.view import Budget, Part, Place, Reach

_TAG = re.compile(
    rb"<(/?)([A-Za-z_][\w:.-]{0,100})((?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)(/?)>|<!--.{0,4000}?-->|<[?!][^>]*+>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_MAX_NESTING = 200


class Markup:
    """XML, also property lists and HTML; ``xml:/a/b`` is an element's text, ``xml:/a/b@c`` an attribute."""

    inside = Reach.LINE

    def matches(self, data: bytes) -> bool:
        """Whether it begins with a tag or declaration and ends with one."""
        head = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n")
        return (
            head.startswith(b"<")
            and data.rstrip()[-1:] == b">"
            and _TAG.match(head[:1] + data.lstrip()[1:]) is not None
        )

    def places(self, data: bytes) -> list[Place]:
        """Return texts between tags and attributes' values."""
        return list(self._walk(data))

    def _walk(self, data: bytes) -> Iterator[Place]:
        stack: list[str] = []
        at = 0
        for tag in _TAG.finditer(data):
            if tag.start() > at:
                yield Place((f"xml:/{'/'.join(stack)}",), at, tag.start())
            at = tag.end()
            if not tag[2]:
                continue
            name = tag[2].decode("utf-8", "replace")
            if tag[1]:
                while stack and stack.pop() != name:
                    pass
                continue
            path = "/".join((*stack, name))
            for attribute in _ATTRIBUTE.finditer(data, tag.start(3), tag.end(3)):
                group = 2 if attribute[2] is not None else 3
                yield Place((f"xml:/{path}@{attribute[1].decode()}",), *attribute.span(group))
            if not tag[4] and not tag[3].endswith(b"/") and len(stack) < _MAX_NESTING:
                stack.append(name)

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return texts in quoted-printable, those with quotes and references, and CDATA sections.

        Other encodings are found by their shape.
        """
        seen = look(data)
        for place in self._walk(data) if seen.quoted or seen.reference else ():
            leaf = data[place.start : place.end]
            if seen.quoted and look(leaf).quoted:
                yield Part((), leaf, place.start, place.end)
            elif b"&" in leaf and (b'"' in leaf or b"'" in leaf) and (plain := unescaped(leaf)) != leaf:
                yield Part((ENTITIES.name,), plain, place.start, place.end)
        for section in _CDATA.finditer(data) if b"<![CDATA[" in data else ():
            yield Part((), section[1], *section.span(1))


ENCODING = Encoding(name="xml", fields=("xml",), text_structure=Markup())
