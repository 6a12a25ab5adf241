"""``multipart/form-data`` and its relatives (RFC 2046, RFC 7578), recognised by their first line."""

import re
from collections.abc import Iterable, Iterator

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.view import Budget, Part, Place, Reach

_FIRST = re.compile(rb"(?:\r?\n)?--([^\r\n]{1,100})\r?\n")
_NAME = re.compile(rb'name\*?="?([^";\r\n]*)', re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_MAX_PARTS = 1000


class Multipart:
    """Parts between boundaries; ``multipart:NAME``, or by number where a part has no name."""

    inside = Reach.LINE

    def matches(self, data: bytes) -> bool:
        """Whether it begins with a boundary line that occurs again."""
        found = _FIRST.match(data)
        return found is not None and data.find(b"--" + found[1], found.end()) > 0

    def _bodies(self, data: bytes) -> Iterator[tuple[str, int, int]]:
        found = _FIRST.match(data)
        if not found:
            return
        boundary = b"--" + found[1]
        at = found.end()
        for number in range(_MAX_PARTS):
            end = data.find(boundary, at)
            stop = len(data) if end < 0 else end - (2 if data[end - 2 : end] == b"\r\n" else 1)
            head = _HEAD_END.search(data, at - 2, stop)
            if head:
                name = _NAME.search(data, at, head.start())
                label = name[1].decode("utf-8", "replace") if name else str(number)
                yield label, head.end(), stop
            if end < 0 or data[end + len(boundary) : end + len(boundary) + 2] == b"--":
                return
            at = end + len(boundary)

    def places(self, data: bytes) -> list[Place]:
        """Return the bodies of the parts."""
        return [Place((f"multipart:{name}",), start, end) for name, start, end in self._bodies(data)]

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return every body: each may be of any format."""
        for _, start, end in self._bodies(data):
            yield Part((), data[start:end], start, end)


_MULTIPART = Multipart()
ENCODING = Encoding(name="multipart", fields=("multipart",), text_structure=_MULTIPART, binary_structure=_MULTIPART)
