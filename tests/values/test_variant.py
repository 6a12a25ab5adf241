"""What an occurrence of a spelling says."""

import pytest

from harness.values.variant import Need, need_of


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("张伟", Need.NAME),
        ("欧阳晓芸", Need.NOTHING),
        ("lantern", Need.NAME),
        ("lanterns", Need.NOTHING),
        ("123456", Need.NAME),
    ],
)
def test_short_texts_need_a_key_that_names_them(text: str, need: Need) -> None:
    assert need_of(text) is need
