"""Apps on an adb device: installed, started, ended, cleared, and which of their processes run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from harness.capture.device.adb.base import AdbBase
from harness.capture.device.errors import DeviceError
from harness.capture.device.frida.translated import translated
from harness.capture.device.install.code import leave_out
from harness.capture.device.install.install import install
from harness.capture.device.install.pull import pull_app
from harness.capture.device.link import outputs
from harness.capture.device.link.ps import app_processes, ps_command
from harness.capture.device.structs import Ended, Running


class AdbApps(AdbBase):
    """The package manager's and the activity manager's part."""

    def install(self, apk: Path, *, grant_all: bool, update: bool = False) -> None:
        """Install an APK or a set of splits. Raises :class:`InstallError`."""
        change = self._gadget.change if self._gadget is not None else None
        done = install(
            self.link, apk, grant_all=grant_all, replace=self.options.replace_app, update=update, change=change
        )
        self._run.code[done.package] = msgspec.to_builtins(leave_out(self.link, done.package))

    def changed_app(self) -> dict[str, Any]:
        """Return how the installed app was changed to be watched; empty when it runs as it was given."""
        return self._gadget.told if self._gadget is not None else {}

    def translated(self, package: str) -> str:
        """Return in words that the app's native code runs translated; empty when it does not."""
        abi = self.link.properties.get("ro.product.cpu.abi", "")
        return translated(self.link.shell(["dumpsys", "package", package]).stdout, package, abi)

    def check_app(self, apk: Path) -> None:
        """Any app has a chance on an Android."""

    def left_out(self, package: str, apk: Path, progress: Callable[[str], None]) -> list[str]:  # noqa: ARG002
        """Return what of the app cannot run here: an Android runs all of it."""
        return []

    def pull_app(self, package: str, into: Path) -> Path:
        """Copy an installed app into a directory of this host's."""
        return pull_app(self.link, package, into)

    def uninstall(self, package: str) -> None:
        """Remove an app; not an error when it is not installed."""
        self.link.shell(["pm", "uninstall", package], timeout=60)

    def launch(self, package: str) -> None:
        """Start the launcher activity. Raises :class:`DeviceError` when the app has none."""
        said = self.link.shell(["monkey", "-p", package, "-c", "android.intent.category.LAUNCHER", "1"])
        if said.code != 0 or "aborted" in said.stdout + said.stderr:
            raise DeviceError(f"The app {package} has no activity to launch.")

    def stop_app(self, package: str) -> None:
        """Force-stop the app."""
        self.link.must("am", "force-stop", package)

    def clear_data(self, package: str) -> None:
        """Clear the app's data; ``pm clear`` takes its permissions too, which are granted again."""
        before = self._granted(package)
        if "Success" not in self.link.must("pm", "clear", package):
            raise DeviceError(f"The data of {package} cannot be cleared on {self.serial}.")
        for permission in sorted(before - self._granted(package)):
            self.link.must("pm", "grant", package, permission)

    def _granted(self, package: str) -> set[str]:
        found = outputs.package_dump(self.link.must("dumpsys", "package", package), package)
        return set(found.granted) if found is not None else set()

    def pids(self, package: str) -> list[int]:
        """Return the processes named after the package."""
        return [int(word) for word in self.link.shell(["pidof", package]).stdout.split() if word.isdigit()]

    def running(self, package: str) -> list[Running]:
        """Return the app's processes as ``ps`` lists them."""
        return app_processes(self.link.must(*ps_command(self.link.api_level)), package)

    def ended(self, package: str) -> list[Ended]:  # noqa: ARG002
        """A plain adb device keeps no record of exits that is readable without more rights."""
        return []
