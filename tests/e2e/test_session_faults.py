"""Faults in the middle of a session: each is told in a line, and the session and its bundle survive."""

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.capture import run_proxy
from harness.capture.device.sandbox import SandboxDevice
from harness.catalog.points import load_points
from harness.evidence.bundle import Bundle
from harness.evidence.rows import Gap, Process, StepTaken
from harness.explore.events import Disclosed, Ended, Event, Health, Said, Stepped
from harness.explore.session import BY_HAND, Session, by_hand
from harness.jobs import run as running
from harness.jobs.run import Plan, Ran
from harness.jobs.told import Silent
from harness.persona.generate import generate
from tests.cli.test_explore import until
from tests.e2e.conftest import LANTERN, ROOT
from tests.faults.named import fault

pytestmark = pytest.mark.e2e
PATIENCE_S = 300.0


class Beset:
    """One session to which three things happen: the app is killed, the proxy ends, and the device is gone."""

    def __init__(self, out: Path, patch: pytest.MonkeyPatch) -> None:
        self.events: list[Event] = []
        self.relaunched = "nothing"
        self.late = ""
        devices: list[SandboxDevice] = []
        proxies: list[Any] = []

        def choose(name: Any, progress: Any, options: Any) -> SandboxDevice:
            devices.append(SandboxDevice(options))
            return devices[0]

        class Proxy(run_proxy.Proxy):
            def start(self) -> "Proxy":
                proxies.append(self)
                return super().start()

        patch.setattr(running, "choose", choose)
        patch.setattr(run_proxy, "Proxy", Proxy)
        self.devices, self.proxies = devices, proxies
        plan = Plan(
            device="sandbox", scenario=by_hand("granted_at_install"), persona=None, points=load_points(),
            network="sinkhole", out=out, lang="en",
        )  # fmt: skip
        self.session = Session(plan, hands=True)
        listener = self.session.stream.listen(patient=True)
        self.session.stream.start()
        threading.Thread(target=self._listen, args=(listener,), daemon=True).start()
        person = threading.Thread(target=self._beset)
        person.start()
        self.ran: Ran = self.session.run(LANTERN, BY_HAND, generate(), out / "b", Silent())
        person.join()
        self.until(lambda: any(isinstance(one, Ended) for one in self.events))

    def _listen(self, listener: Any) -> None:
        while (found := listener.take()) is not None:
            self.events += found

    def until(self, true: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not true() and time.monotonic() < deadline:
            time.sleep(0.05)

    def health(self, what: str, state: str) -> list[str]:
        return [one.detail for one in self.events if isinstance(one, Health) and (one.what, one.state) == (what, state)]

    def _beset(self) -> None:
        control = self.session.control
        try:
            self.until(lambda: any(isinstance(one, Disclosed) for one in self.events))
            os.kill(self.devices[0].running("com.brightbeam.lantern")[0].pid, signal.SIGKILL)
            self.until(lambda: self.health("app", "ended"))
            step = control.relaunch()
            step.wait(PATIENCE_S)
            self.relaunched = step.failed
            proxy = self.proxies[0]
            proxy._loop.call_soon_threadsafe(proxy._master.shutdown)
            self.until(lambda: self.health("proxy", "lost"))
            control.screenshot("after").wait(PATIENCE_S)
            self.devices[0]._sandbox._process.kill()
            step = control.background()
            step.wait(PATIENCE_S)
            self.late = step.failed
        finally:
            control.quit()


@pytest.fixture(scope="module")
def beset(tmp_path_factory: pytest.TempPathFactory) -> Beset:
    with pytest.MonkeyPatch.context() as patch:
        return Beset(tmp_path_factory.mktemp("beset"), patch)


@fault("the app is killed in a session")
def test_an_app_that_is_gone_is_told_of_and_can_be_started_again(beset: Beset) -> None:
    assert beset.health("app", "ended")[0].startswith("com.brightbeam.lantern: ")
    assert beset.relaunched == ""
    rows = [row for row in beset.ran.finished.bundle.rows(Process) if row.origin == "launch"]
    assert len(rows) == 2 and rows[0].end


@fault("the proxy ends in a session")
def test_a_proxy_that_ends_is_told_of_and_the_session_goes_on(beset: Beset) -> None:
    assert beset.health("proxy", "lost") == ["proxy_ended: mitmproxy stopped by itself"]
    assert [one.text for one in beset.events if isinstance(one, Said) and "proxy ended" in one.text] == [
        "the proxy ended in the middle of the run: mitmproxy stopped by itself"
    ]
    steps = [one.step for one in beset.events if isinstance(one, Stepped)]
    assert steps[:3] == ["launch", "relaunch", "screenshot after"]
    assert [row.kind for row in beset.ran.finished.bundle.rows(Gap)][:1] == ["proxy_ended"]
    assert "proxy_ended" in beset.ran.finished.assessment.summary.reasons


@fault("the device is lost in a session")
def test_a_device_that_is_lost_ends_the_run_and_leaves_a_sealed_bundle(beset: Beset) -> None:
    assert beset.ran.result.outcome == "incomplete"
    (ended,) = [one for one in beset.events if isinstance(one, Ended)]
    assert ended.outcome == "incomplete" and ended.reason and "\n" not in ended.reason
    assert beset.late, "who waits for a step hears that nothing comes of it"
    bundle = beset.ran.finished.bundle
    assert bundle.sealed and [next(iter(row.step)) for row in bundle.rows(StepTaken)][:3] == [
        "launch", "relaunch", "screenshot",
    ]  # fmt: skip
    assert beset.ran.finished.assessment.disclosures, "what was seen before is there"
    assert beset.session.stream.failure is None


def shaped(terminal: int, rows: int, columns: int) -> None:
    """Give a terminal another size; the kernel tells whoever it belongs to (tty_ioctl(4), ``TIOCSWINSZ``)."""
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


@fault("a session's terminal is resized, and then closed")
def test_a_terminal_that_is_resized_and_closed(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    shaped(theirs, 24, 80)
    words = ["explore", str(LANTERN), "--device", "sandbox", "--granted", "--out", str(tmp_path / "o")]
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "harness", *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
        cwd=tmp_path, start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    ) as one:  # fmt: skip
        try:
            os.close(theirs)
            seen = b"".join(until(ours, b"1 disclosure") for _ in range(2))
            assert b"1 disclosure" in seen
            for rows, columns in ((6, 20), (50, 160)):
                shaped(ours, rows, columns)
                time.sleep(0.5)
                assert one.poll() is None
            os.write(ours, b"2")
            assert b"pushbay" in until(ours, b"pushbay"), "it is drawn anew, and answers"
            os.close(ours)  # the kernel sends SIGHUP (termios(3))
            one.wait(PATIENCE_S)
        finally:
            one.kill()
    (bundle,) = [Bundle(path) for path in (tmp_path / "o").iterdir() if path.is_dir()]
    assert bundle.sealed and bundle.run.outcome == "complete"
    assert list((tmp_path / "o").glob("*.report.html"))
