"""The sandbox's side of the conversation that test_real_adbd.py holds with a real daemon."""

from __future__ import annotations

import stat
from pathlib import Path

from tests.sandbox.conftest import Adb
from tests.sandbox.conversation import NAMES, converse


def test_conversation(adb: Adb, tmp_path: Path) -> None:
    said = converse(adb, "/data/local/tmp/talk", tmp_path)
    assert said["exit code"] == (7, b"", b"")
    assert said["exit code of the last"] == (1, b"", b"")
    assert said["channels"] == (3, b"out\n", b"err\n")
    assert said["stdin"] == (0, b"one\ntwo\0three\xff", b"")
    assert said["stdin to its end"] == (0, b"300000\n", b"")
    assert said["pipe"] == (0, b"3\n", b"")
    assert said["and or"] == (0, b"yes\n", b"")
    assert said["quotes"] == (0, b"a  b c 0 d e f\n", b"")
    assert said["status in the output"] == (0, b"X4EXIT:1\n", b"")
    assert said["without v2"] == (0, b"out\nerr\n", b"")
    assert said["exec-out"] == (0, b"a\nb\r\n", b"")
    assert said["big file is whole"] and said["digest"] and said["exec-out is binary clean"]
    assert said["size"] == (0, b"5000000\n", b"")
    assert [row[2] for row in said["list"]] != [] and len(said["names"]) == len(NAMES)
    assert {name for name, _, _ in said["names"]} == set(NAMES)
    assert [size for name, size, _ in said["names"] if name == NAMES[3]] == [3]
    assert all(mtime >= 1_600_000_000 for _, _, mtime in said["names"])
    assert all(stat.S_ISREG(int(mode, 16)) for mode, _, _ in said["list"])
    assert said["pull what is not there"][0] == 1
    assert said["reverse gives a port"] and said["reverse list"].strip() == "host-N tcp:PORT tcp:9"
    assert said["reverse removed"][0] == 0 and said["reverse removed twice"][0] == 1
