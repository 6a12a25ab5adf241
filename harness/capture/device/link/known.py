"""What is known of a device, each as long as it holds; then it is replaced as a whole.

A fact that is found out once is a field of such a struct, and so cannot be forgotten when the device begins anew.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from harness.capture.device.link.root import Root
from harness.capture.device.link.root_shell import RootShell

T = TypeVar("T")


class Once(Generic[T]):
    """An answer that is asked for once, when it is first wanted. ``found`` holds it, or nothing yet."""

    def __init__(self, *found: T) -> None:
        """Take the answer where it is there already."""
        self.found = list(found)

    def get(self, ask: Callable[[], T]) -> T:
        """Return the answer; whatever ``ask`` raises leaves it unknown."""
        if not self.found:
            self.found.append(ask())
        return self.found[0]

    def __eq__(self, other: object) -> bool:
        """Whether both know the same."""
        return isinstance(other, Once) and self.found == other.found

    __hash__ = None  # type: ignore[assignment]


@dataclass(slots=True)
class AsUser:
    """What holds while adbd runs as the user it runs as."""

    root: Once[Root | None] = field(default_factory=Once)
    shell_uid: Once[int] = field(default_factory=Once)
    root_shell: Once[RootShell] = field(default_factory=Once)

    def close(self) -> None:
        """End the shell."""
        for shell in self.root_shell.found:
            shell.close()


@dataclass(slots=True)
class Life:
    """What holds until the device begins anew."""

    properties: Once[dict[str, str]] = field(default_factory=Once)
    has_nsenter: Once[bool] = field(default_factory=Once)
    user: AsUser = field(default_factory=AsUser)
