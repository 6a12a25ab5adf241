"""The family ``identifiers``: what speaks against an app, and what is left open."""

from harness.analysis.model import Actor
from harness.catalog.sdks import sdks
from harness.rules.case import Case
from harness.rules.testing import ADS, APP, OTHER, clean, read, send
from tests.rules.families.kit import hits, result


def test_what_nobody_can_change() -> None:
    found = clean()
    found.collected += [read(name, "foreground") for name in ("imei", "android_id", "id_card_number")]
    assert hits("TC260-2", Case(found)) == [("unchangeable.read", "SUSPECTED", "imei")]
    assert hits("TC260-2", Case(send(clean(), "imei", "foreground", ADS, OTHER))) == [
        ("unchangeable.sent", "VIOLATION", "imei")
    ]
    assert hits("TC260-2", Case(send(clean(), "imei", "foreground", APP, OTHER))) == [
        ("unchangeable.sent", "SUSPECTED", "imei")
    ]


def test_risk_control_may() -> None:
    prefix = next(sdk.prefix for sdk in sdks().values() if sdk.purposes == ("risk",))
    guard = Actor(id=f"sdk:{prefix}", kind="sdk", name="Guard", listed=True)
    assert hits("TC260-2", Case(send(clean(), "imei", "foreground", guard, OTHER))) == []


def test_an_advertising_id_with_one_that_stays() -> None:
    found = send(clean(), "oaid", "foreground", ADS, OTHER, index=4)
    send(found, "imei", "foreground", ADS, OTHER, index=5)
    assert hits("TC260-3", Case(found)) == [], "in two requests"
    send(found, "phone_number", "background", ADS, OTHER, index=4, form="digest:sha256")
    (row,) = result("TC260-3", Case(found)).hits
    assert (row.category, row.detail, row.strength, row.count) == ("oaid", f"phone_number@{OTHER.host}", "B", 1)
    assert row.actor is ADS and row.recipient is OTHER and row.evidence.sightings == ["s00001", "s00003"]


def test_responses_and_weak_sightings_do_not_count() -> None:
    found = send(clean(), "oaid", "foreground", ADS, OTHER, index=4)
    send(found, "imei", "foreground", ADS, OTHER, index=4)
    found.sightings[1].weak = True
    assert hits("TC260-3", Case(found)) == []
    found.sightings[1].weak, found.sightings[1].direction = False, "response"
    assert hits("TC260-3", Case(found)) == []
