"""What one run is told to do, and how it ended."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from harness.capture.device.options import RouteKind
from harness.capture.engine.person import Nobody, Person
from harness.capture.proxy.addon import Network
from harness.capture.proxy.replay.tape import Tape
from harness.capture.scenario import Scenario
from harness.catalog.app_types import AppType
from harness.catalog.points import Point
from harness.evidence.documents import GivenDocument
from harness.evidence.ear import Deaf, Ear
from harness.evidence.run_record import Calibrated, DeviceInfo
from harness.persona.persona import Persona

Progress = Callable[[str], None]
"""Hears a line of what goes on."""


class RunOptions(msgspec.Struct, kw_only=True):
    """What one run does. ``out`` is the bundle's directory; ``points`` the access points to hook.

    ``budget_s`` is how long the run may take once the device is there, in seconds; None is no limit. A run that is cut
    off by it is incomplete. ``key`` signs the bundle. ``ear`` hears what the bundle gets; ``person`` sits in front of
    the run. ``unconfined``: a foreign app may run where nothing keeps it from this machine. ``anyway``: an app that the
    sandbox cannot run is tried. ``tape``: a recording that
    answers in a sinkhole what it has an answer for. ``attach``: the name of an app that runs on the device already; it
    is hooked as it runs, and ``apk`` is only what the bundle is called after. ``calibration`` returns what is known of
    the calibration of the device by a route, and the file of it for the bundle, if there is one. ``policies`` are
    documents that are kept with the evidence. ``own_files`` is the ending of files that an app of ours leaves on the
    shared storage, and that are kept as well.
    """

    apk: Path
    out: Path
    scenario: Scenario
    branch: str
    persona: Persona
    points: list[Point]
    network: Network = "sinkhole"
    tape: Tape | None = None
    proxy_port: int = 0
    unpin: bool = False
    app_type: AppType | None = None
    budget_s: float | None = None
    key: Ed25519PrivateKey | None = None
    unconfined: bool = False
    anyway: bool = False
    attach: str = ""
    policies: list[GivenDocument] = []
    ear: Ear = msgspec.field(default_factory=Deaf)
    person: Person = msgspec.field(default_factory=Nobody)
    calibration: Callable[[DeviceInfo, RouteKind], tuple[Calibrated, bytes]] | None = None
    own_files: str = ""


class RunResult(msgspec.Struct, kw_only=True):
    """How a run ended: ``outcome`` is ``complete``, ``incomplete`` or ``interrupted``; timings are seconds.

    ``not_restored`` says what of the device could not be put back; its journal keeps it.
    """

    bundle: Path
    outcome: str
    reason: str | None
    timings: dict[str, float]
    not_restored: str | None = None
