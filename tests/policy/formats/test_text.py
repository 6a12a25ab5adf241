from harness.policy.formats.text import read_text


def test_lines_that_end_at_a_margin_go_on() -> None:
    text = "\n".join(["This is one long line of a text that was wrapped by its writer,"] * 9 + ["and its end."])
    assert len(read_text(text.encode()).blocks) == 1


def test_lines_of_their_own_stay() -> None:
    assert len(read_text("我们收集手机号\n我们收集邮箱\n".encode()).blocks) == 2


def test_the_first_short_line_is_the_title() -> None:
    assert read_text("灯塔隐私政策\n\n正文。".encode()).title == "灯塔隐私政策"
