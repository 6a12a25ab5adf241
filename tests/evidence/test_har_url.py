"""URLs of any bytes are allowed ones in a HAR file, and come back as they were."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.evidence.har_url import as_sent, uri
from tests.examples import examples

RFC3986 = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://a.example/p?q=%20&r=[1]#x", None),
        ("https://a.example/\u4f60 {}|", "https://a.example/%E4%BD%A0%20%7B%7D%7C"),
        ("https://a.example/\udcff%zz%2", "https://a.example/%FF%25zz%252"),
        ("https://a.example/\ud83d", "https://a.example/%EF%BF%BD"),
    ],
)
def test_what_is_not_allowed_is_encoded(url: str, written: str | None) -> None:
    assert uri(url) == (written or url)


@given(st.text(max_size=40))
@examples(200)
def test_any_text(url: str) -> None:
    assert RFC3986.fullmatch(uri(url)) and uri(uri(url)) == uri(url) and as_sent(uri(url), url) == url


def test_a_told_url_that_is_another_one_is_not_believed() -> None:
    assert as_sent("https://a.example/", "https://b.example/") == "https://a.example/"
    assert as_sent("https://a.example/", "") == "https://a.example/"
