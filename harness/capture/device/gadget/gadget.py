"""Frida's gadget on one device: a portal on this host, to which each process of the app reports and then waits.

The gadget's ``connect`` interaction is used rather than ``listen``: processes that load the gadget join the portal's
cluster, and while its device has its spawn gate open, each of them stands still in the gadget's constructor until it is
resumed, so that hooks are in before; and there may be several of them. The device reaches the portal's port through
``adb reverse``; a token, new for each run, keeps everything else out. Source: https://frida.re/docs/gadget/, 'Connect'.
"""

import contextlib
import secrets
import string
from pathlib import Path
from typing import Any

import frida
import msgspec

from harness.app.repackage.repackage import Wanted, choose_abi, repackage, report
from harness.app.repackage.sign import Signer
from harness.app.splits import Split
from harness.capture.device.errors import DeviceError
from harness.capture.device.frida.binary import GADGET, find_binary
from harness.capture.device.frida.handle import PROBE_SECONDS, FridaHandle, FridaSilent, asked
from harness.capture.device.install.choose import device_spec
from harness.capture.device.link.link import Link
from harness.capture.device.link.server import free_port
from harness.capture.device.options import DeviceOptions

_LOOPBACK = "127.0.0.1"


class Reported:
    """The portal's device: the processes that have reported, which alone can be attached to."""

    def __init__(self, device: Any) -> None:
        """``device`` is what everything but attaching is left to."""
        self._device = device

    def attach(self, pid: int) -> Any:
        """Attach to a process. Raises ``frida.NotSupportedError`` for one whose gadget has not reported."""
        try:
            return self._device.attach(pid)
        except frida.ProcessNotFoundError:
            raise frida.NotSupportedError("it has ended, or has no gadget that reported") from None

    def __getattr__(self, name: str) -> Any:
        """Everything else is the portal's own."""
        return getattr(self._device, name)


class Gadget:
    """The gadget of one run."""

    def __init__(self, link: Link, options: DeviceOptions) -> None:
        """Nothing happens yet; :meth:`change` does it."""
        self._link = link
        self._options = options
        self._signer: Signer | None = None
        self._portal: Any = None
        self._handle: FridaHandle | None = None
        self.library = "".join(secrets.choice(string.ascii_lowercase) for _ in range(10))
        self.token = secrets.token_hex(16)
        self.port = 0
        self.authority_pem = b""
        self.told: dict[str, Any] = {}

    @property
    def device(self) -> FridaHandle:
        """Frida's handle on the processes that have reported."""
        if self._portal is None or self._handle is None:
            raise DeviceError("No app with Frida's gadget was installed.")
        return self._handle

    def start(self) -> None:
        """Open the portal, if it is not, and a way to it from the device."""
        if self._portal is not None:
            return
        port = free_port()
        # Frida's stubs know no constructor of it.
        portal = frida.PortalService(  # type: ignore[no-untyped-call]
            frida.EndpointParameters(address=_LOOPBACK, port=port, authentication=("token", self.token))
        )
        try:
            asked(portal.start)
        except (frida.AddressInUseError, frida.InvalidArgumentError, frida.TransportError, FridaSilent) as error:
            raise DeviceError(f"The portal for Frida's gadget does not start on port {port}: {error}.") from None
        self._portal = portal
        self._handle = FridaHandle(Reported(portal.device))
        self.port = self._link.reverse(port)

    def stop(self) -> None:
        """Close the portal; the journal's undo removes the way to it."""
        portal, self._portal, self._handle = self._portal, None, None
        if portal is not None:
            with contextlib.suppress(FridaSilent):  # it ends with this program
                asked(portal.stop, PROBE_SECONDS)

    def config(self) -> bytes:
        """Return the gadget's configuration."""
        interaction = {"type": "connect", "address": _LOOPBACK, "port": self.port, "token": self.token}
        return msgspec.json.encode({"interaction": interaction})

    def change(self, splits: list[Split], work: Path) -> list[Split]:
        """Return the app's APKs with the gadget in them, below the directory ``work``.

        Raises :class:`FridaGadgetMissing`, :class:`WrongAbi`, :class:`RepackageRefused` or :class:`ArchiveRefused`.
        """
        abi = choose_abi(splits, device_spec(self._link).abis)
        options = self._options
        binary = find_binary(frida.__version__, abi, options.frida_gadget, options.frida_gadget_sha256, GADGET)
        self.start()
        # One key for a run: the platform takes an update only from whom the installed version is from.
        self._signer = self._signer or Signer()
        wanted = Wanted(
            gadget=binary.data,
            config=self.config(),
            library=self.library,
            abi=abi,
            api_level=self._link.api_level,
            authority_pem=self.authority_pem,
        )
        done, changed = repackage(splits, work, wanted, self._signer)
        self.told = report(changed, wanted, self._signer, version=frida.__version__, gadget_sha256=binary.sha256)
        return done
