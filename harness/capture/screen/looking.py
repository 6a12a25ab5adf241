"""Looking at the screen: the view tree, what is in front, and pictures of it for the bundle."""

import contextlib
import re
import time

import msgspec

from harness.capture.device.errors import DeviceError
from harness.capture.device.protocol import Display
from harness.capture.phase_clock import PhaseClock
from harness.capture.screen.controls import Node, UiError, nodes
from harness.capture.screen.pace import Pace
from harness.evidence.writer import BundleWriter

_FOCUS = re.compile(r"mCurrentFocus=Window\{\S+ (?:u\d+ )?(?P<title>[^}\n]+?)\}")
_ROTATION = re.compile(rb'<hierarchy[^>]*\brotation="(\d)"')
_ERROR = re.compile(r"Application (?P<kind>Not Responding|Error): (?P<package>[\w.]+)")
_DISPLAYS = "displays"
"""The part of ``dumpsys window`` that tells the focus since Android 10, a fraction of the whole; before, it is told by
the windows' own part only (https://github.com/appium/appium-adb, ``getFocusedPackageAndActivity``)."""
_GRANTED = re.compile(r"^\s+([\w.]+): granted=true", re.MULTILINE)
_MOST_TEXTS = 60
_REMEMBER_S = 1.5
_RAREST_S = 30.0


class Focus(msgspec.Struct, frozen=True):
    """The window in front. ``error`` is ``anr`` or ``crash`` for the system's dialog about an app (``package``)."""

    package: str = ""
    title: str = ""
    error: str = ""


class Look(msgspec.Struct, frozen=True):
    """One look at the screen. ``nodes`` is empty and ``tree`` ``None`` when it gives no view tree."""

    time_us: int
    tree: bytes | None
    nodes: tuple[Node, ...] = ()
    rotation: int = 0

    @property
    def package(self) -> str:
        """Whose window it is: the package of most of its nodes."""
        counts: dict[str, int] = {}
        for node in self.nodes:
            counts[node.package] = counts.get(node.package, 0) + 1
        return max(counts, key=lambda name: counts[name], default="")

    def texts(self) -> list[str]:
        """Return what it says, at most so much as a person would read."""
        found = dict.fromkeys(text.strip()[:300] for node in self.nodes for text in (node.text, node.description))
        return [text for text in found if text][:_MOST_TEXTS]


class Picture(msgspec.Struct, frozen=True):
    """Files of one look in the bundle."""

    screenshot: str | None = None
    ui_dump: str | None = None


class Glance(msgspec.Struct, frozen=True):
    """What a person is shown of the screen; the bundle keeps nothing of it. A part that the device does not give is
    ``None``."""

    time_us: int
    picture: bytes | None
    tree: bytes | None


class Screen:
    """The device's screen."""

    def __init__(self, device: Display, writer: BundleWriter, phase_clock: PhaseClock, package: str) -> None:
        """``package`` is the app under test."""
        self._device = device
        self._writer = writer
        self._phase_clock = phase_clock
        self._package = package
        self._pictures = 0
        self._kept: tuple[Look, Picture] | None = None
        self.last_app: Look | None = None
        self._remembered: tuple[bytes | None, bytes] = (None, b"")
        self._next_s = 0.0
        self._pause_s = _REMEMBER_S
        self._focus_in = _DISPLAYS
        self.pace = Pace()

    def look(self) -> Look:
        """Read the view tree. A screen without one is no error; a device that is gone is."""
        moment, begun = self._phase_clock.now_us(), time.monotonic()
        try:
            return self.read(self._dump(begun), moment)
        except DeviceError:
            if self._device.shell(["true"]).code != 0:
                raise
            return Look(moment, None)

    def _dump(self, begun: float) -> bytes:
        try:
            return self._device.ui_dump()
        finally:
            self.pace.looked(time.monotonic() - begun)

    def read(self, tree: bytes, moment: int = 0) -> Look:
        """Take a view tree that was read at ``moment`` (0: now) for a look."""
        moment = moment or self._phase_clock.now_us()
        try:
            found = tuple(nodes(tree))
        except UiError:
            return Look(moment, None)
        rotation = _ROTATION.search(tree[:400])
        seen = Look(moment, tree, found, int(rotation[1]) if rotation else 0)
        if seen.package == self._package:
            self.last_app = seen
        return seen

    def keep(self, seen: Look | None = None, name: str = "") -> Picture:
        """Keep the screen in the bundle: a screenshot of now, with the view tree of ``seen`` or of now.

        What is kept already is not kept again.
        """
        if seen is not None and self._kept is not None and self._kept[0] is seen:
            return self._kept[1]
        seen = seen or self.look()
        self._pictures += 1
        base = f"ui/{self._pictures:03d}-{re.sub(r'[^a-z0-9_]', '', name or self._phase_clock.current)}"
        screenshot = tree = None
        try:
            screenshot = self._writer.write_file(f"{base}.png", self._device.screenshot())
        except DeviceError:
            if self._device.shell(["true"]).code != 0:
                raise
        if seen.tree is not None:
            tree = self._writer.write_file(f"{base}.xml", seen.tree)
        picture = Picture(screenshot, tree)
        self._kept = (seen, picture)
        return picture

    def glance(self) -> Glance:
        """Look at the screen for a person."""
        seen = self.look()
        picture = None
        with contextlib.suppress(DeviceError):  # a screen that may not be photographed has its view tree
            picture = self._device.screenshot()
        return Glance(seen.time_us, picture, seen.tree)

    def remember(self) -> None:
        """Hold on to what the app shows, now and then, for the case that a dialog covers it; rarer while it does not
        change."""
        if time.monotonic() < self._next_s:
            return
        seen = self.look()
        if seen.package == self._package:
            changed = seen.tree != self._remembered[0]
            if changed:
                with contextlib.suppress(DeviceError):
                    self._remembered = (seen.tree, self._device.screenshot())
            self._pause_s = _REMEMBER_S if changed else min(2 * self._pause_s, _RAREST_S)
        self._next_s = time.monotonic() + self._pause_s

    def keep_remembered(self, name: str) -> str | None:
        """Keep the picture of what the app last showed, if it was held on to."""
        if not self._remembered[1] or self.last_app is None or self.last_app.tree != self._remembered[0]:
            return None
        return self._writer.write_file(f"ui/{self._pictures:03d}-{name}.png", self._remembered[1])

    def keep_tree(self, seen: Look, name: str) -> str | None:
        """Keep the view tree of a look that lies back."""
        if seen.tree is None:
            return None
        self._pictures += 1
        return self._writer.write_file(f"ui/{self._pictures:03d}-{name}.xml", seen.tree)

    def focus(self) -> Focus:
        """Return what is in front; cheaper than a look. Empty when the screen is off."""
        said = self._device.shell(["sh", "-c", f"dumpsys window {self._focus_in} | grep mCurrentFocus"]).stdout
        if "mCurrentFocus" not in said and self._focus_in:
            said = self._device.shell(["sh", "-c", "dumpsys window | grep mCurrentFocus"]).stdout
            if "mCurrentFocus" in said:
                self._focus_in = ""
        found = _FOCUS.search(said)
        if found is None:
            return Focus()
        title = found["title"].strip()
        if error := _ERROR.search(title):
            return Focus(error["package"], title, "anr" if error["kind"] == "Not Responding" else "crash")
        return Focus(title.partition("/")[0], title)

    def granted(self) -> list[str]:
        """Return the runtime permissions that the app holds now."""
        said = self._device.shell(["dumpsys", "package", self._package]).stdout
        _, _, runtime = said.partition("runtime permissions:")
        return sorted(set(_GRANTED.findall(runtime)))

    def keyboard(self) -> bool:
        """Whether an on-screen keyboard is shown."""
        return "mInputShown=true" in self._device.shell(["dumpsys", "input_method"]).stdout

    def size(self, seen: Look) -> tuple[int, int]:
        """Return the screen's size in pixels: as far as its windows reach."""
        right = max((node.bounds[2] for node in seen.nodes), default=0)
        lower = max((node.bounds[3] for node in seen.nodes), default=0)
        found = re.findall(r"(\d+)x(\d+)", self._device.shell(["wm", "size"]).stdout)
        if found:
            width, height = (int(part) for part in found[-1])
            if seen.rotation in (1, 3):
                width, height = height, width
            return max(width, right), max(height, lower)
        return max(right, 1), max(lower, 1)
