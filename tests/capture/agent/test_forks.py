"""Forked processes wait in fork() until they are hooked, and a host that does nothing holds nobody up for long."""

import contextlib
import queue
import threading
from collections.abc import Iterator

import pytest

from harness.capture.agent.session import Child
from harness.catalog.points import load_points
from tests.capture.agent.host import Host, hosted

pytestmark = pytest.mark.e2e

READS = "open('/proc/cpuinfo'); open('/proc/sys/kernel/random/boot_id')"
FORKS = f"import os; pid = os.fork()\nif pid == 0:\n  {READS}; os._exit(7)\nelse: answer = (pid, os.waitpid(pid, 0)[1])"


@contextlib.contextmanager
def watched(hook: bool = True) -> Iterator[tuple[Host, list[Child]]]:
    """A process whose children are hooked (or let go unhooked) by a thread of the test's."""
    waiting: queue.SimpleQueue[Child | None] = queue.SimpleQueue()
    seen: list[Child] = []
    with hosted(load_points(), on_child=waiting.put) as host:

        def work() -> None:
            while (child := waiting.get()) is not None:
                seen.append(child)
                if hook:
                    host.agent.attach(child.pid, "child", origin="fork")
                child.let_go(hook)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        yield host, seen
        waiting.put(None)
        thread.join(30)


def test_the_first_line_of_a_forked_process_is_seen() -> None:
    with watched() as (host, children):
        (pid, status), _ = host.observe(FORKS)
        host.agent.close()
        assert status == 7 << 8
        assert [child.pid for child in children] == [pid]
        assert [row.point for row in host.rows if row.pid == pid] == ["file.proc.cpuinfo", "file.boot_id"]
        process = [row for row in host.processes if row.pid == pid][-1]
        assert (process.gated, process.origin, process.lost, process.flushed) == (True, "fork", 0, True)


def test_starting_programs_does_not_take_the_hooks_away() -> None:
    with watched() as (host, _):
        for code in (
            "import os; answer = os.system('true')",
            "import subprocess; answer = subprocess.run(['true']).returncode",
            "os.execve('/no/such/program', ['x'], {})",
        ):
            host.observe(code)
            assert [row.point for row in host.observe("open('/proc/cpuinfo')")[1]][-1] == "file.proc.cpuinfo"


def test_a_command_of_a_forked_process_is_one_observation() -> None:
    code = "import os; pid = os.fork()\nif pid == 0:\n  os.execv('/bin/true', ['true', 'x'])\nelse: os.waitpid(pid, 0)"
    with watched() as (host, _):
        host.observe(code)
        host.agent.close()
        commands = [row for row in host.rows if row.point == "native.execve"]
        assert [[item.text for item in row.args[1].items] for row in commands] == [["true", "x"]]


def test_a_process_that_is_not_hooked_is_still_noted_by_its_parent() -> None:
    code = "import os; pid = os.fork()\nif pid == 0:\n  os.execv('/bin/true', ['true', 'x'])\nelse: os.waitpid(pid, 0)"
    with watched(hook=False) as (host, children):
        host.observe(code)
        host.agent.close()
        assert len(children) == 1
        assert [row.kind for row in host.rows if row.point == "native.execve"] == ["forked"]


def test_nobody_waits_for_a_host_that_does_nothing() -> None:
    with hosted(load_points(), on_child=lambda child: None) as host:
        assert host.run(FORKS)[1] == 7 << 8


def test_without_a_receiver_nothing_is_held() -> None:
    with hosted(load_points()) as host:
        assert host.run(FORKS)[1] == 7 << 8
        assert host.observe("open('/proc/cpuinfo')")[1]
