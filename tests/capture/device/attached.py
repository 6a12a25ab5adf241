"""Sandbox devices as a user attaches them: each behind a private adb server, driven as a plain adb device."""

import contextlib
import functools
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import adbutils

from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.journal import Journal
from harness.capture.device.link.server import AdbServer
from harness.capture.device.options import DeviceOptions
from harness.sandbox import Sandbox

FAKE_APP = [sys.executable, str(Path(__file__).parents[2] / "sandbox" / "fake_app.py")]


class Bench:
    """One sandbox and the adb server that knows it."""

    def __init__(self, server: AdbServer, sandbox: Sandbox) -> None:
        assert sandbox.info is not None
        self.server = server
        self.sandbox = sandbox
        self.serial = sandbox.info.serial

    @functools.cached_property
    def client(self) -> adbutils.AdbClient:
        return self.server.client()

    def device(self, journals: Path | None = None, options: DeviceOptions | None = None) -> AdbDevice:
        """The device, with its journal on disk in ``journals`` or in memory."""
        return AdbDevice(self.client, self.serial, options, Journal(self.serial, journals))

    def out(self, line: str) -> str:
        """What a shell line prints."""
        return str(self.client.device(self.serial).shell(line))

    def reconnect(self) -> None:
        """Attach the device again after it hung up."""
        self.client.disconnect(self.serial)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(adbutils.AdbError):
                self.client.connect(self.serial, timeout=60)
                if self.client.device(self.serial).get_state() == "device":
                    return
            time.sleep(0.05)
        raise AssertionError("the device did not come back")

    def facts(self) -> dict[str, str]:
        """Everything of the device that a run changes."""
        lines = [
            *(f"settings list {name}" for name in ("global", "secure", "system")),
            "getprop",
            "cat /proc/1/mounts",
            "cat /proc/3/mounts",
            *(
                f"su 0 sh -c '{tool} -t {table} -S'"
                for tool in ("iptables", "ip6tables")
                for table in ("filter", "nat")
            ),
            "pm list packages -f",
            *(f"content query --uri content://{uri}" for uri in _URIS),
            "ls -a /data/local/tmp",
            "ls -a /system/etc/security/cacerts",
            "ls -aR /storage/emulated/0",
            "getenforce",
            "dumpsys account",
            "appops get com.android.shell",
            "ps -A -o NAME",
            "cmd location providers set-test-provider-enabled gps true",
        ]
        # In one conversation, and with a line at its end that stays when what was printed is stripped.
        said = self.out(f"; echo {_BETWEEN}; ".join([*lines, "echo end"])).split(f"{_BETWEEN}\n")
        found = dict(zip(lines, said, strict=False))
        assert len(said) == len(lines) + 1, said
        found["clock"] = f"{(int(self.out('date +%s')) - time.time()) / 60:+.0f} minutes from this host's"
        found["forwards"] = str(list(self.client.device(self.serial).forward_list()))
        found["reverses"] = str(list(self.client.device(self.serial).reverse_list()))
        return found


_BETWEEN = "==== the next one ===="
_URIS = (
    "com.android.contacts/raw_contacts",
    "com.android.contacts/data",
    "call_log/calls",
    "sms",
    "com.android.calendar/calendars",
    "com.android.calendar/events",
    "media/external/images/media",
)


@contextmanager
def bench(state: Path, **options: object) -> Iterator[Bench]:
    """A sandbox whose apps are the fake, connected to an adb server of its own."""
    server = AdbServer().start()
    try:
        words = {"runtime": FAKE_APP, "name": "BENCH", **options}
        with Sandbox(state_dir=state, **words) as sandbox:  # type: ignore[arg-type]
            assert sandbox.info is not None
            server.client().connect(sandbox.info.serial, timeout=60)
            yield Bench(server, sandbox)
    finally:
        server.stop()
