"""How patterns match."""

from msgspec import UNSET

from harness.regress.patterns import escaped, matches, patterns


def test_patterns() -> None:
    assert matches("PX.ads.example", ["*.Ads.example"]) and not matches("ads.example", ["*.ads.example"])
    assert matches("a?b", ["a[?]b"]) and not matches("axb", ["a[?]b"]) and not matches("a.b.evil", ["a.b"])
    assert patterns(UNSET) == ["*"] and patterns("a") == ["a"] and patterns(["a", "b"]) == ["a", "b"]


def test_an_escaped_word_stands_for_itself_alone() -> None:
    assert matches("a*[b]?", [escaped("a*[b]?")]) and not matches("axx[b]?", [escaped("a*[b]?")])
