"""From ``--device`` to a device. The user's adb server is asked when it runs; nothing here starts one."""

import re
from collections.abc import Callable

import adbutils
from adbutils.errors import AdbConnectionError

from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.emulator.sdk import avds
from harness.capture.device.errors import DeviceAmbiguous, DeviceError, DeviceNotFound, NoAdbServer
from harness.capture.device.link.client import Client
from harness.capture.device.options import DeviceOptions
from harness.capture.device.protocol import Device

CONNECT_SECONDS = 10.0
_ADDRESS = re.compile(r"(?P<host>[\w.-]+|\[[0-9a-fA-F:]+\]):(?P<port>\d{1,5})")


def attached() -> list[tuple[str, str]]:
    """Return (serial, state) of what the user's adb server sees.

    Raises :class:`NoAdbServer` when none runs, :class:`DeviceError` when it does not answer.
    """
    client = Client()
    where = f"{client.host}:{client.port}"
    try:
        return [(str(item.serial), str(item.state)) for item in client.list()]
    except (AdbConnectionError, ConnectionRefusedError):
        raise NoAdbServer(
            f"no adb server runs at {where}, so attached devices are not seen, and harness starts none there; "
            "'adb start-server' does"
        ) from None
    except (adbutils.AdbError, EOFError, OSError) as error:
        raise DeviceError(
            f"The adb server at {where} does not answer ({error}): end it with 'adb kill-server', and start it again "
            "with 'adb start-server'."
        ) from None


def choose(
    name: str | None,
    progress: Callable[[str], None] = lambda text: None,
    options: DeviceOptions | None = None,
) -> Device:
    """Open the device that ``--device`` names; without a name the only attached one.

    A name is ``sandbox``, ``avd:NAME``, ``redroid`` or ``redroid:TAG``, an adb serial, or a ``HOST:PORT`` for adb to
    connect to. Raises :class:`DeviceNotFound` with a list of what there is, each with its state.
    """
    kind, _, rest = (name or "").partition(":")
    if name == "sandbox":
        from harness.capture.device.sandbox import SandboxDevice

        return SandboxDevice(options)
    if kind == "avd" and rest:
        from harness.capture.device.avd import AvdDevice

        return AvdDevice(rest, progress=progress, options=options)
    if kind == "redroid":
        from harness.capture.device.redroid import RedroidDevice

        return RedroidDevice(rest or None, progress=progress, options=options)
    client, serial = Client(), _serial(name)
    device = AdbDevice(client, serial, options)
    if device.info().sandbox:
        from harness.capture.device.sandbox import AttachedSandbox

        return AttachedSandbox(client, serial, options)
    return device


def _serial(name: str | None) -> str:
    """Return the serial of the one device that is meant. Raises :class:`DeviceNotFound`."""
    try:
        found = attached()
    except NoAdbServer as error:
        missing = f"There is no device {name!r}" if name is not None else "There is no device"
        raise NoAdbServer(f"{missing}: {error}. --device sandbox needs none.") from None
    if name is None:
        ready = [serial for serial, state in found if state == "device"]
        if len(ready) == 1:
            return ready[0]
        raise DeviceNotFound(f"Name a device with --device ({listing(found)}), or use --device sandbox.")
    matching = [serial for serial, _ in found if serial == name]
    if len(matching) > 1:
        raise DeviceAmbiguous(
            f"{len(matching)} attached devices call themselves {name!r}: leave one attached, "
            "or connect them over the network, where their address tells them apart."
        )
    if matching:
        return name
    if _ADDRESS.fullmatch(name):
        try:
            said = str(Client().connect(name, timeout=CONNECT_SECONDS))
        except (adbutils.AdbError, EOFError, OSError) as error:
            said = str(error)
        if any(serial == name for serial, _ in attached()):
            return name
        raise DeviceNotFound(f"adb cannot connect to {name}: {said.strip() or 'no answer'} ({listing(found)}).")
    raise DeviceNotFound(f"There is no device {name!r} ({listing(found)}); --device sandbox needs none.")


def listing(found: list[tuple[str, str]]) -> str:
    """Say what is attached, with states, and which AVDs could be started."""
    text = "attached: " + (", ".join(f"{serial} ({state})" for serial, state in found) or "none")
    names = avds()
    return f"{text}; AVDs: {', '.join(names)}, to be started with --device avd:NAME" if names else text
