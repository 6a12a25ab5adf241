"""The probe's account is read from the device's log, and every lost or altered line is noticed."""

import json

from harness.analysis.probe.account import read_account
from tests.analysis.probe.told import CALL, IMEI, PID, SENT, log


def test_calls_sends_and_the_rest_are_read() -> None:
    (own,) = read_account(["--------- beginning of main", *log(CALL, SENT, {"typed": "王芳"}, {"values": {"a": "b"}})])
    assert own.pid == PID and own.whole and own.typed == ["王芳"] and own.values == {"a": "b"}
    (call,) = own.calls
    assert (call.point, call.value and call.value["x"], call.us, call.reached) == ("tm.getImei", IMEI, 900, True)
    assert own.sent[0].left


def test_a_lost_line_and_an_altered_one_are_noticed() -> None:
    lines = log(CALL, SENT)
    assert not read_account([*lines[:1], *lines[2:]])[0].whole
    assert not read_account([line.replace(IMEI, IMEI[::-1]) for line in lines])[0].whole
    assert not read_account(log(CALL, end=False))[0].whole


def test_a_line_in_parts_is_put_together_in_any_order() -> None:
    text = json.dumps(CALL)
    parts = [f"I HarnessProbe: 7 1 {n}/2 {piece}" for n, piece in ((2, text[50:]), (1, text[:50]))]
    begun = log(end=False)
    assert [call.point for call in read_account([f"x {part}" for part in parts] + begun)[0].calls] == ["tm.getImei"]
    assert read_account([f"x {parts[0]}", *begun])[0].calls == []


def test_what_is_no_account_does_not_matter() -> None:
    begun = log(end=False)
    rubbish = ["x I HarnessProbe: 7 1 1/1 {", "x I HarnessProbe: 7 2 1/1 [1]", "x I HarnessProbe: 7 3 1/999 {}"]
    (own,) = read_account([*begun, *rubbish, 'x I HarnessProbe: 7 4 1/1 {"call": 3, "at": "x", "value": []}'])
    assert [(call.point, call.at_us, call.value) for call in own.calls] == [("", 0, None)]
