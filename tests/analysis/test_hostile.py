"""Hostile bodies end within their bounds in time and memory, and what was not read is named with how much.

The whole corpus: ``python -m tests.analysis.hostile``, or with ``HARNESS_HOSTILE=all`` here; a choice of it by default.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.hostile import CORPUS

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
"""CPU seconds for one body on a slow, busy machine; the slowest takes 8 on an idle one."""
MIB = 900
BROKEN = [name for name in CORPUS if name.startswith("broken")]
SLOW = ("a-million-escapes", "a-million-runs", "wide", "bomb-bzip2", "zip-of-many", "hex-pairs", "one-letter")
WHOLE = [name for name in CORPUS if name not in BROKEN]
CHOSEN = WHOLE if os.environ.get("HARNESS_HOSTILE") == "all" else [name for name in WHOLE if name not in SLOW]
BOUNDED = {
    "bomb-gzip": "ratio",
    "bomb-zstd": "ratio",
    "bomb-bzip2": "ratio",
    "bomb-base64": "ratio",
    "zip-of-many": "ratio",
    "nested-gzip": "depth",
    "nested-zstd": "depth",
    "nested-multipart": "depth",
    "nested-percent": "depth",
    "a-gigabyte": "size",
}

HANGS_SECONDS = 600
"""Each body has its own bound, in processor time; this one is for a busy machine and a search that never ends."""

pytestmark = pytest.mark.timeout(3 * HANGS_SECONDS)


def search(*names: str) -> list[dict[str, Any]]:
    """Search bodies in a process with limits of its own."""
    command = [sys.executable, "-m", "tests.analysis.hostile", *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=HANGS_SECONDS)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def said() -> dict[str, dict[str, Any]]:
    """What the search said of each body of the choice."""
    half = len(CHOSEN) // 2
    return {row["name"]: row for row in (*search(*CHOSEN[:half]), *search(*CHOSEN[half:]))}


@pytest.mark.parametrize("name", CHOSEN)
def test_bounds_are_kept_and_named(name: str, said: dict[str, dict[str, Any]]) -> None:
    row = said[name]
    assert row["seconds"] < SECONDS and row["mib"] < MIB, row
    if name in BOUNDED:
        assert row["spent"] == BOUNDED[name], row
    if row["spent"] in ("size", "ratio", "bytes", "depth"):
        assert row["opaque"] > 0, row


def test_what_comes_before_the_bound_is_found(said: dict[str, dict[str, Any]]) -> None:
    for name in ("a-gigabyte", "nested-json", "nested-protobuf", "laughs", "nested-xml"):
        assert said[name]["found"] == 1, name
    assert said["a-gigabyte"]["opaque"] == (1 << 30) - (16 << 20)


def test_broken_data_is_survived() -> None:
    rows = search(*BROKEN)
    assert len(rows) == len(BROKEN) and max(row["seconds"] for row in rows) < SECONDS
    assert any(row["opaque"] for row in rows) and any(row["found"] for row in rows)
