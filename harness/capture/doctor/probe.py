"""What is asked of a device that is checked, each thing once."""

import shlex
from functools import cached_property
from typing import Protocol

from harness.capture.device.link import outputs
from harness.capture.device.protocol import Facts, Shell
from harness.evidence.run_record import DeviceInfo

ANSWER_SECONDS = 15.0


class Probed(Facts, Shell, Protocol):
    """A device that says what it is, runs commands, and has a clock."""

    def clock_offset_us(self) -> int:
        """Return the device's wall clock minus the host's, in microseconds."""


class Probe:
    """Asks one device, each thing once."""

    def __init__(self, device: Probed) -> None:
        """Take an open device."""
        self.device = device
        self.adb = f"adb -s {shlex.quote(device.serial)}"

    def say(self, *command: str) -> str:
        """Return what a command prints on the device, stripped; empty when it fails or is unknown."""
        result = self.device.shell(command, ANSWER_SECONDS)
        return result.stdout.strip() if result.code == 0 else ""

    def setting(self, namespace: str, key: str) -> str | None:
        """Return a setting, None when it is not set."""
        return outputs.setting(self.say("settings", "get", namespace, key))

    @cached_property
    def info(self) -> DeviceInfo:
        """What the device says of itself."""
        return self.device.info()

    @cached_property
    def properties(self) -> dict[str, str]:
        """Its system properties."""
        return outputs.properties(self.say("getprop"))

    @cached_property
    def root(self) -> str | None:
        """How root is had: ``adb`` (adbd itself), ``su``, or None."""
        if self.say("id", "-u") == "0" or self.say("id").startswith("uid=0("):
            return "adb"
        # Magisk's and SuperSU's su take -c, the one of AOSP's debug builds takes a user instead.
        for command in (("su", "-c", "id"), ("su", "0", "id")):
            if self.say(*command).startswith("uid=0("):
                return "su"
        return None

    def say_as_root(self, line: str) -> str:
        """Return what a line prints as root; empty when it fails or there is no root."""
        if self.root is None:
            return ""
        words = ["sh", "-c", line]
        for command in (words,) if self.root == "adb" else (["su", "-c", line], ["su", "0", *words]):
            if said := self.say(*command):
                return said
        return ""

    def as_root(self, command: str) -> str:
        """Return the line for the user's own shell that runs a command as root on the device."""
        return f"{self.adb} shell {shlex.quote(command if self.root == 'adb' else f'su -c {shlex.quote(command)}')}"
