"""The keys on which a campaign's correctness rests."""

import pytest
from sqlalchemy import Engine, UniqueConstraint, insert

from harness.campaign.store import tables
from harness.campaign.store.tables import metadata
from tests.campaign import kit
from tests.campaign.conftest import BOTH


def keys(table: str) -> set[tuple[str, ...]]:
    found = metadata.tables[table].constraints
    return {tuple(each.columns.keys()) for each in found if isinstance(each, UniqueConstraint)}


def test_a_job_has_one_result_and_a_claim_one_attempt() -> None:
    assert keys("results") == {("job_id",)}
    assert keys("attempts") == {("job_id", "token")}
    assert keys("jobs") == {("build_id", "branch", "repetition", "device_class")}


def test_an_app_is_a_package_by_a_signer_and_a_version_its_content() -> None:
    assert keys("apps") == {("package", "signer")}
    assert keys("builds") == {("app_id", "content")}


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_both_databases_hold_whatever_an_app_says(engine: Engine) -> None:
    said = "a\0b\udcff \U0001f600"
    with engine.begin() as connection:
        connection.execute(insert(tables.apps).values(package=said, app_type="x" * 500))
    (row,) = kit.rows(engine, tables.apps)
    assert (row.package, row.app_type) == ("a\ufffdb\\udcff \U0001f600", "x" * 64)
