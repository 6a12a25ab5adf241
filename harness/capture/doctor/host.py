"""Checks of this host. None needs a device, the network, or root."""

import contextlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import adbutils

from harness.capture.device.choose import attached
from harness.capture.device.emulator.emulator import PORTS, bindable
from harness.capture.device.emulator.emulator import orphans as emulator_orphans
from harness.capture.device.emulator.sdk import avds, find_program
from harness.capture.device.errors import DeviceError
from harness.capture.device.journal import pending
from harness.capture.device.link.server import protocol_version
from harness.capture.device.redroid import orphans as container_orphans
from harness.capture.doctor.check import Check, State, fail, ok, warn
from harness.capture.doctor.confinement import confinement

PACKAGES = {"frida": "17.17", "frida-tools": "14", "mitmproxy": "11", "adbutils": "2.9", "uiautomator2": "3.4"}
"""What a run needs, with the least version that it was written for."""
LEAST_FREE_BYTES = 1 << 30
FREE_BYTES = 10 << 30
"""Below this a campaign or an emulator's snapshots will fill the disk; a bundle is some megabytes."""
COMMAND_SECONDS = 10.0
KVM = Path("/dev/kvm")


def check_host() -> list[Check]:
    """Check this host."""
    return [check() for check in CHECKS]


def place_to_run(checks: Sequence[Check]) -> Check:
    """Whether an app can be run anywhere at all, by what the host's other ``checks`` found."""
    good = {check.name for check in checks if check.state == State.ok}
    places = {"attached devices": {"attached devices"}, "the sandbox": {"java 17", "dex translator"},
              "an emulator": {"emulator"}, "redroid": {"docker"}}  # fmt: skip
    if found := [name for name, needs in places.items() if needs <= good]:
        return ok("somewhere to run", ", ".join(found))
    return fail(
        "somewhere to run",
        "no device is attached, and neither the sandbox nor an emulator nor redroid can be started",
        "no app can be run",
        f"{sys.executable} -m pip install 'harness[sandbox]'",
    )


def _run(*command: str) -> str:
    """Return what a program prints. Raises OSError or subprocess.SubprocessError."""
    return subprocess.run(command, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=True).stdout


def python() -> Check:
    """The interpreter. One that is too old does not get this far."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    return ok("python", version)


def packages() -> Check:
    """The libraries that make the evidence."""
    found, wrong = [], []
    for name, least in PACKAGES.items():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{name}>={least}")
            continue
        found.append(f"{name} {version}")
        if _numbers(version) < _numbers(least):
            wrong.append(f"{name}>={least}")
    listing = ", ".join(found) or "none"
    if wrong:
        return fail(
            "python packages",
            listing,
            "nothing can be captured",
            f"{sys.executable} -m pip install '{' '.join(wrong)}'",
        )
    return ok("python packages", listing)


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)[:2]]


def adb() -> Check:
    """The adb program that adbutils uses (PATH's, else its own), and the SDK's, which Android Studio uses."""
    try:
        path = Path(adbutils.adb_path())
        version = _adb_version(path)
    except (OSError, subprocess.SubprocessError, adbutils.AdbError, RuntimeError) as error:
        return fail(
            "adb",
            f"none that runs ({error})",
            "no device can be reached",
            f"{sys.executable} -m pip install --force-reinstall adbutils",
        )
    other = find_program("adb", "platform-tools")
    if other and other.resolve() != path.resolve():
        try:
            theirs = _adb_version(other)
        except (OSError, subprocess.SubprocessError) as error:
            theirs = str(error)
        if theirs != version:
            return warn(
                "adb",
                f"{version} ({path}); the SDK's is {theirs} ({other})",
                "two adb programs may restart each other's server, which cuts running sessions",
                f"export ADBUTILS_ADB_PATH={other}",
            )
    return ok("adb", f"{version} ({path})")


def _adb_version(path: Path) -> str:
    """Return the version of the protocol and of the program, such as ``1.0.41 / 36.0.0-13206524``."""
    said = _run(str(path), "version")
    return " / ".join(re.findall(r"(?:version|Version) (\S+)", said)[:2]) or said.strip()[:40]


def server_address() -> tuple[str, int]:
    """Return where the adb server is asked for, as adb itself finds it."""
    port = os.environ.get("ANDROID_ADB_SERVER_PORT", "5037")
    return os.environ.get("ANDROID_ADB_SERVER_HOST", "127.0.0.1"), int(port) if port.isdigit() else 5037


def adb_server() -> Check:
    """The adb server: its protocol version must be the client's, else the client ends it."""
    host, port = server_address()
    try:
        server = protocol_version(host, port)
    except ConnectionRefusedError:
        return ok("adb server", f"none runs at {host}:{port}; for attached devices 'adb start-server' starts it")
    except ValueError as error:
        return fail(
            "adb server",
            f"port {port} is taken by another program (it said {error})",
            "no device can be reached",
            f"end that program (ss -ltnp 'sport = :{port}' names it), or set ANDROID_ADB_SERVER_PORT",
        )
    except OSError as error:
        return fail(
            "adb server",
            f"{host}:{port} does not answer ({error})",
            "no device can be reached",
            "adb kill-server && adb start-server",
        )
    try:
        found = re.search(r"1\.0\.(\d+)", _adb_version(Path(adbutils.adb_path())))
    except (OSError, subprocess.SubprocessError, adbutils.AdbError, RuntimeError):
        found = None
    if found and int(found[1]) != server:
        return warn(
            "adb server", f"protocol {server}, this client's is {found[1]}",
            "the client will end the server and cut every other session", "adb kill-server",
        )  # fmt: skip
    return ok("adb server", f"{host}:{port}, protocol {server}")


def java() -> Check:
    """The JVM of the sandbox device: exactly 17, whose internals Frida's Java bridge knows."""
    from harness.sandbox.runtime.jvm import RuntimeMissing
    from harness.sandbox.runtime.jvm import java as find

    try:
        return ok("java 17", str(find()))
    except RuntimeMissing as error:
        return warn(
            "java 17",
            str(error),
            "the sandbox device cannot run",
            f"{sys.executable} -m pip install 'harness[sandbox]'    (Linux on ARM: set JAVA_HOME to a JDK 17)",
        )


def translator() -> Check:
    """What turns an APK's classes into a JVM's."""
    if importlib.util.find_spec("enjarify") is None:
        return warn(
            "dex translator",
            "none",
            "the sandbox device cannot install apps",
            f"{sys.executable} -m pip install 'harness[sandbox]'",
        )
    return ok("dex translator", "enjarify-adapter")


def emulator() -> Check:
    """The SDK's emulator and the user's AVDs."""
    program = find_program("emulator", "emulator")
    if program is None:
        return warn(
            "emulator",
            "none, in ANDROID_HOME, the usual places, and PATH",
            "--device avd:NAME cannot be used",
            _sdkmanager(),
        )
    if not avds():
        return warn(
            "emulator",
            f"{program}, no AVD",
            "--device avd:NAME has nothing to start",
            "avdmanager create avd -n harness -k 'system-images;android-33;google_apis;x86_64'",
        )
    return ok("emulator", f"{program}; AVDs: {', '.join(avds())}")


def _sdkmanager() -> str:
    if find_program("sdkmanager", "cmdline-tools/latest/bin") is not None:
        return "sdkmanager platform-tools emulator"
    return "install Android Studio or its command line tools (https://developer.android.com/studio)"


def kvm() -> Check:
    """Acceleration of x86 emulators."""
    if sys.platform != "linux":
        return ok("kvm", "not Linux: the emulator uses the system's own hypervisor")
    consequence = "an emulator takes minutes to boot and is too slow for a scenario's waiting times"
    if not KVM.exists():
        flags = _cpu_flags()
        if not flags & {"vmx", "svm"}:
            return warn(
                "kvm",
                "this processor offers no virtualization",
                consequence,
                "turn it on in the firmware, or nested in the hypervisor",
            )
        return warn("kvm", f"no {KVM}", consequence, f"sudo modprobe {'kvm_intel' if 'vmx' in flags else 'kvm_amd'}")
    if not os.access(KVM, os.R_OK | os.W_OK):
        return warn("kvm", f"{KVM} is not yours to use", consequence, 'sudo gpasswd -a "$USER" kvm && newgrp kvm')
    return ok("kvm", f"{KVM} is usable")


def _cpu_flags() -> set[str]:
    try:
        found = re.search(r"^flags\s*:(.*)$", Path("/proc/cpuinfo").read_text("utf-8", "replace"), re.MULTILINE)
    except OSError:
        return set()
    return set(found[1].split()) if found else set()


def docker() -> Check:
    """Docker, for redroid."""
    if shutil.which("docker") is None:
        return warn(
            "docker",
            "none",
            "--device redroid and docker compose cannot be used",
            "sudo apt-get install docker.io",
        )
    try:
        version = _run("docker", "version", "--format", "{{.Server.Version}}").strip()
    except (OSError, subprocess.SubprocessError) as error:
        said = " ".join((getattr(error, "stderr", "") or str(error)).split())[:160]
        denied = "permission denied" in said
        return warn(
            "docker",
            said,
            "--device redroid and docker compose cannot be used",
            'sudo gpasswd -a "$USER" docker && newgrp docker' if denied else "sudo systemctl start docker",
        )
    return ok("docker", f"engine {version}")


def tshark() -> Check:
    """Wireshark's tshark, which takes packet captures apart."""
    missing = "packet captures (pcap, pcapng) cannot be imported"
    if shutil.which("tshark") is None:
        return warn("tshark", "none", missing, "sudo apt-get install tshark")
    try:
        said = _run("tshark", "--version")
    except (OSError, subprocess.SubprocessError) as error:
        return warn("tshark", " ".join(str(error).split())[:160], missing, "sudo apt-get install --reinstall tshark")
    found = re.search(r"\d+(?:\.\d+)+", said)
    return ok("tshark", found[0] if found else "of no known version")


def ports() -> Check:
    """Ports of this host: any for the proxy, a pair for an emulator."""
    free = [port for port in PORTS if bindable(port) and bindable(port + 1)]
    if not bindable(0):
        return fail(
            "ports", "no loopback port can be opened", "neither proxy nor sandbox can listen", "sudo ip link set lo up"
        )
    if not free:
        return warn(
            "ports",
            f"none of {PORTS[0]}-{PORTS[-1]} is free",
            "no further emulator can start",
            "stop an emulator: adb -s emulator-5554 emu kill",
        )
    return ok("ports", f"free for emulators: {len(free)} pairs from {free[0]}; the proxy takes any free port")


def disk() -> Check:
    """Room for bundles."""
    free = shutil.disk_usage(Path.cwd()).free
    found = f"{free / 1e9:.1f} GB free in {Path.cwd()}"
    if free < LEAST_FREE_BYTES:
        return fail("disk", found, "a run may be cut short", "free at least 1 GB, or give --out on another disk")
    if free < FREE_BYTES:
        return warn(
            "disk", found, "emulator snapshots and many runs may fill it", "free some, or give --out on another disk"
        )
    return ok("disk", found)


def clock() -> Check:
    """This host's clock: certificates are made and evidence is dated with it."""
    # No network is asked: the clock cannot be right if it is before the installation of the program itself.
    installed = Path(__file__).stat().st_mtime
    if time.time() < installed - 60:
        behind = (installed - time.time()) / 86400
        return fail(
            "clock",
            f"at least {behind:.1f} days behind",
            "certificates are not valid yet on the device, evidence has wrong dates",
            "sudo timedatectl set-ntp true",
        )
    try:
        synchronized = _run("timedatectl", "show", "--property=NTPSynchronized", "--value").strip()
    except (OSError, subprocess.SubprocessError):
        return ok("clock", f"{time.strftime('%Y-%m-%d %H:%M:%S %Z')}; whether it is kept right is not known here")
    if synchronized == "no":
        return warn("clock", "not synchronized", "evidence may have wrong dates", "sudo timedatectl set-ntp true")
    return ok("clock", f"{time.strftime('%Y-%m-%d %H:%M:%S %Z')}, synchronized")


def leftovers() -> Check:
    """Emulators and containers that a killed harness left running."""
    found = emulator_orphans()
    if shutil.which("docker") is not None:
        with contextlib.suppress(DeviceError):  # the check of docker says why
            found += container_orphans()
    if found:
        return warn(
            "left-over devices",
            f"{', '.join(found)}: started by a run that was killed",
            "they take memory, ports and a processor",
            "harness doctor --mend",
        )
    return ok("left-over devices", "none")


def journals() -> Check:
    """Changes to devices that a killed run has not undone."""
    if found := pending():
        return warn(
            "left-over changes",
            f"on {', '.join(found)}, by a run that was killed",
            "the device is not as it was: a proxy, a certificate or the persona may still be on it",
            "harness doctor --mend",
        )
    return ok("left-over changes", "none")


def devices() -> Check:
    """What is attached."""
    try:
        found = attached()
    except DeviceError as error:
        return warn("attached devices", str(error), "only the sandbox can be used", "adb start-server")
    listing = ", ".join(f"{serial} ({state})" for serial, state in found)
    if any(state == "device" for _, state in found):
        return ok("attached devices", listing)
    if any(state == "unauthorized" for _, state in found):
        return warn(
            "attached devices",
            listing,
            "the device does not trust this computer yet",
            "accept the question on its screen (unplug and plug in to be asked again)",
        )
    return warn(
        "attached devices",
        listing or "none",
        "only devices that the harness starts itself can be used (sandbox, AVD, container)",
        "attach a device, start an emulator, or use --device sandbox",
    )


CHECKS: tuple[Callable[[], Check], ...] = (
    python, packages, adb, adb_server, devices, java, translator, confinement, emulator, kvm, docker, tshark, ports,
    disk, clock, leftovers, journals,
)  # fmt: skip
