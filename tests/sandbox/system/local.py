"""A sandbox device in this very process, whose apps are ``fake_app.py``, and its shell."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from harness.sandbox.runtime.jvm import CommandRuntime
from harness.sandbox.shell.adb_shell import run_shell
from harness.sandbox.shell.io import Buffer, Bytes, Channels
from harness.sandbox.system.device import Device

FAKE_APP = Path(__file__).parent.parent / "fake_app.py"


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 150))


def made(folder: Path, **facts: Any) -> Device:
    return Device(folder, CommandRuntime([sys.executable, str(FAKE_APP)]), serial="SANDBOX1", **facts)


async def shell(device: Device, line: str, data: bytes = b"") -> str:
    out = Buffer()
    await run_shell(device, line, Channels(Bytes(data), out, out))
    return out.data.decode("utf-8", "replace")
