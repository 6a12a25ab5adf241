"""What an app does to find Frida is seen; what looks like it and is not is left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.catalog.points import load_points
from tests.capture.agent.host import Host, hosted

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with hosted(load_points()) as running:
        yield running


C = "import ctypes, os; c = ctypes.CDLL(None); "


@pytest.mark.parametrize(
    ("code", "point", "told"),
    [
        ("answer = len(open('/proc/self/maps').read())", "self.maps", "/proc/self/maps"),
        ("import os; open(f'/proc/{os.getpid()}/maps')", "self.maps", "/proc/"),
        ("open('/proc/self/status')", "self.threads", "/proc/self/status"),
        ("import os; os.listdir('/proc/self/task')", "self.threads", "/proc/self/task"),
        ("import os; open(f'/proc/self/task/{os.getpid()}/comm')", "self.threads", "/comm"),
        ("import os; open(f'/proc/self/task/{os.getpid()}/status')", "self.threads", "/status"),
        ("open('/proc/net/tcp')", "self.sockets", "/proc/net/tcp"),
        ("open('/data/local/tmp/re.frida.server/x.so')", "frida.files", "re.frida.server"),
        (C + "answer = c.access(b'/data/local/tmp/frida-server', 0)", "frida.paths", "/data/local/tmp/frida-server"),
        ("import os; answer = os.path.exists('/data/local/tmp/frida-server-17')", "frida.paths", "frida-server-17"),
        (C + "answer = c.strstr(b'7f00 r-xp /memfd:frida-agent-64.so', b'frida')", "frida.words.find", "frida"),
        (C + "answer = c.strstr(b'a: 0100007F:69A2', b'69A2')", "frida.words.find", "69A2"),
        (C + "answer = c.strcmp(b'gum-js-loop', b'gum-js-loop')", "frida.words.compare", "gum-js-loop"),
        (C + "answer = c.strncmp(b'gmain', b'gmain', 5)", "frida.words.compare", "gmain"),
        (C + "answer = c.send(-1, b'AUTH\\r\\n\\0', 6, 0)", "frida.dbus", "AUTH\r\n"),
    ],
)
def test_looking_for_frida(host: Host, code: str, point: str, told: str) -> None:
    _, rows = host.observe(code)
    (row,) = [row for row in rows if row.point == point]
    assert any(told in (arg.text or "") for arg in row.args)
    assert (row.category or "").startswith(("control.frida_detection", "control.self_inspection"))


@pytest.mark.parametrize(
    "code",
    [
        "open('/proc/self/stat')",
        "import os; answer = os.path.exists('/data/local/tmp/other')",
        C + "answer = c.strstr(b'a friday', b'friday')",
        C + "answer = c.strcmp(b'frida', b'else')",
        C + "answer = c.strcmp(b'main', b'gmain2')",
        C + "answer = c.send(-1, b'AUTHOR\\0', 6, 0)",
    ],
)
def test_what_only_looks_like_it(host: Host, code: str) -> None:
    _, rows = host.observe(code)
    assert [row.point for row in rows if row.point.startswith(("frida.", "self."))] == []


def test_the_call_s_own_result_comes_back(host: Host) -> None:
    answers = [
        host.run(C + "answer = c.strcmp(b'gum-js-loop', b'gum-js-loop')"),
        host.run(C + "c.strstr.restype = ctypes.c_char_p; answer = c.strstr(b'x frida y', b'frida')"),
        host.run(C + "answer = c.access(b'/data/local/tmp/frida-server', 0)"),
    ]
    assert answers == [0, b"frida y", -1]


@pytest.mark.root
@pytest.mark.parametrize("digits", [2, 3, 4, 5])
def test_own_files_are_own_however_long_the_process_s_number_is(digits: int) -> None:
    last = Path("/proc/sys/kernel/ns_last_pid")
    for start in range(10 ** (digits - 1), min(10**digits, 32000), max(1, 10**digits // 40)):
        try:
            last.write_text(str(start))
        except OSError:
            pytest.skip("the next process's number cannot be set here")
        with hosted(load_points()) as host:
            if len(str(host.process.pid)) != digits:
                continue
            _, rows = host.observe("import os; open(f'/proc/{os.getpid()}/maps')")
            assert [row.point for row in rows] == ["self.maps"]
            return
    pytest.skip(f"no free process number of {digits} digits")
