"""What is in memory only goes with a reset, and with a reboot, field by field, whatever is added."""

from __future__ import annotations

import dataclasses
from collections import deque
from pathlib import Path
from typing import Any

from harness.sandbox.system.memory import SinceBoot, SinceReset
from tests.sandbox.system.local import made, run, shell


def changed(kind: type[SinceBoot | SinceReset]) -> Any:
    """One of the two structs with another value in every field, whatever it is for."""
    values = {}
    for field in dataclasses.fields(kind):
        was = getattr(kind(), field.name)
        values[field.name] = {
            bool: lambda was: not was, str: lambda was: was + "x", float: lambda was: was + 3600.0,
            dict: lambda _: {"a": {"b": "c"}}, deque: lambda _: deque([("a", 1)]), tuple: lambda _: ("a", 1e12),
            type(None): lambda _: 7,
        }[type(was)](was)  # fmt: skip
        assert values[field.name] != was, field.name
    return kind(**values)


def test_every_field_goes_with_a_reset(tmp_path: Path) -> None:
    async def go() -> None:
        device = made(tmp_path, clock_offset=-60.0)
        device.since_boot, device.since_reset = changed(SinceBoot), changed(SinceReset)
        await device.reset()
        assert (device.since_boot, device.since_reset) == (SinceBoot(), SinceReset(clock_offset=-60.0))
        await device.close()

    run(go())


def test_a_reboot_loses_what_is_in_memory_and_keeps_the_rest(tmp_path: Path) -> None:
    async def go() -> None:
        device = made(tmp_path)
        device.since_boot, device.since_reset = changed(SinceBoot), changed(SinceReset)
        kept, life = dataclasses.replace(device.since_reset), device.boot_id
        await shell(device, "reboot")
        assert (device.since_boot, device.since_reset) == (SinceBoot(), kept)
        assert device.boot_id != life
        await device.close()

    run(go())
