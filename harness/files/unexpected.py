"""What an error that nobody foresaw is called: the one place that puts it into a sentence."""

import os
import traceback
from pathlib import Path

from harness.errors import BadInputError, HarnessError
from harness.files.names import shown
from harness.files.write import exhausted

DEBUG = "HARNESS_DEBUG"
"""The environment variable that shows the whole trace of an error that was not expected."""


def sentence(error: BaseException) -> str:
    """Say in one sentence what happened, and where it is not clear by itself, where in this program."""
    if isinstance(error, MemoryError):
        return "There is not enough memory for this."
    if isinstance(error, OSError) and error.filename is not None:
        room = " Make room (or raise the limit) and do it again." if exhausted(error) else ""
        return f"Cannot use {shown(os.fsdecode(error.filename))}: {error.strerror}.{room}"
    if isinstance(error, OSError) and error.strerror:
        room = " Make room (or raise the limit) and do it again." if exhausted(error) else ""
        return f"The system refuses: {error.strerror}.{room}{_where(error)}"
    said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return f"Something went wrong inside harness ({said}).{_where(error)}"


def understood(error: Exception) -> HarnessError:
    """Return an error as one of ours, in one sentence; a named file that cannot be used is bad input."""
    if isinstance(error, HarnessError):
        return error
    named = isinstance(error, OSError) and error.filename is not None and not exhausted(error)
    return BadInputError(sentence(error)) if named else HarnessError(sentence(error))


def _where(error: BaseException) -> str:
    """Say where in this program an unexpected error came up, so that it can be reported."""
    package = Path(__file__).parents[1]
    frames = traceback.extract_tb(error.__traceback__)
    doors = {"errors.py", "main.py", Path(__file__).name}
    own = [at for at in frames if Path(at.filename).is_relative_to(package) and Path(at.filename).name not in doors]
    at = own[-1] if own else None
    place = f" It came up in {Path(at.filename).name}, line {at.lineno};" if at else ""
    return f"{place} {DEBUG}=1 shows the whole trace."
