import base64
import time

import pytest

from harness.analysis.decode.again import Redo
from harness.analysis.decode.base85 import _FROM_Z85, _TO_Z85, ENCODING, base85
from harness.analysis.decode.view import Budget

TEXT = b'{"model":"V2307A","name":"x"}'


def test_z85() -> None:
    # The test case of ZeroMQ RFC 32.
    assert base64.b85decode(b"HelloWorld".translate(_FROM_Z85)).hex() == "864fd26fb559f75b"
    data = base64.b85encode(TEXT + b"   ").translate(_TO_Z85)
    (part,) = base85(data, Budget())
    assert part.data == TEXT + b"   "
    assert ENCODING.encode is not None and ENCODING.encode(Redo(TEXT, data, part.data, "base85")) != data
    assert ENCODING.encode(Redo(part.data, data, part.data, "base85")) == data


@pytest.mark.parametrize(
    "data", [base64.b85encode(TEXT), base64.a85encode(TEXT), base64.a85encode(TEXT, adobe=True, wrapcol=20)]
)
def test_whole_views_are_decoded(data: bytes) -> None:
    assert [part.data for part in base85(data, Budget())] == [TEXT]


@pytest.mark.parametrize("data", [b"", b"a plain sentence, which says something", b"A" * 40, b"$" * 19])
def test_nothing_else_is(data: bytes) -> None:
    assert list(base85(data, Budget())) == []


def test_a_long_run_of_spaces_is_read_in_linear_time() -> None:
    spaces = b" " * 65_000
    begun = time.process_time()  # other programs' time is not counted
    assert list(base85(b"(" + spaces + b"~", Budget())) == []
    assert [part.data for part in base85(base64.a85encode(TEXT, adobe=True) + spaces, Budget())] == [TEXT]
    assert time.process_time() - begun < 2, "it took twelve seconds where each space was tried as the end"
