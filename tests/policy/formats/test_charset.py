import pytest

from harness.policy.formats.charset import decode

ZH = "我们会收集您的个人信息，用于向您提供服务。未经您同意，我们不会与第三方共享您的手机号码。" * 3
HANT = "我們會收集您的個人資訊，用於向您提供服務。未經您同意，我們不會與第三方分享您的電話號碼。" * 3


@pytest.mark.parametrize(
    ("text", "charset", "name"),
    [
        (ZH, "gbk", "gb18030"),
        (ZH, "gb18030", "gb18030"),
        (ZH, "utf-16-le", "utf-16-le"),
        (ZH, "utf-16-be", "utf-16-be"),
        (HANT, "big5", "big5hkscs"),
        ("We collect your data. " * 5, "utf-16-le", "utf-16-le"),
        ("Données personnelles " * 5, "cp1252", "cp1252"),
    ],
)
def test_a_charset_that_nobody_names_is_guessed(text: str, charset: str, name: str) -> None:
    found = decode(text.encode(charset))
    assert (found.text, found.charset, found.told_by) == (text, name, "guess")


def test_a_mark_a_header_and_valid_utf8_are_believed() -> None:
    assert decode(b"\xff\xfe" + ZH.encode("utf-16-le")) == (ZH, "utf-16-le", "bom")
    assert decode(b"\xef\xbb\xbf" + ZH.encode())[:2] == (ZH, "utf-8")
    page = '<meta charset="gb2312">' + ZH
    assert decode(page.encode("gbk")) == (page, "gb18030", "header")
    assert decode(ZH.encode()) == (ZH, "utf-8", "utf-8")


def test_a_header_that_lies_is_not_believed() -> None:
    page = '<meta charset="utf-8">' + ZH
    assert decode(page.encode("gbk"))[1:] == ("gb18030", "guess")


def test_a_zero_hides_no_character_set() -> None:
    assert decode(f"{ZH}\0".encode())[1:] == ("utf-8", "utf-8")


@pytest.mark.parametrize("name", ["punycode", "zip", "rot13", "idna", "no-such", "utf-16", "unicode_escape"])
def test_a_header_cannot_choose_a_strange_codec(name: str) -> None:
    assert decode(f'<meta charset="{name}"> We collect data.'.encode()).charset == "utf-8"
