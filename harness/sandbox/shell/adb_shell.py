"""What adbd starts for ``adb shell``: one shell, with the rights that adbd has."""

from __future__ import annotations

from harness.sandbox import caller
from harness.sandbox.system.device import Device

from .interactive import interact
from .interpreter import Shell
from .io import Channels


async def run_shell(device: Device, command: str, channels: Channels, *, tty: bool = False) -> int:
    """Run a command line and give its exit code; an empty one reads lines from the input, on a terminal with a prompt.

    ``tty`` tells that the channels are a terminal.
    """
    shell = Shell(device)
    with caller.acting(new_uid=device.adbd_uid):
        if command:
            return await shell.run(command, channels)
        return await interact(shell, channels, tty=tty)
