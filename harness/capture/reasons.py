"""Why a run did not begin, or broke off: what is wrong with the device, what the error says, what the log tells."""

import contextlib

from harness.capture import broken
from harness.capture.device.errors import DeviceError, DeviceLost
from harness.capture.device.protocol import Lifecycle
from harness.capture.processes.kept_log import KeptLog


def _vague(error: BaseException) -> bool:
    """Whether an error says only that the device did not answer, not why."""
    return type(error) in (DeviceError, DeviceLost)


def before_the_run(device: Lifecycle, error: BaseException) -> DeviceError | None:
    """Return what is wrong with the device when it did not answer before the run had begun, if it can be told."""
    if not _vague(error):
        return None
    with contextlib.suppress(Exception):
        return device.why()
    return None


def in_the_run(device: Lifecycle, error: Exception) -> str:
    """Return why the run broke off: what is wrong with the device, if anything is, else what ``error`` says.

    A typed error of the device is its own cause; anything else may be the consequence of a reboot, a dead server...
    """
    own = isinstance(error, DeviceError) and not _vague(error)
    found = None if own or broken.of_this_host(error) else device.why()
    return broken.reason(found or error)


def by_log(reason: str, log: KeptLog | None, package: str, *, died: bool) -> str:
    """Add what the log tells of the app: the exception that ended it, or that its main thread does not answer."""
    crash = log.crash(package) if log is not None and died else ""
    if crash:
        return f"{reason.rstrip('.')}; it crashed: {crash}"
    if log is not None and package in log.hung:
        return f"The app's main thread does not answer (the system reports an ANR). {reason}"
    return reason
