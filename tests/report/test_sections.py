import dataclasses

from harness.analysis.facts.blind_spots import KINDS
from harness.analysis.model_findings import Because, Said
from harness.report.lenses import boards
from harness.report.model import Note
from harness.report.sections import gap_groups, judged, level, moments, open_reasons, rule_rows
from harness.report.texts import texts
from harness.rules.facts import facts_of
from tests.report.factory import lantern
from tests.report.findings_views import finding
from tests.report.findings_views import judged as some

ROWS = [
    finding("A", "VIOLATION", fact="a1"),
    finding("B", "VIOLATION", fact="a1"),
    finding("C", "SUSPECTED", fact="a2"),
    finding("D", "UNDETERMINED"),
    finding("E", "PASS"),
]


def test_the_sentence_on_top_counts_facts_and_then_rules() -> None:
    said = judged(boards(ROWS, facts_of(ROWS)), "cn", texts("en"))
    assert said is not None
    assert said.sentence == "1 fact violates rules (2 violations of 2 rules); 1 more is suspected of it."
    assert said.by == "By the rules of China:" and said.undetermined == "1 rule of 5 is undetermined."
    zh = judged(boards(ROWS, facts_of(ROWS)), "all", texts("zh"))
    assert zh is not None and zh.sentence == "1 项事实违反规则（2 条规则下共 2 项违规）；另有 1 项涉嫌违规。".replace(
        "；", texts("zh")("sep.clause")
    )
    assert judged([], "all", texts("en")) is None


def test_where_nothing_is_found_it_says_no_more_than_that() -> None:
    rows = [finding("D", "UNDETERMINED"), finding("E", "PASS")]
    said = judged(boards(rows, []), "all", texts("en"))
    assert said is not None and "no rule was seen violated, which says only as much" in said.sentence
    assert level(boards(rows, []), "undetermined") == "undetermined"
    assert level(boards(ROWS, facts_of(ROWS)), "left") == "before" and level([], "left") == "left"


def test_every_rule_stands_once_with_the_facts_against_it() -> None:
    rows = rule_rows(ROWS, facts_of(ROWS), "en")
    assert [(row.rule, row.verdict, row.facts) for row in rows] == [
        ("A", "VIOLATION", ("a1",)), ("B", "VIOLATION", ("a1",)), ("C", "SUSPECTED", ("a2",)),
        ("D", "UNDETERMINED", ()), ("E", "PASS", ()),
    ]  # fmt: skip
    assert rows[3].said == "it happened" and rows[0].said == ""


def test_reasons_by_cause_and_a_blind_spot_in_the_report_s_own_words() -> None:
    spot = Because(
        cause="blind_spot", key="hooks_failed", text=Said(zh="看", en="hooks_failed: 2"),
        close=Said(zh="甲", en="do"),
    )  # fmt: skip
    view = lantern().view()
    view = dataclasses.replace(view, findings=(*some(), finding("X", "UNDETERMINED", because=[spot])))
    reasons = open_reasons(view, texts("en"))
    assert [cause for cause, _ in reasons] == ["phase", "blind_spot"]
    assert reasons[1][1][0].text == "2 access points could not be hooked; reads through them were not seen."
    assert reasons[1][1][0].rules == ("X",)


def test_blind_spots_by_what_they_take() -> None:
    none = next(key for key, kind in KINDS.items() if not kind.blinds and not kind.rules)
    groups = gap_groups([Note(f"gaps.{none}"), Note("gaps.hooks_failed"), Note("gaps.later_version")])
    assert groups[0][0] == KINDS["hooks_failed"].blinds and groups[-1][0] == () and len(groups[-1][1]) == 2


def test_moments_in_the_order_of_time() -> None:
    rows = moments(lantern().view().rows, lantern().view().kept, 12)
    assert [row.time_us for row in rows] == sorted(row.time_us for row in rows)
    assert [(row.kind, row.category) for row in rows[:3]] == [
        ("kept", "android_id"),
        ("read", "imei"),
        ("sent", "imei"),
    ]
