"""Every byte moved by the same number, or every printable sign by 47 (ROT47): known by how JSON begins.

ROT13 and ROT47 are their own way back, so that what they make of a value is looked for.
"""

from collections.abc import Callable, Iterable, Iterator

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding, Lens
from harness.analysis.decode.view import Budget, Part, is_text

_NAME = "shifted"
_JSON = b'{"'
_LEAST = 16
_LARGEST = 256 << 10
_ROT47 = bytes(33 + (byte - 33 + 47) % 94 if 33 <= byte < 127 else byte for byte in range(256))
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_HALF = _LETTERS[13:] + _LETTERS[:13]
_ROT13 = bytes.maketrans(_LETTERS + _LETTERS.lower(), _HALF + _HALF.lower())
_TABLES = {"rot13": _ROT13, "rot47": _ROT47}
_LEAST_CHANGED = 8
"""Letters (signs) of a value that make what it becomes no word that stands anywhere."""


def shifted(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view of JSON moved back."""
    if not _LEAST <= len(data) <= _LARGEST:
        return
    key = (data[0] - _JSON[0]) & 0xFF
    if key and (data[1] - _JSON[1]) & 0xFF == key and is_text(said := _moved(data, -key)):
        yield Part((f"{_NAME}:0x{key:02x}",), said, 0, len(data))
    elif data.startswith(_JSON.translate(_ROT47)) and is_text(data):
        yield Part((f"{_NAME}:rot47",), data.translate(_ROT47), 0, len(data))


def _around(table: bytes, how: str) -> Callable[[bytes, int, int, int], Part]:
    """Return what undoes a trace and the line of ASCII in which it stands."""

    def look(data: bytes, start: int, end: int, shift: int) -> Part:
        while start > 0 and 0x20 <= data[start - 1] < 0x7F:
            start -= 1
        while end < len(data) and 0x20 <= data[end] < 0x7F:
            end += 1
        return Part((f"{_NAME}:{how}",), data[start:end].translate(table), start, end)

    return look


def _traces(table: bytes, changed: Callable[[str], bool]) -> Callable[[str], Iterable[bytes]]:
    def traces(text: str) -> Iterator[bytes]:
        if text.isascii() and sum(map(changed, text)) >= _LEAST_CHANGED:
            yield text.encode().translate(table)

    return traces


def _moved(data: bytes, key: int) -> bytes:
    return data.translate(bytes((byte + key) & 0xFF for byte in range(256)))


def _encoded(redo: Redo) -> bytes:
    how = redo.element.partition(":")[2]
    return redo.data.translate(_TABLES[how]) if how in _TABLES else _moved(redo.data, int(how, 16))


ENCODING = Encoding(
    name=_NAME,
    guess=shifted,
    guess_text=shifted,
    lenses=tuple(
        Lens(name=name, look=_around(table, name), of_text=_traces(table, changed), exact=True, back=True)
        for name, table, changed in (("rot13", _ROT13, str.isalpha), ("rot47", _ROT47, str.isprintable))
    ),
    encode=_encoded,
)
