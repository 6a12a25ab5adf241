"""What a device holds in memory and in no file: replaced as a whole, so that a reset can forget no field of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(slots=True)
class SinceBoot:
    """What a reboot loses, and a reset."""

    #: SELinux's mode, as ``getenforce`` says it.
    selinux: str = "Permissive"
    #: The view that was touched last: what is typed goes there.
    focused_view: Any = None
    #: Offsets in pixels of scrolling views, by process and view.
    scroll: dict[int, dict[Any, int]] = field(default_factory=dict)
    #: The short message on the screen, and until when (monotonic seconds) it is there.
    toast: tuple[str, float] = ("", 0.0)
    #: Keys and fingers that went down last, as ``dumpsys input`` tells of them: (event, monotonic ns).
    recent_input: deque[tuple[str, int]] = field(default_factory=lambda: deque(maxlen=10))


@dataclass(slots=True)
class SinceReset:
    """What a reset loses, and a reboot does not: what the system keeps, and the world around the device."""

    #: Seconds that the device's clock is ahead of this machine's.
    clock_offset: float = 0.0
    #: Whether apps reach the network by themselves: ``live``, ``sinkhole`` or ``routed``.
    network: str = "live"
    #: Whether the device's user refuses every installation.
    install_blocked: bool = False
    #: Modes set with ``appops``, by package or uid, and operation.
    appops: dict[str, dict[str, str]] = field(default_factory=dict)
    #: Test providers of locations, with the location that was there before.
    test_providers: dict[str, dict[str, Any]] = field(default_factory=dict)


class Service(Protocol):
    """A part of the device that changes. Whatever the device holds besides the two above is one."""

    def reset(self) -> Awaitable[None] | None:
        """Be as in a new device."""
