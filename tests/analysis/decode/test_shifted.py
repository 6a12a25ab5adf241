import pytest

from harness.analysis.decode.again import Redo
from harness.analysis.decode.shifted import ENCODING, shifted
from harness.analysis.decode.view import Budget

TEXT = b'{"model":"V2307A","x":1}'


@pytest.mark.parametrize("key", [1, 13, 128, 255])
def test_bytes_that_were_moved(key: int) -> None:
    data = bytes(byte + key & 255 for byte in TEXT)
    (part,) = shifted(data, Budget())
    assert part.data == TEXT and part.elements == (f"shifted:0x{key:02x}",)
    assert ENCODING.encode is not None and ENCODING.encode(Redo(TEXT, data, TEXT, part.elements[0])) == data


def test_rot47() -> None:
    (part,) = shifted(b"L" + b"Q>@56=QiQ'abb_fpQ[QIQi`N", Budget())
    assert part.elements == ("shifted:rot47",) and part.data.startswith(b'{"model"')


@pytest.mark.parametrize("data", [b"", TEXT, b"short", bytes(40)])
def test_other_data_is_left_alone(data: bytes) -> None:
    assert list(shifted(data, Budget())) == []
