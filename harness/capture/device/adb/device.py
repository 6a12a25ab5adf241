"""Any device that adb reaches: a run's beginning and end on it; its parts are in the modules beside this one."""

import contextlib
from collections.abc import Iterator
from typing import Any

import adbutils
import msgspec

from harness.capture.device import trouble
from harness.capture.device.adb.of_run import OfRun
from harness.capture.device.adb.processes import AdbProcesses
from harness.capture.device.adb.screen import AdbScreen
from harness.capture.device.adb.traffic import AdbTraffic
from harness.capture.device.errors import DeviceError
from harness.capture.device.journal import Journal, journal_dir
from harness.capture.device.link import wall_clock
from harness.capture.device.link.undo import begin, put_clock_back, restore
from harness.capture.device.options import DeviceOptions
from harness.capture.device.plant.plant import plant
from harness.capture.device.plant.read import read_values
from harness.capture.device.ready import Ready, make_ready
from harness.capture.device.structs import Planted
from harness.evidence.rows import Attempt
from harness.evidence.run_record import DeviceInfo
from harness.persona.persona import Persona, PersonaValue


class AdbDevice(AdbProcesses, AdbTraffic, AdbScreen):
    """A device over adb. What needs root (trust, frida-server, most routes) says so when it is missing."""

    kind = "adb"

    def __init__(
        self,
        client: adbutils.AdbClient,
        serial: str,
        options: DeviceOptions | None = None,
        journal: Journal | None = None,
    ) -> None:
        """Take the device ``serial`` of an adb server. Raises :class:`DeviceNotFound` when it is not attached."""
        super().__init__(client, serial, options or DeviceOptions(), journal or Journal(serial, journal_dir()))

    def info(self) -> DeviceInfo:
        """Return what the device says of itself."""
        get = self.link.properties.get
        return DeviceInfo(
            serial=self.serial,
            kind=self.kind,
            model=get("ro.product.model", ""),
            manufacturer=get("ro.product.manufacturer", ""),
            android=get("ro.build.version.release", ""),
            api_level=self.link.api_level,
            abi=get("ro.product.cpu.abi", ""),
            fingerprint=get("ro.build.fingerprint", ""),
            sandbox=get("ro.harness.sandbox") == "1",
        )

    def clock_offset_us(self) -> int:
        """Return device minus host, in microseconds."""
        return wall_clock.offset_us(self.link)

    def set_clock(self, offset_us: int) -> int:
        """Set the wall clock to this host's plus ``offset_us``; the journal puts it back."""
        return wall_clock.move(self.link, offset_us)

    def put_clock_back(self) -> None:
        """Undo what :meth:`set_clock` did."""
        put_clock_back(self.link)

    # The run's beginning and end.

    def begin(self) -> list[str]:
        """Take the device and undo what an earlier run left; return a sentence for each change that stays.

        Raises :class:`DeviceBusy` when another run has the device.
        """
        return begin(self.link)

    def reset(self) -> str:
        """Take the device for this run. A plain adb device has no snapshot; what an earlier run left is undone."""
        self.take()
        return "none: the device has no snapshot"

    def take(self) -> None:
        """Undo what an earlier run left, and see that the device can do what a run needs."""
        self._let_go()  # before what is undone now ends it
        left = self.begin()
        if left:
            raise DeviceError(f"{left[0]} Attach the device as it was and run 'harness doctor --mend'.")
        trouble.check_ready(self.link, self.clock_offset_us())
        self.link.become_root()
        self._run.ready = make_ready(self.link)

    def readiness(self) -> dict[str, Any]:
        """Return what of the device was set for this run, and what it refused."""
        made = self._run.ready or Ready()
        return {**msgspec.to_builtins(made), "code": self._run.code}  # which the installation fills in, later

    def renew(self) -> None:
        """Take a device that has just begun anew, of which nothing known before holds."""
        self.link.journal = Journal(self.serial, None)
        self.forget()
        self.take()

    def forget(self) -> None:
        """Forget what was known of the device, and what a run had on it: it has begun anew."""
        with contextlib.suppress(DeviceError):  # what held them is no more
            self._let_go()
        self.link.forget()

    def _let_go(self) -> None:
        """Let go of everything that the run before this one held on to."""
        run, self._run = self._run, OfRun()
        with contextlib.ExitStack() as ends:  # each is let go, whatever the others raise
            ends.callback(self.link.meanwhile.close)
            if self._gadget is not None:
                ends.callback(self._gadget.stop)
            if run.server is not None:
                ends.callback(run.server.stop)
            if run.gate is not None:
                ends.callback(run.gate.close)
            for driver in run.ui.found:
                ends.callback(driver.close)

    def seed(self, persona: Persona) -> Planted:
        """Plant what of the persona this device takes, and read the values it has of its own."""
        return plant(self.link, persona, self.options.app)

    def own_values(self, package: str) -> list[PersonaValue]:
        """Return the identifiers that the device itself gives to the app."""
        return read_values(self.link, package)

    def why(self) -> DeviceError | None:
        """Return what is wrong with the device now, found by asking it, or ``None``."""
        return trouble.find(self.link, self._run.server)

    def confinement(self) -> dict[str, str]:
        """The app runs on the device, not on this machine."""
        return {}

    def attempts(self) -> list[Attempt]:
        """A device does not tell."""
        return []

    def logcat(self) -> Iterator[bytes]:
        """Yield the log from now on."""
        return self.link.transport.follow("logcat -v threadtime -T 1", "read the log")

    def close(self) -> None:
        """Undo every change to the device and let it go; what cannot be undone stays in the journal.

        Raises :class:`DeviceError` with the first change that stays.
        """
        left = []
        self.link.meanwhile.close()
        try:
            self.release()
            self.unroute_traffic()
            self._let_go()
            left = restore(self.link) if self.link.journal.begun else []
        finally:
            self.link.forget_user()
            self.link.journal.end()
        if left:
            raise DeviceError(f"{left[0]} It stays in the journal: 'harness doctor --mend' tries again.")
