"""The probe's account is read from the device's log and its own files; every lost or altered line is noticed."""

import json

import pytest

from harness.analysis.probe.account import Copies, Own, read_account
from tests.analysis.probe.told import CALL, IMEI, PID, SENT, TOKEN, copies, log, texts_of


def filed(*lines: dict[str, object], token: str = TOKEN) -> str:
    return "".join(f"{text}\n" for text in texts_of(*lines, token=token))


def of(lines: list[str], *files: str) -> list[Own]:
    return read_account(Copies(lines, files, TOKEN))


def test_calls_sends_and_the_rest_are_read() -> None:
    told = log(
        CALL, SENT, {"typed": "王芳"}, {"values": {"a": "b"}}, {"page": "bridge"}, {"lacks": "webview", "why": "x"}
    )
    (own,) = of(["--------- beginning of main", *told])
    assert own.pid == PID and own.whole and own.typed == ["王芳"] and own.values == {"a": "b"}
    assert (own.bits, own.pages, own.lacks) == (64, ["bridge"], {"webview": "x"})
    (call,) = own.calls
    assert (call.point, call.value and call.value["x"], call.us, call.reached) == ("tm.getImei", IMEI, 900, True)
    assert own.sent[0].left


def test_a_lost_line_and_an_altered_one_are_noticed() -> None:
    lines = log(CALL, SENT)
    assert not of([*lines[:1], *lines[2:]])[0].whole
    assert not of([line.replace(IMEI, IMEI[::-1]) for line in lines])[0].whole
    assert not of(log(CALL, end=False))[0].whole


def test_what_comes_after_the_last_seal_is_not_whole_and_what_is_before_it_stands() -> None:
    more = f"11-29 18:00:00.000 {PID} {PID} I HarnessProbe: 7 3 1/1 {json.dumps(SENT)}"
    (own,) = of([*log(CALL), more])
    assert own.sealed and not own.whole


def test_a_line_that_the_log_lost_is_taken_from_the_file() -> None:
    lines = log(CALL, SENT)
    (own,) = of([lines[0], *lines[2:]], filed(CALL, SENT))
    assert own.whole and len(own.calls) == 1
    assert of([], filed(CALL))[0].whole
    assert of(lines, "", "rubbish\n")[0].whole


@pytest.mark.parametrize("altered", ["log", "file"])
def test_of_two_copies_that_differ_the_sealed_one_counts(altered: str) -> None:
    lines, file = log(CALL), filed(CALL)
    if altered == "log":
        lines = [line.replace(IMEI, IMEI[::-1]) for line in lines]
    else:
        file = file.replace(IMEI, IMEI[::-1])
    (own,) = of(lines, file)
    assert own.whole and own.calls[0].value is not None and own.calls[0].value["x"] == IMEI


def test_nobody_else_can_write_a_line_or_a_seal() -> None:
    forged = {**CALL, "point": "clip.getText"}
    (own,) = of(log(CALL, token="guessed"))
    assert not own.sealed
    stranger = [
        line.replace(f" {PID} {PID} I", " 99 99 I") for line in log(forged)
    ]  # the probe's number, another's process
    mine = of([*log(CALL), *stranger])
    assert [(each.pid, each.whole) for each in mine] == [(PID, True)]
    own, other = of([*log(CALL), *log(forged, pid=99, token="guessed")])
    assert own.whole and (other.pid, other.sealed) == (99, False)


def test_a_line_in_parts_is_put_together_in_any_order() -> None:
    text = json.dumps(CALL)
    head = f"11-29 18:00:00.000 {PID} 9 I HarnessProbe:"
    parts = [f"{head} 7 1 {n}/2 {piece}" for n, piece in ((2, text[50:]), (1, text[:50]))]
    begun = log(end=False)
    assert [call.point for call in of([*parts, *begun])[0].calls] == ["tm.getImei"]
    assert of([parts[0], *begun])[0].calls == []


def test_what_is_no_account_does_not_matter() -> None:
    head = f"11-29 18:00:00.000 {PID} 9 I HarnessProbe:"
    rubbish = [f"{head} 7 1 1/1 {{", f"{head} 7 2 1/1 [1]", f"{head} 7 3 1/999 {{}}"]
    (own,) = of([*log(end=False), *rubbish, head + ' 7 4 1/1 {"call": 3, "at": "x", "value": []}'])
    assert [(call.point, call.at_us, call.value) for call in own.calls] == [("", 0, None)]
    assert len(read_account(copies(CALL))) == 1
