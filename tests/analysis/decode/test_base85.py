import base64

import pytest

from harness.analysis.decode.base85 import base85
from harness.analysis.decode.view import Budget

TEXT = b'{"model":"V2307A","name":"x"}'


@pytest.mark.parametrize(
    "data", [base64.b85encode(TEXT), base64.a85encode(TEXT), base64.a85encode(TEXT, adobe=True, wrapcol=20)]
)
def test_whole_views_are_decoded(data: bytes) -> None:
    assert [part.data for part in base85(data, Budget())] == [TEXT]


@pytest.mark.parametrize("data", [b"", b"a plain sentence, which says something", b"A" * 40, b"$" * 19])
def test_nothing_else_is(data: bytes) -> None:
    assert list(base85(data, Budget())) == []
