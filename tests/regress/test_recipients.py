"""Expectations about recipients that need lists: the country of an address, and lists of trackers."""

from pathlib import Path

import pytest

from harness.evidence.exchange import Exchange
from harness.evidence.har_write import write_har
from harness.files.read import ReadError
from harness.regress.expected import read_expected
from harness.regress.suite import outcome
from tests.regress.kit import IMEI, expect, har

LISTS = (
    "values: values.yaml\ncountries: countries.csv\ntrackers: [trackers.json]\ncoverage: {allow: [no_observations]}\n"
)


def traffic(tmp_path: Path, ip: str) -> Path:
    """Send an IMEI to an address."""
    recording = har(tmp_path / "x.har", ("px.ads.example", {"i": IMEI}))
    row = Exchange(index=0, id="0", time_us=1_760_000_000_000_000, method="GET", scheme="https", host="px.ads.example",
                   port=443, url=f"https://px.ads.example/?i={IMEI}", server_ip=ip, status=200)  # fmt: skip
    write_har([row], recording)
    (tmp_path / "countries.csv").write_text("203.0.113.0,203.0.113.255,SG\n198.51.100.0,198.51.100.255,CN\n")
    (tmp_path / "trackers.json").write_text('{"trackers": {"ads.example": {"domain": "ads.example", "owner": '
                                            '{"name": "Ads"}, "categories": ["Advertising"]}}}')  # fmt: skip
    return recording


@pytest.mark.parametrize(("ip", "line", "state"), [
    ("203.0.113.7", "{data: imei, country: SG}", "differs"),
    ("203.0.113.7", "{data: imei, country: [C?, US]}", "as_expected"),
    ("192.0.2.1", "{data: imei, country: SG}", "undetermined"),
    ("203.0.113.7", "{data: imei, tracker: true}", "differs"),
    ("203.0.113.7", "{data: imei, tracker: false}", "as_expected"),
])  # fmt: skip
def test_what_must_not_leave_to_a_country_or_a_tracker(tmp_path: Path, ip: str, line: str, state: str) -> None:
    found = outcome(expect(traffic(tmp_path, ip), f"{LISTS}never_leaves: [{line}]\n"))
    assert found.state == state, found
    (check,) = [each for each in found.checks if "never" in each.expectation]
    assert ("country" in line) == ("country" in check.expectation) and ("tracker" in line) == (
        "tracker" in check.expectation
    )
    assert state != "undetermined" or "country_unknown" in check.says


@pytest.mark.parametrize(("line", "says"), [
    ("{data: imei, country: SG}", "country needs countries"), ("{data: imei, tracker: true}", "tracker needs trackers"),
])  # fmt: skip
def test_a_list_that_is_not_named_is_an_error_with_its_place(tmp_path: Path, line: str, says: str) -> None:
    path = expect(tmp_path / "x.har", f"values: v.yaml\nnever_leaves:\n  - {line}\n")
    with pytest.raises(ReadError, match=rf"x\.har\.expected\.yaml:3:\d+: {says}"):
        read_expected(path)


def test_a_list_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    recording = traffic(tmp_path, "203.0.113.7")
    (tmp_path / "countries.csv").unlink()
    assert outcome(expect(recording, f"{LISTS}never_leaves: [{{data: imei, country: SG}}]\n")).state == "bad_input"
