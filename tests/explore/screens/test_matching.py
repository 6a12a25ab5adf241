"""Filters, as people type them."""

import pytest

from harness.explore.screens.matching import Term, matcher, place, terms
from tests.analysis.lantern import lantern
from tests.explore.screens.made import APP, call, exchange


def test_words_fields_and_what_is_not_wanted() -> None:
    assert terms("IMEI -actor:app https://a.example host:") == [
        Term("", "imei"), Term("actor", "app", False), Term("", "https://a.example"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("", True), ("imei", True), ("category:imei", True), ("category:imsi", False), ("actor:umeng", True),
        ("actor:alibaba", True), ("actor:app", False), ("-actor:umeng", False), ("phase:before point:getimei", True),
        ("value:imei", True), ("value:ime", False), ("host:a", False), ("866712", True), ("imei nothing", False),
    ],
)  # fmt: skip
def test_a_call(text: str, fits: bool) -> None:
    assert matcher(text)(call()) is fits


def test_an_exchange_and_what_was_found_in_it_later() -> None:
    assert matcher("host:a.example method:post 200")(exchange())
    assert not matcher("value:imei")(exchange())
    assert matcher("value:imei", lambda item: ["imei"])(exchange())


def test_what_stays_when_an_item_is_told_anew() -> None:
    assert place(call(3)) == place(call(3, actor=APP)) != place(call(4))
    assert place(exchange(1)) == place(exchange(1, values=["imei"]))


def test_a_disclosure() -> None:
    from harness.analysis.assessment import assess

    found = assess(lantern().recording()).disclosures
    assert {row.category for row in found if matcher("form:md5")(row)} == {"imei"}
    assert [row for row in found if matcher("host:adhive -category:phone_number")(row)]
