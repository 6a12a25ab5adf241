"""A line typed in the shell of a device in this very process."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from harness.sandbox.runtime.jvm import CommandRuntime
from harness.sandbox.shell.adb_shell import run_shell
from harness.sandbox.shell.io import Buffer, Bytes, Channels
from harness.sandbox.system.device import Device, RootMode


def run(
    tmp_path: Path, line: str, data: bytes = b"", *, root: RootMode = "adbd", tty: bool = False
) -> tuple[int, str, str]:
    async def go() -> tuple[int, str, str]:
        device = Device(tmp_path, CommandRuntime([sys.executable]), root=root)
        out, errors = Buffer(), Buffer()
        code = await asyncio.wait_for(run_shell(device, line, Channels(Bytes(data), out, errors), tty=tty), 60)
        await device.close()
        return code, out.data.decode("utf-8", "replace"), errors.data.decode("utf-8", "replace")

    return asyncio.run(go())
