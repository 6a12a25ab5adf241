"""Identifiers that servers set are looked for when they last and tell enough."""

from collections.abc import Callable, Iterator

import pytest

from harness.analysis.assessment import assess
from harness.analysis.recording import Recording
from harness.analysis.search.assigned import assigned
from harness.evidence.exchange import Exchange
from harness.values.needle import Needle

UID = "9f3c1a77d2e4b805aa17"
NOW = 1_760_000_000_000_000


def answer(*cookies: str) -> Exchange:
    headers = [("Set-Cookie", cookie) for cookie in cookies]
    return Exchange(index=0, id="0", time_us=NOW, host="a.example", url="https://a.example/", response_headers=headers)


@pytest.mark.parametrize(
    "cookie",
    [
        f"uid={UID}; Max-Age=31536000; Path=/",
        f"uid={UID}; path=/; expires=Fri, 09 Oct 2026 08:53:20 GMT",
        f'uid="{UID}"; Expires=Fri, 09-Oct-2026 08:53:20 GMT',
    ],
)
def test_a_lasting_cookie(cookie: str) -> None:
    (needle,) = assigned([answer(cookie)], [])
    assert (needle.value_id, needle.text, needle.origin) == ("set.sdk_device_id.1", UID, "server")


@pytest.mark.parametrize(
    "cookie",
    [
        f"uid={UID}",
        f"uid={UID}; Max-Age=60; Expires=Fri, 09 Oct 2026 08:53:20 GMT",
        f"uid={UID}; Expires=Thu, 09 Oct 2025 20:53:20 GMT",
        f"uid={UID}; Expires=never",
        "consent=true; Max-Age=31536000",
        "lang=zh; Max-Age=31536000",
        f"uid={UID * 20}; Max-Age=31536000",
        "; Max-Age=31536000",
    ],
)
def test_visits_and_plain_words_are_none(cookie: str) -> None:
    assert assigned([answer(cookie)], []) == []


def test_known_values_are_not_repeated() -> None:
    known = [Needle(value_id="x", category="android_id", text=UID)]
    assert assigned([answer(f"uid={UID}; Max-Age=99999999")], known) == []


def test_one_sent_to_somebody_else_is_a_disclosure() -> None:
    sent = Exchange(index=1, id="1", time_us=NOW + 1, host="b.example", url=f"https://b.example/?u={UID}")
    found = assess(Recording(exchanges=[answer(f"uid={UID}; Max-Age=99999999"), sent]))
    (row,) = found.disclosures
    assert row.recipient.host == "b.example" and row.value_id == "set.sdk_device_id.1"
    assert found.values == {"set.sdk_device_id.1": UID}


def test_one_never_sent_back_is_not_named() -> None:
    found = assess(Recording(exchanges=[answer(f"uid={UID}; Max-Age=99999999")]))
    assert not found.disclosures


class _File(list[Exchange]):
    """Exchanges that stand in a file in plain bytes."""

    def __init__(self, *exchanges: Exchange) -> None:
        super().__init__(exchanges)
        self.read: list[Exchange] = []

    def mentioning(self, holds: Callable[[bytes], object]) -> Iterator[Exchange]:
        for exchange in self:
            if holds("\n".join(f"{name}: {value}" for name, value in exchange.response_headers).encode()):
                self.read.append(exchange)
                yield exchange


def test_of_a_file_only_what_may_be_a_lasting_cookie_is_read() -> None:
    lasting = [
        answer(f"uid={UID[n:]}; {says}")
        for n, says in enumerate(("Max-Age=99999999", "max-age=99999999", "expires=Fri, 09 Oct 2026 08:53:20 GMT"))
    ]
    file = _File(answer(f"uid={UID}"), *lasting, Exchange(index=9, id="9", time_us=NOW, response_body=b"max-age=9"))
    assert [needle.text for needle in assigned(file, [])] == [UID, UID[1:], UID[2:]]
    assert file.read == lasting
