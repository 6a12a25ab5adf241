import pytest

from harness.values.needle import Needle
from harness.values.raw import behind_digits, numbers, raw_forms


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("9a59c04be71f32d8", bytes.fromhex("9a59c04be71f32d8")),
        ("3c:5a:b4:7e:90:1d", bytes.fromhex("3c5ab47e901d")),
        ("8f0c2b7e-1d3a-4c55-9e0b-7a6d1f2e3c4b", bytes.fromhex("8f0c2b7e1d3a4c559e0b7a6d1f2e3c4b")),
        ("866712345678906", b""),
        ("1234567890123456", b""),
        ("00:00:00:00:00:00", b""),
        ("Tr0ub4dor", b""),
    ],
)
def test_what_hexadecimal_digits_stand_for(text: str, raw: bytes) -> None:
    assert behind_digits(text) == raw


def test_numbers_that_networks_pack() -> None:
    forms = {raw for _, raw in raw_forms(Needle(value_id="i", category="imei", text="860123456789013"))}
    assert bytes.fromhex("0860123456789013") in forms and bytes.fromhex("68103254769810f3") in forms
    assert list(raw_forms(Needle(value_id="p", category="phone_number", text="13812345678901"))) == []


def test_identifiers_of_64_bits_in_decimal() -> None:
    assert list(numbers("ffffffff00abcdef")) == [str(0xFFFFFFFF00ABCDEF), str(0xFFFFFFFF00ABCDEF - (1 << 64))]
