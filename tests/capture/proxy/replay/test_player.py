"""Which recorded answer a request gets: whatever is made anew for each run may differ, nothing else."""

import json
from typing import Any

import pytest

from harness.capture.proxy.replay import player as players
from harness.evidence.rows import Replayed, decode_row, encode_row
from harness.evidence.run_record import RunRecord, encode_run
from tests.capture.proxy.replay.kit import Playing, answered, asked

IMEI = "490154203237518"
API = "https://api.example/v1"


def outcomes(playing: Playing) -> list[tuple[str, int, bool]]:
    return [(row.outcome, row.index, row.again) for row in playing.rows]


def test_values_times_and_nonces_may_differ() -> None:
    playing = Playing(
        answered(asked(f"{API}/login?ts=1700000000&sign=aa01&v=3", "POST", {"id": IMEI, "os": "android"}), "in"),
        answered(asked(f"{API}/feed?ts=1700000001&page=1"), "feed 1"),
        answered(asked(f"{API}/feed?ts=1700000002&page=2"), "feed 2"),
    )
    assert playing.body(asked(f"{API}/feed?page=2&ts=1800000000")) == "feed 2", "most values are the same"
    assert playing.body(asked(f"{API}/feed?page=1&ts=1800000001")) == "feed 1"
    new = asked(f"{API}/login?sign=ff99&v=3&ts=1800000002", "POST", {"os": "android", "id": "866123041234567"})
    assert playing.body(new) == "in"
    assert outcomes(playing) == [("recorded", 2, False), ("recorded", 1, False), ("recorded", 0, False)]
    assert new.is_replay == "response" and "exchange 0" in new.comment
    assert playing.rows[2].exchange == new.id and playing.rows[2].path == "/v1/login"


def test_equals_are_answered_in_the_order_of_the_recording_and_the_last_again() -> None:
    playing = Playing(*(answered(asked(f"{API}/state?n={n}"), body) for n, body in enumerate(("wait", "wait", "done"))))
    bodies = [playing.body(asked(f"{API}/state?n={n}")) for n in range(77, 82)]
    assert bodies == ["wait", "wait", "done", "done", "done"]
    assert [row.again for row in playing.rows] == [False, False, False, True, True]
    record = playing.player.record()
    assert (record.recorded, record.again, record.unrecorded) == (5, 2, 0)


def test_a_repeated_answer_takes_as_long_as_it_took_but_not_too_long() -> None:
    playing = Playing(answered(asked(f"{API}/a"), "a", took_s=0.5), answered(asked(f"{API}/poll"), "p", took_s=50))
    waits = [playing.played(asked(f"{API}/{path}")) for path in ("a", "a", "poll", "poll")]
    assert [round(found.wait_s, 3) for found in waits if found is not None] == [0, 0.5, 0, 3]


@pytest.mark.parametrize(
    "request_",
    [
        asked(f"{API}/other"),
        asked(f"{API}/feed", "POST"),
        asked("https://cdn.example/v1/feed"),
        asked("https://api.example:8443/v1/feed"),
        asked(f"{API}/feed?a=1&b=2&c=3&d=4"),
    ],
)
def test_what_was_not_recorded_is_told(request_: Any) -> None:
    playing = Playing(answered(asked(f"{API}/feed?a=1"), "x"))
    assert playing.body(request_) is None
    (row,) = playing.rows
    assert (row.outcome, row.index, row.again) == ("unrecorded", -1, False)
    (name,) = playing.player.record().unrecorded_named
    assert name == f"{request_.request.method} {request_.request.host}:{request_.request.port}{row.path}"


def test_other_names_or_words_get_the_nearest_and_that_is_told() -> None:
    playing = Playing(
        answered(asked(f"{API}/track?event=start&ts=1"), "s"), answered(asked(f"{API}/track?event=stop&ts=1"), "e")
    )
    assert playing.body(asked(f"{API}/track?event=stop&ts=9")) == "e"
    assert playing.body(asked(f"{API}/track?event=start&ts=9&x=1")) == "s"
    assert playing.body(asked(f"{API}/track?event=pause&ts=9")) in ("s", "e")
    assert [outcome for outcome, _, _ in outcomes(playing)] == ["recorded", "nearest", "nearest"]
    assert playing.player.record().nearest_named == {"GET api.example:443/v1/track": 2}


@pytest.mark.parametrize(
    ("recorded", "new"),
    [
        ({"jsonrpc": "2.0", "method": "user.get", "id": 1}, {"jsonrpc": "2.0", "method": "user.delete", "id": 2}),
        ({"query": "{ me { name } }", "variables": None}, {"query": "{ me { phone } }", "variables": None}),
        ({"operationName": "Feed", "v": 1}, {"operationName": "Login", "v": 1}),
    ],
)
def test_another_procedure_is_not_the_nearest(recorded: dict[str, Any], new: dict[str, Any]) -> None:
    playing = Playing(answered(asked(f"{API}/rpc", "POST", recorded), "x"))
    assert playing.body(asked(f"{API}/rpc", "POST", new)) is None
    assert playing.body(asked(f"{API}/rpc", "POST", {**recorded, "id": 7} if "id" in recorded else recorded)) == "x"


def test_made_up_parts_of_a_path_may_differ_but_an_equal_path_is_better() -> None:
    first, second = "1b4e28ba-2fa1-11d2-883f-0016d3cca427", "6fa459ea-ee8a-3ca4-894e-db77e160355e"
    playing = Playing(
        answered(asked(f"{API}/u/{first}/cfg"), "first"),
        answered(asked(f"{API}/u/{second}/cfg"), "second"),
        answered(asked(f"{API}/items/12"), "twelve"),
    )
    assert playing.body(asked(f"{API}/u/{second}/cfg")) == "second"
    assert playing.body(asked(f"{API}/u/886313e1-3b8a-5372-9b90-0c9aee199e5d/cfg")) == "first"
    assert playing.body(asked(f"{API}/items/13")) is None, "short numbers are a server's"
    assert [row.outcome for row in playing.rows] == ["recorded", "recorded", "unrecorded"]


def test_a_persona_s_own_words_are_no_words() -> None:
    playing = Playing(answered(asked(f"{API}/u?name=Zhang"), "x"), planted=["Zhang"], personal=["Ouyang"])
    assert playing.body(asked(f"{API}/u?name=Ouyang")) == "x"
    assert playing.rows[0].outcome == "recorded"
    other = Playing(answered(asked(f"{API}/u?name=Zhang"), "x"))
    other.body(asked(f"{API}/u?name=Ouyang"))
    assert other.rows[0].outcome == "nearest"


def test_not_modified_and_parts_are_for_those_who_asked_for_them() -> None:
    playing = Playing(
        answered(asked(f"{API}/logo", if_none_match='"a"'), "", 304),
        answered(asked(f"{API}/film", range="bytes=0-9"), "0123456789", 206),
    )
    assert playing.played(asked(f"{API}/logo")) is None
    found = playing.played(asked(f"{API}/logo", if_none_match='"b"'))
    assert found is not None and found.response.status_code == 304
    assert playing.body(asked(f"{API}/film")) is None
    assert playing.body(asked(f"{API}/film", range="bytes=0-9")) == "0123456789"


def test_a_stream_of_events_is_given_once() -> None:
    playing = Playing(answered(asked(f"{API}/live"), "data: 1\n\n", content_type="text/event-stream"))
    assert playing.body(asked(f"{API}/live")) == "data: 1\n\n"
    assert playing.body(asked(f"{API}/live")) is None
    assert [row.outcome for row in playing.rows] == ["recorded", "unrecorded"]


@pytest.mark.parametrize(
    "path", ["/\udcff\udcfe", "//[bad/x", "/" + "a/" * 5000, "/?" + "&" * 9000, "*", "/%ff%00", "/?a=\udcff"]
)
def test_whatever_an_app_asks_for_is_told(path: str) -> None:
    playing = Playing(answered(asked(f"{API}/feed"), "x"))
    item = asked(f"{API}/")
    item.request.path = path
    item.request.headers["host"] = "[::bad"
    assert playing.played(item) is None
    (row,) = playing.rows
    assert decode_row(Replayed, encode_row(row)) == row and len(row.path) <= 2000
    assert json.loads(encode_run(RunRecord(replay=playing.player.record())))["replay"]["unrecorded"] == 1


def test_an_odd_recorded_request_costs_no_other() -> None:
    odd = answered(asked(f"{API}/"), "x")
    odd.request.headers["host"] = "[::bad"
    odd.request.path = "//[bad"
    playing = Playing(odd, answered(asked(f"{API}/feed"), "feed"))
    assert playing.body(asked(f"{API}/feed")) == "feed"


def test_very_many_of_a_kind_are_answered_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(players, "MOST_ROWS", 10)
    playing = Playing(*(answered(asked(f"{API}/t?n={n}"), str(n)) for n in range(60)))
    assert [playing.body(asked(f"{API}/t?n=x{n}")) for n in range(60)] == [str(n) for n in range(60)]
    assert playing.body(asked(f"{API}/t?n=y")) == "59", "the last again"
