"""A record becomes an observation: names, values, callers, times."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.evidence.calls.call import fits, observation
from harness.evidence.calls.mapping import Mapping, shipped
from harness.evidence.rows import Observation, Value, decode_row, encode_row
from tests.examples import examples

IMEI = {"class": "android.telephony.TelephonyManager", "method": "getImei"}
FROOKY = {
    "id": "x", "type": "hook", "category": "X", "time": "2026-01-23T10:39:26.826Z", **IMEI, "instanceId": 7,
    "stackTrace": ["android.telephony.TelephonyManager.getImei(Native Method)", "org.a.B.c(B.kt:3)"],
    "inputParameters": [{"declaredType": "int", "value": 0}],
    "returnValue": [{"declaredType": "java.lang.String", "value": "490154203237518"}],
}  # fmt: skip


def made(record: dict[str, Any], mapping: Mapping | None = None, ahead_us: int = 0) -> Observation:
    chosen = mapping or next(each for each in shipped() if fits(record, each))
    assert fits(record, chosen)
    return observation(record, chosen, 5, ahead_us)


def test_frooky() -> None:
    row = made(FROOKY, ahead_us=1_000_000)
    assert (row.point, row.category, row.seq, row.object_id) == ("tm.getImei", "imei", 5, 7)
    assert row.time_us == 1_769_164_765_826_000
    assert row.stack == ["org.a.B.c(B.kt:3)"] and row.args == [Value(type="int", text="0")]
    assert row.result == Value(type="java.lang.String", text="490154203237518")


def test_frookys_objects_exceptions_constructors_and_native_functions() -> None:
    held = {"declaredType": "a.B", "value": "<instance: a.B, $className: a.C>", "runtimeType": "a.C",
            "instanceToString": "C{id=1}"}  # fmt: skip
    row = made({**FROOKY, "returnValue": [held]})
    assert row.result is not None and row.result.type == "a.B" and row.result.text is None
    assert row.result.fields["toString"].text == "C{id=1}"
    plain = made({**FROOKY, "returnValue": [{**held, "instanceToString": "a.C@bef19ff"}]})
    assert plain.result is not None and not plain.result.fields
    assert made({**FROOKY, "returnValue": [{"declaredType": "void", "value": "void"}]}).result is None
    thrown = made({**FROOKY, "exception": "Error: java.lang.SecurityException: no"})
    assert thrown.exception == "java.lang.SecurityException: no" and thrown.result is None
    assert made({**FROOKY, "class": "a.B", "method": "$init"}).point == "a.B.<init>"
    native = made({"type": "native-hook", "symbol": "open", "module": "libc.so", "time": "2026-01-23T10:39:26Z"})
    assert native.point == "libc.so!open" and native.category is None


def test_mobsf() -> None:
    row = made({"name": "Device Info", **IMEI, "arguments": [1], "result": "x", "returnValue": "490154203237518",
                "calledFrom": " com.a.B.c(B.java:3)"})  # fmt: skip
    assert (row.point, row.time_us, row.stack) == ("tm.getImei", 0, ["com.a.B.c(B.java:3)"])
    assert row.result is not None and row.result.text == "490154203237518"


def test_the_plain_form() -> None:
    trace = (
        "java.lang.Exception\n\tat android.telephony.TelephonyManager.getImei(Native Method)\n\tat a.B.c(B.java:1)\n"
    )
    row = made({**IMEI, "args": "[]", "retval": "490154203237518", "stacktrace": trace, "timestamp": 1700000000123,
                "thread": "main", "tid": 12, "pid": "34"})  # fmt: skip
    assert row.stack == ["a.B.c(B.java:1)"] and not row.args
    assert (row.thread, row.thread_id, row.pid, row.time_us) == ("main", 12, 34, 1_700_000_000_123_000)
    assert made({"api": "a.b.C.method(int)"}).point == "a.b.C.method"


@pytest.mark.parametrize(
    ("held", "unit", "time_us"),
    [
        (1700000000, "auto", 1_700_000_000_000_000),
        ("1700000000.5", "auto", 1_700_000_000_500_000),
        (1700000000123, "auto", 1_700_000_000_123_000),
        (1700000000123456, "auto", 1_700_000_000_123_456),
        (1700000000123456789, "auto", 1_700_000_000_123_457),
        (5, "auto", 0),
        (5, "s", 5_000_000),
        ("2023-11-14T22:13:20+01:00", "iso", 1_699_996_400_000_000),
        ("2023-11-14 22:13:20", "auto", 1_700_000_000_000_000),
        ("14/11/2023 22:13:20", "%d/%m/%Y %H:%M:%S", 1_700_000_000_000_000),
        ("yesterday", "auto", 0),
        (None, "auto", 0),
        ("inf", "ms", 0),
    ],
)
def test_times(held: object, unit: str, time_us: int) -> None:
    row = made({"m": "a", "t": held}, Mapping(method="m", time="t", time_unit=unit))
    assert abs(row.time_us - time_us) <= 128  # a double holds no more of nanoseconds


def test_values() -> None:
    mapping = Mapping(method="m", args="a", result="r")
    row = made({"m": "x", "a": {"k": True, "n": None, "f": 1.5, "l": ["a", {"b": "c"}]},
                "r": [-1, 2, 3, 4, 5, 6, 7, 8]}, mapping)  # fmt: skip
    assert [arg.text for arg in row.args[:3]] == ["true", None, "1.5"] and row.args[1].type == "null"
    assert row.args[3].items[1].fields["b"].text == "c"
    assert row.result is not None and row.result.data == b"\xff\x02\x03\x04\x05\x06\x07\x08"
    long = made({"m": "x", "a": ["y" * 100_000]}, mapping).args[0]
    assert long.truncated and long.size == 100_000 and long.text is not None and len(long.text) < long.size
    deep: Any = "bottom"
    for _ in range(50):
        deep = [deep]
    assert encode_row(made({"m": "x", "a": [deep]}, mapping))


def test_what_is_no_call() -> None:
    assert not any(fits(record, each) for each in shipped() for record in ("x", {}, {"type": "summary", "hooks": []}))
    assert not fits({**FROOKY, "type": "other"}, shipped()[0]) and not fits({"method": 3, "class": "a"}, shipped()[2])


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


_KEYS = (
    "time", "type", "inputParameters", "returnValue", "exception", "stackTrace", "instanceId", "args", "retval",
    "timestamp", "pid", "thread", "calledFrom",
)  # fmt: skip


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(_KEYS, _json)))
@examples(200)
def test_no_record_ends_it(record: dict[str, Any]) -> None:
    row = made({**record, "class": "a.B", "method": "c"}, shipped()[2])
    assert decode_row(Observation, encode_row(row)).point == "a.B.c"
