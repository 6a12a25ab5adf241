"""Whatever ends, a confined app does not outlive it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harness.sandbox.cage.landlock import abi

PATIENCE_S = 200
_DEVICE = """
import asyncio, sys
from pathlib import Path
from harness.sandbox.cage.start import Cage
from tests.sandbox.cage.conftest import PYTHON, python_needs

async def main():
    folder = Path(sys.argv[2])
    (folder / "data").mkdir(); (folder / "system").touch()
    cage = Cage(folder / "cage", sys.argv[1])
    program = "import os, time\\nif os.fork() == 0:\\n os.setsid()\\ntime.sleep(1000)"
    command = [PYTHON, "-I", "-S", "-c", program, sys.argv[2]]
    caged = await cage.start(
        "app", command, needs=python_needs(), system=folder / "system", data=folder / "data", network="sinkhole"
    )
    print(caged.pid, flush=True)
    await caged.child.wait()
    print("ended", flush=True)

asyncio.run(main())
"""


def started(marker: str) -> list[int]:
    """Processes whose command line holds the marker as a word."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                words = (process / "cmdline").read_bytes().split(b"\0")
                state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if marker.encode() in words and state != "Z":
                found.append(int(process.name))
    return found


def gone(marker: str, seconds: float = PATIENCE_S) -> bool:
    """Whether nothing with the marker is left, after a time that no machine takes for it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not started(marker):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("level", ["full", "partial"])
@pytest.mark.parametrize("whom", ["device", "app"])
def test_all_of_it_ends(level: str, whom: str, tmp_path: Path) -> None:
    if level == "partial" and not abi():
        pytest.skip("no Landlock here")
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])}
    device = subprocess.Popen(
        [sys.executable, "-c", _DEVICE, level, str(tmp_path)], stdout=subprocess.PIPE, env=environment, text=True
    )
    try:
        assert device.stdout is not None
        pid = json.loads(device.stdout.readline())
        end = time.monotonic() + PATIENCE_S
        while len(started(str(tmp_path))) < 3:  # the device, the app and its child
            assert time.monotonic() < end
            time.sleep(0.02)
        os.kill(device.pid if whom == "device" else pid, signal.SIGKILL)
        if whom == "app":
            assert device.stdout.readline() == "ended\n"
        device.wait(PATIENCE_S)
        assert gone(str(tmp_path))
    finally:
        device.kill()
        device.wait()
