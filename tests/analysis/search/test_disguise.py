"""The words for a disguise."""

from harness.analysis.search.disguise import chain


def test_innermost_first_and_without_names_of_fields() -> None:
    assert chain(["gzip", "form:payload", "base64"], "plain") == "base64 > form > gzip"
    assert chain(["json:/user/8f3a/imei"], "digest:md5") == "md5 > json"
    assert chain(["cipher:AES/CBC/PKCS5Padding", "json:/sms/0/address"], "variant:local") == "AES"
    assert chain(["json:/tel"], "plain") == "json" and chain([], "plain") == ""
