"""A result is kept with its rows, once, and league tables follow it."""

import json

import pytest
from sqlalchemy import Engine, text

from harness.analysis.model import Recipient
from harness.campaign.store.claims import claim
from harness.campaign.store.errors import StoreError
from harness.campaign.store.results import bundle_of, finish, newest_of
from harness.campaign.store.settings import Settings
from harness.campaign.store.tables import apps, collected, devices, disclosures, findings, results, tallies
from tests.campaign import kit
from tests.campaign.conftest import BOTH

SETTINGS = Settings()


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_a_result_brings_its_rows_and_the_apps_verdict(engine: Engine) -> None:
    name = kit.device(engine)
    job, again = kit.app_with_jobs(engine, 2)
    held = claim(engine, job, name, SETTINGS)
    assert held
    found = [kit.finding(), kit.finding("R-2", "PASS"), kit.finding("R-3", "SUSPECTED")]
    assert finish(engine, held, kit.outcome(findings=found))
    (row,) = kit.rows(engine, results)
    assert (row.verdict, row.bundle, row.token) == ("VIOLATION", "bundles/1", 1)
    assert json.loads(row.counts) == {"VIOLATION": 1, "SUSPECTED": 1, "UNDETERMINED": 0, "PASS": 1}
    assert [each.rule for each in kit.rows(engine, findings)] == ["R-1", "R-3"], "what speaks for it is in the counts"
    assert [each.host for each in kit.rows(engine, disclosures)] == ["push.example"]
    assert [(each.actor, each.obtained) for each in kit.rows(engine, collected)] == [("sdk:com.push", 2)]
    assert kit.rows(engine, apps)[0].verdict == "VIOLATION"
    assert [(each.runs, each.in_a_row) for each in kit.rows(engine, devices)] == [(1, 0)]
    assert bundle_of(engine, row.id) == "bundles/1"
    assert newest_of(engine, row.app_id) == row.build_id
    held = claim(engine, again, name, SETTINGS)
    assert held
    assert finish(engine, held, kit.outcome(findings=[kit.finding("R-2", "PASS")]))
    assert kit.rows(engine, apps)[0].verdict == "VIOLATION", "the gravest of all runs of this version"


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_league_tables_count_each_app_once(engine: Engine) -> None:
    for package, consent in (("com.a", "after"), ("com.b", "before")):
        for job in kit.app_with_jobs(engine, 2, package):
            held = claim(engine, job, "d", SETTINGS)
            assert held
            sent = [kit.disclosure(consent=consent), kit.disclosure("oaid", consent="after")]
            assert finish(engine, held, kit.outcome(disclosures=sent, collected=[kit.read(consent=consent)]))
    said = {(row.kind, row.key): (row.apps, row.before) for row in kit.rows(engine, tallies)}
    assert said == {
        ("sdk", "sdk:com.push"): (2, 1),
        ("recipient", "push.example"): (2, 1),
        ("category", "imei"): (2, 1),
        ("category", "oaid"): (2, 0),
    }


def test_a_sighting_before_consent_that_comes_later_is_counted_then(engine: Engine) -> None:
    for job, consent in zip(kit.app_with_jobs(engine, 3), ("after", "refused", "before"), strict=True):
        held = claim(engine, job, "d", SETTINGS)
        assert held
        finish(engine, held, kit.outcome(disclosures=[kit.disclosure(consent=consent)], collected=[]))
    assert {(row.apps, row.before) for row in kit.rows(engine, tallies)} == {(1, 1)}


def test_hostile_names_are_kept_as_they_are(engine: Engine) -> None:
    (job,) = kit.app_with_jobs(engine, 1)
    held = claim(engine, job, "d", SETTINGS)
    assert held
    name = "a'); DROP TABLE jobs; -- \u0001<script>"
    assert finish(engine, held, kit.outcome(disclosures=[kit.disclosure(host=name)]))
    assert kit.rows(engine, disclosures)[0].host == name


@pytest.mark.parametrize("url", BOTH, indirect=True)
@pytest.mark.parametrize(
    ("nasty", "written", "phase"),
    [
        ('a\0\ud800"\\%s:x 和', 'a\ufffd\\ud800"\\%s:x 和', "p" * 90),
        ("\0", "\ufffd", "p"),
        ("\ud800", "\\ud800", "p"),
        ("和", "和", "p" * 65),
    ],
)
def test_what_a_database_cannot_hold_is_written_as_it_can(engine: Engine, nasty: str, written: str, phase: str) -> None:
    """An app's own words reach these rows: NUL, half a character, more than there is room for."""
    job, device = kit.app_with_jobs(engine, 1)[0], kit.device(engine)
    held = claim(engine, job, device, SETTINGS)
    assert held is not None
    found = [kit.finding(recipient=nasty, phase=phase)]
    whose = [Recipient(host=host, domain=host, owner=nasty, party="third") for host in (nasty, written)]
    sent = [kit.disclosure(recipient=each) for each in whose]  # which are one, once they are written
    whole = kit.outcome(findings=found, disclosures=sent, collected=[])
    assert finish(engine, held, whole)
    (row,) = kit.rows(engine, findings)
    assert (row.recipient, row.phase) == (written, phase[:64])
    counted = [each for each in kit.rows(engine, tallies) if each.kind == "recipient"]
    assert [(each.key, each.name, each.apps) for each in counted] == [(written, written, 1)]


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_a_finish_that_goes_wrong_at_its_end_leaves_nothing(engine: Engine) -> None:
    """Where its last statements are sent together, too."""
    job, device = kit.app_with_jobs(engine, 1)[0], kit.device(engine)
    held = claim(engine, job, device, SETTINGS)
    assert held is not None
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE devices RENAME TO devices_away"))
    with pytest.raises(StoreError, match="does not do it"):
        finish(engine, held, kit.outcome())
    assert kit.rows(engine, results) == kit.rows(engine, findings) == kit.rows(engine, tallies) == []
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE devices_away RENAME TO devices"))
    assert finish(engine, held, kit.outcome()), "it is tried again, and the connection is as good as before"
    assert len(kit.rows(engine, results)) == 1
