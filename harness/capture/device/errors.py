"""What goes wrong with devices, as typed errors with one sentence for the user."""

from harness.errors import BAD_INPUT, HarnessError


class DeviceError(HarnessError, RuntimeError):
    """Something about the device prevents the run. The message says what, where and what to do."""


class DeviceNotFound(DeviceError):
    """No such device is attached."""

    exit_code = BAD_INPUT


class NoAdbServer(DeviceNotFound):
    """No adb server of the user's runs, and none is started for them."""


class DeviceUnauthorized(DeviceNotFound):
    """The device does not accept this host's adb key (yet)."""


class DeviceAmbiguous(DeviceNotFound):
    """Several attached devices have the same serial, so that adb cannot tell them apart."""


class DeviceBusy(DeviceError):
    """Another run uses the device."""


class DeviceLost(DeviceError):
    """The device or the adb server went away in the middle of the work."""


class AdbServerLost(DeviceLost):
    """The adb server ended or was restarted: forwards and open shells are gone."""


class DeviceRebooted(DeviceLost):
    """The device started anew in the middle of the work."""


class NoRoot(DeviceError):
    """The step needs root, and the device gives none."""


class NoSpace(DeviceError):
    """The device's storage is full."""


class WrongAbi(DeviceError):
    """A native file is not for this device's processor."""


class ClockWrong(DeviceError):
    """The device's clock is so far off that certificates are not valid there."""


class ChangeRefused(DeviceError):
    """The device did not take a change, or does not show it."""


class FridaServerMissing(DeviceError):
    """There is no frida-server of the right version and ABI to put on the device."""


class FridaGadgetMissing(DeviceError):
    """There is no gadget of the right version and ABI to put into the app."""


class GadgetSilent(DeviceError):
    """The app was started with Frida's gadget in it, which does not report."""


class FridaServerFailed(DeviceError):
    """frida-server does not start, or is not the version or the user it should be."""


class FridaServerDied(DeviceLost):
    """frida-server ended by itself in the middle of the work."""


class FridaServerSilent(DeviceLost):
    """frida-server runs and does not answer any more."""


class CannotHold(DeviceError):
    """The app's processes cannot be held as they start: it can only be hooked when it runs already."""


class NoLauncher(DeviceError):
    """The app has no activity by which it could be started."""


class StartTimeout(DeviceError):
    """The system ended a process of the app that had not attached to it in time, because it was held."""


class InstallError(DeviceError):
    """The device refused the app. ``code`` is the platform's own (``INSTALL_FAILED_...``), or empty."""

    def __init__(self, message: str, code: str = "") -> None:
        """``message`` is the sentence for the user; ``code`` the platform's failure code."""
        super().__init__(message)
        self.code = code


class InstallBlocked(InstallError):
    """The device's owner, policy or verifier forbids the installation."""


class DeviceStuck(DeviceError):
    """The device is there but does not come up, or does not answer any more."""


class ConsoleRefused(DeviceError):
    """The emulator's console said ``KO``. ``reason`` is what it said, or empty."""

    def __init__(self, message: str, reason: str) -> None:
        """``message`` is the sentence for the user; ``reason`` the console's own."""
        super().__init__(message)
        self.reason = reason
