"""From exceptions to one sentence and an exit code: the only place that decides what an error becomes.

An exit code 1 means that something was found, never an accident; a traceback is shown to nobody who did not ask for it.
"""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

from harness.cli.stdout import ReaderGone, emit
from harness.errors import BAD_INPUT, DONE, INTERRUPTED
from harness.files.names import shown
from harness.files.unexpected import DEBUG, understood
from harness.files.write import write_whole

talk = Console(stderr=True, highlight=False)
"""Human chatter. Machine output goes to stdout alone."""


def say(text: str, style: str = "") -> None:
    """Say something to the human. ``text`` is plain: nothing in it is read as markup."""
    with suppress(OSError):  # a stderr that is full or gone is no fault of what there was to say
        talk.print(Text(printable(text)), style=style, soft_wrap=True)


def printable(text: str) -> str:
    """Return ``text`` with control characters made visible: it may come from an app and end in a terminal."""
    return "\n".join("\t".join(map(shown, line.split("\t"))) for line in text.split("\n"))


def fail(text: str, code: int = BAD_INPUT) -> typer.Exit:
    """Say what is wrong and return the exit to raise."""
    say(f"harness: {text}", "bold red")
    return typer.Exit(code)


def deliver(result: str | bytes, out: Path | None) -> None:
    """Write a command's result to the file ``out``, or to stdout without one. Raises ``WriteError``."""
    if out is None:
        emit(result if isinstance(result, str) else result.decode("utf-8", "backslashreplace"))
        return
    write_whole(out, result if isinstance(result, bytes) else result.encode("utf-8", "backslashreplace"))
    say(f"wrote {shown(out)}")


@contextmanager
def sentences() -> Iterator[None]:
    """Turn any error into one sentence and the right exit code."""
    try:
        yield
    except typer.Exit:
        raise
    except typer.Abort:
        raise fail("Aborted.", INTERRUPTED) from None
    except KeyboardInterrupt:
        raise fail("Interrupted.", INTERRUPTED) from None
    except ReaderGone:
        raise typer.Exit(DONE) from None
    except Exception as error:
        if type(error).__module__.partition(".")[0] in ("typer", "click"):
            raise  # usage errors, which typer words and whose code is 2
        said, code = worded(error)
        if os.environ.get(DEBUG):
            sys.stderr.write(traceback.format_exc())
        raise fail(said, code) from None


def worded(error: Exception) -> tuple[str, int]:
    """Return the sentence and the exit code of an error."""
    meant = understood(error)
    return str(meant), meant.exit_code
