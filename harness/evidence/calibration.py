"""What a device was proved to show: the result of ``harness calibrate``.

The probe app keeps its own account of what it called, got and sent; a calibration holds what was seen against that. It
belongs to one device, one build of its system, the versions of this program's parts and one catalogue.
"""

import hashlib
from collections.abc import Mapping
from typing import Literal

import msgspec

from harness.catalog.points import load_points
from harness.evidence.parts import Part, read_part
from harness.evidence.run_record import DeviceInfo

CALIBRATION = "calibration.json"
SCHEMA = 1
MOST_BYTES = 16 << 20
"""Of the file of one calibration."""

PointState = Literal["right", "value", "caller", "count", "missed", "unproven"]
"""``right``: each call was seen, with what it gave and who made it. ``value``: another value was recorded, ``caller``:
the stack does not name who called, ``count``: not as many rows as calls, ``missed``: no row at all. ``unproven``: the
probe made no call of it that reached it."""
DIALOG = "permission_dialog."
"""How the names of permission dialogs begin; groups of permissions follow."""
SEES = ("harness", "frida", "mitmproxy")
"""Parts whose version decides what is seen. Another Python, adb client or set of Frida's tools sees the same."""
Fault = Literal["account", "places", "results", "screens", "planted"]
"""What a calibration found wrong beside points and ways: the account has holes or does not agree, calls from some place
of the app were not seen, the app's results are others, a screen was not read, a planted value was not read back."""
STALE = ("device", "build", "tool", "agent", "catalogue", "route")
"""Why a calibration does not speak of a run: what is other since, or with this run, than it was."""
BLIND: frozenset[str] = frozenset({"value", "caller", "count", "missed"})
"""States in which something was called and not seen as it was."""
WayState = Literal["decrypted", "partly", "seen", "leaked", "closed", "silent"]
"""``decrypted``: what was sent is in the recording, whole. ``partly``: values are missing in it. ``seen``: the
connection is known, not what it held. ``leaked``: it left and nothing was seen, or it is known to have gone past the
proxy.
``closed``: it did not leave. ``silent``: the probe says nothing of it."""


class PointProof(Part, kw_only=True):
    """What is proved of one access point; ``why`` is a word for an ``unproven`` one, ``detail`` a sentence."""

    state: PointState = "unproven"
    why: str = ""
    detail: str = ""
    called: int = 0
    seen: int = 0


class WayProof(Part, kw_only=True):
    """What is proved of one way out, in one form. ``missing`` are planted values that were sent and not found."""

    way: str = ""
    form: str = ""
    state: WayState = "silent"
    detail: str = ""
    sent: int = 0
    found: int = 0
    missing: list[str] = []


class ProcessProof(Part, kw_only=True):
    """One process of the probe: calls by its own account, and rows. ``agrees``: each call has its row.

    ``isolated`` ones are not hooked. ``held_ms`` is how long it waited for its hooks. ``whole``: its account has all of
    its lines, and the seal that only the probe can make. ``bits``: 64 or 32, 0 where it is not known.
    """

    name: str = ""
    called: int = 0
    seen: int = 0
    agrees: bool = False
    isolated: bool = False
    held_ms: int = 0
    whole: bool = False
    bits: int = 0


class PlaceProof(Part, kw_only=True):
    """From one place in the app: calls by the probe's account, and those that were seen; ``why`` there are none, a word
    or a sentence."""

    name: str = ""
    called: int = 0
    seen: int = 0
    why: str = ""


class Difference(Part, kw_only=True):
    """A call that gave the app something else with the agent than without."""

    point: str = ""
    hooked: str = ""
    plain: str = ""


class ScreenProof(Part, kw_only=True):
    """One of the probe's screens: was it read and used?"""

    name: str = ""
    read: bool = False
    detail: str = ""


class PlantedProof(Part, kw_only=True):
    """One planted value: did the app read it back, and ``by`` which access point?"""

    id: str = ""
    category: str = ""
    planted: bool = True
    read: bool = False
    by: str = ""


class Cost(Part, kw_only=True):
    """What the hooks cost: the middle of all calls' times, in microseconds, with the agent and without."""

    calls: int = 0
    hooked_us: int = 0
    plain_us: int = 0


class Calibration(Part, kw_only=True):
    """All of it. ``made`` is ISO 8601 in UTC, ``seconds`` what it took; ``problems`` are sentences of what went wrong.

    ``differences`` and ``cost`` are ``None`` where there was no run without the agent. ``route`` is how the traffic
    came to the proxy, ``gadget`` whether the app was repackaged instead of hooked by a server; ``agent`` is the agent's
    digest.
    """

    schema: int = SCHEMA
    made: str = ""
    quick: bool = False
    device: DeviceInfo = msgspec.field(default_factory=DeviceInfo)
    tool: dict[str, str] = {}
    catalogue: str = ""
    agent: str = ""
    route: str = ""
    gadget: bool = False
    points: dict[str, PointProof] = {}
    ways: list[WayProof] = []
    processes: list[ProcessProof] = []
    places: list[PlaceProof] = []
    differences: list[Difference] | None = None
    screens: list[ScreenProof] = []
    planted: list[PlantedProof] = []
    cost: Cost | None = None
    looks_per_s: float | None = None
    seconds: float = 0.0
    problems: list[str] = []

    @property
    def proven(self) -> list[str]:
        """The points that were seen right."""
        return [name for name, proof in self.points.items() if proof.state == "right"]

    @property
    def blind(self) -> dict[str, PointProof]:
        """The points that were called and not seen as they were."""
        return {name: proof for name, proof in self.points.items() if proof.state in BLIND}

    @property
    def leaks(self) -> list[WayProof]:
        """Ways by which something left unseen, or was not found in what was read."""
        return [one for one in self.ways if one.state in ("leaked", "partly")]

    @property
    def faults(self) -> list[Fault]:
        """What else was found wrong."""
        own = [one for one in self.processes if not one.isolated]
        found: dict[Fault, bool] = {
            "account": bool(self.problems) or any(not (one.agrees and one.whole) for one in own),
            "places": any(one.seen < one.called for one in self.places if one.name != "isolated"),
            "results": bool(self.differences),
            "screens": any(not one.read for one in self.screens),
            "planted": any(one.planted and not one.read for one in self.planted),
        }
        return [word for word, there in found.items() if there]

    @property
    def good(self) -> bool:
        """Whether nothing was found wrong."""
        return not (self.blind or self.leaks or self.faults)


def catalogue_digest() -> str:
    """Return a digest of the shipped catalogue of access points, in hex."""
    return hashlib.sha256(msgspec.json.encode(load_points())).hexdigest()


def stale(made: Calibration, device: DeviceInfo, tool: Mapping[str, str], catalogue: str, agent: str) -> list[str]:
    """Return why a calibration does not speak of this device as it is now, as words; empty when it does.

    Of the versions those count that decide what is seen (:data:`SEES`), with the digests of catalogue and agent.
    """
    words = []
    if (made.device.kind, made.device.model) != (device.kind, device.model):
        words.append("device")
    if (made.device.fingerprint, made.device.api_level) != (device.fingerprint, device.api_level):
        words.append("build")
    if any(made.tool.get(part) != tool.get(part) for part in SEES):
        words.append("tool")
    if made.agent != agent:
        words.append("agent")
    if made.catalogue != catalogue:
        words.append("catalogue")
    return words


def decode_calibration(data: bytes) -> Calibration:
    """Read one. Raises ``ValueError`` (a ``msgspec`` error among them) for what is none of this version."""
    if len(data) > MOST_BYTES:
        raise ValueError("it is larger than any calibration")
    made = read_part(Calibration, msgspec.json.decode(data))
    if made.schema > SCHEMA:
        raise ValueError("it was made by a later version")
    return made


def encode_calibration(made: Calibration) -> bytes:
    """Return the bytes of ``calibration.json``."""
    return msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"
