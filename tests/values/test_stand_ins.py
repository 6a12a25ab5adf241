"""Stand-ins have the shape of what they stand for, and nothing else of it."""

import datetime as dt

import msgspec
import pytest

from harness.persona.digits import id_card_digit, luhn_digit
from harness.persona.generate import generate
from harness.values.needle import Needle, from_persona, telling
from harness.values.spellings import spellings, variants
from harness.values.stand_ins import StandInError, StandIns
from tests.table import every

PERSONA = from_persona(msgspec.to_builtins(generate(11)))


def one(category: str, text: str, seed: str = "1", **more: str) -> Needle:
    return StandIns(seed).of([Needle(value_id="v", category=category, text=text, **more)])[0]


def test_a_persona_s() -> None:
    pairs = zip(PERSONA, StandIns("1").of(PERSONA), strict=True)
    every(pairs, lambda pair: check_pair(*pair), name=lambda pair: pair[0].value_id)


def check_pair(needle: Needle, other: Needle) -> None:
    shapes = [[(v.name, v.guard, v.need) for v in spellings(each)] for each in (needle, other)]
    assert shapes[0] == shapes[1] and (needle.value_id, needle.category) == (other.value_id, other.category)
    assert len(needle.text) == len(other.text) and telling(needle.text) == telling(other.text)
    assert not {v.text for v in variants(needle) if len(v.text) > 3} & {v.text for v in variants(other)}
    if needle.category in ("imei", "iccid", "bank_card"):
        assert other.text[-1] == luhn_digit(other.text[:-1])
    if needle.category == "id_card_number":
        assert other.text[-1] == id_card_digit(other.text[:-1])
        dt.datetime.strptime(other.text[6:14], "%Y%m%d")


def test_two_agree_only_if_asked() -> None:
    assert StandIns("1").of(PERSONA) == StandIns("1").of(PERSONA) != StandIns("2").of(PERSONA)


def test_it_is_not_made_of_the_value() -> None:
    """Whoever knows rule and seed cannot try out values: two of one shape have the same stand-in."""
    assert one("phone_number", "13912345678") == one("phone_number", "13887654321")


def test_one_text_has_one_stand_in_whatever_its_category_and_prefix() -> None:
    rows = [("phone_number", "13912345678"), ("contacts", "13912345678"), ("sms", "+8613912345678"),
            ("user_account", "8613912345678")]  # fmt: skip
    found = [n.text for n in StandIns("1").of([Needle(value_id=t, category=c, text=t) for c, t in rows])]
    assert found[0] == found[1] and found[2] == "+86" + found[0] and found[3] == "86" + found[0]


def test_what_a_value_holds_of_another_is_replaced_alike() -> None:
    rows = [("name", "欧阳曦澜"), ("device_name", "欧阳曦澜的手机"), ("demographic", "1990-02-03"),
            ("id_card_number", "11010119900203" + "123" + id_card_digit("11010119900203123"))]  # fmt: skip
    name, device, born, card = (
        n.text for n in StandIns("1").of([Needle(value_id=t, category=c, text=t) for c, t in rows])
    )
    assert device.startswith(name) and card[6:14] == born.replace("-", "")


@pytest.mark.parametrize(
    "category, text, pattern",
    [
        ("email_address", "alice@qq.com", r"[a-z]{5}@[a-z]\.test"),
        ("email_address", "bob.lee@company.co.uk", r"[a-z]{3}\.[a-z]{3}@[a-z]{5}\.example"),
        ("mac_wifi", "3C:69:DE:50:31:62", r"3C(:[0-9A-F]{2}){5}"),
        ("ip_address", "192.168.1.15", r"192\.168\.\d\.\d\d"),
        ("ip_address", "fe80::1ff:fe23:4567:890a", r"fe80::[0-9a-f]{3}(:[0-9a-f]{4}){3}"),
        ("name", "María García", r"[A-Z]\w{4} [A-Z]\w{5}"),
        ("name", "Иван Петров", r"[А-Я]\w{3} [А-Я]\w{5}"),
        ("imsi", "460001376248824", r"46000\d{10}"),
        ("installed_apps", "com.tencent.mm", r"com\.[a-z]{7}\.[a-z]{2}"),
        ("phone_number", "13912345678", r"1[3-9]\d{9}"),
    ],
)
def test_shapes(category: str, text: str, pattern: str) -> None:
    import re

    assert re.fullmatch(pattern, one(category, text).text)


def test_as_it_was_written() -> None:
    other = one("phone_number", "+8613812345678", written="+86 138 1234 5678")
    assert other.written.replace(" ", "") == other.text and other.written.count(" ") == 3


def test_places_keep_their_digits() -> None:
    (other,) = StandIns("1").of([Needle(value_id="l", category="location_precise", place=(31.297786, -121.4686))])
    assert other.place is not None and other.place != (31.297786, -121.4686)
    assert [len(f"{abs(n):.7f}".rstrip("0")) for n in other.place] == [9, 8] and other.place[1] < 0


def test_what_has_no_other_value_is_said() -> None:
    with pytest.raises(StandInError, match="no other value of the shape of v"):
        one("x", "--")
