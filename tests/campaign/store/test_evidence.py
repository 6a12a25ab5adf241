"""What of an assessment becomes rows."""

from harness.campaign.store.evidence import rows_of, seen_with, verdict_of
from tests.campaign import kit


def test_what_is_for_information_only_accuses_nobody() -> None:
    assert verdict_of(kit.assessment(findings=[kit.finding(severity="info")])) == "UNDETERMINED"
    assert verdict_of(kit.assessment(findings=[kit.finding(verdict="PASS")])) == "PASS"
    assert verdict_of(kit.assessment(findings=[])) == "UNDETERMINED"


def test_what_speaks_for_an_app_is_no_row() -> None:
    found = rows_of(
        kit.assessment(findings=[kit.finding(), kit.finding("R-2", "PASS"), kit.finding("R-3", "SUSPECTED")])
    )
    assert [row["rule"] for row in found["findings"]] == ["R-1", "R-3"]
    assert (len(found["disclosures"]), len(found["collected"])) == (1, 1)


def test_names_that_a_database_holds_as_one_are_one() -> None:
    """Else PostgreSQL refuses them all (a row that is added to twice), and SQLite counts the app twice."""
    sent = [kit.disclosure(host="a\0", consent="after"), kit.disclosure(host="a\ufffd", consent="refused")]
    seen = {
        (row["kind"], row["key"]): row["early"] for row in seen_with(kit.assessment(disclosures=sent, collected=[]))
    }
    assert seen == {("category", "imei"): 1, ("recipient", "a\ufffd"): 1, ("sdk", "sdk:com.push"): 1}
