"""How like two requests are."""

import pytest

from harness.capture.proxy.replay.asked import Asked, Place, asked, is_word, likeness
from harness.evidence.flows import exchange_from_flow
from tests.capture.proxy.replay.kit import asked as request


def kind(url: str, *personal: str) -> Asked:
    return asked(exchange_from_flow(request(url), 0), personal)


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/v1/u/1b4e28ba-2fa1-11d2-883f-0016d3cca427", "/v1/u/*"),
        ("/v1/13912345678/1700000000123", "/v1/*/*"),
        ("/f/9e107d9d372bb6826bd81d3542a419d6.json", "/f/*.json"),
        ("/v1/items/12345", "/v1/items/12345"),
        ("/deadbeefcafe/feedfacedead", "/deadbeefcafe/feedfacedead"),
        ("", "/"),
    ],
)
def test_made_up_segments_have_no_place(path: str, kept: str) -> None:
    assert kind(f"https://A.example.:8443{path}").place == Place("GET", "a.example", 8443, kept)


def test_the_better_compares_as_greater() -> None:
    now = kind("https://a.example/u/1111111111?event=open&ts=1").kind
    same = kind("https://a.example/u/1111111111?ts=2&event=open").kind
    other_path = kind("https://a.example/u/2222222222?ts=2&event=open").kind
    other_word = kind("https://a.example/u/1111111111?ts=2&event=close").kind
    more = kind("https://a.example/u/1111111111?ts=2&event=open&x=1").kind
    found = [likeness(now, then) for then in (same, other_word, more, other_path)]
    assert all(found) and found == sorted(found, reverse=True)  # type: ignore[type-var]
    assert [one.same for one in found if one] == [True, False, False, True]
    assert likeness(now, kind("https://a.example/u/1111111111?q=1&z=2&y=3").kind) is None


def test_names_that_were_made_up_are_one() -> None:
    first = kind("https://a.example/?9e107d9d372bb6826bd81d3542a419d6=1")
    assert first.kind.names == kind("https://a.example/?e4d909c290d0fb1ca068ffaddf22cbd0=1").kind.names


@pytest.mark.parametrize(("value", "word"), [("page_view", True), ("page.view", True), ("a1", False), ("", False)])
def test_words(value: str, word: bool) -> None:
    assert is_word(value) is word
