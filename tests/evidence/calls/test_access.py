"""Logged calls and the access points of the catalogue."""

import pytest

from harness.evidence.calls.access import known_ids, point_of
from harness.evidence.rows import Value

SECURE, SYSTEM = "android.provider.Settings$Secure", "android.telephony.TelephonyManager"


def text(*texts: str) -> list[Value]:
    return [Value(type="java.lang.String", text=each) for each in texts]


@pytest.mark.parametrize(
    ("owner", "method", "args", "category"),
    [
        (SYSTEM, "getImei", [], "imei"),
        (SYSTEM, "getImei", text("0"), "imei"),
        (SECURE, "getString", text("resolver", "android_id"), "android_id"),
        ("android.content.ContentResolver", "query", text("content://com.android.contacts/data"), "contacts"),
    ],
)
def test_points(owner: str, method: str, args: list[Value], category: str) -> None:
    point = point_of(owner, method, args)
    assert point is not None and point.category == category and point.id in known_ids()


def test_what_is_none() -> None:
    assert point_of("com.example.Own", "getImei", []) is None
    assert point_of(SYSTEM, "getImei", text("1", "2", "3")) is None
    settings = point_of(SECURE, "getString", text("resolver", "volume"))
    assert settings is None or settings.category != "android_id"
