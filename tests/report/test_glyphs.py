from importlib.util import find_spec

import typst

from harness.report.glyphs import typeset, written

SPEC = find_spec("paperang_p2_fonts_cjk")
assert SPEC is not None
BROUGHT = typst.Fonts(include_system_fonts=False, font_paths=list(SPEC.submodule_search_locations or []))


def test_the_font_that_harness_brings_has_chinese() -> None:
    found = typeset("Lantern 极光手电筒 \u00e9", BROUGHT)
    assert found.chinese and not found.missing and found.families[0] == "WenQuanYi Micro Hei"
    assert found.mono[0] == "WenQuanYi Micro Hei Mono"


def test_what_no_font_has_is_missing_and_written_as_its_number() -> None:
    found = typeset("a\U0001f9ff\u10fe b", BROUGHT)
    assert found.missing == {"\U0001f9ff", "\u10fe"}
    assert written("a\u10fe b", found.missing) == "a<U+10FE> b"


def test_without_any_font_of_the_machine_western_letters_are_there() -> None:
    found = typeset("caf\u00e9 \u2013 \u201cx\u201d \u4e2d", typst.Fonts(include_system_fonts=False))
    assert found.missing >= {"\u4e2d"} and not found.missing & set("\u00e9\u2013\u201c\u201d") and not found.chinese


def test_where_a_word_may_be_broken_needs_no_font() -> None:
    assert not typeset("a\u200bb", typst.Fonts(include_system_fonts=False)).missing - {"\u4e2d", "\u6587"}
