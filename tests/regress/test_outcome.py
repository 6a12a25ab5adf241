"""States of parts and of wholes."""

from harness.regress.outcome import Carried, Check, worst


def test_the_worst_of_several() -> None:
    assert worst([]) == worst(["as_expected"]) == "as_expected"
    assert worst(["undetermined", "as_expected"]) == "undetermined"
    assert worst(["undetermined", "differs", "incomplete"]) == "differs"
    assert worst(["bad_input", "differs"]) == "bad_input"


def test_a_check_in_words() -> None:
    row = Carried(
        sighting="s00001", index=4, exchange="e", request="https://a.example/", host="a.example", category="imei",
        value_id="imei.1", form="md5", where="body", path=["gzip", "json:/d"], phase="start", consent="before",
        actor="Umeng",
    )  # fmt: skip
    check = Check(
        at="$.never_leaves[0]", expectation="imei never leaves", state="differs", says="it left", carried=[row]
    )
    assert not check.good
    assert check.text().split("\n") == [
        "imei never leaves: it left",
        "request 4: https://a.example/, in start, by Umeng",
        "  imei.1 as md5 in body: gzip > json:/d",
    ]
