"""The family ``need``: what speaks against an app, and what is left open."""

from harness.analysis.model import Actor
from harness.rules.case import Case
from harness.rules.testing import APP, OTHER, asked, clean, read, send
from tests.rules.families.kit import hits, opened


def reads(category: str, phase: str, app_type: str = "news") -> Case:
    found = clean(app_type=app_type)
    found.collected.append(read(category, phase))
    return Case(found)


def test_what_the_type_does_not_need() -> None:
    assert hits("CAC191-4-1", reads("contacts", "foreground")) == [("beyond_need.read", "SUSPECTED", "contacts")]
    assert hits("CAC191-4-1", reads("contacts", "background")) == [("beyond_need.read", "VIOLATION", "contacts")]
    assert hits("CAC191-4-1", reads("phone_number", "background", "dating")) == []
    assert hits("CAC191-4-1", reads("network_info", "background")) == [], "of low sensitivity"


def test_of_an_unknown_type_it_is_said_of_what_no_type_needs() -> None:
    assert hits("SEED-CONTACTS", reads("contacts", "background", "")) == [
        ("beyond_any_need.read", "SUSPECTED", "contacts")
    ]
    assert opened("SEED-PHONE", reads("phone_number", "background", "")) == ["app_type"]


def test_what_a_function_asked_its_user_for_is_that_function_s() -> None:
    assert hits("CAC191-4-1", reads("location_precise", "foreground")) == []
    case = reads("location_precise", "foreground")
    case.found.permissions.requests = []
    assert hits("CAC191-4-1", Case(case.found)) == [("beyond_need.read", "SUSPECTED", "location_precise")]


def test_each_kind_of_the_article_has_its_rule() -> None:
    named = {"PHONE": "phone_number", "CONTACTS": "contacts", "CALLLOG": "call_log", "SMS": "sms"}
    for name, category in named.items():
        assert [row[2] for row in hits(f"SEED-{name}", reads(category, "foreground"))] == [category]
        assert hits(f"SEED-{name}", reads("imei", "foreground")) == []


def test_sensitive_data_takes_a_consent_of_its_own() -> None:
    case = reads("location_precise", "foreground")
    assert hits("PIPL-28-30", case) == []
    case.found.permissions.requests = [asked("LOCATION", "foreground", purpose="not_told", answer="granted")]
    assert hits("PIPL-28-30", Case(case.found)) == [("sensitive.read", "VIOLATION", "location_precise")]
    case.found.permissions.requests = []
    assert opened("PIPL-28-30", Case(case.found)) == ["separate_consent"]


def test_faces() -> None:
    assert hits("SEED-FACE", reads("camera_image", "foreground")) == [
        ("face_picture.read", "SUSPECTED", "camera_image")
    ]
    assert hits("SEED-FACE", reads("face_biometric", "foreground")) == [("face.read", "VIOLATION", "face_biometric")]
    unknown = reads("face_biometric", "foreground", "")
    assert hits("SEED-FACE", unknown) == [("face.read", "SUSPECTED", "face_biometric")]
    for finance in ("online_payment", "online_lending", "investment", "mobile_banking"):
        assert hits("SEED-FACE", reads("face_biometric", "foreground", finance)) == []


def test_an_sdk_that_recognises_faces() -> None:
    from harness.catalog.sdks import sdks

    prefix = next(sdk.prefix for sdk in sdks().values() if "face" in sdk.purposes)
    actor = Actor(id=f"sdk:{prefix}", kind="sdk", name="Face", listed=True)
    found = clean()
    found.collected.append(read("android_id", "foreground", actor))
    assert hits("SEED-FACE", Case(found)) == [("face_sdk.read", "SUSPECTED", "android_id")]


def test_an_address_book() -> None:
    assert hits("TC260-4", reads("contacts", "consented_idle")) == [("contacts_unasked.read", "VIOLATION", "contacts")]
    assert hits("TC260-4", reads("contacts", "foreground")) == [("contacts_unasked.read", "SUSPECTED", "contacts")]
    found = clean()
    found.values = {f"contact.{number}.{part}": "x" for number in range(1, 6) for part in ("name", "phone")}
    found.permissions.requests.append(asked("CONTACTS", "foreground", trigger="user", answer="granted", number=4))
    send(found, "contacts", "foreground", APP, OTHER, value_ids=["contact.1.name", "contact.1.phone"])
    assert hits("TC260-4", Case(found)) == [], "one of five, which its user picked"
    send(found, "contacts", "foreground", APP, OTHER, value_ids=["contact.1.phone", "contact.2.phone"])
    assert hits("TC260-4", Case(found)) == [("contacts_bulk.sent", "VIOLATION", "contacts")]


def test_data_of_others() -> None:
    assert hits("D26-CON", reads("call_log", "foreground")) == [("others_data.read", "SUSPECTED", "call_log")]
    assert hits("D26-CON", reads("contacts", "foreground", "instant_messaging")) == []


def test_what_its_user_typed_is_left_to_a_human() -> None:
    found = send(clean(app_type=""), "email_address", "foreground")
    assert hits("CAC191-4-1", Case(found)) == [] and opened("CAC191-4-1", Case(found)) == ["typed"]
    assert hits("CAC191-4-1", Case(send(found, "email_address", "background")))
