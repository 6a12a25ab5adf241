"""Several runs side by side."""

from typing import Any

from harness.analysis.across.compare import compare
from harness.analysis.model import Actor, Assessment, Collected, Disclosure, Recipient, Summary
from harness.analysis.model_coverage import Coverage, Hooks

APP = Actor(id="app", kind="app", name="x")


def disclosure(category: str, host: str, phase: str) -> Disclosure:
    return Disclosure(
        id="d", category=category, value_id="v", value_ids=["v"], form="plain", forms=["plain"], paths=[], sightings=[],
        observations=[], actor=APP, candidates=[], recipient=Recipient(host=host, domain=host), url="", phase=phase,
        consent="after", first=0, last=0, delay_ms=None, strength="A", confidence="high",
    )  # fmt: skip


def read(category: str, **more: Any) -> Collected:
    fields: dict[str, Any] = {"count": 1, "denied": 0} | more
    return Collected(
        category=category, access_point="a", actor=APP, phase="before_consent", consent="before",
        first=0, last=0, rate=0.0, seen_leaving=False, value_ids=[], observations=[], **fields,
    )  # fmt: skip


def run(branch: str, *left: Disclosure, blind: tuple[str, ...] = (), kept: tuple[Collected, ...] = ()) -> Assessment:
    return Assessment(
        tool={}, bundle={"branch": branch, "scenario": "consent", "apk": {"sha256": "ab"}},
        summary=Summary(
            disclosures=len(left), disclosures_before_consent=0, disclosures_after_refusal=0, disclosures_after=0,
            verdict="none_seen", reasons=list(blind),
        ),
        sightings=[], disclosures=list(left), collected=list(kept), findings=[],
        coverage=Coverage(complete="incomplete" not in blind, hooks=Hooks(resolved=1)), values={},
    )  # fmt: skip


def test_three_branches_side_by_side() -> None:
    both = disclosure("imei", "a.example", "before_consent")
    found = compare(
        [
            ("accept", run("accept", both, disclosure("sms", "b.example", "consented_idle"), kept=(read("oaid"),))),
            ("refuse", run("refuse", both)),
            ("ignore", run("ignore", blind=("tls_failed",))),
        ]
    )
    assert [run.branch for run in found.runs] == ["accept", "refuse", "ignore"]
    rows = {(row.category, row.recipient): row for row in found.disclosed}
    assert rows["imei", "a.example"].runs == ["yes", "yes", "unknown"]
    assert rows["sms", "b.example"].runs == ["yes", "no", "unknown"]
    assert rows["sms", "b.example"].phases == [["consented_idle"], [], []]
    (kept,) = found.collected
    assert (kept.category, kept.runs) == ("oaid", ["yes", "no", "unknown"])


def test_rows_that_differ_come_first() -> None:
    same = disclosure("aaa", "a.example", "p")
    found = compare([("1", run("accept", same, disclosure("zzz", "a.example", "p"))), ("2", run("accept", same))])
    assert [(row.category, row.alike) for row in found.disclosed] == [("zzz", False), ("aaa", True)]


def test_a_run_that_could_not_see_everything_never_says_no() -> None:
    found = compare([("1", run("a", disclosure("imei", "h", "p"))), ("2", run("b", blind=("incomplete",)))])
    assert found.disclosed[0].runs == ["yes", "unknown"]
    assert not found.runs[1].complete


def test_what_was_refused_is_neither_read_nor_not_read() -> None:
    mixed = (read("imei"), read("imei", refused=1))
    found = compare(
        [("1", run("a", kept=mixed)), ("2", run("b", kept=(read("imei", refused=1, denied=1),))), ("3", run("c"))]
    )
    (row,) = found.collected
    assert row.runs == ["yes", "refused", "no"]
    assert row.phases == [["before_consent"], ["before_consent"], []]


def test_what_found_nothing_is_no_row() -> None:
    assert compare([("1", run("a", kept=(read("imei", nothing=1),))), ("2", run("b"))]).collected == []


def test_a_run_whose_hooks_of_a_kind_are_missing_never_says_that_it_was_not_read() -> None:
    blind = run("b")
    blind.coverage.hooks.unhooked = ["imei"]
    found = compare([("1", run("a", disclosure("imei", "h", "p"), kept=(read("imei"), read("oaid")))), ("2", blind)])
    assert {row.category: row.runs for row in found.collected} == {"imei": ["yes", "unknown"], "oaid": ["yes", "no"]}
    assert found.disclosed[0].runs == ["yes", "no"]


def test_a_random_value_that_was_sent_once_makes_only_its_own_kind_doubtful() -> None:
    both = (disclosure("imei", "h", "p"), disclosure("app_instance_id", "h", "p"))
    found = compare([("1", run("a", *both)), ("2", run("b", blind=("random_once",)))])
    assert {row.category: row.runs for row in found.disclosed} == {
        "imei": ["yes", "no"],
        "app_instance_id": ["yes", "unknown"],
    }


def test_what_the_last_one_brought_is_new() -> None:
    old, new = disclosure("imei", "a.example", "p"), disclosure("oaid", "a.example", "p")
    blind = run("accept", old, blind=("incomplete",))
    for before in (run("accept", old), blind):
        found = compare([("1", before), ("2", run("accept", old, new))])
        assert [row.category for row in found.disclosed if row.new] == ["oaid"]
    assert not any(row.new for row in compare([("1", run("accept", old, new)), ("2", run("accept", old))]).disclosed)
