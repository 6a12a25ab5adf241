"""``python -m harness.sandbox``: run one device until SIGTERM, SIGINT or (with --die-with-parent) the end of stdin."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from harness.files.scratch import owned

from .adbd.server import AdbDaemon
from .cage.levels import CONFINE, LEVELS
from .instances import Info, enter
from .runtime.jvm import CommandRuntime, JavaRuntime, Runtime
from .system.device import Device


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line and run. Exit codes: 0 after an orderly end, 1 when the device cannot start."""
    parser = argparse.ArgumentParser(prog="python -m harness.sandbox", description="Run one sandbox device.")
    parser.add_argument("--port", type=int, default=0, help="port of the ADB daemon on 127.0.0.1; 0 takes any free one")
    parser.add_argument("--state", type=Path, help="directory of the device's data (default: a temporary one)")
    parser.add_argument("--serial", help="the device's serial number, ro.serialno")
    parser.add_argument("--api-level", type=int, default=30, help="Android API level (default: 30, Android 11)")
    parser.add_argument("--root", choices=("adbd", "su", "su0", "none"), default="adbd", help="who may become root")
    parser.add_argument("--clock-offset", type=float, default=0.0, help="seconds by which the clock is wrong")
    parser.add_argument(
        "--confine",
        choices=LEVELS,
        default=os.environ.get(CONFINE),
        help="confine apps so, instead of as far as this machine allows",
    )
    parser.add_argument("--die-with-parent", action="store_true", help="end when stdin ends")
    parser.add_argument("--register", action="store_true", help="be found by 'harness sandbox status'")
    parser.add_argument(
        "--runtime", action="append", metavar="WORD", help="a program that runs apps instead of the JVM"
    )
    options = parser.parse_args(arguments)
    try:
        return asyncio.run(_run(options))
    except OSError as error:
        where = f" on port {options.port}" if options.port else ""
        sys.stderr.write(f"harness.sandbox: the device cannot start{where}: {error.strerror or error}\n")
        return 1


async def _run(options: argparse.Namespace) -> int:
    temporary = None if options.state else Path(tempfile.mkdtemp(prefix=owned("harness-sandbox-")))
    state_dir: Path = temporary or options.state.absolute()
    runtime: Runtime = CommandRuntime(options.runtime) if options.runtime else JavaRuntime(_cache())
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    entry: Path | None = None
    device: Device | None = None
    try:
        device = Device(
            state_dir,
            runtime,
            api_level=options.api_level,
            serial=options.serial,
            root=options.root,
            clock_offset=options.clock_offset,
            confine=options.confine,
        )
        daemon = AdbDaemon(device, port=options.port)
        await daemon.start()
        device.on_reboot.append(daemon.hang_up)
        info = Info(f"127.0.0.1:{daemon.port}", daemon.port, os.getpid(), str(state_dir))
        if options.register:
            entry = enter(info)
        sys.stdout.write(json.dumps(asdict(info)) + "\n")
        sys.stdout.flush()
        if options.die_with_parent:
            loop.add_reader(sys.stdin.fileno(), lambda: _stdin(stopped))
        await stopped.wait()
        await daemon.stop()
        return 0
    finally:
        if device is not None:
            await device.close()
        if entry is not None:
            entry.unlink(missing_ok=True)
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def _cache() -> Path:
    """Where translated apps are kept, for all devices of the user."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "harness" / "translated"


def _stdin(stopped: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stopped.set()


if __name__ == "__main__":
    sys.exit(main())
