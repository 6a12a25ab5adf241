"""Native points in a process of ART, with the Java code that asked for them."""

import socket
from collections.abc import Iterator

import pytest

from harness.capture.agent.session import Child
from tests.capture.agent import test_java_native as suite
from tests.capture.agent.app import App, started
from tests.capture.agent.test_java_native import caller, of

MODES = ("mterp", "aot")


@pytest.fixture(scope="module")
def app(on_art: None) -> Iterator[App]:
    with started() as running:
        yield running


def test_a_file_has_the_stack_of_the_java_code_that_opened_it(app: App) -> None:
    answer, rows = app.observe("file /proc/cpuinfo")
    (row,) = of(rows, "file.proc.cpuinfo")
    assert answer == "processo"
    assert row.result is not None
    assert (row.result.data or b"").startswith(b"processor")
    assert row.stack[0].startswith("libjavacore.so!")
    assert any(frame.startswith("libcore.io.Linux.open(Native Method)") for frame in row.stack)
    assert caller(row).startswith("com.example.app.Natives.file(Natives.java:")
    assert row.thread == "main"


def test_a_file_that_is_refused(app: App) -> None:
    suite.test_a_file_that_is_refused(app)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="Android's loopback address is ::1")
@pytest.mark.parametrize("command", ["connect", "channel"])
def test_connections_have_both_ends_and_their_opener(app: App, command: str) -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as server:
        port = server.getsockname()[1]
        answer, rows = app.observe(f"{command} {port}")
    (row,) = of(rows, "native.connect")
    assert row.kind == "socket"
    assert row.args[0].fields["local"].text == f"[::1]:{answer}"
    assert row.args[0].fields["remote"].text == f"[::1]:{port}"
    assert caller(row).startswith(f"com.example.app.Natives.{command}(")


@pytest.mark.parametrize(
    ("command", "point"),
    [
        ("exec getprop ro.serialno", "exec.getprop"),
        ("exec uname -a", "exec.getprop"),
        ("exec true", "runtime.exec"),
        ("start uname", "exec.getprop"),
        ("start true", "processbuilder.start"),
    ],
)
def test_a_command_is_one_observation(app: App, command: str, point: str) -> None:
    suite.test_a_command_is_one_observation(app, command, point)


def test_java_s_own_child_is_not_held(on_art: None) -> None:
    """It becomes the command at once; with an agent of its own the command would be seen twice."""
    children: list[Child] = []
    with started(on_child=children.append) as app:
        _, rows = app.observe("exec true")
        assert [row.point for row in rows] == ["runtime.exec"]
        assert children == []
        assert [row.point for row in app.observe("start true")[1]] == ["processbuilder.start"]
    assert app.processes[-1].extra["skipped"]["native.execve"] == 2  # counted, as a caller that is skipped is


def test_the_app_cannot_tell(app: App) -> None:
    commands = ["file /proc/version", "file /no/such/file", "exec false", "start no-such-program"]
    with started(hooked=False) as unhooked:
        assert [app.run(command) for command in commands] == [unhooked.run(command) for command in commands]
    assert not app.errors()
