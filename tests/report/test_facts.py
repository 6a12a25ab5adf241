"""What many rules say of one thing is one fact."""

from harness.analysis.model_findings import Evidence, Finding, Said
from harness.report.facts import count, facts
from harness.rules.engine import REST
from tests.report.findings_views import finding

IMEI = {"category": "imei", "actor": "sdk:cn.jpush", "recipient": "a.example"}


def shown(rows: list[Finding]) -> list[tuple[str, ...]]:
    return [fact.rules for fact in facts(rows)]


def test_rules_on_the_same_rows_speak_of_one_fact() -> None:
    rows = [
        finding("A", "VIOLATION", evidence=Evidence(disclosures=["d1"], collected=["c1"]), **IMEI),
        finding("B", "SUSPECTED", evidence=Evidence(disclosures=["d1"]), **IMEI),
        finding("C", "SUSPECTED", evidence=Evidence(disclosures=["d2"]), **IMEI),
        finding("D", "SUSPECTED", evidence=Evidence(disclosures=["d1"]), **(IMEI | {"recipient": "b.example"})),
        finding("E", "UNDETERMINED"),
        finding("F", "PASS"),
    ]
    assert shown(rows) == [("A", "B"), ("C",), ("D",)]
    assert (count(facts(rows), "VIOLATION"), count(facts(rows), "SUSPECTED")) == (1, 2)


def test_a_finding_on_two_rows_joins_what_stood_apart() -> None:
    rows = [
        finding("A", "SUSPECTED", evidence=Evidence(disclosures=["d1"]), **IMEI),
        finding("B", "SUSPECTED", evidence=Evidence(disclosures=["d2"]), **IMEI),
        finding("C", "VIOLATION", evidence=Evidence(disclosures=["d1", "d2"]), **IMEI),
    ]
    assert shown(rows) == [("C", "A", "B")] and facts(rows)[0].verdict == "VIOLATION"
    assert facts(rows)[0].evidence("disclosures") == ("d1", "d2")


def test_without_rows_the_detail_tells_facts_apart_and_else_the_sentence() -> None:
    other = Said(zh="别的", en="another thing")
    rows = [
        finding("A", "SUSPECTED", detail="SMS"),
        finding("B", "SUSPECTED", detail="SMS", text=other),
        finding("C", "SUSPECTED", detail="PHONE"),
        finding("D", "SUSPECTED"),
        finding("E", "SUSPECTED", text=other),
        finding("F", "SUSPECTED", detail="SMS", evidence=Evidence(requests=["p1"])),
    ]
    assert shown(rows) == [("A", "B"), ("C",), ("D",), ("E",), ("F",)]


def test_the_gravest_stands_first_and_names_it() -> None:
    rows = [
        finding("A", "SUSPECTED", lenses=["cn"], fix=Said(zh="甲", en="one"), first=9, **IMEI),
        finding("B", "VIOLATION", lenses=["eu", "cn"], fix=Said(zh="甲", en="one"), first=4, **IMEI),
    ]
    (fact,) = facts(rows)
    assert fact.id == "fb" and fact.lenses == ("eu", "cn") and fact.first == 4 and len(fact.fixes) == 1
    eu = fact.under("eu")
    assert eu is not None and eu.rules == ("B",) and fact.under("us") is None


def test_how_many_more_there_are_is_no_fact() -> None:
    assert facts([finding("A", "VIOLATION", detail=REST, count=40)]) == []
