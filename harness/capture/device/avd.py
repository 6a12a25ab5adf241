"""``avd:NAME``: an Android virtual device that the harness starts, brings back to a clean snapshot, and stops.

Instances run ``-read-only``: what an app does to the disk ends with the instance, the user's AVD is never changed, and
several instances of one AVD run side by side. Such instances can load snapshots but not save them, so the snapshot is
made once, by an ordinary instance. Where snapshots do not work (some system images and renderers), every reset is a
cold boot of a read-only instance: slower, and as clean.
"""

import contextlib
import io
import time
from collections.abc import Callable
from functools import partial

import adbutils

from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.emulator.boot import BOOT_SECONDS, STUCK_SECONDS, wait_for_boot
from harness.capture.device.emulator.emulator import PORTS, Emulator, lock, orphans, state_directory
from harness.capture.device.emulator.sdk import avd_directory, has_snapshot
from harness.capture.device.errors import ConsoleRefused, DeviceError, DeviceLost, DeviceStuck
from harness.capture.device.journal import Journal
from harness.capture.device.link.server import own_server
from harness.capture.device.options import DeviceOptions

SNAPSHOT = "harness-clean"
SNAPSHOT_SECONDS = 120.0
"""For saving or loading a snapshot, which is some hundred megabytes to a few gigabytes of memory."""
SETTLE_SECONDS = 10.0
"""Between the end of the boot and the snapshot: what starts late (indexers, sync) shall be in it, not after it."""

COLD = ("-no-snapshot-load",)
READ_ONLY = ("-read-only",)

Progress = Callable[[str], None]


class AvdDevice(AdbDevice):
    """One instance of an AVD; it ends with :meth:`close`."""

    kind = "avd"

    def __init__(
        self,
        name: str,
        *,
        client: adbutils.AdbClient | None = None,
        progress: Progress = lambda text: None,
        boot_budget: float = BOOT_SECONDS,
        stuck: float = STUCK_SECONDS,
        settle: float = SETTLE_SECONDS,
        ports: range = PORTS,
        options: DeviceOptions | None = None,
    ) -> None:
        """Start an instance of the AVD ``name`` and wait until it has booted.

        ``boot_budget``, ``stuck`` and ``settle`` are seconds. Raises :class:`DeviceNotFound` when there is no such AVD
        or no emulator, :class:`DeviceStuck` when it does not come up, from the snapshot or cold. Without a ``client``
        it has an adb server of its own, which ends with it: the user's is neither needed nor told.
        """
        avd_directory(name)  # a wrong name fails here, before anything is started
        self._servers = contextlib.ExitStack()
        self._adb = client or own_server(self._servers)
        self._progress = progress
        self._boot = partial(wait_for_boot, self._adb, progress=progress, budget=boot_budget, stuck=stuck)
        self._settle = settle
        self._snapshot = False
        self._fresh = False
        orphans(stop=True)
        number = (options or DeviceOptions()).phone_number
        try:
            self._emulator = Emulator(name, ports, phone_number=number, adb_port=self._adb.port)
        except BaseException:
            self._servers.close()
            raise
        try:
            self._prepare_snapshot()
            self._start()
            # It is read-only: nothing of it outlives the instance, and its journal needs no disk.
            serial = self._emulator.serial
            super().__init__(self._adb, serial, options, Journal(serial, None))
        except BaseException:
            self._emulator.close()
            self._servers.close()
            raise

    def _wait(self) -> float:
        return self._boot(self._emulator.serial, alive=self._emulator.death, absent=self._tell)

    def _tell(self) -> None:
        """Tell the adb server where the emulator is, as that does at its start.

        A server that looks for no emulators by itself has lost it when a snapshot was loaded.
        """
        with contextlib.suppress(adbutils.AdbError, OSError), self._adb.make_connection() as connection:
            connection.send_command(f"host:emulator:{self._emulator.port + 1}")

    def _prepare_snapshot(self) -> None:
        """Make the clean snapshot, if the AVD has none, with an instance that may write."""
        emulator, name = self._emulator, self._emulator.avd
        with lock(state_directory() / f"avd-{name}.lock", wait=True) or io.BytesIO() as mark:
            mark.seek(0)
            if has_snapshot(name, SNAPSHOT) or mark.read() == emulator.edition:
                return
            self._progress(f"booting {name} once to make its clean snapshot")
            emulator.start(*COLD)
            try:
                self._wait()
                time.sleep(self._settle)
                with emulator.console() as console:
                    console.command(f"avd snapshot save {SNAPSHOT}", SNAPSHOT_SECONDS)
            except ConsoleRefused as error:
                self._progress(f"no snapshot of {name}, every reset will be a cold boot: {error}")
                # Do not try again at every start, but once after each update of the emulator.
                mark.truncate(0)
                mark.write(emulator.edition)
            except DeviceLost as error:
                self._progress(f"no snapshot of {name} this time: {error}")
            except DeviceStuck:
                # Other read-only instances of an AVD without a snapshot are no obstacle to one more.
                if not emulator.same_avd_runs():
                    raise
            finally:
                emulator.stop()

    def _start(self) -> None:
        """Start from the clean snapshot; when that does not come up, cold."""
        name = self._emulator.avd
        self._snapshot, self._fresh = False, True
        if has_snapshot(name, SNAPSHOT):
            self._progress(f"starting {name} from its clean snapshot")
            self._emulator.start(*READ_ONLY, "-snapshot", SNAPSHOT)
            try:
                self._wait()
                self._snapshot = self._booted_from_snapshot()
                return
            except DeviceStuck as error:
                self._progress(f"{error} Starting it again, cold.")
                self._emulator.stop()
        self._progress(f"starting {name} cold")
        self._emulator.start(*READ_ONLY, *COLD)
        self._wait()

    def _booted_from_snapshot(self) -> bool:
        """Whether the snapshot was loaded: the emulator boots cold on its own when it does not fit any more."""
        return not any(f"Failed to load snapshot '{SNAPSHOT}'" in line for line in self._emulator.log())

    def reset(self) -> str:
        """Go back to the clean snapshot, else start again; return which. The first finds the device just started."""
        self.link.meanwhile.close()
        how = self._back()
        self.renew()
        return how

    def _back(self) -> str:
        if self._fresh:
            self._fresh = False
            return f"start from snapshot {SNAPSHOT}" if self._snapshot else "cold boot, read-only"
        if self._snapshot:
            try:
                with self._emulator.console() as console:
                    console.command(f"avd snapshot load {SNAPSHOT}", SNAPSHOT_SECONDS)
                self._wait()
                return f"snapshot {SNAPSHOT}"
            except DeviceError as error:
                self._progress(f"the clean snapshot did not load ({error}); starting the emulator again")
        self._emulator.stop()
        self._start()
        return self._back()

    def close(self) -> None:
        """Stop the instance; nothing of it remains."""
        try:
            with contextlib.suppress(DeviceError):
                super().close()
        finally:
            self._emulator.close()
            self._servers.close()
