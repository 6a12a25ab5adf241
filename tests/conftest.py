"""What holds for all tests."""

import functools
import gc
import os
import signal
import socketserver
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
import typer.testing

from harness.analysis.search import literals
from harness.capture.agent.script import CHECK_JNI
from harness.sandbox.cage.levels import CONFINE_WRITE
from tests import examples

pytest_plugins = ["tests.clock", "tests.kept", "tests.order", "tests.quick", "tests.parts"]


def _signals_for_programs() -> None:
    """Ignore what this session was told to ignore (``nohup``, a job in the background), but do not hand that on.

    A program inherits signals that are ignored, and hears none; one with a handler is as at first in it.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


_signals_for_programs()


@pytest.fixture(scope="session", autouse=True)
def no_adb_server_left_behind() -> Iterator[None]:
    """adbutils starts a server where it finds none: one that outlives the test, and takes hold of others' emulators."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("adbutils._adb.adb_path", lambda: "true")
        yield


_POLL_S = 0.02
"""How often a server looks whether it was shut down, where half a second is usual: each test's own server is."""
_OBJECTS = 50_000
"""New objects after which the collector looks for circles, where 700 are usual."""


def _complaints() -> Path:
    """Return the file to which every agent of this session, in whatever process, appends its misuse of JNI."""
    handle, name = tempfile.mkstemp(prefix="check-jni-", suffix=".txt")
    os.close(handle)
    os.environ[CHECK_JNI] = name  # for programs that tests start, too
    os.environ[CONFINE_WRITE] = name  # and for apps, confined as they are
    return Path(name)


_COMPLAINTS = _complaints()


def _make_programs_once() -> None:
    """Have typer make the commands of a program once a session: that takes longer than most of them run."""
    once = functools.cache(typer.main.get_command)
    typer.main.get_command = typer.testing._get_command = once


def pytest_configure(config: pytest.Config) -> None:
    examples.profile()
    if examples.few() and config.option.markexpr == "quick":
        literals.hyperscan = None  # the other engine finds the same, and compiles in a tenth of the time
    _make_programs_once()
    socketserver.BaseServer.serve_forever.__defaults__ = (_POLL_S,)
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])


def pytest_collection_finish() -> None:
    """Have the collector leave alone what lives as long as the session: modules, and six thousand tests.

    It took a sixth of all time to go through them again and again.
    """
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    _COMPLAINTS.unlink(missing_ok=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.user_properties += [("fault", mark.args[0]) for mark in item.iter_markers("fault")]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what came of each named fault, where more than dots are asked for (``-v``)."""
    if terminalreporter.verbosity < 0:
        return
    found: dict[str, set[str]] = {}
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.stats.get(outcome, ()):
            for key, name in getattr(report, "user_properties", ()):
                if key == "fault":
                    found.setdefault(str(name), set()).add(outcome)
    if found:
        terminalreporter.section(f"{len(found)} named faults")
        for name, outcomes in sorted(found.items()):
            terminalreporter.line(f"{', '.join(sorted(outcomes)):<8} {name}")


@pytest.fixture(autouse=True)
def no_misuse_of_jni() -> Iterator[None]:
    """A desktop JVM forgives what Android's CheckJNI ends the process for: no agent may do it in any test."""
    yield
    if _COMPLAINTS.stat().st_size:
        found = _COMPLAINTS.read_text(encoding="utf-8")
        os.truncate(_COMPLAINTS, 0)
        pytest.fail(f"the agent misused JNI:\n{found[:4000]}", pytrace=False)
