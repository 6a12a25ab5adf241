"""frida-server on the device: put there under a random name, started as root, verified, and taken away again.

It listens on the device's loopback only, on a random port, and is reached through ``adb forward``. Name and port are
random because apps look for the usual ones. It is started in the background and asked at its port: ``-D`` does not come
back through adb where its helper keeps the shell's pipes (frida-core 5ed252ad, in 17.16.2, mended that). It is ended by
TERM, because only then it takes its code out of zygote again (frida-core, ``server.vala``, ``RoboLauncher.close``), and
killed when that takes long. Sources: https://frida.re/docs/android/ (running as root, ``-l``);
https://github.com/frida/frida/issues/1500 and /2719 (Frida's spawning does not work with the zygote's pool of prepared
processes, which the properties ``*usap_pool_enabled`` switch).
"""

import random
import string
import time

import frida

from harness.capture.device.errors import (
    DeviceError,
    FridaServerDied,
    FridaServerFailed,
    FridaServerSilent,
    NoRoot,
)
from harness.capture.device.frida.binary import find_binary
from harness.capture.device.frida.handle import PROBE_SECONDS, FridaHandle, FridaSilent, asked
from harness.capture.device.journal import Command
from harness.capture.device.link import outputs
from harness.capture.device.link.link import Link
from harness.capture.device.link.outputs import one_line
from harness.capture.device.options import DeviceOptions
from harness.capture.frida_errors import FRIDA_ERRORS, meaning

DIRECTORY = "/data/local/tmp"
ANSWER_SECONDS = 90.0
START_SECONDS = 60.0
"""How long its process has to be there after it was started, unless it has said why it is not."""
END_SECONDS = 5.0
"""How long it has to take its code out of zygote before it is killed."""
USAP_SINCE = 29
_USAP = "usap_pool_enabled"


class FridaServer:
    """Our frida-server on one device."""

    def __init__(self, link: Link, options: DeviceOptions) -> None:
        """Nothing happens yet; :meth:`start` does it."""
        self._link = link
        self._options = options
        chooser = random.SystemRandom()
        self.name = "".join(chooser.choices(string.ascii_lowercase, k=10))
        self.path = f"{DIRECTORY}/{self.name}"
        self.port = chooser.randrange(20_000, 32_768)  # below the kernel's range of ephemeral ports
        self._log = f"{self.path}.log"
        self._device: FridaHandle | None = None
        self._address = ""

    @property
    def device(self) -> FridaHandle:
        """Frida's handle. The server must have been started."""
        if self._device is None:
            raise FridaServerFailed("frida-server was not started.")
        return self._device

    def start(self) -> None:
        """Put the server on the device and start it.

        Raises :class:`NoRoot`, :class:`FridaServerMissing`, :class:`WrongAbi`, :class:`NoSpace` or
        :class:`FridaServerFailed`.
        """
        link = self._link
        abi = link.must("getprop", "ro.product.cpu.abi").strip()
        if link.root is None:
            raise NoRoot(
                f"The device {link.serial} gives no root, and frida-server needs it. Use a rooted device or an "
                "emulator image without Google Play, or have the app repackaged with --frida-gadget FILE."
            )
        binary = find_binary(frida.__version__, abi, self._options.frida_server, self._options.frida_server_sha256)
        self._prepare_system()
        link.change(f"the file {self.path}", Command(argv=["rm", "-f", self.path, self._log], root=True))
        link.push(binary.data, self.path, 0o700)
        link.must_sudo("chmod", "700", self.path)
        version = link.sudo([self.path, "--version"])
        if version.code != 0 or version.stdout.strip() != frida.__version__:
            said = one_line(version.stderr or version.stdout) or f"exit code {version.code}"
            raise FridaServerFailed(
                f"{binary.source} does not run as frida-server {frida.__version__} on {link.serial} ({abi}): {said}."
            )
        pids = ["pidof", self.name]
        stop = Command(argv=["sh", "-c", ending(self.name)], root=True, needed=pids)
        link.change(f"frida-server runs as {self.name}", stop, volatile=True)
        run = f"setsid {self.path} -l 127.0.0.1:{self.port} </dev/null >/dev/null 2>{self._log} &"
        link.must_sudo("sh", "-c", run)
        self._connect(link.forward(self.port))

    def _connect(self, port: int) -> None:
        """Wait until the server answers and see that it may do what a run needs."""
        self._address = f"127.0.0.1:{port}"
        device = FridaHandle(asked(lambda: frida.get_device_manager().add_remote_device(self._address)))
        begun = time.monotonic()
        seen = False
        while True:
            try:
                access = device.query_system_parameters().get("access", "full")
                break
            except frida.NotSupportedError:
                access = "full"  # what answers is a portal, which knows no parameters
                break
            except (frida.ServerNotRunningError, frida.TransportError, frida.TimedOutError) as error:
                waited, alive = time.monotonic() - begun, self.alive()
                seen = seen or alive
                said = "" if alive else one_line(self._link.sudo(["cat", self._log]).stdout)
                ended = not alive and (seen or bool(said) or waited > START_SECONDS)
                if ended or waited > ANSWER_SECONDS:
                    raise FridaServerFailed(
                        f"frida-server started on {self._link.serial} and does not answer ({said or error})."
                    ) from None
                time.sleep(0.1)
            except FRIDA_ERRORS as error:
                raise FridaServerFailed(f"frida-server on {self._link.serial}: {meaning(error)}.") from None
        if access != "full":
            raise FridaServerFailed(f"frida-server runs without root on {self._link.serial} (access: {access}).")
        self._device = device

    def _prepare_system(self) -> None:
        """Switch off the zygote's pool of prepared processes, and SELinux's enforcement where it was asked for."""
        link = self._link
        if link.api_level >= USAP_SINCE:
            for name, value in outputs.properties(link.must("getprop")).items():
                if name.endswith(_USAP) and value in ("true", "1"):
                    link.set_property(name, "false")
        if self._options.selinux_permissive and link.must("getenforce").strip() == "Enforcing":
            link.change("SELinux is permissive", Command(argv=["setenforce", "1"], root=True), volatile=True)
            link.must_sudo("setenforce", "0")

    def alive(self) -> bool:
        """Whether the server's process runs."""
        return bool(self._pids())

    def _pids(self) -> list[str]:
        return [word for word in self._link.sudo(["pidof", self.name]).stdout.split() if word.isdigit()]

    def check(self) -> None:
        """Raise :class:`FridaServerDied` when the server has ended by itself, :class:`FridaServerSilent` when it hangs.

        One that answers the shortest of questions is well.
        """
        if self._device is None:
            return
        pids = self._pids()
        if not pids:
            log = self._link.shell(["logcat", "-d", "-b", "crash", "-t", "50"])
            cause = next((line for line in log.stdout.splitlines() if self.name in line), "")
            reason = f" (the crash log says: {one_line(cause, 160)})" if cause else ""
            raise FridaServerDied(
                f"frida-server ended on {self._link.serial}{reason}; what the app did since was not seen. Run again, "
                "and with --selinux-permissive if it ends every time."
            )
        try:
            self._device.query_system_parameters()
        except FridaSilent:
            stat = self._link.sudo(["cat", f"/proc/{pids[0]}/stat"]).stdout
            stopped = stat.rpartition(")")[2].split()[:1] in (["T"], ["t"])
            raise FridaServerSilent(
                f"frida-server does not answer any more on {self._link.serial}: its process {pids[0]} "
                f"{'is stopped' if stopped else 'hangs'}; what the app did since was not seen. Run again."
            ) from None
        except FRIDA_ERRORS:
            return  # it has answered

    def stop(self) -> None:
        """Let go of the handle; the journal's undo ends the process and removes the file."""
        if self._device is not None:
            self._device = None
            try:
                asked(lambda: frida.get_device_manager().remove_remote_device(self._address), PROBE_SECONDS)
            except FridaSilent:
                return  # the journal ends the process, and with it the call
            except FRIDA_ERRORS as error:
                raise DeviceError(f"Frida does not let {self._address} go: {meaning(error)}.") from None


def ending(name: str) -> str:
    """Return the shell line that ends a program: TERM, so that it can clean up, and KILL after :data:`END_SECONDS`.

    No loop: the line must read the same to every shell that a device may have.
    """
    look = f"pidof {name} >/dev/null || exit 0"
    waits = "; ".join([f"sleep 0.2 2>/dev/null || sleep 1; {look}"] * int(END_SECONDS / 0.2))
    return f"kill -15 $(pidof {name}); {waits}; kill -9 $(pidof {name}) || ! pidof {name} >/dev/null"


def users_server(serial: str) -> FridaHandle | None:
    """Return Frida's handle on a server that the user has started on an attached device, ``None`` without one.

    Frida looks for it on its usual port, through the user's own adb server. It stays as it is.
    """
    try:
        device = FridaHandle(asked(lambda: frida.get_device(serial, timeout=5)))
        device.query_system_parameters()
    except frida.ProtocolError as error:
        raise FridaServerFailed(
            f"The frida-server that runs on {serial} is not of this client's version {frida.__version__}: {error}."
        ) from None
    except FRIDA_ERRORS:
        return None
    return device
