"""Texts outside an assessment's values name the values, and do not have them."""

from harness.analysis.join.masks import Mask
from harness.analysis.search.match import Matcher
from harness.analysis.search.patterns import PatternSet
from harness.evidence.exchange import Exchange
from harness.values.needle import Needle

PHONE = Needle(value_id="phone", category="phone_number", text="13800138000")


def mask() -> Mask:
    patterns = PatternSet()
    patterns.add_needles([PHONE])
    return Mask(Matcher(patterns), [PHONE], {})


def test_a_value_is_named_in_a_text_and_in_a_url() -> None:
    assert mask()("call 13800138000 now") == "call {phone} now"
    url = "https://u:13800138000@api.example/of/13800138000/x?q=13800138000"
    assert mask().url(Exchange(index=0, id="a", time_us=0, url=url)) == "https://api.example/of/{phone}/x"


def test_what_is_no_url_says_nothing() -> None:
    assert mask().url(Exchange(index=0, id="a", time_us=0, url="https://[13800138000")) == ""
