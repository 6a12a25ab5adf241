"""The words that steer the explorer."""

import pytest

from harness.catalog.explore import explore_words, words_of_id
from harness.persona.generate import generate


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("请输入手机号", "phone"), ("Mobile number", "phone"), ("et phone", "phone"), ("联系电话", "phone"),
        ("短信验证码", "code"), ("Verification code", "code"), ("真实姓名", "name"), ("First name", "name"),
        ("收货人", "name"), ("身份证号码", "id_card"), ("ID card", "id_card"), ("银行卡号", "bank_card"),
        ("Card number", "bank_card"), ("电子邮箱", "email"), ("E-mail address", "email"), ("收货地址", "address"),
        ("Street address", "address"), ("用户名", "account"), ("Username", "account"), ("搜一搜", "search"),
        ("Search", "search"), ("数量", "number"), ("写点什么", "other"), ("Your opinion", "other"),
    ],
)  # fmt: skip
def test_fields(said: str, what: str) -> None:
    assert explore_words().field([said]).what == what


def test_a_field_of_dots_is_a_password_and_the_first_telling_text_decides() -> None:
    words = explore_words()
    assert words.field(["手机号"], password=True).what == "password"
    assert words.field(["", "随便写", "邮箱", "手机"]).what == "email"


def test_every_value_is_one_that_a_persona_has() -> None:
    persona = generate(1)
    kinds = explore_words().fields
    assert all(persona.get(kind.value) for kind in kinds if kind.value)
    assert all(bool(kind.value) != bool(kind.text) for kind in kinds)
    assert kinds[-1].what == "other"


def test_ids_are_read_as_words() -> None:
    assert words_of_id("com.app:id/btn_logOut") == "btn log out"
    assert words_of_id("") == ""


@pytest.mark.parametrize("hostile", ["a" * 100_000, "9:" * 50_000, "1" * 100_000, "¥" * 100_000])
def test_long_texts_are_read_in_no_time(hostile: str) -> None:
    words = explore_words()
    assert len(words.steady(hostile)) <= 2000
    words.avoided(hostile, hostile)
