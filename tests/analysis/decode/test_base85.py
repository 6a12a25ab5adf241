import base64
import time

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


def test_a_long_run_of_spaces_is_read_in_linear_time() -> None:
    spaces = b" " * 65_000
    begun = time.process_time()  # other programs' time is not counted
    assert list(base85(b"(" + spaces + b"~", Budget())) == []
    assert [part.data for part in base85(base64.a85encode(TEXT, adobe=True) + spaces, Budget())] == [TEXT]
    assert time.process_time() - begun < 2, "it took twelve seconds where each space was tried as the end"
