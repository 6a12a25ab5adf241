"""Apps whose native code is for another processor than the device's: it runs translated, where hooks do not reach.

Images for x86_64 translate arm64 code (Google's from API 30 on; 32-bit ARM code no more from 31). A translated library
is not one of the system's loader, and its instructions are never run as they lie in memory: watching its functions, or
functions of a TLS library inside the app, does nothing there. Frida has an agent for such code (``realm: emulated`` in
frida-core's ``linux-host-session.vala``, ``get_emulated_agent_path``: arm64 in an x86_64 process); it is not used here,
for it has never been tried. Java and what the system's own libraries do for the app are seen as ever.
"""

from harness.capture.device.link import outputs

_FAMILIES = {"arm64-v8a": "ARM", "armeabi-v7a": "ARM", "armeabi": "ARM", "x86_64": "x86", "x86": "x86"}


def translated(dump: str, package: str, device_abi: str) -> str:
    """Return a sentence when the app's native code runs translated, empty when it does not, or the app has none.

    ``dump`` is what ``dumpsys package`` says of the installed app, whose ABI the platform has chosen.
    """
    found = outputs.package_dump(dump, package)
    theirs, ours = _FAMILIES.get((found and found.abi) or ""), _FAMILIES.get(device_abi)
    if found is None or theirs is None or ours is None or theirs == ours:
        return ""
    return (
        f"the app's native code is for {found.abi} and the device runs {device_abi}: native hooks of translated code "
        "are not possible; use an arm64 device for this app"
    )
