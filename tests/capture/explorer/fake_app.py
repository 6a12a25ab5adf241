"""A device with one app on it, as a table of screens: what the explorer sees and what its touches do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from harness.capture.device.protocol import Facts
from harness.capture.device.structs import Ended, Running, ShellResult
from harness.capture.explorer.explorer import Explored
from harness.evidence.run_record import DeviceInfo
from tests.capture.blank import PNG, facts

PACKAGE = "com.example.app"
ROWS = 8
HEIGHT = 100


@dataclass
class Row:
    """One line of a screen. ``does`` is called when it is touched, ``id`` its resource name."""

    text: str = ""
    does: Callable[[], None] | None = None
    kind: str = "android.widget.Button"
    id: str = ""
    checked: bool | None = None
    password: bool = False
    hint: str = ""


@dataclass
class FakeDevice(Explored, Facts):
    """Shows the rows of the screen on top of a stack; a swipe moves them by half a screen.

    Each screen is an activity; with ``one_activity`` all are screens of one.
    """

    screens: dict[str, Callable[[FakeDevice], list[Row]]]
    start: str = "home"
    sandbox: bool = False
    one_activity: bool = False
    serial: str = "fake"
    types: Callable[[str], bool] = lambda text: True
    stack: list[str] = field(default_factory=list)
    front: str = PACKAGE
    up: bool = True
    offsets: dict[str, int] = field(default_factory=dict)
    state: dict[str, object] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    focus: str = ""
    seen: int = 0
    touched: list[str] = field(default_factory=list)
    commands: list[list[str]] = field(default_factory=list)
    starts: int = 0
    answer: ShellResult = field(default_factory=lambda: ShellResult(0, "", ""))

    def __post_init__(self) -> None:
        self.stack = self.stack or [self.start]

    # -- what the app does --------------------------------------------------------------------------------------------

    def open(self, name: str) -> Callable[[], None]:
        """Return what opens a screen."""
        return lambda: self.stack.append(name)

    def go(self, package: str) -> Callable[[], None]:
        """Return what opens another app."""

        def leave() -> None:
            self.front = package

        return leave

    def end(self) -> None:
        """The app ends by itself."""
        self.up, self.front, self.stack = False, "com.android.launcher3", []

    # -- the device ---------------------------------------------------------------------------------------------------

    def info(self) -> DeviceInfo:
        return facts(self.serial, sandbox=self.sandbox)

    def screenshot(self) -> bytes:
        return PNG

    def ui_driver(self) -> dict[str, str]:
        return {"name": "fake", "reason": ""}

    def ui_dump(self) -> bytes:
        self.seen += 1
        if self.front != PACKAGE:
            return _tree([Row("something else")], self.front, False, 0, {})
        rows = self.screens[self.stack[-1]](self)
        offset = self.offsets.get(self.stack[-1], 0)
        return _tree(rows[offset : offset + ROWS], PACKAGE, len(rows) > ROWS, offset, self.typed)

    def _rows(self) -> list[Row]:
        rows = self.screens[self.stack[-1]](self)
        return rows[self.offsets.get(self.stack[-1], 0) :][:ROWS]

    def tap(self, x: int, y: int) -> None:
        row = self._rows()[y // HEIGHT - 1]
        self.focus = row.id if row.hint else ""
        self.touched.append(row.text or row.hint)
        if row.does is not None:
            row.does()

    def swipe(self, x1: int, y1: int, x2: int, y2: int, seconds: float = 0.3) -> None:
        name = self.stack[-1]
        rows = len(self.screens[name](self))
        offset = self.offsets.get(name, 0) + (ROWS // 2 if y1 > y2 else -ROWS // 2)
        self.offsets[name] = max(0, min(offset, rows - ROWS))

    def key(self, name: str) -> None:
        assert name == "BACK"
        if self.front != PACKAGE:
            self.front = PACKAGE if self.up and self.stack else self.front
        elif len(self.stack) > 1:
            self.offsets.pop(self.stack.pop(), None)
        else:
            self.stack, self.front = [], "com.android.launcher3"

    def can_type(self, text: str) -> bool:
        return self.types(text)

    def type_text(self, text: str) -> None:
        self.typed[self.focus] = self.typed.get(self.focus, "") + text

    def pids(self, package: str) -> list[int]:
        return [7] if self.up else []

    def running(self, package: str) -> list[Running]:
        return [Running(pid=pid, name=package) for pid in self.pids(package)]

    def ended(self, package: str) -> list[Ended]:
        return []

    def stop_app(self, package: str) -> None:
        self.end()

    def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        self.commands.append(list(command))
        if command[0] == "monkey" and "LAUNCHER" in " ".join(command):
            if not self.up or not self.stack:
                self.up, self.stack = True, [self.start]
                self.starts += 1
            self.front = PACKAGE
        if command[:2] == ["dumpsys", "activity"]:
            return ShellResult(0, self._activities(), "")
        return self.answer

    def _activities(self) -> str:
        if self.front != PACKAGE:
            return f"  topResumedActivity=ActivityRecord{{1 u0 {self.front}/.Other t2}}\n"
        shown = self.stack[-1:] if self.one_activity else self.stack
        records = [f"ActivityRecord{{{n} u0 {PACKAGE}/.Main t7}}" for n, _ in enumerate(shown)]
        lines = [f"    * Hist  #{n}: {record}" for n, record in reversed(list(enumerate(records)))]
        return "\n".join([*lines, f"  topResumedActivity={records[-1]}"])


def _tree(rows: list[Row], package: str, scrolls: bool, offset: int, typed: dict[str, str]) -> bytes:
    inner = "".join(_node(row, number, package, typed) for number, row in enumerate(rows, 1))
    flag = str(scrolls).lower()
    box = f'class="android.widget.ScrollView" scrollable="{flag}" package="{package}" bounds="[0,{HEIGHT}][1000,900]"'
    return f'<?xml version="1.0"?><hierarchy rotation="0"><node {box}>{inner}</node></hierarchy>'.encode()


def _node(row: Row, number: int, package: str, typed: dict[str, str]) -> str:
    editable = bool(row.hint)
    values = {
        "class": "android.widget.EditText" if editable else row.kind,
        "text": typed.get(row.id) or row.hint if editable else row.text,
        "resource-id": f"{PACKAGE}:id/{row.id}" if row.id else "",
        "package": package,
        "clickable": str(row.does is not None or editable).lower(),
        "checkable": str(row.checked is not None).lower(),
        "checked": str(bool(row.checked)).lower(),
        "enabled": "true",
        "password": str(row.password).lower(),
        "bounds": f"[0,{number * HEIGHT}][1000,{(number + 1) * HEIGHT}]",
    }
    return "<node " + " ".join(f"{name}={quoteattr(value or '')}" for name, value in values.items()) + " />"
