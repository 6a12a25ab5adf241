from harness.report.times import utc


def test_times() -> None:
    assert utc(1_763_900_000_000_000) == "2025-11-23T12:13:20.000+00:00"
    assert utc(0) == "" and utc(1 << 62) == str(1 << 62)
