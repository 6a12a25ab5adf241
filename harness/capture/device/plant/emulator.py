"""What an emulator's console gives the device: positions that no app can tell from a satellite's, incoming SMS.

Source: https://developer.android.com/studio/run/emulator-console (``geo fix LONGITUDE LATITUDE``, ``sms send NUMBER
TEXT``); escapes of the text and refusals: external/qemu ``android/console.cpp``. The modem's IMEI cannot be set by the
console; a SIM's number is the option ``-phone-number`` of the emulator's start (``telephony/phone_number.cpp``).
"""

import contextlib
import re
import threading
import time
from collections.abc import Callable

from harness.capture.device.emulator.console import EmulatorConsole, console_port, message_text
from harness.capture.device.errors import DeviceError
from harness.capture.device.link.link import Link

REPEAT_SECONDS = 1.0
"""The guest hears a fix only while an app listens to the GPS: one that was sent before is lost."""
ARRIVAL_SECONDS = 5.0
"""From the modem to the inbox an SMS passes the phone process and the default SMS app."""
POLL_SECONDS = 0.25


def has_console(link: Link) -> bool:
    """Whether the device is an emulator of this host, by adb's name for it."""
    return re.fullmatch(r"emulator-\d{1,5}", link.serial) is not None


def open_console(link: Link) -> EmulatorConsole:
    """Return a conversation with the emulator's console. Raises :class:`DeviceError` for any other device."""
    return EmulatorConsole(console_port(link.serial))


class Fixes:
    """Tells the emulator's GPS one position again and again, until :meth:`stop`."""

    def __init__(self, connect: Callable[[], EmulatorConsole], place: tuple[float, float]) -> None:
        """Send it for the first time; ``place`` is latitude and longitude in degrees.

        Raises :class:`DeviceError` when the console does not take it.
        """
        self._connect = connect
        self._line = f"geo fix {place[1]:.6f} {place[0]:.6f}"
        self._over = threading.Event()
        console = connect()
        try:
            console.command(self._line)
        except DeviceError:
            console.close()
            raise
        self._thread = threading.Thread(target=self._repeat, args=(console,), name="position", daemon=True)
        self._thread.start()

    def _repeat(self, console: EmulatorConsole) -> None:
        """Send until it is over; a console that went away (a snapshot was loaded) is asked for anew."""
        try:
            while not self._over.wait(REPEAT_SECONDS):
                try:
                    console.command(self._line)
                except DeviceError:
                    console.close()
                    with contextlib.suppress(DeviceError):
                        console = self._connect()
        finally:
            console.close()

    def stop(self) -> None:
        """End it."""
        self._over.set()
        self._thread.join(REPEAT_SECONDS)


def receive(link: Link, messages: list[tuple[str, str]], arrived: Callable[[str], bool]) -> set[str]:
    """Have the emulator's modem receive SMS of (sender, text); return the texts that ``arrived`` says are there.

    An emulator without a modem, or whose SMS app keeps them to itself, receives none: then the set lacks them.
    """
    found: set[str] = set()
    with contextlib.suppress(DeviceError), open_console(link) as console:
        for sender, text in messages:
            console.command(f"sms send {sender} {message_text(text)}")
        deadline = time.monotonic() + ARRIVAL_SECONDS
        while True:
            found |= {text for _, text in messages if text not in found and arrived(text)}
            if len(found) == len(messages) or time.monotonic() > deadline:
                break
            time.sleep(POLL_SECONDS)
    return found
