"""``harness explore`` at its door, and once on a real terminal; running sessions are in ``tests/explore/screens``."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_cli import say
from tests.explore.test_replay import bundle_of_lantern

PATIENCE_S = 150


def test_without_a_terminal_it_says_what_to_do(tmp_path: Path) -> None:
    code, out, err = say("explore", str(bundle_of_lantern(tmp_path / "b").path))
    assert (code, out) == (2, "")
    assert "needs a terminal; harness watch prints the same as lines" in " ".join(err.split())


@contextlib.contextmanager
def on_a_terminal(bundle: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Open a bundle on a terminal of 80 by 24, and wait until it was read."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    command = [sys.executable, "-m", "harness", "explore", str(bundle)]
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as one:
        os.close(theirs)
        assert b"6 disclosures" in until(ours, b"6 disclosures")
        yield one, ours


def until(terminal: int, wanted: bytes) -> bytes:
    """Read until something is shown, or nothing comes any more."""
    seen, end = b"", time.monotonic() + PATIENCE_S
    while wanted not in seen and time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            try:
                seen += os.read(terminal, 65536)
            except OSError:  # the other side is closed
                break
    return seen


@pytest.mark.slow
def test_a_bundle_on_a_terminal_and_out_again(tmp_path: Path) -> None:
    with on_a_terminal(bundle_of_lantern(tmp_path / "b").path) as (one, terminal):
        os.write(terminal, b"q")
        assert b"\x1b[?1049l" in until(terminal, b"\x1b[?1049l"), "the terminal is given back as it was"
        assert one.wait(PATIENCE_S) == 0
        os.close(terminal)


@pytest.mark.slow
@pytest.mark.parametrize("gone", [False, True], ids=["told", "gone"])
def test_it_ends_when_it_is_told_to_and_when_the_terminal_is_gone(tmp_path: Path, gone: bool) -> None:
    with on_a_terminal(bundle_of_lantern(tmp_path / "b").path) as (one, terminal):
        if gone:
            os.close(terminal)
        one.send_signal(signal.SIGHUP)
        if not gone:
            until(terminal, b"\x1b[?1049l")
        assert one.wait(PATIENCE_S) is not None
        if not gone:
            assert one.returncode == 0
            os.close(terminal)
