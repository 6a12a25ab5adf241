"""Errors whose text is one sentence for the user: what is wrong, where, what to do; each kind with its exit code."""

from typing import ClassVar, Final

DONE: Final = 0
FOUND: Final = 1
"""Something was found. Never an accident."""
BAD_INPUT: Final = 2
"""What was given cannot be used."""
INCOMPLETE: Final = 3
"""What was asked for could not be done, or not to its end."""
INTERRUPTED: Final = 130


_GRAVITY = (INTERRUPTED, BAD_INPUT, FOUND, INCOMPLETE, DONE)


def gravest(*codes: int) -> int:
    """Return the exit code of what ended with several: what was found stands, whatever else could not be done."""
    return min(codes, key=_GRAVITY.index, default=DONE)


class HarnessError(Exception):
    """The base of every error that is told to a user. Without another word the work is incomplete."""

    exit_code: ClassVar[int] = INCOMPLETE


class BadInputError(HarnessError):
    """What was given cannot be used: a file, an option, a name."""

    exit_code = BAD_INPUT


class HarnessWarning(UserWarning):
    """What the user should read although the work goes on, from Python: one sentence."""
