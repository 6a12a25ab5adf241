"""What the catalogue calls a category."""

from harness.report.named import known_category


def test_known_and_unknown() -> None:
    imei = known_category("imei")
    assert imei is not None and imei.en.startswith("IMEI") and imei.sensitivity == "critical"
    assert known_category("nobody's") is None
