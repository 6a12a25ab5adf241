"""The family ``transport``: what speaks against an app, and what is left open."""

from harness.rules.case import Case
from harness.rules.testing import clean, read, send
from tests.rules.families.kit import hits


def test_clear_text() -> None:
    for scheme in ("http", "ws", "tcp"):
        assert hits("PIPL-51", Case(send(clean(), "oaid", "foreground", scheme=scheme))) == [
            ("clear_text.sent", "VIOLATION", "oaid")
        ]
    assert hits("PIPL-51", Case(send(clean(), "oaid", "foreground", scheme="https"))) == []
    assert hits("PIPL-51", Case(send(clean(), "oaid", "foreground", scheme="http", form="digest:md5")))


def test_sensitive_data_alone() -> None:
    assert hits("GBT35273-6.3", Case(send(clean(), "oaid", "foreground", scheme="http"))) == []
    assert hits("GBT35273-6.3", Case(send(clean(), "sms", "foreground", scheme="http")))


def test_reading_is_no_transport() -> None:
    found = clean()
    found.collected.append(read("imei", "foreground"))
    assert hits("PIPL-51", Case(found)) == []
