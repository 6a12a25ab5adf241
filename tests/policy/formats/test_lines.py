import pytest

from harness.policy.formats.lines import blocks_of, heading_level, is_item, is_page_number


@pytest.mark.parametrize(
    "text", ["一、我们收集的信息", "第二条 共享", "(一)注册", "1. Sharing", "2.3 Location", "Section 4 Rights"]
)
def test_numbered_short_lines_are_headings(text: str) -> None:
    assert heading_level(text)


@pytest.mark.parametrize(
    "text", ["1. We collect your name. We share it.", "我们会收集您的信息。", "2026 was good", "一、我们收集以下信息:"]
)
def test_sentences_are_not(text: str) -> None:
    assert not heading_level(text)


def test_lines_of_a_page_are_put_together() -> None:
    lines = [
        (1, "我们会收集您的手机号码、昵称、头像以及您在使用本服务过程中产生的浏览"),
        (1, "记录。"),
        (2, "Next one"),
        (2, "goes on."),
    ]
    assert [row.text for row in blocks_of(lines, wrapped=True)] == [
        "我们会收集您的手机号码、昵称、头像以及您在使用本服务过程中产生的浏览记录。", "Next one goes on.",
    ]  # fmt: skip


def test_markdown() -> None:
    text = "# Title\n\n- **bold** item\n\n| SDK | Data |\n| --- | --- |\n| a | IMEI |\n"
    found = blocks_of([(0, line) for line in text.splitlines()], wrapped=False)
    assert [(row.kind, row.text) for row in found] == [
        ("heading", "Title"), ("item", "- bold item"), ("row", "SDK | Data"), ("row", "a | IMEI"),
    ]  # fmt: skip
    assert found[3].head == ["SDK", "Data"]


def test_items_and_page_numbers() -> None:
    assert is_item("• x") and is_item("(1) x") and not is_item("x")
    assert (
        is_page_number("第 3 页")
        and is_page_number("- 12 -")
        and is_page_number("3 / 14")
        and not is_page_number("3 days")
    )


def test_circled_numbers_begin_items() -> None:
    assert [row.text for row in blocks_of([(0, "我们收集以下"), (0, "①手机号"), (0, "②邮箱")], wrapped=True)] == [
        "我们收集以下", "1手机号", "2邮箱",
    ]  # fmt: skip


def test_markdown_s_other_headings() -> None:
    lines = [
        (0, line) for line in ("Data We Collect", "-----", "Text.", "", "**您提供的信息**", "正文。", "---", "More")
    ]
    found = [(row.kind, row.level, row.text) for row in blocks_of(lines, wrapped=False)]
    assert found[0] == ("heading", 2, "Data We Collect") and found[2] == ("heading", 9, "您提供的信息")
    assert [row[0] for row in found].count("heading") == 2


@pytest.mark.parametrize(
    "text",
    ["1.当您创建账户时，我们可能会收集邮箱等", "2. 更正权：您可以随时修改您存储的个人信息"],
)
def test_numbered_lines_that_say_something_are_no_headings(text: str) -> None:
    assert not heading_level(text)


def test_a_paragraph_in_large_letters_is_one() -> None:
    (block,) = blocks_of([(0, f"#### 1.您可以访问、修改您的个人信息，{'也可以联系我们，' * 8}谢谢。")], wrapped=False)
    assert block.kind == "text"
