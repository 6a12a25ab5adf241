"""The names a device goes by, and its clipboard: settings any shell may write, and what no shell can."""

from harness.capture.device.errors import ChangeRefused
from harness.capture.device.link.link import Link
from harness.persona.persona import Persona


def plant_device_name(link: Link, persona: Persona) -> None:
    """Set the name that Settings shows and that Bluetooth and Wi-Fi Direct announce."""
    name = persona.get("device_name")
    if name:
        link.put_setting("global", "device_name", name)
        link.put_setting("secure", "bluetooth_name", name)


def plant_clipboard(link: Link, persona: Persona) -> None:
    """Put the persona's text into the clipboard where the build has a command for it.

    AOSP has none (``ClipboardService`` takes text from apps only); some builds and containers answer ``cmd clipboard``.
    """
    text = persona.get("clipboard")
    if not text:
        return
    done = link.shell(["cmd", "clipboard", "set-text", text])
    if done.code != 0 or "No shell command implementation" in done.stdout + done.stderr:
        raise ChangeRefused("this Android's shell cannot fill the clipboard")
