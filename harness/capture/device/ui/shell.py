"""The platform's own commands: ``uiautomator dump`` and ``input``. Any device has them, and nothing is installed."""

import shlex
from collections.abc import Callable

from harness.capture.device.errors import DeviceError
from harness.capture.device.structs import ShellResult

Run = Callable[[str], ShellResult]

DUMP_FILE = "/data/local/tmp/harness-ui.xml"
COMPRESSED = "--compressed "
ATTEMPTS = ("", "", COMPRESSED)
"""``uiautomator dump`` waits for a second in which nothing happens, ten seconds at most, and gives up then (AOSP
``DumpCommand``). A screen with a running clock may have such a second the next time. On one that never rests (videos,
carousels, countdowns) the compressed tree, without the nodes that mean nothing to accessibility, is given all the same:
https://github.com/mobile-next/mobilewright/issues/117."""
COMPRESSED_FIRST = 5
"""Looks at a screen that gave only the compressed tree which ask for that first: each other try costs ten seconds."""


class ShellDriver:
    """Drives the screen with shell commands."""

    name = "uiautomator dump + input"

    def __init__(self, run: Run, serial: str, *, types_anything: bool = False) -> None:
        """``run`` runs a line in the shell of the device ``serial``.

        ``types_anything``: its ``input text`` takes every character. Android's takes what its virtual keyboard has
        keys for, which is ASCII.
        """
        self._run = run
        self._serial = serial
        self._types_anything = types_anything
        self._restless = 0

    def dump(self) -> bytes:
        """Return the view tree on screen; in one go, because every command costs a round trip."""
        said = ""
        attempts = ATTEMPTS
        if self._restless:
            self._restless -= 1
            attempts = (COMPRESSED, *ATTEMPTS[:-1])
        for how in attempts:
            # A dump that fails leaves the last one's file behind, so that goes first.
            line = f"rm -f {DUMP_FILE}; uiautomator dump {how}{DUMP_FILE}; cat {DUMP_FILE}"
            result = self._run(line)
            head, mark, tree = result.stdout.partition("<?xml")
            if mark and result.code == 0:
                if how and how != attempts[0]:
                    self._restless = COMPRESSED_FIRST
                return (mark + tree).encode()
            said = " ".join((head + result.stderr).split())[:200]
        raise DeviceError(f"uiautomator gave no view tree on {self._serial}: {said or 'it said nothing'}.")

    def tap(self, x: int, y: int) -> None:
        """Touch a point."""
        self._input("tap", str(x), str(y))

    def swipe(self, x1: int, y1: int, x2: int, y2: int, seconds: float) -> None:
        """Drag a finger."""
        self._input("swipe", str(x1), str(y1), str(x2), str(y2), str(max(1, round(seconds * 1000))))

    def key(self, name: str) -> None:
        """Press a key."""
        self._input("keyevent", f"KEYCODE_{name.upper()}")

    def can_type(self, text: str) -> bool:
        """ASCII, but no ``%s``, which ``input text`` takes for a space."""
        return self._types_anything or (text.isascii() and text.isprintable() and "%s" not in text)

    def type_text(self, text: str) -> None:
        """Type text."""
        if not self.can_type(text):
            raise DeviceError(
                f"'input text' on {self._serial} cannot type {text[:20]!r}; uiautomator2 can, see the run's ui_driver "
                "for why it is not used."
            )
        self._input("text", text.replace(" ", "%s"))

    def _input(self, *words: str) -> None:
        result = self._run(shlex.join(["input", *words]))
        # Old Androids print a stack and exit with 0.
        if result.code != 0 or "Exception" in result.stderr:
            said = (result.stderr or result.stdout).strip().splitlines()
            raise DeviceError(f"'input {words[0]}' failed on {self._serial}: {said[0] if said else result.code}.")

    def close(self) -> None:
        """There is nothing to let go."""
