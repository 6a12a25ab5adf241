"""``harness explore`` at its door, and once on a real terminal; running sessions are in ``tests/explore/screens``."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

from tests.cli.test_cli import say
from tests.explore.test_replay import bundle_of_lantern

PATIENCE_S = 60


def test_without_a_terminal_it_says_what_to_do(tmp_path: Path) -> None:
    code, out, err = say("explore", str(bundle_of_lantern(tmp_path / "b").path))
    assert (code, out) == (2, "")
    assert "needs a terminal; harness watch prints the same as lines" in " ".join(err.split())


def test_a_bundle_on_a_terminal_and_out_again(tmp_path: Path) -> None:
    bundle = bundle_of_lantern(tmp_path / "b").path
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    command = [sys.executable, "-m", "harness", "explore", str(bundle)]
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    ) as one:
        os.close(theirs)
        seen, pressed, until = b"", False, time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if not select.select([ours], [], [], 1)[0]:
                continue
            try:
                seen += os.read(ours, 65536)
            except OSError:  # the other side is closed
                break
            if not pressed and b"6 disclosures" in seen:
                os.write(ours, b"q")
                pressed = True
        code = one.wait(10)
    os.close(ours)
    assert pressed and code == 0
    assert seen.rstrip().endswith(b"\x1b[?25h") or b"\x1b[?1049l" in seen, "the terminal is given back as it was"
