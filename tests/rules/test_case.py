"""What actors did, put together; what a type of app needs."""

from harness.catalog.app_types import app_types
from harness.catalog.categories import categories
from harness.catalog.permission_dialogs import permission_words
from harness.rules.case import GATES, Case, needed_by, purposes, sensitivity
from harness.rules.testing import ADS, APP, OTHER, OWN, PUSH, asked, clean, read, send, start


def test_what_left_stands_for_its_readings() -> None:
    found = clean()
    found.collected += [read("imei", "foreground"), read("imei", "foreground", PUSH), read("oaid", "foreground")]
    send(send(found, "imei", "foreground"), "imei", "background", to=OTHER)
    deeds = Case(found).did(lambda row: True)
    got = [
        (deed.category, deed.actor.id, deed.recipient.host if deed.recipient else "", deed.strength) for deed in deeds
    ]
    assert got == [
        ("imei", "app", OWN.host, "A"), ("imei", "app", OTHER.host, "A"), ("imei", "sdk:cn.jpush", "", "C"),
        ("oaid", "app", "", "C"),
    ]  # fmt: skip
    assert [len(deed.rows) for deed in deeds] == [1, 1, 1, 1]
    assert deeds[1].phases == ["foreground", "background"]
    assert deeds[0].evidence().collected == ["imei|test.imei|app|foreground"]
    assert deeds[0].count == 1


def test_calls_that_obtained_nothing_are_no_reading() -> None:
    found = clean()
    found.collected += [read("imei", "foreground", refused=1), read("input_text", "foreground")]
    assert Case(found).did(lambda row: True) == []


def test_who_called_an_sdk() -> None:
    found = clean()
    found.collected += [read("imei", "before_consent", PUSH), read("imei", "before_consent", ADS)]
    case = Case(found)
    assert case.caller(ADS, start("refused")) == "" and case.caller(PUSH, 0).endswith("CleanApp.java:9)")


def test_when_the_user_decided() -> None:
    assert Case(clean()).decided == start("consented_idle")
    found = clean()
    found.phases = found.phases[:2]
    assert Case(found).decided == 0


def test_a_dialog_that_came_as_a_function_was_used_explains() -> None:
    found = clean()
    assert Case(found).explained("location_precise") and not Case(found).explained("contacts")
    found.permissions.requests = [asked("LOCATION", "foreground", trigger="auto", answer="granted")]
    assert not Case(found).explained("location_precise")


def test_what_types_need() -> None:
    types = app_types()
    assert needed_by(types["map_navigation"], "location_precise") and needed_by(types["dating"], "phone_number")
    assert needed_by(types["news"], "phone_number") is False
    assert needed_by(None, "phone_number") is None, "some type needs it"
    assert [needed_by(None, name) for name in ("contacts", "sms", "call_log", "imei")] == [False] * 4, "none does"


def test_the_app_s_type_is_the_run_s_or_the_user_s() -> None:
    assert Case(clean()).app_type is app_types()["news"]
    assert Case(clean(), "dating").app_type is app_types()["dating"]
    assert Case(clean(app_type="")).app_type is None


def test_the_manifest() -> None:
    found = clean()
    found.bundle["apk"] |= {"permissions": ["android.permission.READ_SMS", "android.permission.INTERNET"]}
    case = Case(found)
    assert (case.declared_groups, case.target_sdk) == (["SMS"], 33)
    found.bundle = {"apk": {"target_sdk": "x"}}
    assert (Case(found).declared, Case(found).target_sdk, Case(found).declared_groups) == (None, None, [])


def test_names_are_the_catalogues() -> None:
    assert set(GATES) <= {group.id for group in permission_words().groups}
    assert {name for names in GATES.values() for name in names} <= set(categories())
    assert "ads" in purposes(ADS) and purposes(APP) == frozenset()
    assert (sensitivity("imei"), sensitivity("of a later version")) == ("critical", "medium")


def test_how_long_a_phase_was() -> None:
    assert Case(clean()).seconds("P5_background") == 120.0


def test_two_values_in_one_request_left_once() -> None:
    found = send(send(clean(), "contacts", "foreground", index=3), "contacts", "foreground", index=3)
    (deed,) = Case(send(found, "contacts", "background", index=4)).did(lambda row: True)
    assert (deed.count, len(deed.left)) == (2, 3)
