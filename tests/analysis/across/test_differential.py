"""Disguises that nobody knows, found by what two personas' runs do not have in common."""

import base64
import hashlib
import json
import random
import uuid
from typing import Any

import pytest

from harness.analysis.across.differential import DifferenceError
from harness.analysis.assessment import Knowledge, assess
from harness.analysis.model import Assessment
from harness.analysis.recording import Recording
from harness.evidence.exchange import Exchange
from harness.evidence.run_record import RunRecord

PERSONAS = {"one": ("13912345678", "866712345678906"), "two": ("15087654321", "867530912345679")}


def rotate(text: str, key: int) -> bytes:
    """A home-made cipher."""
    state, out = key, bytearray()
    for byte in text.encode():
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        out.append(byte ^ (state >> 16) & 0xFF)
    return bytes(out)


class App:
    """One run of an app that hides what it sends. ``seed`` is what differs from run to run."""

    def __init__(self, persona: str, seed: int) -> None:
        self.persona, self.chance = persona, random.Random(seed)
        self.phone, self.imei = PERSONAS[persona]
        self.now = 1_760_000_000 + seed * 86_400
        self.install = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        self.token = self.chance.randbytes(16).hex()
        self.exchanges: list[Exchange] = []

    def send(self, path: str, body: bytes, **more: Any) -> None:
        at = len(self.exchanges)
        headers = [("Content-Length", str(len(body))), ("X-Request-Id", self.chance.randbytes(8).hex())]
        self.exchanges.append(
            Exchange(index=at, id=f"x{at}", time_us=(self.now + at) * 1_000_000, method="POST", host="api.example",
                     url=f"https://api.example{path}", request_headers=headers, request_body=body, **more)
        )  # fmt: skip

    def recording(self) -> Recording:
        values = [{"id": "phone", "category": "phone_number", "value": self.phone},
                  {"id": "imei", "category": "imei", "value": self.imei}]  # fmt: skip
        return Recording(run=RunRecord(package="com.x"), exchanges=self.exchanges,
                         persona={"id": self.persona, "values": values})  # fmt: skip


def noise_of(app: App, number: int) -> dict[str, Any]:
    return {"ts": (app.now + number) * 1000, "nonce": app.chance.randbytes(12).hex(), "install": app.install,
            "sid": app.token, "sdk": "2.4.1", "n": number, "at": f"2025-10-09T08:5{number}:00Z",
            "battery": app.chance.randrange(100),
            "events": [{"e": e} for e in app.chance.sample("abcdef", 3)]}  # fmt: skip


def ordinary(app: App) -> App:
    for number in range(4):
        hidden = base64.b64encode(rotate(app.phone, 77)).decode()
        app.send("/v1/e", json.dumps({**noise_of(app, number), "telx": hidden}).encode())
    return app


def compare(*apps: App) -> Assessment:
    first, second, *noise = (app.recording() for app in apps)
    return assess(first, knowledge=Knowledge(against=second, noise=noise))


def found(result: Assessment) -> set[tuple[int, tuple[str, ...], str]]:
    return {(row.index, tuple(row.path), row.confidence) for row in result.sightings if row.form == "differential"}


def test_an_unknown_cipher_is_found_and_noise_is_not() -> None:
    result = compare(ordinary(App("one", 1)), ordinary(App("two", 2)), ordinary(App("one", 3)))
    assert {path[0] for _, path, _ in found(result)} == {"json:/telx"}
    assert {index for index, _, _ in found(result)} == {0, 1, 2, 3}
    assert {confidence for _, _, confidence in found(result)} == {"high"}
    (row,) = [row for row in result.disclosures if row.form == "differential"]
    assert (row.category, row.strength, len(row.sightings)) == ("phone_number", "B", 4)
    assert result.values[row.value_id]
    assert len({sighting.id for sighting in result.sightings}) == len(result.sightings)


def test_without_a_third_run_statistics_remove_times_nonces_and_random_ids() -> None:
    result = compare(ordinary(App("one", 1)), ordinary(App("two", 2)))
    paths = {path[0] for _, path, _ in found(result)}
    # A token that stays the same all through a run could be the persona's; only a third run can tell.
    assert paths == {"json:/telx", "json:/sid"}
    assert {confidence for _, _, confidence in found(result)} == {"medium"}


def body_with_time(app: App) -> App:
    """A binary body: a time, then a keyed mix of the persona, then chance."""
    for number in range(3):
        body = (app.now + number).to_bytes(8, "big") + b"\x01\x02" + rotate(app.imei, 5) + app.chance.randbytes(6)
        app.send("/v2/b", body)
    return app


def test_a_place_inside_a_body_that_also_holds_noise() -> None:
    result = compare(*(body_with_time(app) for app in (App("one", 1), App("two", 2), App("one", 3))))
    rows = [row for row in result.sightings if row.form == "differential"]
    assert {row.index for row in rows} == {0, 1, 2}
    for row in rows:
        assert row.offset >= 10 and row.offset + row.length <= 25 and row.length >= 6
        assert row.confidence == "medium"


def test_what_is_known_anyway_is_not_said_twice() -> None:
    def plain(app: App) -> App:
        app.send("/p", json.dumps({"tel": app.phone, "h": hashlib.md5(app.imei.encode()).hexdigest()}).encode())
        return app

    result = compare(plain(App("one", 1)), plain(App("two", 2)), plain(App("one", 3)))
    assert {row.form for row in result.sightings} == {"plain", "digest:md5"}


def test_nothing_personal_gives_nothing() -> None:
    def quiet(app: App) -> App:
        for number in range(5):
            app.send(
                f"/q?t={app.now + number}&r={app.chance.getrandbits(40):x}", json.dumps(noise_of(app, number)).encode()
            )
        return app

    for seeds in range(5):
        apps = [quiet(App(name, seeds * 10 + n)) for n, name in enumerate(("one", "two", "one", "one"))]
        assert found(compare(*apps)) == set()


def test_more_events_in_one_run_are_no_difference() -> None:
    def events(app: App, names: list[str]) -> App:
        for name in names:
            app.send("/ev", json.dumps({"event": name}).encode())
        return app

    first, again = (events(App("one", n), ["startup", "clicked", "idle_for_long"]) for n in (1, 3))
    assert found(compare(first, events(App("two", 2), ["startup", "clicked"]), again)) == set()


def test_reordered_traffic_in_a_url_and_in_a_header() -> None:
    def mixed(app: App) -> App:
        secret = rotate(app.imei, 9).hex()
        calls = [(f"/a?d={secret}", b"{}"), ("/b", b"x=1"), ("/c", b"y=2")]
        app.chance.shuffle(calls)
        for path, body in calls:
            app.send(path, body)
        app.exchanges[0].request_headers.append(("X-Dev", rotate(app.phone, 3).hex()))
        return app

    result = compare(*(mixed(app) for app in (App("one", 1), App("two", 2), App("one", 3))))
    wheres = {row.where for row in result.sightings if row.form == "differential"}
    assert "url" in wheres


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"persona": {"id": "one", "values": []}}, "Both recordings have the persona"),
        ({"run": RunRecord(package="com.y")}, "of the app"),
        ({"run": RunRecord(package="com.x", scenario="other")}, "of the scenario"),
    ],
)
def test_recordings_that_cannot_be_compared(change: dict[str, Any], says: str) -> None:
    first, second = ordinary(App("one", 1)).recording(), ordinary(App("two", 2)).recording()
    first.run.scenario = "consent"
    for name, value in change.items():
        setattr(second, name, value)
    with pytest.raises(DifferenceError, match=says):
        assess(first, knowledge=Knowledge(against=second))
    with pytest.raises(DifferenceError, match="noise recording"):
        other = ordinary(App("two", 2)).recording()
        assess(first, knowledge=Knowledge(against=other, noise=[other]))
