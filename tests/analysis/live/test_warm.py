"""What is analysed to have everything loaded is analysed to its end."""

from harness.analysis.live.warm import warm


def test_it_comes_to_a_disclosure_and_its_reader() -> None:
    (row,) = warm().refresh().disclosures
    assert (row.category, row.recipient.host, bool(row.observations)) == ("imei", "warm.example", True)
