"""Only what further patterns may change is searched again; what was not kept is searched again in any case."""

import pytest

from harness.analysis.live import searched as module
from harness.analysis.live.searched import Asked, Noted, Searched
from harness.analysis.search.found import Calls
from harness.analysis.search.match import Grown
from harness.analysis.search.patterns import Further, PatternSet
from harness.evidence.exchange import Exchange
from harness.values.needle import Needle

PHONE = Needle(value_id="p", category="phone_number", text="13912345678")
MAIL = Needle(value_id="m", category="email_address", text="mo.rong@mail.example")


def sent(index: int, body: bytes) -> Exchange:
    return Exchange(
        index=index, id=str(index), time_us=1, host="a.example", url="https://a.example/", request_body=body
    )


def patterns(needle: Needle, ref: int) -> PatternSet:
    found = PatternSet()
    found.add_needle(ref, needle)
    return found


def made(room: int) -> tuple[Noted, Searched, list[Exchange]]:
    matcher, needles = Noted(patterns(PHONE, 0)), [PHONE, MAIL]
    exchanges = [sent(0, b"a=1"), sent(1, b"mail=mo.rong%40mail.example"), sent(2, b"bW8ucm9uZ0BtYWlsLmV4YW1wbGU=")]
    found = Searched(matcher, needles, Calls(), exchanges.__getitem__, room)
    for one in exchanges:
        assert not found.take(one).spots
    return matcher, found, exchanges


def test_only_what_may_hold_it_is_searched_again() -> None:
    matcher, found, _ = made(1 << 20)
    found.grown(matcher.grow(patterns(MAIL, 1)))
    assert found.waiting == 2
    while found.waiting:
        again = found.search_again()
        assert again is not None and [spot.found.ref for spot in again[1].spots] == [1]
    assert [light.index for light, _ in found.gathered(set()).sightings] == [1, 2]
    assert found.gathered({1}).sightings == []


def test_many_are_looked_through_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(1 << 20)
    for number in range(100):
        asked.keep(number, b"mo.rong@mail.example" if number in (17, 18, 90) else bytes(400))
    looks: list[int] = []
    grown = Noted(patterns(PHONE, 0)).grow(patterns(MAIL, 1))
    touches = grown.touches
    monkeypatch.setattr(grown, "touches", lambda asked, masked=b"": looks.append(len(asked)) or touches(asked, masked))
    assert list(asked.touched(grown)) == [90, 18, 17]
    assert len(looks) == 101  # all of them are less than is looked through at once
    monkeypatch.setattr(module, "_TOGETHER", 2000)
    assert list(asked.touched(grown)) == [90, 18, 17]
    assert len(looks) < 150


def test_what_was_not_kept_is_searched_again_in_any_case() -> None:
    matcher, found, _ = made(1)
    found.grown(matcher.grow(patterns(MAIL, 1)))
    assert found.waiting == 3
    while found.waiting:
        found.search_again()
    assert [light.index for light, _ in found.gathered(set()).sightings] == [1, 2]


def test_the_newest_comes_first_and_the_dropped_last() -> None:
    asked = Asked(100)
    for number in range(4):
        asked.keep(number, bytes(40))
    assert asked.dropped == {0, 1}

    class All(Grown):
        def __init__(self) -> None:
            pass

        def touches(self, asked: bytes, masked: bytes = b"") -> bool:
            return True

    assert list(asked.touched(All())) == [3, 2, 1, 0]


def test_a_meaning_that_is_looked_for_already_is_not_looked_for_twice() -> None:
    first = patterns(PHONE, 0)
    again = Further(first.meanings)
    again.add_needle(0, PHONE)
    assert again.meanings == {}
    again.add_needle(1, PHONE)
    assert again.meanings
