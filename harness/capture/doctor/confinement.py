"""The check of what keeps an app in the sandbox from this machine."""

from harness.capture.doctor.check import Check, ok, warn

_NAME = "confinement"
_NONE = (
    "apps in the sandbox reach this machine: foreign ones are refused without --unconfined, no verdict is 'none seen'"
)
_PARTIAL = "an app in the sandbox can tell that it is confined, sees names of files and processes, and sends no UDP"


def confinement() -> Check:
    """Confine a JVM as a sandbox's app is, and say how far that goes."""
    from harness.sandbox.cage.trial import try_here
    from harness.sandbox.runtime.jvm import RuntimeMissing, confined_java

    try:
        command, needs = confined_java()
    except RuntimeMissing:
        return warn(_NAME, "not tried: there is no Java", "the sandbox device cannot run", "see java 17")
    tried = try_here(command, needs)
    level, why = tried.confinement.level, tried.confinement.why
    about = f"Landlock {tried.landlock}" if tried.landlock else "no Landlock"
    if tried.failed:
        return warn(
            _NAME, f"{level}, but java does not run in it: {tried.failed}", "the sandbox device cannot run", why
        )
    if level == "full":
        return ok(_NAME, f"full: apps in the sandbox have files, network and processes of their own ({about})")
    if level == "partial":
        return warn(_NAME, f"partial ({about})", _PARTIAL, f"for more: {why}")
    return warn(_NAME, "none", _NONE, f"for more: {why}")
