"""Debian's own adbd and the sandbox's must answer the same conversation alike.

The program is looked for in HARNESS_ADBD and on PATH; ``.ci/real-adbd`` obtains it. It always listens on port 5555 of
every interface, so the test is skipped where that port is taken.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.conftest import Adb, connect
from tests.sandbox.conversation import converse

_PORT = 5555


@pytest.fixture
def real(adb_server: int) -> Iterator[Adb]:
    program = os.environ.get("HARNESS_ADBD") or shutil.which("adbd")
    if not program:
        pytest.skip("no adbd here; .ci/real-adbd obtains Debian's")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", _PORT)) == 0:
            pytest.skip(f"port {_PORT}, the only one that adbd listens on, is taken")
    process = subprocess.Popen([program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", _PORT)) == 0:
                    break
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.skip("adbd does not run on this machine")
            time.sleep(0.05)
        yield connect(adb_server, f"127.0.0.1:{_PORT}")
    finally:
        process.kill()
        process.wait()


@pytest.mark.debian
def test_the_same_answers(real: Adb, adb: Adb, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "sandbox").mkdir()
    theirs = converse(real, str(tmp_path / "device"), tmp_path / "real")
    ours = converse(adb, "/data/local/tmp/talk", tmp_path / "sandbox")
    different = {name: (theirs[name], ours[name]) for name in theirs if theirs[name] != ours[name]}
    assert not different
