"""A log as a source of observations, and what is said of what is not in it."""

import gzip
import json
from pathlib import Path

import pytest

from harness.evidence.calls.log import CallsRequest, open_log
from harness.evidence.exchange import RecordingError

CALL = {"class": "android.telephony.TelephonyManager", "method": "getImei", "timestamp": 1700000000, "retval": "1"}


def log(tmp_path: Path, *records: object) -> Path:
    path = tmp_path / "calls.log"
    path.write_text("".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in records))
    return path


def test_everything_is_counted(tmp_path: Path) -> None:
    path = log(tmp_path, {"type": "summary"}, CALL, {**CALL, "class": "a.B"}, {**CALL, "class": "a.B"}, '{"x": ', CALL)
    read = open_log(CallsRequest(path, ahead_s=2.5))
    assert [row.point for row in read] == ["tm.getImei", "a.B.getImei", "a.B.getImei", "tm.getImei"]
    assert [row.seq for row in read] == [0, 1, 2, 3] and next(iter(read)).time_us == 1_699_999_997_500_000
    said = read.said
    assert (said.calls, said.others, said.unnamed, said.named) == (4, 1, 2, ["a.B.getImei: 2"])
    assert said.unreadable == 1 and said.lost[0].startswith("line 5: ")
    assert (said.clock, said.ahead_us) == ("given", 2_500_000)


def test_clocks(tmp_path: Path) -> None:
    assert open_log(CallsRequest(log(tmp_path, CALL))).said.clock == "unknown"
    untimed = {name: held for name, held in CALL.items() if name != "timestamp"}
    assert open_log(CallsRequest(log(tmp_path, CALL, untimed), ahead_s=0)).said.clock == "untimed"


def test_one_that_is_packed_and_cut(tmp_path: Path) -> None:
    path = log(tmp_path, *[CALL] * 100)
    packed = tmp_path / "calls.gz"
    packed.write_bytes(gzip.compress(path.read_bytes())[:-12])
    said = open_log(CallsRequest(packed)).said
    assert said.calls and any("ends early" in why for why in said.lost)


def test_a_mapping_of_ones_own(tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text("only: {kind: call}\nclass: who.0\nmethod: who.1\ntime: at\ntime_unit: ms\nresult: got\n")
    record = {"kind": "call", "who": [CALL["class"], "getImei"], "at": 1700000000000, "got": "2"}
    (row,) = open_log(CallsRequest(log(tmp_path, record, CALL), mapping))
    assert row.point == "tm.getImei" and row.result is not None and row.result.text == "2"


@pytest.mark.parametrize(
    ("records", "says"),
    [
        ([{"kind": "x", "who": 1}], r"holds no call: no record names .* \(keys: kind, who\); --mapping FILE says"),
        (['{"class": "a'], "holds no call that can be read: line 1: "),
        (["hello"], "is no log of calls: there is no JSON object in it"),
    ],
)
def test_logs_without_a_call(tmp_path: Path, records: list[object], says: str) -> None:
    with pytest.raises(RecordingError, match=says):
        open_log(CallsRequest(log(tmp_path, *records)))
