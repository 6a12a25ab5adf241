"""What an error that ends a run is called in its bundle: the one place that knows."""

from harness.app.errors import AppRefused
from harness.capture.agent.agent import AgentError
from harness.capture.device.errors import DeviceError
from harness.capture.engine import StepFailed
from harness.capture.frida_errors import FRIDA_ERRORS, meaning
from harness.capture.proxy.proxy import ProxyError
from harness.capture.waiting import OverBudget
from harness.evidence.bundle import BundleError
from harness.files.read import ReadError
from harness.files.unexpected import sentence
from harness.files.write import WriteError

_WORDED = (DeviceError, AppRefused, AgentError, StepFailed, ProxyError, OverBudget, BundleError, ReadError, WriteError)
_OF_THIS_HOST = (BundleError, ReadError, WriteError, OSError, MemoryError, OverBudget)


def reason(error: BaseException) -> str:
    """Return the sentence that says why a run broke off."""
    if isinstance(error, _WORDED):
        return str(error)
    if isinstance(error, FRIDA_ERRORS):
        return f"Frida lost the app: {meaning(error)}."
    return sentence(error)


def of_this_host(error: BaseException) -> bool:
    """Whether what broke is on this host, so that nothing is to be asked of the device."""
    return isinstance(error, _OF_THIS_HOST) and not isinstance(error, TimeoutError)
