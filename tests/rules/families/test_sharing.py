"""The family ``sharing``: what speaks against an app, and what is left open."""

from harness.analysis.model import Channel, Handed, Recipient
from harness.rules.case import Case
from harness.rules.testing import ADS, APP, OTHER, OWN, PUSH, clean, complete, differs, policy, read, send, stated
from tests.rules.families.kit import hits, opened

ABROAD = Recipient(host="in.far.example", domain="far.example", party="third", country="US")
NOWHERE = Recipient(host="x.example", domain="x.example", party="third")


def test_third_parties() -> None:
    assert hits("CAC191-5-1", Case(send(clean(), "imei", "before_consent", PUSH, OTHER))) == [
        ("third_party.unasked.sent", "VIOLATION", "imei")
    ]
    assert hits("CAC191-5-1", Case(send(clean(), "imei", "before_consent", PUSH, OWN))) == [], "the app's own"
    assert opened("CAC191-5-1", Case(send(clean(), "imei", "foreground", PUSH, OTHER))) == ["policy"]
    assert opened("CAC191-5-1", Case(clean())) == []


def test_third_parties_and_the_policy() -> None:
    found = send(clean(), "imei", "foreground", PUSH, OTHER)

    def said(standing: str) -> Case:
        return complete(found, stated(differs("shared", standing, recipient=OTHER.host)))  # type: ignore[arg-type]

    assert hits("CAC191-5-1", said("not_declared")) == [("third_party.undeclared.sent", "VIOLATION", "imei")]
    assert hits("CAC191-5-1", said("vague")) == [("third_party.vague.sent", "SUSPECTED", "imei")]
    assert hits("CAC191-5-1", said("declared")) == [] == opened("CAC191-5-1", said("declared"))
    assert opened("CAC191-5-1", said("undetermined")) == ["policy_unread"]


def test_borders() -> None:
    found = send(clean(), "imei", "foreground", APP, ABROAD)
    assert hits("PIPL-38-40", Case(found)) == [("cross_border.sent", "SUSPECTED", "imei")]
    assert hits("EU-GDPR-44", Case(found)) == [], "a country with an adequacy decision"
    worse = complete(found, stated(differs("abroad", "not_declared", recipient=ABROAD.host)))
    assert hits("PIPL-38-40", worse) == [("cross_border.sent", "VIOLATION", "imei")]
    told = complete(found, stated(differs("abroad", "declared", recipient=ABROAD.host)))
    assert hits("PIPL-38-40", told) == []
    assert opened("PIPL-38-40", Case(send(clean(), "imei", "foreground", APP, NOWHERE))) == ["countries"]
    assert hits("PIPL-38-40", Case(send(clean(), "imei", "foreground", APP, OWN))) == []


def test_sdks() -> None:
    found = clean()
    found.collected += [read(name, "foreground", PUSH) for name in ("imei", "boot_id")]
    found.collected.append(read("imei", "foreground"))
    assert hits("OWASP-0319", Case(found)) == [("sdk_data.read", "SUSPECTED", "imei")]


def test_other_apps() -> None:
    found = clean()
    row = Handed(category="imei", value_id="imei", form="plain", path=[], observation="7:1")
    found.channels = [
        Channel(key="other_apps", state="watched", why="x", used=1, handed=[row, row]),
        Channel(key="lookups", state="watched", why="x", used=1, handed=[row]),
    ]
    assert hits("CAC191-5-3", Case(found)) == [("handed", "SUSPECTED", "imei")]


def test_after_a_withdrawal() -> None:
    assert hits("CCPA-DISC", Case(send(clean(), "oaid", "withdrawn", ADS, OTHER))) == [
        ("after_withdrawal.sent", "SUSPECTED", "oaid")
    ]
    assert hits("CCPA-DISC", Case(send(clean(), "oaid", "withdrawn", APP, OWN))) == []
    assert hits("CCPA-DISC", Case(send(clean(), "oaid", "foreground", ADS, OTHER))) == []


def test_a_switch_for_personalised_content() -> None:
    found = send(clean(), "oaid", "foreground", ADS, OTHER)
    assert opened("CAC191-3-6", Case(found)) == ["policy"]
    assert hits("CAC191-3-6", complete(found)) == []
    assert hits("CAC191-3-6", complete(found, stated(said=policy("collects")))) == [
        ("targeting.sent", "SUSPECTED", "oaid")
    ]
    assert hits("CAC191-3-6", complete(clean(), stated(said=policy("collects")))) == []
