import binascii

from harness.analysis.decode.uuencode import uuencoded
from harness.analysis.decode.view import Budget

TEXT = b"a text of more than one line of forty-five bytes, as it happens to be"


def test_a_file_inside_other_text() -> None:
    lines = b"".join(binascii.b2a_uu(TEXT[at : at + 45]) for at in range(0, len(TEXT), 45))
    (part,) = uuencoded(b"see below\nbegin 644 log.txt\n" + lines + b"`\nend\n", Budget())
    assert part.data == TEXT


def test_text_that_only_begins_so() -> None:
    assert list(uuencoded(b"begin 644 words\n\x7f", Budget())) == []
