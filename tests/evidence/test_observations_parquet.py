"""Recorded calls as Parquet, read back by DuckDB; and what is said where it is not installed."""

import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from harness.evidence.observations_parquet import COLUMNS, ParquetError, write_parquet
from harness.evidence.rows import Observation, Value
from harness.files.write import WriteError
from tests.cli.test_cli import say


def row(seq: int, **more: Any) -> Observation:
    fields = {"time_us": 1_760_000_000_000_000 + seq, "mono_ns": 1, "pid": 3, "process": "p", "thread_id": 1,
              "thread": "main", "point": "x.y"} | more  # fmt: skip
    return Observation(seq=seq, **fields)


def read(path: Path) -> list[dict[str, Any]]:
    found = duckdb.connect(":memory:").execute("SELECT * FROM read_parquet(?)", [str(path)])
    names = [each[0] for each in found.description or ()]
    return [dict(zip(names, each, strict=True)) for each in found.fetchall()]


def test_rows_come_back_typed_and_texts_as_they_are(tmp_path: Path) -> None:
    place = Value(type="L", fields={"lat": Value(type="D", text="1.5"), "raw": Value(type="[B", data=b"\x00\xff")})
    hostile = "=1+1\x1b[31m\x00\u4f60\n\"', half \ud83d"
    path = tmp_path / "it's $1 {x}.parquet"
    rows = [
        row(7, category="imei", stack=["a.B.c(D.java:1)", "e"], args=[place], result=Value(type="S", text=hostile)),
        row(8, exception="a.B: c", object_id=(1 << 64) - 1, count=3, last_us=9),
    ]
    assert write_parquet(rows, path) == 2
    one, two = read(path)
    assert tuple(one) == tuple(COLUMNS) and one["id"] == "3:7" and one["time_us"] == one["last_us"] == rows[0].time_us
    assert one["args"] == ["{lat=1.5, raw=00ff}"] and one["stack"] == rows[0].stack
    assert one["result"] == hostile.replace("\ud83d", "?") and one["exception"] is None
    assert (two["object_id"], two["count"], two["result"], two["category"]) == (-1, 3, None, None)


def test_none_and_many(tmp_path: Path) -> None:
    assert write_parquet([], tmp_path / "none.parquet") == 0 and read(tmp_path / "none.parquet") == []
    assert write_parquet((row(number) for number in range(5000)), tmp_path / "many.parquet") == 5000
    assert [each["id"] for each in read(tmp_path / "many.parquet")] == [f"3:{number}" for number in range(5000)]


def test_where_it_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WriteError, match="Cannot write"):
        write_parquet([], tmp_path / "none" / "x.parquet")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(ParquetError, match=r"pip install 'harness\[parquet\]'"):
        write_parquet([], tmp_path / "x.parquet")
    assert not (tmp_path / "x.parquet").exists()


def test_the_name_says_which(tmp_path: Path) -> None:
    (tmp_path / "x.har").write_text('{"log":{"entries":[{"request":{"method":"GET","url":"http://a/"}}]}}')
    for name in ("o.parquet", "o.csv"):
        assert say("export", str(tmp_path / "x.har"), "--observations", str(tmp_path / name))[0] == 0
    assert read(tmp_path / "o.parquet") == [] and (tmp_path / "o.csv").read_text().startswith("id,time_us,")
