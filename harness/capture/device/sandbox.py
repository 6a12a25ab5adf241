"""The embedded sandbox as a device: everything over real adb, plus the sandbox's own commands.

One that runs already is used like any other adb device (persona, trust and route are set up and undone step by step);
one that a run starts for itself is seeded at once and ends with the run.
"""

import contextlib
import functools
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import adbutils
import frida
import msgspec

from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.errors import DeviceError, DeviceLost
from harness.capture.device.fit import check_fit, fit_of
from harness.capture.device.frida.handle import FridaHandle, asked
from harness.capture.device.frida.stopped import is_stopped, stopped_helper
from harness.capture.device.journal import Journal
from harness.capture.device.link.server import AdbServer
from harness.capture.device.options import DeviceOptions
from harness.capture.device.plant.typed import typed
from harness.capture.device.structs import Ended, Planted, ProxyAddress, Running, Started
from harness.capture.device.ui.choose import PreferredDriver
from harness.capture.device.ui.shell import ShellDriver
from harness.capture.frida_errors import FRIDA_ERRORS
from harness.evidence.rows import Attempt
from harness.files.names import shown
from harness.files.scratch import owned, sweep
from harness.persona.persona import Persona, PersonaValue
from harness.sandbox import Sandbox
from harness.sandbox.instances import SandboxError
from harness.sandbox.runtime.jvm import RuntimeMissing, java

HOLD_SECONDS = 120.0
"""How long a sandbox has to start an app, on a machine with much to do."""
TRANSLATION_SECONDS = 900.0
"""How long it has to make an app's code ready: 60 s for 18 MB of it were measured on two cores."""
_LOOK_SECONDS = 1.0
"""How often it is looked meanwhile whether the app has ended instead."""


def device_state(persona: Persona) -> dict[str, Any]:
    """Return the sandbox's device state that holds the persona (see docs/architecture.md)."""
    place = persona.place()
    now_ms = int(time.time() * 1000)
    contacts = persona.groups("contact")
    calls = persona.groups("call")
    messages = persona.groups("sms")
    events = [value.value for value in persona.values if value.category == "calendar"]
    get = persona.get
    return {
        "telephony": {
            "imei": get("imei"),
            "imei2": get("imei2"),
            "imsi": get("imsi"),
            "iccid": get("iccid"),
            "line1": get("phone_number"),
        },
        "settings": {"secure": {"android_id": get("android_id")}, "global": {"device_name": get("device_name")}},
        "location": {"latitude": place[0], "longitude": place[1], "provider": "gps"} if place else {},
        "wifi": {"mac": get("mac_wifi"), "ssid": get("wifi_ssid"), "bssid": get("wifi_bssid")},
        "bluetooth": {"mac": get("mac_bluetooth"), "name": get("device_name")},
        "build": {"SERIAL": get("device_serial")},
        "oaid": get("oaid"),
        "gaid": get("gaid"),
        "clipboard": get("clipboard"),
        "camera": {"mark": get("camera_image")},
        "accounts": [{"name": get("account"), "type": "com.example.account"}] if get("account") else [],
        "packages": [value.value for value in persona.values if value.category == "installed_apps"],
        "providers": {
            "com.android.contacts": {
                "data/phones": {
                    "columns": ["_id", "contact_id", "display_name", "data1"],
                    "rows": [[n, n, row.get("name", ""), row.get("phone", "")] for n, row in enumerate(contacts, 1)],
                }
            },
            "call_log": {
                "calls": {
                    "columns": ["_id", "number", "date", "duration", "type", "name"],
                    "rows": [
                        [n, row.get("phone", ""), now_ms - n * 3_600_000, 30 * n, 1 + n % 3, None]
                        for n, row in enumerate(calls, 1)
                    ],
                }
            },
            "sms": {
                "": {
                    "columns": ["_id", "address", "body", "date", "type", "read"],
                    "rows": [
                        [n, row.get("phone", ""), row.get("body", ""), now_ms - n * 7_200_000, 1, 1]
                        for n, row in enumerate(messages, 1)
                    ],
                }
            },
            "com.android.calendar": {
                "events": {
                    "columns": ["_id", "title", "dtstart", "dtend"],
                    "rows": [
                        [n, title, now_ms + n * 86_400_000, now_ms + n * 86_400_000 + 3_600_000]
                        for n, title in enumerate(events, 1)
                    ],
                }
            },
        },
    }


def _microseconds(row: dict[str, Any]) -> int:
    return int(float(row.get("time", 0)) * 1e6)


class AttachedSandbox(AdbDevice):
    """A sandbox that runs already: an adb device whose processes run on this host and that knows some more commands."""

    kind = "sandbox"

    def __init__(
        self,
        client: adbutils.AdbClient,
        serial: str,
        options: DeviceOptions | None = None,
        journal: Journal | None = None,
    ) -> None:
        """Take a sandbox that runs. Its apps' own servers are on 127.0.0.1; the rest of the loopback is the world."""
        near = msgspec.structs.replace(options or DeviceOptions(), local_networks=("127.0.0.1/32", "::1/128"))
        super().__init__(client, serial, near, journal)

    def begin(self) -> list[str]:
        """Take the device; no process of an earlier run stays held."""
        left = super().begin()
        self.release()
        return left

    def _make_ui(self) -> PreferredDriver:
        """Return the driver of the platform's commands; they type any text here."""
        plain = ShellDriver(self.link.line, self.serial, types_anything=True)
        return PreferredDriver(None, plain, "the sandbox device has the platform's commands only")

    def network(self, mode: str) -> None:
        """Let apps reach the network by themselves (``live``) or refuse every direct connection (``sinkhole``)."""
        super().network(mode)
        self.link.must("cmd", "sandbox", "network", mode)

    def route_traffic(self, proxy: ProxyAddress, package: str, hooked: bool = True) -> dict[str, Any]:
        """Send the app's traffic to the proxy. The sandbox holds the app by itself: its packet rules are for show."""
        said = super().route_traffic(proxy, package, hooked)
        if self._run.network == "sinkhole":
            # Only processes in which the agent is, which takes what would leave, may leave (see routed()).
            self.link.must("cmd", "sandbox", "network", "routed" if said["kind"] == "agent" else "sinkhole")
            said |= {"held": True, "open": []}
            said.pop("whole_device", None)
        return said

    def why(self) -> DeviceError | None:
        """Return what is wrong, as any device tells, or which process of this host, where apps and Frida run, stops."""
        if found := super().why():
            return found
        if helper := stopped_helper():
            return DeviceLost(
                f"Frida's helper on this host does not answer: its process {helper} is stopped ('kill -CONT {helper}' "
                "lets it run, and 'kill' ends it: Frida starts another)."
            )
        with contextlib.suppress(DeviceError, LookupError, ValueError):
            for row in self._json_lines("processes"):
                if is_stopped(int(row["pid"])):
                    who = f"{row['pid']} ({row['process']})"
                    return DeviceLost(f"The app's process {who} does not answer: it is stopped.")
        return None

    def check_app(self, apk: Path) -> None:
        """Raise ``UnfitError`` for an app that names much that the doubles lack."""
        check_fit(apk)

    def left_out(self, package: str, apk: Path, progress: Callable[[str], None]) -> list[str]:
        """Wait until the app's code is translated; return what the doubles lack of it, and what was not translated."""
        lacking = fit_of(apk).lacks
        begun = time.monotonic()
        while True:
            said = self._json_lines("prepared", package, "--wait", f"{_LOOK_SECONDS:.3f}")[0]
            if said["state"] == "failed":
                raise DeviceError(str(said["why"]))
            if said["state"] == "ready":
                return [*lacking, *(f"class {name} (not translated)" for name in said["left_out"])]
            if (waited := time.monotonic() - begun) > TRANSLATION_SECONDS:
                raise DeviceError(f"The code of {package} was not translated within {TRANSLATION_SECONDS:.0f} s.")
            progress(f"translating {shown(apk.name)} for the JVM, once: {waited:.0f} s")

    def routed(self, pid: int) -> None:
        """Let a process connect by itself; a forked one, of which the sandbox does not know, has its parent's word."""
        self.link.shell(["cmd", "sandbox", "routed", str(pid)])

    def denied_connections(self) -> list[dict[str, Any]]:
        """Return the direct connections that were refused, a name that was only looked up with port 0, each once."""
        found: dict[tuple[str, int], dict[str, Any]] = {}
        for raw in self._json_lines("denied"):
            host, port = str(raw.get("host", "")), int(raw.get("port", 0))
            row = {"host": host, "port": port, "time_us": _microseconds(raw)}
            if raw.get("why") == "confinement":
                row["reason"] = "direct connection, tried past the hooks, stopped by the confinement"
            found.setdefault((host, port), row)
        return list(found.values())

    def shells_called(self) -> dict[str, int]:
        """Return how often apps called what the doubles only have as shells, by the method's name."""
        return {str(raw["method"]): int(raw["calls"]) for raw in self._json_lines("shells")}

    def child_pid(self, parent: int, told: int) -> int:
        """Look the child up among this machine's processes: inside its confinement it has another id than here."""
        for process in Path("/proc").iterdir():
            if process.name.isdigit():
                with contextlib.suppress(OSError):
                    text = (process / "status").read_text("utf-8", "replace")
                    rows = {
                        name: value.split() for name, _, value in (line.partition(":") for line in text.splitlines())
                    }
                    if rows.get("PPid") == [str(parent)] and rows.get("NSpid", [""])[-1] == str(told):
                        return int(process.name)
        return 0

    def confinement(self) -> dict[str, str]:
        """Return how the sandbox confines the apps that start now."""
        (said,) = self._json_lines("confinement")
        return {"level": str(said["level"]), "why": str(said["why"])}

    def attempts(self) -> list[Attempt]:
        """Return what the kernel told the sandbox of."""
        return [
            Attempt(
                time_us=_microseconds(raw), last_us=int(float(raw["last"]) * 1e6), what=str(raw["what"]),
                target=str(raw["target"]), answer=str(raw["answer"]), pid=int(raw["pid"]), process=str(raw["process"]),
                program=str(raw["program"]), count=int(raw["count"]),
            )
            for raw in self._json_lines("attempts")
        ]  # fmt: skip

    def _json_lines(self, *command: str) -> list[dict[str, Any]]:
        return [msgspec.json.decode(line) for line in self.link.must("cmd", "sandbox", *command).splitlines() if line]

    @functools.cached_property
    def _local(self) -> FridaHandle:
        return FridaHandle(asked(frida.get_local_device))

    def frida_device(self) -> FridaHandle:
        """The sandbox's processes run on this host; with the gadget they are reached through its portal."""
        return self._local if self._gadget is None else self._gadget.device

    def _reported(self, started: list[Started]) -> list[Started]:
        """Let held processes join the gadget's portal. No native library runs here: Frida on this host stands in."""
        if self._gadget is not None:
            for each in started:
                with contextlib.suppress(*FRIDA_ERRORS):
                    # One that has ended meanwhile does not report, and is told of as not hooked.
                    asked(functools.partial(self._join, each.pid, self._gadget.port, self._gadget.token))
        return started

    @staticmethod
    def _join(pid: int, port: int, token: str) -> None:
        frida.attach(pid).join_portal(f"127.0.0.1:{port}", token=token)

    def launch_held(self, package: str, processes: Sequence[str] = ()) -> Started:  # noqa: ARG002
        """Start the launcher activity; every process of the package is held before its first line."""
        self.hold(package)
        gone = len(self._json_lines("exits"))
        earlier = {*self.pids(package), *(row.pid for row in self.ended(package))}
        self.launch(package)
        end = time.monotonic() + HOLD_SECONDS
        while time.monotonic() < end:
            if started := self.held(package, _LOOK_SECONDS):
                return started[0]
            ends = [row for row in self._json_lines("exits")[gone:] if row["package"] == package]
            if any("error" in row for row in ends):
                raise DeviceError(f"The process of {package} did not start: the sandbox's log says why.")
            if ended := [row for row in self.ended(package) if row.pid not in earlier]:
                raise DeviceError(f"The process of {package} ended as it started, before its hooks ({ended[-1].how}).")
            if any(row["package"] == package and is_stopped(int(row["pid"])) for row in self._json_lines("processes")):
                break
        if (stopped := self.why()) is not None:
            raise stopped
        raise DeviceError(f"The process of {package} did not start within {HOLD_SECONDS:.0f} s.")

    def hold(self, package: str, processes: Sequence[str] = ()) -> None:  # noqa: ARG002
        """Hold every process of the package from now on as it starts."""
        self.link.must("cmd", "sandbox", "hold", package)

    def held(self, package: str, wait_s: float = 0.0) -> list[Started]:
        """Return held processes of the package."""
        wait = ("--wait", f"{wait_s:.3f}") if wait_s > 0 else ()
        lines = self.link.must("cmd", "sandbox", "held", *wait, timeout=30.0 + wait_s).splitlines()
        rows = [line.split() for line in lines]
        return self._reported(
            [Started(pid=int(row[0]), name=row[1]) for row in rows if len(row) == 3 and row[2] == package]
        )

    def running(self, package: str) -> list[Running]:
        """Return the package's processes that are not held and will not be."""
        return [
            Running(
                pid=int(raw["pid"]), name=str(raw["process"]), age_s=float(raw["age"]), isolated=bool(raw["isolated"])
            )
            for raw in self._json_lines("processes")
            if raw["package"] == package and not raw["held"]
        ]

    def resume(self, pid: int) -> None:
        """Let a held process run."""
        self.link.must("cmd", "sandbox", "resume", str(pid))

    def hold_limit_s(self, *, first: bool) -> float | None:  # noqa: ARG002
        """A sandbox waits for a process as long as it takes."""
        return None

    def ended_in_start(self, pid: int, held_s: float) -> str:  # noqa: ARG002
        """A sandbox ends no process because its start takes long."""
        return ""

    def release(self) -> None:
        """Stop holding new processes."""
        self.link.must("cmd", "sandbox", "hold", "--clear")

    def ended(self, package: str) -> list[Ended]:
        """Return how the package's processes ended."""
        rows = []
        for raw in self._json_lines("exits"):
            if raw.get("package") == package:
                how = f"signal {raw['signal']}" if "signal" in raw else f"exit {raw.get('exit_code', '?')}"
                rows.append(Ended(pid=int(raw["pid"]), time_us=_microseconds(raw), how=how))
        return rows


class SandboxDevice(AttachedSandbox):
    """One sandbox device with an adb server of its own; both end with :meth:`close`."""

    def __init__(self, options: DeviceOptions | None = None) -> None:
        """Start the sandbox and connect to it through a private adb server."""
        self._stack = contextlib.ExitStack()
        sweep()
        self._stack.callback(sweep)  # of a sandbox that was killed its sockets' folder is left
        try:
            java()
        except RuntimeMissing as error:
            raise DeviceError(str(error)) from None
        try:
            state = self._stack.enter_context(tempfile.TemporaryDirectory(prefix=owned("harness-sandbox-")))
            server = AdbServer()
            self._stack.callback(server.stop)
            sandbox = Sandbox(state_dir=Path(state))
            self._sandbox = sandbox
            self._stack.callback(sandbox.stop)
            started = sandbox.start()
            client = server.start().client()
            client.connect(started.serial, timeout=10)
            # The device ends with the run, and what was changed on it too: its journal needs no disk.
            super().__init__(client, started.serial, options, Journal(started.serial, None))
        except SandboxError as error:
            self._stack.close()
            raise DeviceError(str(error)) from None
        except (adbutils.AdbError, EOFError, OSError) as error:
            trouble = sandbox.trouble() or f"{error}"
            self._stack.close()
            raise DeviceError(f"The sandbox device cannot be reached: {trouble}") from None
        except DeviceError as error:
            trouble = sandbox.trouble()
            self._stack.close()
            raise (DeviceError(trouble) if trouble else error) from None
        except BaseException:
            self._stack.close()
            raise

    def why(self) -> DeviceError | None:
        """Return what is wrong: with the process that is this device, with one of the app's, or as any device tells."""
        if trouble := self._sandbox.trouble():
            return DeviceLost(trouble)
        return super().why()

    def reset(self) -> str:
        """Go back to the clean snapshot."""
        self.begin()
        self.link.must("cmd", "sandbox", "reset")
        self.forget()
        return "sandbox snapshot"

    def seed(self, persona: Persona) -> Planted:
        """Plant the persona. Values that a user types wait for a scenario to type them."""
        path = "/data/local/tmp/persona.json"
        self.link.push(msgspec.json.encode(device_state(persona)), path, 0o600)
        self.link.must("cmd", "sandbox", "seed", path)
        self.link.must("rm", path)
        missing = typed(persona)
        photos = {value.id: "the sandbox has no photos" for value in persona.values if value.category == "photos_media"}
        return Planted(missing=missing | photos)

    def own_values(self, package: str) -> list[PersonaValue]:  # noqa: ARG002
        """Return nothing: whatever a sandbox has is the persona's."""
        return []

    def close(self) -> None:
        """End the sandbox and its adb server."""
        with contextlib.suppress(DeviceError):
            self.unroute_traffic()
        self._stack.close()
