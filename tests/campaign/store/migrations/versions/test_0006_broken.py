"""Which rules are broken in how many apps is read from an index of nothing else, in both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event, text

from harness.campaign.store.claims import claim
from harness.campaign.store.home import Campaign
from harness.campaign.store.results import finish
from harness.campaign.store.settings import Settings
from harness.campaign.store.statistics import statistics
from tests.campaign import kit
from tests.campaign.conftest import BOTH


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_behaviours_are_counted_in_an_index_of_their_own(campaign: Campaign) -> None:
    engine: Engine = campaign.engine
    held = claim(engine, kit.app_with_jobs(engine, 1)[0], kit.device(engine), Settings())
    assert held is not None
    found = [
        kit.finding("R-1"),
        kit.finding("R-1"),
        kit.finding("R-2", "SUSPECTED"),
        kit.finding("R-3", severity="info"),
    ]
    assert finish(engine, held, kit.outcome(findings=found))
    said: list[str] = []

    def heard(_connection: object, _cursor: object, words: str, *_more: object) -> None:
        said.append(words)

    event.listen(engine, "before_cursor_execute", heard)
    behaviours = statistics(campaign).behaviours
    event.remove(engine, "before_cursor_execute", heard)
    assert [(row.rule, row.apps) for row in behaviours] == [("R-1", 1)]
    (query,) = [words for words in said if "FROM findings" in words]
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[engine.dialect.name]
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":  # which would read a table of four rows as it is
            connection.execute(text("SET enable_seqscan = off"))
            connection.execute(text("SET enable_bitmapscan = off"))
        plan = "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {query}"))
    assert (
        "COVERING INDEX ix_findings_rule_app_id" in plan or "Index Only Scan using ix_findings_rule_app_id" in plan
    ), plan
