"""Whether an app can be run, and on what: what its files say."""

from pathlib import Path

from harness.app.apk import ApkError, read_apk
from harness.app.errors import AppRefused
from harness.capture.device.fit import Fit, fit_of
from harness.capture.doctor.check import Check, fail, ok, warn
from harness.files.names import shown

_REAL = "harness run APP --device avd:NAME, or an attached device's serial (docs/devices.md)"


def check_app(apk: Path) -> list[Check]:
    """Check an app's files: what it is, whether the sandbox can run it, whether it has code of one processor."""
    try:
        known = read_apk(apk)
        fit = fit_of(apk)
    except (ApkError, AppRefused) as error:
        return [fail("app", str(error), "it cannot be installed anywhere", "take the file as the store delivers it")]
    return [ok("app", f"{known.package} {known.version_name}".strip()), _sandbox(fit), *_native(fit)]


def _sandbox(fit: Fit) -> Check:
    if not fit.enough:
        return warn("sandbox", fit.said, "the sandbox cannot run it; --anyway tries", _REAL)
    if fit.lacks:
        return warn(
            "sandbox", fit.said, "what it lacks fails when the app calls it, and no run says 'none seen'", _REAL
        )
    return ok("sandbox", fit.said)


def _native(fit: Fit) -> list[Check]:
    if not fit.libraries:
        return []
    named = ", ".join(map(shown, fit.libraries[:3])) + (", ..." if len(fit.libraries) > 3 else "")
    return [warn("native code", named, "it runs on a device with the app's processor alone", _REAL)]
