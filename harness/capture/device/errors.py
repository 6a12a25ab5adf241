"""What goes wrong with devices, as typed errors with one sentence for the user."""


class DeviceError(RuntimeError):
    """Something about the device prevents the run. The message says what, where and what to do."""


class DeviceNotFound(DeviceError):
    """No such device is attached."""


class DeviceLost(DeviceError):
    """The device or the adb server went away in the middle of the work."""


class InstallError(DeviceError):
    """The device refused the app. ``code`` is the platform's own (``INSTALL_FAILED_...``), or empty."""

    def __init__(self, message: str, code: str = "") -> None:
        """``message`` is the sentence for the user; ``code`` the platform's failure code."""
        super().__init__(message)
        self.code = code


class DeviceStuck(DeviceError):
    """The device is there but does not come up, or does not answer any more."""


class ConsoleRefused(DeviceError):
    """The emulator's console said ``KO``. ``reason`` is what it said, or empty."""

    def __init__(self, message: str, reason: str) -> None:
        """``message`` is the sentence for the user; ``reason`` the console's own."""
        super().__init__(message)
        self.reason = reason
