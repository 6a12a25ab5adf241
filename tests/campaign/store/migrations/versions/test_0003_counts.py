"""How far a campaign is is counted in indexes that hold one column."""

from typing import Any

from sqlalchemy import event

from harness.campaign.store.home import Campaign
from harness.campaign.store.look import overview


def test_states_and_verdicts_are_counted_in_narrow_indexes(campaign: Campaign) -> None:
    said: list[tuple[str, Any]] = []

    def heard(_connection: object, _cursor: object, words: str, values: Any, *_more: object) -> None:
        said.append((words, values))

    event.listen(campaign.engine, "before_cursor_execute", heard)
    overview(campaign.engine)
    event.remove(campaign.engine, "before_cursor_execute", heard)
    plans = ""
    with campaign.engine.connect() as connection:
        for words, values in said:
            if words.startswith("SELECT"):
                plans += "".join(
                    row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values)
                )
    assert plans.count("USING COVERING INDEX ix_jobs_state (state=?") == 4, plans
    assert plans.count("USING COVERING INDEX ix_apps_verdict (verdict=?") == 5, plans
