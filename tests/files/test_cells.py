"""What a spreadsheet would run, or a terminal obey, is text in a cell."""

import pytest

from harness.files.cells import cell


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\n=1+1", "'\n=1+1"),
        ("a\x1b[31m", "a\\x1b[31m"),
        ("a\u202eb", "a\\u202eb"),
        ("a\nb", "a\nb"),
        ("plain 文字", "plain 文字"),
    ],
)
def test_cells(text: str, shown: str) -> None:
    assert cell(text) == shown
