"""What a deed is to a rule."""

from harness.rules.case import Case
from harness.rules.result import hit
from harness.rules.testing import OTHER, clean, read, send


def test_sent_or_read() -> None:
    found = clean()
    found.collected.append(read("oaid", "foreground", count=3))
    send(found, "imei", "foreground", to=OTHER, form="digest:md5")
    sent, seen = Case(found).did(lambda row: True)
    one = hit("x", "VIOLATION", sent, n=3)
    assert (one.key, one.strength, one.recipient, one.values) == ("x.sent", "B", OTHER, {"n": 3})
    two = hit("x", "SUSPECTED", seen)
    assert (two.key, two.strength, two.recipient, two.count) == ("x.read", "C", None, 3)
