"""What a self-test's file keeps of a device's output, and what it must not."""

import pytest

from harness.capture.doctor.selftest.redact import MOST_BYTES, output, plain

ROW = "Row: 0 _id=1, address=13912345678, body=Meet Anna at 10:30, error free=yes"


@pytest.mark.parametrize(
    ("line", "said", "gone"),
    [
        ("content query --uri content://sms", ROW, ["13912345678", "Anna", "10:30"]),
        (
            "su -c 'content query --uri content://call_log/calls'",
            "Row: 0 number=+8613912345678, name=李四",
            ["李四", "139"],
        ),
        ("settings list secure", "android_id=9774d56d682e549c\nbluetooth_name=Anna's phone", ["9774d56d", "Anna"]),
        (
            "dumpsys account",
            "Accounts: 1\n  Account {name=anna@example.com, type=com.google}",
            ["anna", "example"],
        ),
        ("service call iphonesubinfo 1", "0x00000000: 00000000 0000000f '3.5.8.2.4.0.'", ["3.5.8.2"]),
        ("pm list packages", "package:com.android.settings\npackage:com.tinder", ["tinder"]),
        ("ps -A -o PID,NAME", "12 com.tinder:push\n13 com.android.phone", ["tinder"]),
        ("sh -c 'logcat -d | grep -E x'", "E com.bank.app: Fatal signal 6", ["bank"]),
        ("cat /x", "address 02:00:4c:4f:4f:50, IMEI 358240051111110, mail a.b@c.example", ["4c:4f", "3582", "a.b@"]),
        ("getprop", "[ro.serialno]: [R58M123ABC]\n[x]: [R58M123ABC]", ["R58M123ABC"]),
        ("uiautomator dump", '<hierarchy><node text="Hi Anna" content-desc="call 139"/></hierarchy>', ["Anna", "139"]),
        ("settings get secure android_id", "9774d56d682e549c", ["9774"]),
    ],
)
def test_what_is_personal_goes(line: str, said: str, gone: list[str]) -> None:
    kept = output(line, said, ())
    for word in gone:
        assert word not in kept, kept


def test_the_form_and_the_systems_own_words_stay() -> None:
    assert output("content query --uri content://sms", ROW, ()).startswith(
        "Row: 0 _id=0, address=00000000000, body=xxxx"
    )
    assert "com.android.settings" in output("pm list packages", "package:com.android.settings", ())
    error = "[ERROR] Binding not well formed:a:s:b:c"
    assert output("content insert --uri content://sms", error, ()) == error
    refused = "Error while accessing provider:sms\njava.lang.SecurityException: Permission Denial"
    assert output("content query --uri content://sms", refused, ()) == refused
    assert output("getprop ro.build.type", "userdebug", ()) == "userdebug"


def test_a_secret_goes_wherever_it_stands() -> None:
    assert plain("emulator-5554: offline", {"emulator-5554"}) == "(redacted): offline"
    assert output("cat /x", "a 5554 b", {"5554"}) == "a (redacted) b"
    assert plain("abc", {"abc", ""}) == "abc", "what is so short is no secret, and stands in other words"


def test_only_the_first_part_is_kept() -> None:
    kept = output("cat /x", "é" * 5000, ())
    assert len(kept.encode()) < MOST_BYTES + 100
    assert kept.endswith("more bytes)")
