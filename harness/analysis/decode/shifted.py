"""Every byte moved by the same number, or every printable sign by 47 (ROT47): known by how JSON begins."""

from collections.abc import Iterator

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.view import Budget, Part, is_text

_NAME = "shifted"
_JSON = b'{"'
_LEAST = 16
_LARGEST = 256 << 10
_ROT47 = bytes(33 + (byte - 33 + 47) % 94 if 33 <= byte < 127 else byte for byte in range(256))


def shifted(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view of JSON moved back."""
    if not _LEAST <= len(data) <= _LARGEST:
        return
    key = (data[0] - _JSON[0]) & 0xFF
    if key and (data[1] - _JSON[1]) & 0xFF == key and is_text(said := _moved(data, -key)):
        yield Part((f"{_NAME}:0x{key:02x}",), said, 0, len(data))
    elif data.startswith(_JSON.translate(_ROT47)) and is_text(data):
        yield Part((f"{_NAME}:rot47",), data.translate(_ROT47), 0, len(data))


def _moved(data: bytes, key: int) -> bytes:
    return data.translate(bytes((byte + key) & 0xFF for byte in range(256)))


def _encoded(redo: Redo) -> bytes:
    how = redo.element.partition(":")[2]
    return redo.data.translate(_ROT47) if how == "rot47" else _moved(redo.data, int(how, 16))


ENCODING = Encoding(name=_NAME, guess=shifted, guess_text=shifted, encode=_encoded)
