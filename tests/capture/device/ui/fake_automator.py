"""``uiautomator2.Device`` as version 3.7 documents it: the calls that the driver makes, and its watchers."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """Stands in for ``uiautomator2.exceptions.BaseException``."""


class Watcher:
    """Rules that click by themselves while they run."""

    def __init__(self) -> None:
        self.rules = ["同意", "ALLOW"]
        self.watching = True

    def running(self) -> bool:
        return self.watching

    def reset(self) -> None:
        self.watching, self.rules = False, []


class FakeAutomator:
    """Records what it is asked to do; ``fails`` names calls that raise."""

    def __init__(self, *fails: str) -> None:
        self.fails = set(fails)
        self.calls: list[tuple[Any, ...]] = []
        self.watcher = Watcher()
        self.settings: dict[str, Any] = {}
        self.tree = "<hierarchy><node text='a' /></hierarchy>"

    def _note(self, name: str, *args: Any) -> None:
        if name in self.fails:
            raise Refused(f"UiAutomation not connected\n({name})")
        self.calls.append((name, *args))

    def dump_hierarchy(self, compressed: bool = False, pretty: bool = False) -> str:
        self._note("dump_hierarchy")
        return self.tree

    def click(self, x: int, y: int) -> None:
        self._note("click", x, y)

    def swipe(self, fx: int, fy: int, tx: int, ty: int, duration: float | None = None) -> None:
        self._note("swipe", fx, fy, tx, ty, duration)

    def keyevent(self, v: str) -> None:
        self._note("keyevent", v)

    def __call__(self, **selector: Any) -> FakeAutomator:
        self.calls.append(("select", selector))
        return self

    def set_text(self, text: str) -> None:
        self._note("set_text", text)

    def stop_uiautomator(self) -> None:
        self._note("stop_uiautomator")

    def watch_context(self, autostart: bool = True, builtin: bool = False) -> None:
        raise AssertionError("its rules click by themselves")
