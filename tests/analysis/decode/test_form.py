"""What is taken for fields of a form."""

import pytest

from harness.analysis.decode.form import FORM


@pytest.mark.parametrize(
    "data",
    [b"a=b&c=d", b"a=b&c", b"a=b&", b"a=&b=", b"a=b&c=d\r\n", b"a=%41", b"a=b c&d=e=f#g", b"k%5B0%5D=1&k%5B1%5D=2"],
)
def test_fields(data: bytes) -> None:
    assert FORM.matches(data)


@pytest.mark.parametrize(
    "data",
    [b"", b"a", b"=a&b=c", b"a&b=c", b"a=b&&c=d", b"a=b&=c", b'a="b"&c=d', b"a=b\nc=d&e", b"a b=c&d=e", b"a=<b>&c",
     b"x" * 201 + b"=1&b=2"],
)  # fmt: skip
def test_other_text(data: bytes) -> None:
    assert not FORM.matches(data)
