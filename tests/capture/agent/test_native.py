"""Real Frida in a process without Java: every access point of native code, and that the process cannot tell."""

import hashlib
import hmac
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.catalog.points import Point, load_points
from harness.evidence.rows import Observation
from tests.capture.agent.fakes import DIGEST, digest, placed
from tests.capture.agent.host import Host, hosted
from tests.capture.agent.servers import accepting, answering

pytestmark = pytest.mark.e2e

_SHARED_SSL = "libssl" in subprocess.run(
    [sys.executable, "-c", "import ssl; print(open('/proc/self/maps').read())"],
    check=True, capture_output=True, text=True,
).stdout  # fmt: skip
needs_ssl = pytest.mark.skipif(not _SHARED_SSL, reason="this Python has OpenSSL inside itself, without its names")
needs_fakes = pytest.mark.skipif(platform.machine() != "x86_64", reason="the stand-ins are built for x86-64")


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with hosted(load_points()) as running:
        yield running


def one(rows: list[Observation]) -> Observation:
    assert len(rows) == 1, rows
    return rows[0]


def content(row: Observation) -> bytes:
    assert row.result is not None
    return row.result.data or b""


FILES = [
    ("file.proc.cmdline", "/proc/cmdline", "device_serial"),
    ("file.sys.wlan0", "/sys/class/net/wlan0/address", "mac_wifi"),
    ("file.proc.arp", "/proc/net/arp", "wifi_scan"),
    ("file.proc.pid", "/proc/1/stat", "running_apps"),
    ("file.proc.cpuinfo", "/proc/cpuinfo", "device_fingerprint"),
    ("file.boot_id", "/proc/sys/kernel/random/boot_id", "boot_id"),
    ("file.contacts.db", "/data/data/com.android.providers.contacts/databases/contacts2.db", "contacts"),
    ("file.media", "/sdcard/DCIM/Camera/IMG_1.jpg", "photos_media"),
    ("native.open", "/sdcard/tencent/MicroMsg/x", "files_storage"),
]


@pytest.mark.parametrize(("point", "path", "category"), FILES)
def test_files(host: Host, point: str, path: str, category: str) -> None:
    answer, rows = host.observe(f"answer = open({path!r}, 'rb').read()")
    row = one(rows)
    assert (row.point, row.category, row.args[0].text) == (point, category, path)
    if isinstance(answer, bytes):
        assert row.exception is None
        if point not in ("file.proc.cpuinfo", "file.proc.pid"):  # these change from one moment to the next
            assert content(row)[:100] == answer[:100]
        assert content(row)
    else:
        assert row.exception is not None
        assert row.exception.startswith("errno ")
    assert any("python" in frame.lower() for frame in row.stack)


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ("open('/proc//sys/../cpuinfo')", True),
        ("open('/proc/./cpuinfo')", True),
        ("import os; os.chdir('/proc'); open('cpuinfo'); os.chdir('/')", True),
        ("import os; os.open('cpuinfo', 0, dir_fd=os.open('/proc', os.O_DIRECTORY))", True),
        ("import ctypes; ctypes.CDLL(None).fopen(b'/proc/cpuinfo', b'r')", True),
        ("open('/proc/self/stat')", False),
        ("import os; open(f'/proc/{os.getpid()}/stat')", False),
        ("open('/proc/uptime')", False),
        ("open('/etc/hostname')", False),
    ],
)
def test_a_path_is_told_however_it_is_written(host: Host, code: str, seen: bool) -> None:
    _, rows = host.observe(code)
    found = [row.point for row in rows if row.point == "file.proc.cpuinfo"]
    assert found == (["file.proc.cpuinfo"] if seen else [])
    assert seen or not rows


def test_a_file_is_read_beside_the_app_not_instead_of_it(host: Host) -> None:
    answer, _ = host.observe(
        "import os; f = open('/proc/version'); answer = (os.lseek(f.fileno(), 0, 1), f.read()[:5])"
    )
    assert answer == (0, "Linux")


def test_getifaddrs(host: Host) -> None:
    code = "import ctypes; head = ctypes.c_void_p(); answer = ctypes.CDLL(None).getifaddrs(ctypes.byref(head))"
    answer, rows = host.observe(code)
    row = one([row for row in rows if row.point == "native.getifaddrs"])
    assert answer == 0
    names = {item.fields["name"].text for item in row.args[0].items}
    assert "lo" in names
    assert any("address" in item.fields for item in row.args[0].items)
    assert not [row for row in rows if row.point == "native.netlink"], "what getifaddrs itself calls is part of it"


def test_netlink_and_no_other_socket(host: Host) -> None:
    code = "import socket; socket.socket(16, socket.SOCK_RAW, 0).close(); socket.socket().close()"
    row = one(host.of(code, "native.netlink"))
    assert (row.category, row.args[0].text) == ("mac_wifi", "16")


def test_hardware_address_of_an_interface(host: Host) -> None:
    code = (
        "import fcntl, socket, struct; s = socket.socket(); "
        "name = struct.pack('256s', b'lo'); fcntl.ioctl(s, 0x8913, name); "
        "answer = fcntl.ioctl(s, 0x8927, name)[18:24].hex(':')"
    )
    answer, rows = host.observe(code)
    row = one([row for row in rows if row.point == "native.ioctl.SIOCGIFHWADDR"])
    assert row.args[2].text == "lo"
    assert row.args[2].fields["address"].text == answer


def test_connect_gives_both_ends(host: Host) -> None:
    with accepting() as port:
        answer, rows = host.observe(
            f"import socket; s = socket.create_connection(('127.0.0.1', {port})); "
            "answer = s.getsockname()[1], s.fileno()"
        )
    row = one([row for row in rows if row.point == "native.connect"])
    assert row.kind == "socket"
    assert row.args[0].text == str(answer[1])
    assert row.args[0].fields["local"].text == f"127.0.0.1:{answer[0]}"
    assert row.args[0].fields["remote"].text == f"127.0.0.1:{port}"


def test_a_connection_under_way_and_one_refused(host: Host) -> None:
    with accepting() as port:
        under_way = one(
            host.of(
                f"import socket; s = socket.socket(); s.setblocking(False); s.connect_ex(('127.0.0.1', {port}))",
                "native.connect",
            )
        )
    assert under_way.exception is None
    refused = one(host.of(f"import socket; socket.socket().connect_ex(('127.0.0.1', {port}))", "native.connect"))
    assert refused.exception == "errno 111: Connection refused"


def test_local_sockets_are_not_connections(host: Host) -> None:
    assert not host.of("import socket; socket.socket(socket.AF_UNIX).connect_ex('/nowhere')", "native.connect")


def test_datagrams_and_names(host: Host) -> None:
    with accepting() as port:
        row = one(
            host.of(
                "import socket; s = socket.socket(type=socket.SOCK_DGRAM); "
                f"s.sendto(b'imei=1', ('127.0.0.1', {port})); s.connect(('127.0.0.1', {port})); s.send(b'no')",
                "native.sendto",
            )
        )
    assert row.args[1].data == b"imei=1"
    assert row.args[0].fields["remote"].text == f"127.0.0.1:{port}"
    name = one(host.of("import socket; socket.getaddrinfo('localhost', 80)", "native.getaddrinfo"))
    assert name.args[0].text == "localhost"


COMMANDS = [
    ("import os; os.system('getprop ro.serialno')", "exec.getprop"),
    ("import os; os.popen('uname -a').read()", "exec.getprop"),
    ("import subprocess; subprocess.run(['sh', '-c', 'pm list packages'], stderr=-3)", "shell.pm.list"),
    ("import subprocess; subprocess.run(['true'])", "native.execve"),
    ("import os; os.waitpid(os.posix_spawn('/bin/uname', ['uname'], {}, file_actions=[(1, 1)]), 0)", "exec.getprop"),
    ("import ctypes; f = ctypes.CDLL(None); f.popen(b'cat /proc/cpuinfo', b'r')", "exec.getprop"),
    (
        "import os\npid = os.fork()\nif pid == 0: os.execv('/bin/true', ['true', 'x'])\nanswer = os.waitpid(pid, 0)[1]",
        "native.execve",
    ),
]


@pytest.mark.parametrize(("code", "point"), COMMANDS)
def test_commands(host: Host, code: str, point: str) -> None:
    quiet = code.replace(
        "import os; os.system('getprop ro.serialno')", "import os; os.system('getprop ro.serialno 2>/dev/null')"
    )
    quiet = quiet.replace("file_actions=[(1, 1)]", "file_actions=[(os.POSIX_SPAWN_OPEN, 1, '/dev/null', 1, 0)]")
    row = one(
        [
            row
            for row in host.observe(quiet)[1]
            if row.category in ("control.exec", "device_fingerprint", "installed_apps")
        ]
    )
    assert row.point == point
    assert row.stack


def test_a_process_that_becomes_another_program_is_seen_first() -> None:
    with hosted(load_points()) as host:
        host.run("import os; os.execv('/bin/true', ['true', 'last'])")
        host.process.wait(60)
        host.agent.close()
        assert [row.point for row in host.rows] == ["native.execve"]


@needs_fakes
def test_the_stand_ins_are_built_from_their_source() -> None:
    assert DIGEST.read_text(encoding="utf-8").strip() == digest(), "run python -m tests.capture.agent.fakes"


FAKES = [
    ("native.ASensorEventQueue", "libandroid.so", "lib.ASensorEventQueue_enableSensor(1, 2)", "motion_sensors"),
    ("native.aaudio", "libaaudio.so", "lib.AAudioStreamBuilder_setDirection(1, 1)", "microphone_audio"),
    (
        "native.opensles", "libOpenSLES.so",
        "lib.slCreateEngine(ctypes.byref(out), 0, None, 0, None, None)", "microphone_audio",
    ),
    (
        "native.acamera", "libcamera2ndk.so",
        "lib.ACameraManager_openCamera(1, b'0', 1, ctypes.byref(out))", "camera_image",
    ),
    ("native.property.serial", "libc.so", "lib.__system_property_get(b'ro.serialno', text)", "device_serial"),
    ("native.property.imei", "libc.so", "lib.__system_property_get(b'persist.radio.imei', text)", "imei"),
    (
        "native.__system_property_get", "libc.so",
        "lib.__system_property_get(b'ro.product.model', text)", "device_fingerprint",
    ),
    (
        "native.__system_property_get", "libc.so",
        "lib.__system_property_find.restype = ctypes.c_void_p; "
        "info = ctypes.c_void_p(lib.__system_property_find(b'ro.build.fingerprint')); "
        "lib.__system_property_read_callback(info, None, None)",
        "device_fingerprint",
    ),
]  # fmt: skip


@needs_fakes
@pytest.mark.parametrize(("point", "library", "call", "category"), FAKES)
def test_functions_of_libraries_loaded_later(
    host: Host, tmp_path: Path, point: str, library: str, call: str, category: str
) -> None:
    path = placed(tmp_path, library)
    host.run(
        f"import ctypes; lib = ctypes.CDLL({str(path)!r}, ctypes.RTLD_GLOBAL); "
        "out = ctypes.c_void_p(); text = ctypes.create_string_buffer(92)"
    )
    row = one(host.of(f"{call}; answer = text.value", point))
    assert row.category == category
    assert any(hook.point == point and hook.resolved for hook in host.hooks)
    if library == "libc.so":
        values = [*row.args, row.result]
        assert any(((value and value.text) or "").startswith("value of ") for value in values)


THREADS_COME_IN = """
import ctypes, threading
going = True
def come():
    while going:
        open("/proc/version").close()
threads = [threading.Thread(target=come) for _ in range(6)]
[thread.start() for thread in threads]
for path in PATHS:
    ctypes.CDLL(path).AAudioStreamBuilder_setDirection(1, 1)
going = False
[thread.join() for thread in threads]
"""


@needs_fakes
def test_hooks_are_in_when_a_library_is_loaded_however_many_threads_come_to_the_agent(tmp_path: Path) -> None:
    """Interceptor writes nothing while any thread waits for JavaScript."""
    places = [tmp_path / str(number) for number in range(20)]
    for place in places:
        place.mkdir()
    paths = [str(placed(place, "libaaudio.so")) for place in places]
    with hosted(load_points()) as host:
        assert len(host.of(f"PATHS = {paths!r}\n{THREADS_COME_IN}", "native.aaudio")) == len(paths)
        assert not host.errors()


@needs_fakes
def test_a_library_for_another_processor_is_left_alone(tmp_path: Path) -> None:
    """As translated code lies in memory: its header says which processor its instructions are for."""
    path = placed(tmp_path, "libaaudio.so")
    with hosted(load_points(), hooked=False) as host:
        host.run(
            f"import ctypes; lib = ctypes.CDLL({str(path)!r}); "
            f"base = min(int(line.split('-')[0], 16) for line in open('/proc/self/maps') if {str(path)!r} in line); "
            "libc = ctypes.CDLL(None); libc.mprotect(ctypes.c_void_p(base), 4096, 7); "
            "ctypes.c_uint16.from_address(base + 18).value = 183"  # EM_AARCH64
        )
        host.agent.attach(host.process.pid, "host")
        (hook,) = [hook for hook in host.hooks if hook.point == "native.aaudio"]
        assert not hook.resolved
        assert hook.reason == "libaaudio.so is for another processor, and runs translated"
        assert hook.applicable
        assert not host.of("lib.AAudioStreamBuilder_setDirection(1, 1)", "native.aaudio")


@needs_fakes
def test_other_properties_and_playing_are_not_recorded(host: Host, tmp_path: Path) -> None:
    path = placed(tmp_path, "libc.so")
    audio = placed(tmp_path, "libaaudio.so")
    _, rows = host.observe(
        f"import ctypes; lib = ctypes.CDLL({str(path)!r}, ctypes.RTLD_GLOBAL); text = ctypes.create_string_buffer(92); "
        "lib.__system_property_get(b'debug.x', text); answer = text.value; "
        f"ctypes.CDLL({str(audio)!r}).AAudioStreamBuilder_setDirection(1, 0)"
    )
    assert not rows


@needs_ssl
def test_tls_before_encryption_and_after_decryption(host: Host, tmp_path: Path) -> None:
    with answering(tmp_path) as port:
        answer, rows = host.observe(
            "import socket, ssl; c = ssl._create_unverified_context(); "
            f"s = c.wrap_socket(socket.create_connection(('127.0.0.1', {port})), server_hostname='sdk.example'); "
            "s.send(b'imei=860000000000000'); answer = s.recv(100), s.getsockname()[1]; s.close()"
        )
    written = one([row for row in rows if row.point == "native.SSL_write"])
    read = one([row for row in rows if row.point == "native.SSL_read"])
    assert written.args[1].data == b"imei=860000000000000"
    assert read.args[1].data == answer[0] == b"got 20\n"
    connection = written.args[0].fields
    assert connection["local"].text == f"127.0.0.1:{answer[1]}"
    assert connection["remote"].text == f"127.0.0.1:{port}"
    assert connection["host"].text == "sdk.example"
    assert written.object_id == read.object_id != 0
    assert not [row for row in rows if row.point.startswith("evp.")], "TLS's own crypto is not the app's"


def algorithm(row: Observation) -> str:
    return row.args[-1].fields["algorithm"].text or ""


@needs_ssl
@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "sha512"])
def test_native_digests(host: Host, name: str) -> None:
    _, rows = host.observe(
        f"import _hashlib; h = _hashlib.openssl_{name}(b'860000'); h.update(b'000000000'); answer = h.hexdigest()"
    )
    (end,) = (row for row in rows if row.point == "evp.digest.digest")
    assert content(end) == hashlib.new(name, b"860000000000000").digest()
    assert algorithm(end).lower().replace("-", "") == name
    given = [row for row in rows if row.point == "evp.digest.update" and row.object_id == end.object_id]
    assert given[-1].args[0].data == b"860000000000000", "the copy that is ended was given what its original was"


@needs_ssl
def test_native_macs(host: Host) -> None:
    code = "import _hashlib; h = _hashlib.hmac_new(b'key', b'86', 'sha256'); h.update(b'0000'); answer = h.hexdigest()"
    _, rows = host.observe(code)
    end = one([row for row in rows if row.point == "evp.mac.doFinal"])
    assert content(end) == hmac.new(b"key", b"860000", "sha256").digest()
    assert algorithm(end) == "HmacSHA256"
    assert end.args[-1].fields["key"].data == b"key"
    single = one(host.of("import _hashlib; _hashlib.hmac_digest(b'key', b'860000', 'sha256')", "evp.mac.doFinal"))
    assert content(single) == content(end)
    assert any(value.data == b"860000" for value in single.args)


_CIPHER = """
import ctypes, ctypes.util, re
path = re.search(r"\\S*libcrypto\\S*", open("/proc/self/maps").read())[0]
c = ctypes.CDLL(path)
for f in ("EVP_CIPHER_CTX_new", "EVP_aes_128_cbc"): getattr(c, f).restype = ctypes.c_void_p
x = ctypes.c_void_p(c.EVP_CIPHER_CTX_new())
out = ctypes.create_string_buffer(64); n = ctypes.c_int()
c.EVP_EncryptInit_ex(x, ctypes.c_void_p(c.EVP_aes_128_cbc()), None, b"0123456789abcdef", b"fedcba9876543210")
c.EVP_EncryptUpdate(x, out, ctypes.byref(n), b"contacts: 13800138000", 21)
answer = out.raw[:n.value]
c.EVP_EncryptFinal_ex(x, out, ctypes.byref(n))
answer += out.raw[:n.value]
"""


@needs_ssl
def test_native_ciphers(host: Host) -> None:
    host.run("import ssl")
    answer, rows = host.observe(_CIPHER)
    rows = [row for row in rows if row.point.startswith("evp.cipher")]
    assert [row.point for row in rows] == ["evp.cipher.init", "evp.cipher.update", "evp.cipher.doFinal"]
    assert content(rows[1]) + content(rows[2]) == answer
    assert len(answer) == 32
    assert rows[1].args[-2].text == "21"
    assert any(value.data == b"contacts: 13800138000" for value in rows[1].args)
    state = rows[2].args[-1].fields
    assert (state["algorithm"].text, state["mode"].text) == ("AES-128-CBC", "encrypt")
    assert (state["key"].data, state["iv"].data) == (b"0123456789abcdef", b"fedcba9876543210")
    assert len({row.object_id for row in rows}) == 1


def test_java_points_are_reported_as_not_there(host: Host) -> None:
    rows = {hook.point: hook for hook in host.hooks}
    assert rows["tm.getImei"].reason == "the process runs no Java"
    assert rows["native.connect"].resolved
    assert host.processes[0].extra["runtime"] == "none"


def test_what_no_library_has_is_reported() -> None:
    points = [
        Point(id="a", kind="native", modules=("libnothing.so",), symbols=("int f()",)),
        Point(id="b", kind="native", modules=("libc.so",), symbols=("int no_such_function()",)),
        Point(id="c", kind="native", modules=("*",), symbols=("int no_such_function()",)),
        Point(id="d", kind="native", modules=("libc.so",), symbols=("int getpriority(int which, uint who)",)),
    ]
    with hosted(points) as host:
        reasons = [hook.reason or "" for hook in host.hooks]
        assert reasons[0] == "no library libnothing.so is loaded"
        assert reasons[1].endswith(" has no no_such_function")
        assert reasons[2:] == ["no library exports no_such_function", ""]
        priority, rows = host.observe("import os; answer = os.getpriority(0, 0)")
        row = one([row for row in rows if row.point == "d"])
        assert [value.text for value in row.args] == ["0", "0"]
        assert row.result is not None
        assert row.result.text == str(priority)


def test_the_agent_leaves_without_a_trace() -> None:
    code = (
        "import hashlib, socket; "
        "answer = [open('/proc/version').read(), hashlib.md5(b'x').hexdigest(), int(socket.socket(16, 3).family)]"
    )
    with hosted(load_points()) as host:
        hooked = host.run(code)
        host.agent.close()
        assert host.run(code) == hooked
        assert host.processes[-1].lost == 0


def test_threads_that_open_all_at_once_lose_nothing(host: Host) -> None:
    code = (
        "import threading\n"
        "def work():\n for i in range(500):\n  open('/proc/version').close(); open('/etc/hostname').close()\n"
        "all = [threading.Thread(target=work) for _ in range(4)]\n"
        "[t.start() for t in all]; [t.join() for t in all]"
    )
    assert len(host.of(code, "file.proc.cpuinfo")) == 2000
    assert host.processes[0].lost == 0


TAKE_OUT = """
import ctypes
libc = ctypes.CDLL(None)
at = ctypes.cast(libc.connect, ctypes.c_void_p).value
maps = [line.split() for line in open("/proc/self/maps") if "libc" in line and " r-xp " in line]
start, offset, path = next((int(m[0].split("-")[0], 16), int(m[2], 16), m[5]) for m in maps
                           if int(m[0].split("-")[0], 16) <= at < int(m[0].split("-")[1], 16))
with open(path, "rb") as file:
    file.seek(at - start + offset)
    original = file.read(16)
with open("/proc/self/mem", "r+b", buffering=0) as memory:
    memory.seek(at)
    answer = memory.read(16) != original
    memory.seek(at)
    memory.write(original)
"""


def test_a_hook_that_the_app_takes_out_is_told() -> None:
    with hosted(load_points()) as host:
        assert host.run("answer = 1") == 1
        assert not host.errors()
        changed, rows = host.observe(TAKE_OUT)
        assert changed is True
        assert [row.point for row in rows if row.category == "control.self_change"] == ["self.memory"]
        (told,) = host.errors()
        assert "connect was taken out" in told
        assert list(host.errors().values()) == [1], "it is told once"
