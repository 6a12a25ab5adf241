"""The family ``transport``: what speaks against an app, and what is left open."""

from harness.rules.case import Case
from harness.rules.testing import clean, read, send
from tests.rules.families.kit import hits, opened


def test_clear_text() -> None:
    for scheme in ("http", "ws"):
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


def test_of_raw_bytes_nobody_knows_whether_tls_carried_them() -> None:
    for scheme in ("tcp", "udp", "dns"):
        case = Case(send(clean(), "oaid", "foreground", scheme=scheme))
        assert hits("PIPL-51", case) == [] and opened("PIPL-51", case) == ["raw_bytes"]
