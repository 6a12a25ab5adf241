from harness.report.lenses import ALL, boards, shown_first
from harness.rules.facts import facts_of
from tests.report.findings_views import finding

ROWS = [
    finding("A", "VIOLATION", lenses=["cn"], fact="a1"),
    finding("B", "VIOLATION", lenses=["cn"], fact="a1"),
    finding("C", "SUSPECTED", lenses=["eu"], fact="a1"),
    finding("D", "SUSPECTED", lenses=["eu", "cn"], fact="a2"),
    finding("E", "UNDETERMINED", lenses=["play"]),
    finding("F", "PASS", lenses=["eu"]),
]


def test_a_fact_counts_once_and_under_each_lens_as_it_sees_it() -> None:
    rows = {row.lens: row for row in boards(ROWS, facts_of(ROWS))}
    assert list(rows) == [ALL, "cn", "eu", "play"]
    every, cn, eu = rows[ALL], rows["cn"], rows["eu"]
    assert (every.rules, every.violated, every.violations, every.violated_rules, every.suspected) == (6, 1, 2, 2, 1)
    assert (cn.violated, cn.violations, cn.suspected, cn.suspicions) == (1, 2, 1, 1)
    assert (eu.violated, eu.suspected, eu.passed) == (0, 2, 1)
    assert (rows["play"].undetermined, every.undetermined, every.passed) == (1, 1, 1)


def test_what_is_shown_first() -> None:
    made = boards(ROWS, facts_of(ROWS))
    assert shown_first("zh", made) == "cn" and shown_first("en", made) == ALL
    assert shown_first("zh", [row for row in made if row.lens != "cn"]) == ALL
