"""What was kept by the first version is there in every later one."""

import pytest
from sqlalchemy import MetaData, inspect, select, text

from harness.campaign.store.claims import claim
from harness.campaign.store.database import migrate, open_database, reading, writing
from harness.campaign.store.results import finish
from harness.campaign.store.settings import Settings
from tests.campaign import kit
from tests.campaign.conftest import BOTH

ROWS = {
    "campaign": {"id": 1, "name": "春季", "settings": "{}"},
    "apps": {"id": 7, "package": "com.shop", "signer": "s", "label": "店", "verdict": "VIOLATION", "priority": 3},
    "builds": {"id": 8, "app_id": 7, "content": "c", "sha256": "0" * 64, "file": "x.apk"},
    "listings": {"id": 9, "build_id": 8, "store": "华为", "sha256": "1"},
    "devices": {"id": 10, "name": "d", "runs": 4},
    "jobs": {"id": 11, "build_id": 8, "branch": "accept", "device_class": "any", "state": "done", "token": 2},
    "attempts": {"id": 12, "job_id": 11, "token": 2, "device": "d", "outcome": "done"},
    "results": {"id": 13, "job_id": 11, "app_id": 7, "build_id": 8, "token": 2, "verdict": "VIOLATION", "bundle": "b"},
    "findings": {"id": 14, "result_id": 13, "app_id": 7, "rule": "R-1", "verdict": "VIOLATION", "zh": "它说了"},
    "disclosures": {"id": 15, "result_id": 13, "app_id": 7, "category": "imei", "host": "h.example"},
    "collected": {"id": 16, "result_id": 13, "app_id": 7, "category": "imei", "count": 2},
    "seen_in": {"kind": "sdk", "key": "sdk:com.push", "app_id": 7, "before": 1},
    "tallies": {"kind": "sdk", "key": "sdk:com.push", "name": "Push", "apps": 1, "before": 1},
    "complaints": {"id": 17, "digest": "d", "package": "com.shop", "text": "x", "app_id": 7},
    "orders": {"id": 18, "app_id": 7, "result_id": 13, "state": "ordered", "dossier": "x"},
    "order_events": {"id": 19, "order_id": 18, "state": "ordered", "note": "n"},
    "rechecks": {"id": 20, "order_id": 18, "rule": "R-1", "became": "fixed"},
}
"""A row of every table of the first version; those that others point to come first."""


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_rows_of_the_first_version_survive_all_that_follow_and_the_way_back(url: str) -> None:
    engine = open_database(url)
    migrate(engine, "0001")
    first = MetaData()
    first.reflect(engine)
    assert set(ROWS) == set(first.tables) - {"alembic_version"}
    with writing(engine) as connection:
        for name, row in ROWS.items():
            connection.execute(first.tables[name].insert().values(row))

    def everything() -> dict[str, list[dict[str, object]]]:
        with reading(engine) as connection:
            return {name: [dict(row) for row in connection.execute(select(first.tables[name])).mappings()]
                    for name in ROWS}  # fmt: skip

    before = everything()
    for to in ("head", "0001", "head"):
        migrate(engine, to)
        assert everything() == before, to
        assert {key["referred_table"] for key in inspect(engine).get_foreign_keys("results")} == {
            "jobs",
            "apps",
            "builds",
        }
    # It is a campaign that works: a job that is planned now is claimed and ended.
    with writing(engine) as connection:
        connection.execute(
            text("INSERT INTO jobs (id, build_id, branch, device_class) VALUES (99, 8, 'refuse', 'any')")
        )
    held = claim(engine, 99, "d", Settings())
    assert held is not None and finish(engine, held, kit.outcome())
    engine.dispose()
