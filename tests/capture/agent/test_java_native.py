"""Native points and TLS in a JVM: files, sockets, commands and TLS, with the Java code that asked for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.evidence.rows import Observation
from tests.capture.agent.app import App, started
from tests.capture.agent.servers import accepting, answering

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def app() -> Iterator[App]:
    with started() as running:
        yield running


def of(rows: list[Observation], point: str) -> list[Observation]:
    return [row for row in rows if row.point == point]


def caller(row: Observation) -> str:
    return next(frame for frame in row.stack if frame.startswith("com.example."))


def test_a_file_has_the_stack_of_the_java_code_that_opened_it(app: App) -> None:
    answer, rows = app.observe("file /proc/cpuinfo")
    (row,) = of(rows, "file.proc.cpuinfo")
    assert answer == "processo"
    assert row.result is not None
    assert (row.result.data or b"").startswith(b"processor")
    assert row.stack[0].startswith("libjava.so!")
    assert "java.io.FileInputStream.open0(Native Method)" in row.stack
    assert caller(row).startswith("com.example.app.Natives.file(Natives.java:")
    assert row.thread == "main"


def test_a_file_that_is_refused(app: App) -> None:
    answer, rows = app.observe("file /data/data/com.android.providers.contacts/databases/contacts2.db")
    (row,) = of(rows, "file.contacts.db")
    assert answer == "FileNotFoundException"
    assert row.exception == "errno 2: No such file or directory"


def test_hardware_addresses_natively(app: App) -> None:
    answer, rows = app.observe("hardware")
    assert len([row for row in of(rows, "native.ioctl.SIOCGIFHWADDR") if row.exception is None]) >= int(answer)


@pytest.mark.parametrize("command", ["connect", "channel"])
def test_connections_have_both_ends_and_their_opener(app: App, command: str) -> None:
    with accepting() as port:
        answer, rows = app.observe(f"{command} {port}")
    (row,) = of(rows, "native.connect")
    assert row.kind == "socket"
    assert row.args[0].fields["local"].text == f"127.0.0.1:{answer}"
    assert row.args[0].fields["remote"].text == f"127.0.0.1:{port}"
    assert caller(row).startswith(f"com.example.app.Natives.{command}(")


@pytest.mark.parametrize(
    ("command", "point"),
    [
        ("exec getprop ro.serialno", "exec.getprop"),
        ("exec uname -a", "exec.getprop"),
        ("exec true", "runtime.exec"),
        ("start uname", "exec.getprop"),
        ("start true", "processbuilder.start"),
        ("start sh -c true", "processbuilder.start"),
    ],
)
def test_a_command_is_one_observation(app: App, command: str, point: str) -> None:
    _, rows = app.observe(command)
    assert [row.point for row in rows] == [point]
    words = [item.text for item in rows[0].args[0].items] or (rows[0].args[0].text or "").split()
    assert words == command.split()[1:]


def test_tls_of_a_socket(app: App, tmp_path: Path) -> None:
    with answering(tmp_path) as port:
        answer, rows = app.observe(f"tls {port}")
    local = answer.split()[0]
    (written,) = of(rows, "tls.socket.write")
    assert written.args[0].data == b"imei=860000000000000\n"
    (read,) = of(rows, "tls.socket.read")
    assert read.result is not None
    assert read.result.data == b"got 21\n"
    for row in (written, read):
        assert row.args[-1].type == "connection"
        assert row.args[-1].fields["local"].text == f"127.0.0.1:{local}"
        assert row.args[-1].fields["remote"].text == f"127.0.0.1:{port}"


def test_tls_of_an_engine_without_its_handshake(app: App, tmp_path: Path) -> None:
    with answering(tmp_path) as port:
        answer, rows = app.observe(f"engine {port}")
    assert answer == "got 21"
    (wrapped,) = of(rows, "tls.engine.wrap")
    assert wrapped.args[0].data == b"imei=860000000000000\n"
    (unwrapped,) = of(rows, "tls.engine.unwrap")
    assert unwrapped.result is not None
    assert unwrapped.result.data == b"got 21\n"
    fields = wrapped.args[-1].fields
    assert (fields["host"].text, fields["port"].text) == ("engine.example", str(port))


def test_the_app_cannot_tell(app: App) -> None:
    commands = ["file /proc/version", "file /no/such/file", "hardware", "exec false", "start no-such-program"]
    with started(hooked=False) as unhooked:
        assert [app.run(command) for command in commands] == [unhooked.run(command) for command in commands]
    assert not app.errors()
