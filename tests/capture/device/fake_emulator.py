"""Stands in for the SDK's ``emulator`` program, as its documentation describes it: options, console, adb, snapshots.

``python fake_emulator.py -avd NAME -port P ...``. Behind adb is the sandbox device, whose state directory plays the
AVD's disk. ``fake.json`` in the AVD's content directory makes it misbehave:

* ``die``: print this line and exit with code 1
* ``boot``: ``"hang"`` never sets sys.boot_completed; ``"no-adb"`` never appears in adb
* ``boot_from_snapshot``: the same, only for starts from a snapshot
* ``save`` / ``load``: the ``KO`` reason of these console commands
* ``no_modem``: no SMS arrives
* ``no_kill``: the console's ``kill`` and SIGTERM do nothing
"""

import argparse
import contextlib
import fcntl
import json
import os
import re
import shlex
import shutil
import signal
import socket
import socketserver
import sys
import tempfile
import threading
import time
from pathlib import Path

import adbutils

from harness.capture.device.emulator.sdk import avd_directory
from harness.sandbox import Sandbox

VALUES = ("avd", "port", "snapshot", "camera-back", "camera-front", "gpu", "phone-number")
SWITCHES = (
    "no-window", "no-audio", "no-boot-anim", "no-snapshot", "no-snapshot-load", "no-snapshot-save", "read-only",
    "wipe-data", "writable-system",
)  # fmt: skip


def say(level: str, text: str) -> None:
    sys.stdout.write(f"{level:<9}| {text}\n")
    sys.stdout.flush()


def copy(source: Path, target: Path) -> None:
    """Copy a disk; sockets of what runs stay behind."""
    shutil.copytree(
        source, target, symlinks=True,
        ignore=lambda folder, names: [name for name in names if (Path(folder) / name).is_socket()],
    )  # fmt: skip


class Machine:
    """The virtual device: a sandbox on the port after the console's, its disk a directory."""

    def __init__(self, options: argparse.Namespace, content: Path, disk: Path) -> None:
        self.options = options
        self.content = content
        self.disk = disk
        self.settings = json.loads((content / "fake.json").read_text()) if (content / "fake.json").exists() else {}
        self.sandbox: Sandbox | None = None
        self.off = threading.Event()

    def boot(self, mode: str) -> None:
        if mode == "no-adb":
            return
        port = self.options.port + 1
        self.sandbox = Sandbox(port=port, state_dir=self.disk, name=f"EMULATOR{port}")
        self.sandbox.start()
        if mode == "hang":
            self.shell("setprop sys.boot_completed 0")
        # What an emulator tells the adb server when it starts (adb's SERVICES.TXT).
        request = f"host:emulator:{port}".encode()
        with socket.create_connection(("127.0.0.1", int(os.environ.get("ANDROID_ADB_SERVER_PORT", "5037")))) as server:
            server.sendall(b"%04x" % len(request) + request)

    def shell(self, line: str) -> None:
        """Do something inside the device, as hardware does."""
        serial, client = f"127.0.0.1:{self.options.port + 1}", adbutils.AdbClient()
        client.connect(serial)
        adbutils.AdbDevice(client, serial).shell(line)
        client.disconnect(serial)

    def read_sim(self) -> None:
        """Telephony reads the SIM at a boot: a snapshot keeps the number of the boot it was made after."""
        number = self.options.phone_number or f"1555521{self.options.port}"
        seed = shlex.quote(json.dumps({"telephony": {"line1": number}}))
        self.shell(f"echo {seed} > /data/local/tmp/sim; cmd sandbox seed /data/local/tmp/sim; rm /data/local/tmp/sim")

    def sms(self, sender: str, text: str) -> str | None:
        if not re.fullmatch(r"\+?\d+", sender):
            return "bad phone number format, must be [+](0-9)*"
        if not self.settings.get("no_modem"):
            body = text.replace("\\n", "\n").replace("\\\\", "\\")
            self.shell(shlex.join(["cmd", "sandbox", "sms", sender, body]))
        return None

    def halt(self) -> None:
        if self.sandbox is not None:
            self.sandbox.stop()
            self.sandbox = None

    def snapshot(self, name: str) -> Path:
        return self.content / "snapshots" / name

    def save(self, name: str) -> str | None:
        if self.options.read_only:
            return "Snapshots cannot be saved in read-only mode"
        if reason := self.settings.get("save"):
            return reason
        target = self.snapshot(name)
        shutil.rmtree(target, ignore_errors=True)
        copy(self.disk, target / "disk")
        (target / "snapshot.pb").write_bytes(b"\x08\x01")
        return None

    def load(self, name: str) -> str | None:
        if reason := self.settings.get("load"):
            return reason
        if not self.snapshot(name).is_dir():
            return f"Device 'cache' does not have the requested snapshot '{name}'"
        self.halt()
        shutil.rmtree(self.disk)
        copy(self.snapshot(name) / "disk", self.disk)
        self.boot("ok")
        return None


class Console(socketserver.StreamRequestHandler):
    def reply(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def handle(self) -> None:
        machine: Machine = self.server.machine
        path = Path.home() / ".emulator_console_auth_token"
        token = path.read_text().strip() if path.exists() else ""
        open_ = not token
        help_ = ("Android Console: type 'help' for a list of commands", "OK")
        if open_:
            self.reply(*help_)
        else:
            self.reply(
                "Android Console: Authentication required", "Android Console: type 'auth <auth_token>' to authenticate",
                "Android Console: you can find your <auth_token> in ", f"'{path}'", "OK",
            )  # fmt: skip
        for raw in self.rfile:
            words = raw.decode().split()
            match words:
                case ["auth", given] if given == token:
                    open_ = True
                    self.reply(*help_)
                case ["auth", _]:
                    self.reply("KO: authentication token does not match ~/.emulator_console_auth_token")
                case ["auth"]:
                    self.reply("KO: missing authentication token")
                case ["avd", "name"]:
                    self.reply(machine.options.avd, "OK")
                case ["ping"]:
                    self.reply("I am alive!", "OK")
                case ["quit"]:
                    return
                case ["avd", "snapshot", "save", name] if open_:
                    reason = machine.save(name)
                    self.reply(f"KO: {reason}" if reason else "OK")
                case ["avd", "snapshot", "load", name] if open_:
                    reason = machine.load(name)
                    self.reply(f"KO: {reason}" if reason else "OK")
                case ["geo", "fix", longitude, latitude] if open_:
                    (machine.content / "fixes.txt").open("a").write(f"{longitude} {latitude}\n")
                    self.reply("OK")
                case ["sms", "send", sender, _, *_] if open_:
                    reason = machine.sms(sender, raw.decode().rstrip("\r\n").split(" ", 3)[3])
                    self.reply(f"KO: {reason}" if reason else "OK")
                case ["kill"] if open_:
                    self.reply("OK: killing emulator, bye bye")
                    if not machine.settings.get("no_kill"):
                        machine.off.set()
                    return
                case _:
                    self.reply("KO: unknown command, try 'help'")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        super().__init__(("127.0.0.1", machine.options.port), Console)


def parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in VALUES:
        parser.add_argument(f"-{name}")
    for name in SWITCHES:
        parser.add_argument(f"-{name}", action="store_true")
    options, unknown = parser.parse_known_args(words)
    if unknown:
        say("ERROR", f"unknown option: {unknown[0]}")
        sys.exit(1)
    options.port = int(options.port)
    return options


def main() -> None:
    options = parse(sys.argv[1:])
    content = avd_directory(options.avd)
    # One writer alone, or any number of readers.
    mark = (content / "multiinstance.lock").open("a")
    try:
        fcntl.flock(mark, (fcntl.LOCK_SH if options.read_only else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        say("ERROR", "Running multiple emulators with the same AVD ")
        say("ERROR", "is an experimental feature.")
        say("ERROR", "Please use -read-only flag to enable this feature.")
        sys.exit(1)
    (content / "starts.txt").open("a").write(" ".join(sys.argv[1:]) + "\n")
    with tempfile.TemporaryDirectory() as scratch:
        own = content / "disk"
        own.mkdir(exist_ok=True)
        disk = own
        if options.read_only:
            disk = Path(scratch) / "disk"
            copy(own, disk)
        machine = Machine(options, content, disk)
        if line := machine.settings.get("die"):
            say("FATAL", line)
            sys.exit(1)
        mode, from_snapshot = machine.settings.get("boot", "ok"), False
        if options.snapshot and not options.no_snapshot_load:
            if machine.snapshot(options.snapshot).is_dir():
                shutil.rmtree(disk)
                copy(machine.snapshot(options.snapshot) / "disk", disk)
                mode, from_snapshot = machine.settings.get("boot_from_snapshot", mode), True
            else:
                say("WARNING", f"Device 'cache' does not have the requested snapshot '{options.snapshot}'")
                say("WARNING", f"Failed to load snapshot '{options.snapshot}'")
        signal.signal(signal.SIGTERM, lambda *_: None if machine.settings.get("no_kill") else machine.off.set())
        with Server(machine) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            machine.boot(mode)
            if mode == "ok" and not from_snapshot:
                machine.read_sim()
            while not machine.off.wait(0.1):
                pass
            with contextlib.suppress(OSError):
                server.shutdown()
        machine.halt()
        time.sleep(0.01)


if __name__ == "__main__":
    main()
