"""How values may be written."""

import pytest

from harness.values.needle import Needle
from harness.values.spellings import variants
from harness.values.variant import Need


def texts(category: str, value: str) -> dict[str, str]:
    return {v.text: v.name for v in variants(Needle(value_id="x", category=category, text=value))}


def test_identity_cards_of_18_and_15_digits() -> None:
    # 11010519491231002X: the example of GB 11643-1999.
    assert texts("id_card_number", "11010519491231002X")["110105491231002"] == "15-digits"
    assert texts("id_card_number", "110105491231002")["11010519491231002X"] == "18-digits"
    assert texts("id_card_number", "11010519491231002X")["1949-12-31"] == "part:birthday"
    assert texts("id_card_number", "11010519491231002X")["11010519491231002x"] == "lower"


@pytest.mark.parametrize("written", ["1990-01-02", "19900102", "1990/01/02", "02.01.1990", "1990年1月2日", "1990-1-2"])
def test_dates(written: str) -> None:
    assert written in texts("demographic", "1990-01-02")


def test_phone_imei_and_mac() -> None:
    phone = texts("phone_number", "13912345678")
    assert {"+8613912345678", "008613912345678", "86-13912345678", "139 1234 5678", "139****5678"} <= set(phone)
    assert texts("imei", "866712345678906")["86671234567890"] == "no-check-digit"
    mac = texts("mac_wifi", "3c:a1:b2:c3:d4:e5")
    assert {"3CA1B2C3D4E5", "3c-a1-b2-c3-d4-e5", "3C:A1:B2:C3:D4:E5"} <= set(mac)
    assert {"3c a1 b2 c3 d4 e5", "66665186579685", "60,161,178,195,212,229", "60,-95,-78,-61,-44,-27"} <= set(mac)


def test_parts_are_weak() -> None:
    for category, value in (("phone_number", "13912345678"), ("bank_card", "6228480402564890018")):
        parts = [v for v in variants(Needle(value_id="x", category=category, text=value)) if v.name == "part:last4"]
        assert parts and all(v.need is Need.KEY and not v.hashed for v in parts)
