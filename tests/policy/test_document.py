from harness.policy.document import MOST_CHARACTERS, Block, Document, tidy


def test_radicals_and_compatibility_characters_become_what_they_look_like() -> None:
    assert tidy("⼿机号、⻓度、⻚⾯、⽤⼾") == "手机号、长度、页面、用户"
    assert tidy("ＩＭＥＩ") == "IMEI"


def test_what_cannot_be_seen_is_dropped() -> None:
    assert tidy("I\u200bM\u00adE\u202eI\u0000 \u3000 x") == "IMEI x"


def test_too_long_a_text_is_cut_and_said_so() -> None:
    blocks = [Block(text="x" * 40_000) for _ in range(MOST_CHARACTERS // 40_000 + 5)]
    document = Document(format="txt", blocks=blocks)
    document.place()
    assert [gap.key for gap in document.gaps] == ["cut"]
    assert len(document.text()) <= MOST_CHARACTERS + 40_001
