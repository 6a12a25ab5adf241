"""frida-server: the right file or none, random name and port, root, verified, watched, and gone afterwards."""

import hashlib
import http.server
import lzma
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import frida
import pytest

from harness.capture import bounds
from harness.capture.device.errors import (
    FridaGadgetMissing,
    FridaServerDied,
    FridaServerFailed,
    FridaServerMissing,
    FridaServerSilent,
    NoRoot,
    NoSpace,
    WrongAbi,
)
from harness.capture.device.frida import binary as frida_binary
from harness.capture.device.frida.binary import GADGET, find_binary, unpack
from harness.capture.device.frida.gate import SpawnGate
from harness.capture.device.frida.handle import FridaSilent
from harness.capture.device.frida.server import FridaServer, ending
from harness.capture.device.options import DeviceOptions
from harness.sandbox.system.programs import stand_in
from tests.capture.device.attached import Bench, bench
from tests.faults.named import fault

SERVER = stand_in(frida.__version__)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(tmp_path_factory.mktemp("device"), root="su") as found:
        yield found


def options(tmp_path: Path, data: bytes = SERVER, **words: object) -> DeviceOptions:
    path = tmp_path / "server"
    path.write_bytes(data)
    return DeviceOptions(frida_server=path, **words)  # type: ignore[arg-type]


def test_started_verified_and_taken_away(one: Bench, tmp_path: Path) -> None:
    before = one.facts()
    device = one.device()
    device.begin()
    server = FridaServer(device.link, options(tmp_path))
    server.start()
    assert server.device.enumerate_processes() == []  # Frida's own protocol, answered through the forward
    assert one.out(f"pidof {server.name}").strip()
    assert "frida" not in server.path
    assert 20_000 <= server.port < 32_768
    server.check()
    server.stop()
    device.close()
    after = one.facts()
    assert {key: after[key] for key in after if after[key] != before[key]} == {}


def test_the_gate_takes_the_signals_of_a_real_frida(one: Bench, tmp_path: Path) -> None:
    device = one.device(options=options(tmp_path))
    device.begin()
    gate = SpawnGate(device.frida_device())
    gate.open("com.example.app")
    assert gate.held() == []
    gate.close()
    device.close()


def test_a_server_of_the_users_is_used_where_there_is_no_file(one: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Theirs:
        def query_system_parameters(self) -> dict[str, str]:
            return {}

    def get_device(serial: str, timeout: int) -> Theirs:
        asked.append(serial)
        return Theirs()

    monkeypatch.setattr(frida_binary, "cache_dir", lambda: Path("/nonexistent"))
    monkeypatch.setattr(frida, "get_device", get_device)
    device = one.device()
    device.begin()
    assert isinstance(device.frida_device()._device, Theirs)
    assert device.frida_device() is device.frida_device()
    assert asked == [one.serial]
    device.close()


def test_neither_a_file_nor_a_server(one: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(serial: str, timeout: int) -> None:
        raise frida.InvalidArgumentError("device not found")

    monkeypatch.setattr(frida_binary, "cache_dir", lambda: Path("/nonexistent"))
    monkeypatch.setattr(frida, "get_device", none)
    device = one.device()
    device.begin()
    with pytest.raises(FridaServerMissing, match="--frida-server FILE"):
        device.frida_device()
    device.close()


def test_two_servers_have_different_names_and_ports(one: Bench, tmp_path: Path) -> None:
    device = one.device()
    servers = [FridaServer(device.link, options(tmp_path)) for _ in range(20)]
    assert len({server.name for server in servers}) == 20
    assert len({server.port for server in servers}) > 10


@fault("frida-server is killed")
def test_a_server_that_ends_by_itself_is_a_typed_error(one: Bench, tmp_path: Path) -> None:
    device = one.device(options=options(tmp_path))
    device.begin()
    handle = device.frida_device()
    assert device._run.server is not None
    one.out(f"su -c 'kill -9 $(pidof {device._run.server.name})'")
    while one.out(f"su -c 'pidof {device._run.server.name}'").strip():
        time.sleep(0.01)
    with pytest.raises(frida.TransportError):
        handle.enumerate_processes()
    assert isinstance(device.why(), FridaServerDied)
    with pytest.raises(FridaServerDied, match="what the app did since was not seen"):
        device._run.server.check()
    device.close()


@fault("frida-server is stopped")
def test_a_server_that_is_stopped_is_a_typed_error(one: Bench, tmp_path: Path) -> None:
    device = one.device(options=options(tmp_path))
    device.begin()
    handle = device.frida_device()
    assert device._run.server is not None
    assert device.why() is None
    os.kill(int(one.out(f"su -c 'pidof {device._run.server.name}'")), signal.SIGSTOP)  # a sandbox's is this host's
    bounds.shorten(0.02)
    try:
        with pytest.raises(FridaSilent):
            handle.enumerate_processes()
    finally:
        bounds.shorten(1)
    with pytest.raises(FridaServerSilent, match=r"frida-server does not answer any more .* (is stopped|hangs)"):
        device._run.server.check()
    assert isinstance(device.why(), FridaServerSilent)
    device.close()  # it ends all the same, and is taken away
    assert one.out("ls /data/local/tmp").strip() == ""


def test_another_version_is_refused(one: Bench, tmp_path: Path) -> None:
    device = one.device()
    device.begin()
    with pytest.raises(FridaServerFailed, match=r"does not run as frida-server .* 1\.2\.3"):
        FridaServer(device.link, options(tmp_path, stand_in("1.2.3"))).start()
    device.close()
    assert one.out("ls /data/local/tmp").strip() == ""


def test_without_root(tmp_path: Path) -> None:
    with bench(tmp_path / "state", root="none") as other:
        device = other.device()
        device.begin()
        with pytest.raises(NoRoot, match=r"frida-server needs it.*--frida-gadget FILE"):
            FridaServer(device.link, options(tmp_path)).start()


def test_a_full_device(one: Bench, tmp_path: Path) -> None:
    device = one.device()
    device.begin()
    one.out("cmd sandbox free 0")
    try:
        with pytest.raises(NoSpace, match="is full"):
            FridaServer(device.link, options(tmp_path)).start()
    finally:
        one.out("cmd sandbox free 99999999")
        device.close()


def test_the_zygotes_pool_is_switched_off_and_on_again(one: Bench, tmp_path: Path) -> None:
    name = "persist.device_config.runtime_native.usap_pool_enabled"
    one.out(f"su -c 'setprop {name} true'")
    one.out("su -c 'setenforce 1'")
    device = one.device()
    device.begin()
    server = FridaServer(device.link, options(tmp_path, selinux_permissive=True))
    server.start()
    assert one.out(f"getprop {name}").strip() == "false"
    assert one.out("getenforce").strip() == "Permissive"
    server.stop()
    device.close()
    assert one.out(f"getprop {name}").strip() == "true"
    assert one.out("getenforce").strip() == "Enforcing"


# The file.


def test_the_wrong_abi_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongAbi, match="is for arm64, and the device is x86_64"):
        find_binary("17.0.0", "x86_64", options(tmp_path, stand_in("17.0.0", "arm64-v8a")).frida_server)
    with pytest.raises(WrongAbi, match="no frida-server for the ABI 'riscv64'"):
        find_binary("17.0.0", "riscv64")


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"MZ" + bytes(100), "no Android program"),
        (b"", "no Android program"),
        (lzma.compress(SERVER)[:-20], "not a whole xz file"),
        (lzma.compress(SERVER) + b"x", ""),
        (b"\xfd7zXZ\x00" + bytes(50), "not a whole xz file"),
    ],
)
def test_broken_files(tmp_path: Path, raw: bytes, sentence: str) -> None:
    path = tmp_path / "server.xz"
    path.write_bytes(raw)
    if not sentence:
        assert find_binary("17.0.0", "x86_64", path).data == SERVER
        return
    with pytest.raises(FridaServerMissing, match=sentence):
        find_binary("17.0.0", "x86_64", path)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frida_binary, "MAX_UNPACKED", 1 << 20)
    with pytest.raises(FridaServerMissing, match="unpacks to more than 1 MB"):
        unpack(lzma.compress(bytes(2 << 20)), "bomb.xz")
    assert len(unpack(lzma.compress(bytes(1 << 20)), "just.xz")) == 1 << 20


def test_nothing_is_downloaded_without_a_digest(tmp_path: Path) -> None:
    with pytest.raises(FridaServerMissing, match="--frida-server FILE") as caught:
        find_binary("17.0.0", "x86_64", directory=tmp_path, releases="http://127.0.0.1:9")
    assert "frida-server-17.0.0-android-x86_64.xz" in str(caught.value)


def test_downloaded_by_digest_and_kept(tmp_path: Path) -> None:
    packed = lzma.compress(SERVER)
    asked = []

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", str(len(packed)))
            self.end_headers()
            self.wfile.write(packed)

        def log_message(self, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Page) as page:
        threading.Thread(target=page.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{page.server_port}"
        words = {"directory": tmp_path, "releases": url}
        with pytest.raises(FridaServerMissing, match="has the SHA-256"):
            find_binary("17.0.0", "x86_64", sha256="0" * 64, **words)
        assert list(tmp_path.iterdir()) == []
        digest = hashlib.sha256(packed).hexdigest()
        for _ in range(2):
            binary = find_binary("17.0.0", "x86_64", sha256=digest, **words)
            assert binary.data == SERVER
        page.shutdown()
    assert asked == ["/17.0.0/frida-server-17.0.0-android-x86_64.xz"] * 2  # refused, downloaded, then from the cache


def test_the_gadget_is_got_in_the_same_way(tmp_path: Path) -> None:
    name = "frida-gadget-17.0.0-android-x86_64.so"
    with pytest.raises(FridaGadgetMissing, match=rf"{name}\.xz, check it, and give it with --frida-gadget FILE"):
        find_binary("17.0.0", "x86_64", tmp_path, kind=GADGET)
    (tmp_path / f"{name}.xz").write_bytes(lzma.compress(SERVER))
    assert find_binary("17.0.0", "x86_64", tmp_path, kind=GADGET).data == SERVER
    with pytest.raises(FridaGadgetMissing, match="it was not used"):
        find_binary("17.0.0", "x86_64", tmp_path, "0" * 64, GADGET)
    (tmp_path / name).write_bytes(b"MZ")
    with pytest.raises(FridaGadgetMissing, match="no Android program"):
        find_binary("17.0.0", "x86_64", tmp_path, kind=GADGET)


def test_another_version_is_told_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "frida-gadget-16.7.1-android-x86_64.so"
    path.write_bytes(SERVER)
    with pytest.raises(FridaGadgetMissing, match=r"is of version 16\.7\.1 by its name, and Frida here is 17\.0\.0"):
        find_binary("17.0.0", "x86_64", path, kind=GADGET)


def test_a_tampered_cache_is_refused(tmp_path: Path) -> None:
    (tmp_path / "frida-server-17.0.0-android-x86_64").write_bytes(SERVER + b"!")
    with pytest.raises(FridaServerMissing, match="it was not used"):
        find_binary("17.0.0", "x86_64", sha256=hashlib.sha256(SERVER).hexdigest(), directory=tmp_path)


# Its end.


@pytest.mark.parametrize(("stubborn", "signals"), [(False, ["15"]), (True, ["15", "9"])])
def test_it_is_asked_to_end_and_killed_when_it_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stubborn: bool, signals: list[str]
) -> None:
    """The line that ends it, in this host's shell: with TERM it puts zygote back, so KILL must be the last resort."""
    program = "import signal, time\n" + ("signal.signal(15, signal.SIG_IGN)\n" if stubborn else "")
    child = subprocess.Popen([sys.executable, "-c", program + "print('up', flush=True)\ntime.sleep(60)"], stdout=-1)
    assert child.stdout is not None
    child.stdout.readline()
    said = tmp_path / "signals"
    kill = f'#!/bin/sh\necho "$1" >> {said}\nexec /bin/kill "$@"\n'
    pidof = f"#!/bin/sh\nps -o stat= -p {child.pid} | grep -qv Z || exit 1\necho {child.pid}\n"
    for name, text in (("kill", kill), ("pidof", pidof)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    # What ends by itself has all the time it may need; the other one is waited for in vain.
    monkeypatch.setattr("harness.capture.device.frida.server.END_SECONDS", 1.0 if stubborn else 60.0)
    line = ending("x").replace("kill -", f"{tmp_path}/kill -")
    done = subprocess.run(["sh", "-c", line], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, check=False, timeout=500)
    assert done.returncode == 0
    assert said.read_text().replace("-", "").split() == signals
    assert child.wait(timeout=60) == -int(signals[-1])


def test_one_that_does_not_start_is_told_of_with_its_own_words(
    one: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        device = one.device()
        device.begin()
        server = FridaServer(device.link, options(tmp_path))
        server.port = taken.getsockname()[1]
        monkeypatch.setattr(device.link, "forward", lambda port: 9)  # nothing answers there
        for name in ("START_SECONDS", "ANSWER_SECONDS"):  # it is its own words that end the wait
            monkeypatch.setattr(f"harness.capture.device.frida.server.{name}", float("inf"))
        with pytest.raises(FridaServerFailed, match=r"does not answer \(Unable to start"):
            server.start()
        device.close()
    assert server.name not in one.out("ls /data/local/tmp")
