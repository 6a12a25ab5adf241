"""The factories: an app that does everything right, and one thing wrong at a time."""

from harness.analysis.facts.blind_spots import of_assessment
from harness.analysis.model import from_json, to_json
from harness.rules.testing import COMPLETE, PHASES, asked, clean, differs, policy, read, send, start, stated, way


def test_nothing_is_unknown_of_the_app_that_does_everything_right() -> None:
    found = clean()
    assert of_assessment(found) == [] and found.disclosures == [] and found.collected == []
    assert [span.name for span in found.phases] == list(PHASES)
    assert from_json(to_json(found)) == found


def test_what_is_added_holds_together() -> None:
    found = send(send(clean(), "imei", "foreground"), "oaid", "background", scheme="http", form="digest:md5")
    assert [row.id for row in found.sightings] == ["s00001", "s00002"]
    assert [(row.strength, row.sightings, row.consent) for row in found.disclosures] == [
        ("A", ["s00001"], "after"), ("B", ["s00002"], "after"),
    ]  # fmt: skip
    row = read("imei", "background", count=4, over_s=60)
    assert row.last - row.first == 60_000_000 and start("background") <= row.first and row.obtained == 4
    assert asked("SMS", "refused").consent == "refused" and way("policy", None).taps is None


def test_policies() -> None:
    assert {claim.kind for claim in policy().claims} == set(COMPLETE)
    said = policy("collects", "reply_limit", days=3)
    assert said.claims[-1].days == 3 and said.sentence(said.claims[0]).text
    assert stated(differs("shared", "vague")).differences[0].standing == "vague"
