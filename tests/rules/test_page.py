"""``docs/rules.md`` is what the catalogue says."""

import re

from harness.rules.catalogue import shipped
from tests.rules.page import PAGE, page


def test_the_page_is_made_of_the_catalogue() -> None:
    assert PAGE.read_text("utf-8") == page(), "docs/rules.md is stale: python -m tests.rules.page --write"


def test_every_rule_has_both_tests_or_a_reason() -> None:
    rows = {name: line for line in page().splitlines() for name in re.findall(r"^\| `([\w.-]+)` \((?:\w+)\)", line)}
    assert set(rows) == set(shipped().rules)
    for name, rule in shipped().rules.items():
        tested = f"breaks_it[{name}]" in rows[name] and f"everything_right[{name}]" in rows[name]
        made_of = rule.evaluator == "any_of" and all(shipped().rules[one].human for one in rule.names("rules"))
        assert tested or rule.human is not None or made_of, name
