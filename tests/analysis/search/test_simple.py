"""Texts that can be searched together."""

import pytest

from harness.analysis.decode.view import Part, Texts
from harness.analysis.search.simple import are_simple, is_simple


def part(data: bytes) -> Part:
    return Part((), data, 0, len(data))


@pytest.mark.parametrize("data", [b"a", b"MTM4MDAxMzgwMDA=", "新款".encode(), b"a=b", b"a&b"])
def test_plain_texts_are(data: bytes) -> None:
    assert is_simple(part(data)) and are_simple(Texts([data, b"x"], [(0, 1), (1, 2)]))


@pytest.mark.parametrize("data", [b"%41", b"a\\u4e2d", b"a\nb", b"}a{", b"]1[", b"a=b+c", b"=E4=B8", b"\x00\x01"])
def test_what_is_undone_by_rules_for_whole_texts_is_not(data: bytes) -> None:
    assert not is_simple(part(data))


def test_nothing_is_no_text_to_search() -> None:
    """An empty part of a multipart body (found by fuzzing)."""
    assert not is_simple(part(b""))
