"""References to characters, and to what is none."""

import pytest

from harness.analysis.decode.entities import references
from harness.analysis.decode.view import Budget


@pytest.mark.parametrize(
    ("data", "plain"),
    [
        (b"&#20013;&amp;&lt;", "中&<"),
        (b"&#x4e2d;&#00000065;&#x000041;", "中AA"),
        (b"&#99999999;&amp;", "&#99999999;&"),
        (b"&#xfffffff;&amp;", "&#xfffffff;&"),
        (b"&#" + b"9" * 80_000 + b";&amp;", "&#" + "9" * 80_000 + ";&"),  # found by fuzzing
        (b"&#" + b"0" * 5_000 + b"65;&amp;", "&#" + "0" * 5_000 + "65;&"),
    ],
    ids=range(6),
)
def test_a_stretch_is_undone(data: bytes, plain: str) -> None:
    (part,) = references(data, Budget())
    assert (part.elements, part.data.decode()) == (("entities",), plain)
