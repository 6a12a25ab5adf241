"""What the session and the process in which Python is evaluated say to each other.

One evaluation at a time: the session says :class:`Evaluate`, hears :class:`Printed` and :class:`Called` (which it
answers) in any number, and :class:`Done` in the end.
"""

from typing import Any, NamedTuple


class Evaluate(NamedTuple):
    """Evaluate this."""

    code: str


class Complete(NamedTuple):
    """Say what may end this line."""

    line: str


class Answered(NamedTuple):
    """What a call gave, or in a sentence why it gave nothing."""

    number: int
    value: Any
    failed: str = ""


class Printed(NamedTuple):
    """Text that was printed."""

    text: str


class Called(NamedTuple):
    """The session is to do something: ``name`` is that of a method of ``Answers``, without ``give_``."""

    number: int
    name: str
    args: tuple[Any, ...]
    named: dict[str, Any]


class Done(NamedTuple):
    """The evaluation is over: its result as text, or (``failed``) in a line why there is none."""

    text: str
    failed: bool = False


class Names(NamedTuple):
    """What may end the line that was begun."""

    names: list[str]
