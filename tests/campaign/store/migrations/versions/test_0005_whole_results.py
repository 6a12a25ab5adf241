"""Evidence has no key to its result any more, and rows survive the change in both directions."""

import pytest
from sqlalchemy import inspect

from harness.campaign.store.claims import claim
from harness.campaign.store.database import migrate, open_database
from harness.campaign.store.results import finish
from harness.campaign.store.settings import Settings
from harness.campaign.store.tables import collected, disclosures, findings
from tests.campaign import kit
from tests.campaign.conftest import BOTH


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_evidence_stays_with_and_without_the_key(url: str) -> None:
    engine = open_database(url)
    migrate(engine)
    held = claim(engine, kit.app_with_jobs(engine, 1)[0], kit.device(engine), Settings())
    assert held is not None
    assert finish(engine, held, kit.outcome())
    before = [kit.rows(engine, table) for table in (findings, disclosures, collected)]
    assert all(before)
    for to, keys in (("0005", set()), ("0004", {"results"}), ("0005", set())):
        migrate(engine, to)
        for table in (findings, disclosures, collected):
            assert {key["referred_table"] for key in inspect(engine).get_foreign_keys(table.name)} == keys, (to, table)
        assert [kit.rows(engine, table) for table in (findings, disclosures, collected)] == before
    engine.dispose()
