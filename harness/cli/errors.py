"""From exceptions to one sentence and an exit code."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

DONE = 0
FOUND = 1
BAD_INPUT = 2
INCOMPLETE = 3
INTERRUPTED = 130

talk = Console(stderr=True, highlight=False)
"""Human chatter. Machine output goes to stdout alone."""


def say(text: str, style: str = "") -> None:
    """Say something to the human. ``text`` is plain: nothing in it is read as markup."""
    talk.print(Text(printable(text)), style=style, soft_wrap=True)


def printable(text: str) -> str:
    """Return ``text`` with control characters made visible: it may come from an app and end in a terminal."""
    return "".join(c if c in "\n\t" or c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def fail(text: str, code: int = BAD_INPUT) -> typer.Exit:
    """Say what is wrong and return the exit to raise."""
    say(f"harness: {text}", "bold red")
    return typer.Exit(code)


def deliver(text: str, out: Path | None) -> None:
    """Write a command's result to the file ``out``, or to stdout without one. Raises the exit when it cannot."""
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise fail(f"Cannot write {out}: {error.strerror}.") from None
    say(f"wrote {out}")


@contextmanager
def sentences() -> Iterator[None]:
    """Turn the errors this program expects into one sentence and the right exit code. Unexpected ones stay loud."""
    # Imported here: commands that need no device must not load Frida and adb.
    from harness.evidence.bundle import BundleError
    from harness.persona.persona import PersonaError

    try:
        yield
    except (BundleError, PersonaError) as error:
        raise fail(str(error)) from None
    except KeyboardInterrupt:
        raise fail("Interrupted.", INTERRUPTED) from None
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing to say and nobody to say it to.
        sys.stderr.close()
        raise typer.Exit(DONE) from None
    except Exception as error:
        if (code := _expected(error)) is None:
            raise
        raise fail(str(error), code) from None


def _expected(error: Exception) -> int | None:
    """Return the exit code for an error of a part that has been loaded, ``None`` for an unexpected one."""
    codes = {
        "harness.capture.apk.ApkError": BAD_INPUT,
        "harness.capture.scenario.marks.ScenarioError": BAD_INPUT,
        "harness.capture.proxy.proxy.ProxyError": INCOMPLETE,
        "harness.capture.device.errors.DeviceError": INCOMPLETE,
        "harness.capture.device.errors.DeviceNotFound": BAD_INPUT,
        "harness.capture.agent.errors.AgentError": INCOMPLETE,
        "harness.catalog._load.CatalogError": BAD_INPUT,
        "harness.evidence.exchange.RecordingError": BAD_INPUT,
        "harness.analysis.values.ValuesError": BAD_INPUT,
        "harness.analysis.trackers.ListError": BAD_INPUT,
        "harness.analysis.differential.DifferenceError": BAD_INPUT,
        "harness.sandbox.control.SandboxError": INCOMPLETE,
    }
    for kind in type(error).__mro__:
        if (code := codes.get(f"{kind.__module__}.{kind.__qualname__}")) is not None:
            return code
    return None
