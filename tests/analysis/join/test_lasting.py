"""Random values: identifiers when they last, else a line of their own."""

import hashlib
import json
import uuid
from typing import Any

import pytest

from harness.analysis.across.compare import compare
from harness.analysis.assessment import Knowledge, assess
from harness.analysis.model import Assessment
from harness.analysis.model_coverage import RandomFacts
from harness.analysis.recording import Recording
from harness.analysis.together import assess_together
from harness.evidence.exchange import Message
from harness.evidence.rows import Value
from tests.analysis.lantern import ADS, OWN, Run, text

A = "3f2b8c1e-77aa-4d0e-9b0f-5c6d7e8f9a0b"
B = "91d4e7a2-0c3b-4f5e-8a6d-1b2c3d4e5f60"
C = "c0ffee11-2233-4455-8677-8899aabbccdd"


def small(run: Run) -> Recording:
    """The run with one planted value, so that little is to be compiled."""
    return run.recording(persona={"values": [{"id": "a", "category": "android_id", "value": "9f3c1a77d2e4b805"}]})


def make(run: Run, at: int, value: str, stack: list[str] | None = None) -> None:
    result = Value(type="java.util.UUID", text=value)
    run.call(at, "uuid.randomUUID", "app_instance_id", stack or OWN, result=result)


def post(run: Run, at: int, value: str, url: str = "https://x.example/track", status: int = 200, **more: Any) -> None:
    body = json.dumps({"oaid": value, "n": more.pop("n", at)}).encode()
    run.send(at, url, body)
    run.exchanges[-1].status = status
    for name, field in more.items():
        setattr(run.exchanges[-1], name, field)


def ids(found: Assessment) -> list[list[str]]:
    """The values that are disclosed."""
    return [[found.values[key] for key in row.value_ids] for row in found.disclosures]


def test_a_new_one_in_each_request_is_no_identifier_whatever_it_is_called() -> None:
    run = Run()
    for at, value in ((1000, A), (2000, B)):
        make(run, at, value, ADS)
        post(run, at + 100, value)
    found = assess(small(run))
    assert found.disclosures == [] and found.collected == []
    (row,) = found.random
    assert (row.category, row.fresh, row.requests, row.host, row.path) == (
        "app_instance_id", "each_time", 2, "x.example", ["json:/oaid"],
    )  # fmt: skip
    assert [found.values[key] for key in row.value_ids] == [A, B]
    assert row.actor.id == "sdk:com.adhive.sdk" and row.consent == "before" and len(row.sightings) == 2
    assert found.summary.verdict == "none_seen" and found.summary.reasons == []
    assert found.coverage.random == RandomFacts(made=2, lasting=0, left=2, once=0)


def test_one_that_was_sent_once_is_no_disclosure_but_the_run_cannot_say_that_it_is_not_kept() -> None:
    run = Run()
    run.call(600, "settings.android_id", "android_id", OWN, result=text("9f3c1a77d2e4b805"))
    make(run, 1000, A)
    post(run, 1100, A)
    found = assess(small(run))
    assert found.disclosures == [] and [row.fresh for row in found.random] == ["once"]
    assert found.summary.verdict == "undetermined" and found.summary.reasons == ["random_once"]
    # What else was read is not made doubtful by it.
    assert {row.category: row.leaving for row in found.collected} == {"android_id": "not_seen"}


@pytest.mark.parametrize(
    ("name", "second", "is_one"),
    [
        ("the same event again", {"at": 3000}, True),
        ("another address of the same host", {"at": 1200, "url": "https://x.example/config"}, True),
        ("another host", {"at": 1200, "url": "https://y.example/track"}, True),
        ("the same bytes at once", {"at": 1200, "n": 1}, False),
        ("the same bytes much later", {"at": 31_000, "n": 1}, True),
    ],
)
def test_two_different_requests(name: str, second: dict[str, Any], is_one: bool) -> None:
    run = Run()
    make(run, 1000, A)
    post(run, 1100, A, n=1)
    post(run, value=A, **second)
    found = assess(small(run))
    assert bool(found.disclosures) is is_one, name
    assert bool(found.random) is not is_one
    assert [row.category for row in found.collected] == (["app_instance_id"] if is_one else [])


@pytest.mark.parametrize("status", [0, 401, 408, 429, 500, 503])
def test_a_retry_of_what_was_not_answered_is_the_same_request(status: int) -> None:
    run = Run()
    make(run, 1000, A)
    for number in range(3):
        post(run, 1100 + 1000 * number, A, status=status, url=f"https://h{number}.example/track")
    assert [row.fresh for row in assess(small(run)).random] == ["once"] * 3
    post(run, 9000, A, url="https://h2.example/other")
    assert assess(small(run)).random == []


def test_where_a_redirection_leads_to_is_the_same_request() -> None:
    run = Run()
    make(run, 1000, A)
    post(run, 1100, A, status=302, response_headers=[("Location", f"/in?id={A}")])
    run.send(1200, f"https://x.example/in?id={A}", b"")
    run.exchanges[-1].method, run.exchanges[-1].status = "GET", 200
    found = assess(small(run))
    assert found.disclosures == [] and {row.fresh for row in found.random} == {"once"}
    run.send(1300, f"https://x.example/elsewhere?id={A}", b"")
    assert ids(assess(small(run))) == [[A]]


def test_two_fields_of_one_request_are_one_sight_of_it() -> None:
    run = Run()
    make(run, 1000, A)
    body = json.dumps({"oaid": A, "h": hashlib.md5(A.encode()).hexdigest()}).encode()
    run.send(1100, f"https://x.example/t?rid={A}", body, X_Request_Id=A)
    found = assess(small(run))
    assert found.disclosures == [] and len(found.random) == 4
    assert found.summary.reasons == ["random_once"]


def test_an_answer_that_repeats_it_is_no_second_request() -> None:
    run = Run()
    make(run, 1000, A)
    post(run, 1100, A, response_body=json.dumps({"id": A}).encode())
    assert assess(small(run)).disclosures == []


def test_in_a_digest_and_plain_it_is_the_same_value() -> None:
    run = Run()
    make(run, 1000, A)
    post(run, 1100, A)
    post(run, 2100, hashlib.md5(A.encode()).hexdigest())
    found = assess(small(run))
    assert {row.form for row in found.disclosures} == {"plain", "digest:md5"}


def test_items_of_a_list_are_one_place() -> None:
    run = Run()
    for at, value in ((1000, A), (1001, B), (1002, C)):
        make(run, at, value)
    run.send(1100, "https://x.example/events", json.dumps({"events": [{"id": value} for value in (A, B, C)]}).encode())
    (row,) = assess(small(run)).random
    assert (row.fresh, row.path, row.requests, len(row.value_ids)) == ("each_time", ["json:/events/*/id"], 1, 3)


def test_in_a_path_each_is_at_the_same_place() -> None:
    run = Run()
    for at, value in ((1000, A), (2000, B)):
        make(run, at, value)
        run.send(at + 100, f"https://x.example/up/{value}/part", b"")
    (row,) = assess(small(run)).random
    assert (row.fresh, row.url) == ("each_time", "https://x.example/up/*/part")


@pytest.mark.parametrize(
    ("point", "args"),
    [
        ("store.prefs.putString", [text("install_id"), text(A)]),
        ("store.prefs.putString", [text("state"), text(json.dumps({"id": A}))]),
        ("store.keystore.setEntry", [text(A.replace("-", ""))]),
    ],
)
def test_one_that_was_stored_is_an_identifier_at_the_first_sight(point: str, args: list[Value]) -> None:
    run = Run()
    make(run, 1000, A)
    make(run, 1001, B)
    run.call(1010, point, "control.store", OWN, args=args)
    post(run, 1100, A)
    post(run, 1200, B)
    found = assess(small(run))
    assert ids(found) == [[A]] and [found.values[key] for row in found.random for key in row.value_ids] == [B]
    assert [row.seen_leaving for row in found.collected] == [True]


def test_stored_and_never_sent_it_is_a_read_that_was_not_seen_leaving() -> None:
    run = Run()
    make(run, 1000, A)
    run.call(1010, "store.prefs.putString", "control.store", OWN, args=[text("id"), text(A)])
    run.send(1100, "https://x.example/t", b"{}")
    (row,) = assess(small(run)).collected
    assert (row.category, row.leaving) == ("app_instance_id", "not_seen")


def test_what_an_sdk_returns_as_its_own_identifier_needs_no_second_sight() -> None:
    run = Run()
    make(run, 1000, A, ADS)
    run.call(1001, "appsetid.getAppSetIdInfo", "app_set_id", OWN, result=text(A))
    post(run, 1100, A)
    found = assess(small(run))
    assert ids(found) == [[A]] and found.random == []


def test_messages_of_one_connection() -> None:
    def run(*messages: bytes) -> Assessment:
        made = Run()
        make(made, 1000, A)
        made.send(1100, "https://x.example/ws", b"")
        at = made.exchanges[-1].time_us
        made.exchanges[-1].kind = "websocket"
        made.exchanges[-1].messages = [
            Message(from_client=True, data=data, time_us=at + 1000 * n) for n, data in enumerate(messages)
        ]
        return assess(small(made))

    hello = json.dumps({"id": A}).encode()
    assert run(hello, hello).disclosures == []
    assert ids(run(hello, json.dumps({"id": A, "event": "open"}).encode())) == [[A]]


def test_another_run_that_carries_it_makes_it_an_identifier() -> None:
    def one(*values: str) -> Run:
        run = Run()
        for number, value in enumerate(values):
            make(run, 1000 + number, value)
            post(run, 1100 + number, value, url=f"https://x.example/{number}")
        return run

    first, second = one(A, C), Run()
    second.send(1100, f"https://x.example/p?q={A}", b"")  # read from where it was stored: nobody saw it being made
    assert assess(small(first)).disclosures == []
    found = assess(small(first), knowledge=Knowledge(others=[small(second)]))
    assert ids(found) == [[A]] and [found.values[key] for row in found.random for key in row.value_ids] == [C]
    other = one(A, B).recording(persona={"id": "q", "values": []})
    against = assess(small(first), knowledge=Knowledge(against=other))
    assert [A] in ids(against)

    both = assess_together([small(first), small(second)])
    assert [ids(one) for one in both] == [[[A]], [[A]]]
    rows = compare([("1", both[0]), ("2", both[1])]).disclosed  # who read it from its store is not known
    assert {(row.category, row.actor, *row.runs) for row in rows} == {
        ("app_instance_id", "app", "yes", "no"),
        ("app_instance_id", "unknown", "unknown", "yes"),  # its other random value was sent once
    }


def test_runs_that_share_nothing_stay_as_they_are() -> None:
    def one(value: str) -> Run:
        run = Run()
        make(run, 1000, value)
        post(run, 1100, value)
        return run

    assert [ids(found) for found in assess_together([small(one(A)), small(one(B))])] == [[], []]


def test_a_planted_value_is_never_called_random() -> None:
    run = Run()
    persona = {"values": [{"id": "oaid", "category": "oaid", "value": A}]}
    make(run, 1000, A)
    post(run, 1100, A)
    found = assess(run.recording(persona=persona))
    assert [row.category for row in found.disclosures] == ["oaid"] and found.random == []


def test_many_random_values_crowd_out_no_identifier_and_those_left_out_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("harness.values.needle._MOST", {"observed": 2, "generated": 3})
    run = Run()
    for number in range(4):
        make(run, 1000 + number, str(uuid.UUID(int=(0xA1B2C3D4E5F60718293A4B5C6D7E8F00 + 7919 * number))))
    run.call(2000, "gaid.info.getId", "gaid", ADS, result=text(A))
    run.send(2100, f"https://x.example/p?q={A}", b"")
    found = assess(small(run))
    assert ids(found) == [[A]]
    assert "values_cut" in found.summary.reasons and found.coverage.values_cut is True
    del run.observations[3]
    assert "values_cut" in assess(small(run)).summary.reasons  # three: there may have been more
    del run.observations[2]
    assert "values_cut" not in assess(small(run)).summary.reasons
