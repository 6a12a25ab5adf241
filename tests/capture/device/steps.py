"""A run's steps on an attached device, by processes that kill themselves with SIGKILL after a given journal entry.

The program reads a line of JSON for each: adb server port, serial, directory of the journals, APK, the entry after
which to die (0: never), and whether the change itself is still made (``after``) or not (``before``). It answers with a
line: what the process printed, and its end as :mod:`subprocess` gives it. All are forks of this one, which has imported
everything and done nothing.
"""

import json
import os
import signal
import sys
import traceback
from pathlib import Path

import adbutils

from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.journal import Journal
from harness.capture.device.link.link import Link
from harness.capture.device.structs import ProxyAddress
from harness.persona.generate import generate
from tests.capture.device.certificate import PEM


def steps(port: str, serial: str, journals: str, apk: str, last: str, moment: str) -> None:
    client = adbutils.AdbClient("127.0.0.1", int(port))
    device = AdbDevice(client, serial, journal=Journal(serial, Path(journals)))
    written = 0
    note = Link.change
    run, run_as_root = Link.line, Link.sudo
    doomed = False

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def change(self: Link, *args: object, **words: object) -> int:
        nonlocal written, doomed
        if doomed:
            die()
        number = note(self, *args, **words)  # type: ignore[arg-type]
        written += 1
        if written == int(last):
            if moment == "before":
                die()
            doomed = True
        return number

    def line(self: Link, *args: object, **words: object) -> object:
        result = run(self, *args, **words)  # type: ignore[arg-type]
        if doomed:
            die()
        return result

    def root_line(self: Link, *args: object, **words: object) -> object:
        result = run_as_root(self, *args, **words)  # type: ignore[arg-type]
        if doomed:
            die()
        return result

    Link.change = change  # type: ignore[method-assign, assignment]
    Link.line = line  # type: ignore[method-assign, assignment]
    Link.sudo = root_line  # type: ignore[method-assign, assignment]
    device.reset()
    device.seed(generate(1))
    device.trust_ca(PEM)
    device.install(Path(apk), grant_all=True)
    device.route_traffic(ProxyAddress(port=9), "com.example.app")
    device.set_clock(48 * 3_600_000_000)
    sys.stdout.write(f"{written}\n")
    sys.stdout.flush()
    die()


def fork(words: list[str]) -> tuple[str, int]:
    """Run the steps in a process of their own; return what it printed, and its end."""
    readable, writable = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(writable, 1)
        os.close(readable)
        os.close(writable)
        try:
            steps(*words)
        except BaseException:  # noqa: BLE001 - it must never return into the program that it is a fork of
            traceback.print_exc()
        os._exit(1)
    os.close(writable)
    with os.fdopen(readable) as said:
        text = said.read()
    return text, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(fork(json.loads(line))) + "\n")
        sys.stdout.flush()
