import pytest

from harness.policy.errors import PolicyError
from harness.policy.formats.play import is_form, read_form
from harness.policy.model import Policy

HEAD = "Question ID (machine readable),Response ID (machine readable),Response value,Answer requirement,Human-friendly question label"  # noqa: E501
TYPES = "PSL_DATA_TYPES_{},{},{},MULTIPLE_CHOICE,{}"
USE = "PSL_DATA_USAGE_RESPONSES:{}:{},{},{},MULTIPLE_CHOICE,label"
SHARING = "PSL_DATA_USAGE_COLLECTION_AND_SHARING"


def form(*rows: str) -> str:
    return "\r\n".join([HEAD, *rows]) + "\r\n"


def read(*rows: str) -> Policy:
    return read_form(form(*rows), source="form.csv", sha256="", size=0)


def test_the_export_is_known_by_its_header() -> None:
    assert is_form("\ufeff" + form()) and not is_form("a,b,c\n")


def test_what_is_ticked_is_declared_and_what_is_not_is_denied() -> None:
    found = read(
        "PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA,,true,REQUIRED,Does your app collect?",
        "PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT,,true,MAYBE_REQUIRED,Encrypted?",
        "PSL_SUPPORT_DATA_DELETION_BY_USER,DATA_DELETION_YES,true,SINGLE_CHOICE,Deletion",
        TYPES.format("PERSONAL", "PSL_EMAIL", "true", "Personal info / Email address"),
        TYPES.format("CONTACTS", "PSL_CONTACTS", "", "Contacts / Contacts"),
        TYPES.format("IDENTIFIERS", "PSL_DEVICE_ID", "TRUE", "Device or other IDs"),
        USE.format("PSL_EMAIL", SHARING, "PSL_DATA_USAGE_ONLY_COLLECTED", "true"),
        USE.format("PSL_EMAIL", SHARING, "PSL_DATA_USAGE_ONLY_SHARED", ""),
        USE.format("PSL_EMAIL", "DATA_USAGE_USER_CONTROL", "PSL_DATA_USAGE_USER_CONTROL_OPTIONAL", "true"),
        USE.format("PSL_EMAIL", "DATA_USAGE_COLLECTION_PURPOSE", "PSL_ACCOUNT_MANAGEMENT", "true"),
        USE.format("PSL_DEVICE_ID", SHARING, "PSL_DATA_USAGE_ONLY_SHARED", "true"),
        USE.format("PSL_DEVICE_ID", "DATA_USAGE_SHARING_PURPOSE", "PSL_ADVERTISING", "true"),
    )
    (email,) = found.of("collects", category="email_address")
    assert email.conditional and email.purposes == ["PSL_ACCOUNT_MANAGEMENT"] and not email.vague
    assert [row.category for row in found.of("does_not_share")] == ["email_address"]
    assert [row.category for row in found.of("does_not_collect")] == ["contacts"]
    (gaid,) = found.of("shares", category="gaid")
    assert gaid.vague and gaid.purposes == ["PSL_ADVERTISING"] and gaid.origin == "form"
    assert found.of("encrypted") and found.of("rights")
    assert found.sentence(email).text == "label: true"


def test_no_data_at_all() -> None:
    found = read("PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA,,false,REQUIRED,Does your app collect?")
    assert [(row.kind, row.category) for row in found.claims] == [("does_not_collect", "")]


def test_a_form_without_questions_declares_nothing_and_says_so() -> None:
    assert [gap.key for gap in read().blinding] == ["no_collection_rules"]


def test_a_broken_form_is_one_sentence() -> None:
    with pytest.raises(PolicyError, match="no CSV"):
        read_form(HEAD + '\n"open', source="form.csv", sha256="", size=0)
