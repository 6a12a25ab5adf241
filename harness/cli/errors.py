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
from harness.files.names import shown
from harness.files.unexpected import DEBUG, sentence
from harness.files.write import exhausted, write_whole

DONE = 0
FOUND = 1
BAD_INPUT = 2
INCOMPLETE = 3
INTERRUPTED = 130

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


def deliver(text: str, out: Path | None) -> None:
    """Write a command's result to the file ``out``, or to stdout without one. Raises ``WriteError``."""
    if out is None:
        emit(text)
        return
    write_whole(out, text.encode("utf-8", "backslashreplace"))
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
    if (code := _expected(error)) is not None:
        return str(error), code
    named = isinstance(error, OSError) and error.filename is not None and not exhausted(error)
    return sentence(error), BAD_INPUT if named else INCOMPLETE


def _expected(error: Exception) -> int | None:
    """Return the exit code for an error of a part that has been loaded, ``None`` for an unexpected one."""
    # By name: commands that need no device must not load Frida and adb.
    codes = {
        "harness.files.limits.LimitError": INCOMPLETE,
        "harness.files.read.ReadError": BAD_INPUT,
        "harness.files.write.NoRoomError": INCOMPLETE,
        "harness.files.write.WriteError": BAD_INPUT,
        "harness.capture.apk.ApkError": BAD_INPUT,
        "harness.capture.scenario.marks.ScenarioError": BAD_INPUT,
        "harness.capture.proxy.proxy.ProxyError": INCOMPLETE,
        "harness.capture.device.errors.DeviceError": INCOMPLETE,
        "harness.capture.device.errors.DeviceNotFound": BAD_INPUT,
        "harness.capture.agent.errors.AgentError": INCOMPLETE,
        "harness.catalog._load.CatalogError": BAD_INPUT,
        "harness.evidence.bundle.BundleError": BAD_INPUT,
        "harness.evidence.exchange.RecordingError": BAD_INPUT,
        "harness.evidence.signature.KeyFileError": BAD_INPUT,
        "harness.evidence.timestamp.StampError": BAD_INPUT,
        "harness.persona.persona.PersonaError": BAD_INPUT,
        "harness.analysis.values.ValuesError": BAD_INPUT,
        "harness.analysis.trackers.ListError": BAD_INPUT,
        "harness.analysis.differential.DifferenceError": BAD_INPUT,
        "harness.sandbox.control.SandboxError": INCOMPLETE,
    }
    for kind in type(error).__mro__:
        if (code := codes.get(f"{kind.__module__}.{kind.__qualname__}")) is not None:
            return code
    return None
