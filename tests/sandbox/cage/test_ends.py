"""Whatever ends, a confined app does not outlive it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
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
    program = f"import os, time\\nfor _ in range({sys.argv[3]}):\\n if os.fork() == 0:\\n  os.setsid()\\n  break\\n"
    program += "time.sleep(1000)"
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


@contextlib.contextmanager
def device(level: str, folder: Path, children: int = 1) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A device that has started an app with so many children, and the app's process."""
    if level == "partial" and not abi():
        pytest.skip("no Landlock here")
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])}
    process = subprocess.Popen(
        [sys.executable, "-c", _DEVICE, level, str(folder), str(children)],
        stdout=subprocess.PIPE, env=environment, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        pid = json.loads(process.stdout.readline())
        end = time.monotonic() + PATIENCE_S
        while len(started(str(folder))) < 2 + children:  # the device, the app and its children
            assert time.monotonic() < end
            time.sleep(0.02)
        yield process, pid
    finally:
        process.kill()
        process.wait(PATIENCE_S)
        assert process.stdout is not None
        process.stdout.close()


@pytest.mark.parametrize("level", ["full", "partial"])
@pytest.mark.parametrize("whom", ["device", "app"])
def test_all_of_it_ends(level: str, whom: str, tmp_path: Path) -> None:
    with device(level, tmp_path) as (process, pid):
        os.kill(process.pid if whom == "device" else pid, signal.SIGKILL)
        if whom == "app":
            assert process.stdout is not None and process.stdout.readline() == "ended\n"
        process.wait(PATIENCE_S)
        assert gone(str(tmp_path))


def test_a_device_that_ends_while_its_app_is_ending_leaves_nothing_either(tmp_path: Path) -> None:
    """Who ends what the app has left is told again and again that the device is gone."""
    with device("partial", tmp_path, 20) as (_, pid):
        keeper = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            end = time.monotonic() + PATIENCE_S
            while time.monotonic() < end:
                os.kill(keeper, signal.SIGTERM)
        assert gone(str(tmp_path))
