"""A run's rows belong to its result alone, and are found by it."""

from typing import Any

import pytest
from sqlalchemy import event, inspect
from sqlalchemy.exc import IntegrityError

from harness.campaign.store.database import migrate, open_database
from harness.campaign.store.home import Campaign
from harness.campaign.store.look_app import known
from harness.campaign.store.tables import findings
from tests.campaign import kit
from tests.campaign.conftest import BOTH

EVIDENCE = ("findings", "disclosures", "collected")


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_evidence_without_its_result_is_refused_before_and_after(url: str) -> None:
    engine = open_database(url)
    for to, keys in (("0003", {"results", "apps"}), ("0004", {"results"}), ("0003", {"results", "apps"})):
        migrate(engine, to)
        for table in EVIDENCE:
            assert {key["referred_table"] for key in inspect(engine).get_foreign_keys(table)} == keys, (to, table)
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(findings.insert().values(result_id=1, app_id=1))
    engine.dispose()


def test_an_apps_evidence_is_found_by_its_results(campaign: Campaign) -> None:
    kit.app_with_jobs(campaign.engine, 1)
    said: list[tuple[str, Any]] = []

    def heard(_connection: object, _cursor: object, words: str, values: Any, *_more: object) -> None:
        said.append((words, values))

    event.listen(campaign.engine, "before_cursor_execute", heard)
    known(campaign.engine, 1)
    event.remove(campaign.engine, "before_cursor_execute", heard)
    with campaign.engine.connect() as connection:
        for table in EVIDENCE:
            ((words, values),) = [each for each in said if f"FROM {table}" in each[0].replace("\n", "")]
            plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values)]
            assert f"SEARCH {table} USING INDEX ix_{table}_result_id (result_id=?)" in plan, plan
