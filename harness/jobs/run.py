"""One run of one app, from its file to the report beside its bundle."""

import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from harness.capture.device.choose import choose
from harness.capture.device.options import DeviceOptions
from harness.capture.engine.person import Nobody, Person
from harness.capture.options import RunOptions, RunResult
from harness.capture.proxy.addon import Network
from harness.capture.proxy.replay.tape import Tape
from harness.capture.run import run as capture
from harness.capture.scenario import Scenario
from harness.catalog.app_types import AppType
from harness.catalog.points import Point
from harness.evidence.documents import GivenDocument
from harness.evidence.ear import Deaf, Ear
from harness.evidence.timestamp import Stamp, StampError, stamp
from harness.files.write import WriteError
from harness.jobs.calibrations import carried
from harness.jobs.report import Finished, finish
from harness.jobs.source import Request
from harness.jobs.told import Told
from harness.persona.persona import Persona


@dataclass(frozen=True)
class Plan:
    """What all runs of one command have in common: see the options of ``harness run``.

    ``persona`` is a file's, None for a fresh one; ``device`` as ``--device``; ``on_device`` what is done to it;
    ``tape`` the recording that is played back, open. ``attach`` is the package of an app that runs already.
    ``ear`` hears each run, ``person`` sits in front of it. ``rules`` are those by which the bundles are judged,
    ``policies`` documents of the apps' policy, which their bundles keep, ``trackers`` and ``countries`` lists of who
    and where hosts are (see ``jobs.source.Request``).
    """

    device: str | None
    scenario: Scenario
    persona: Path | None
    points: list[Point]
    network: Network
    out: Path
    lang: str
    proxy_port: int = 0
    app_type: AppType | None = None
    budget_s: float | None = None
    on_device: DeviceOptions = field(default_factory=DeviceOptions)
    unpin: bool = False
    unconfined: bool = False
    anyway: bool = False
    key: Ed25519PrivateKey | None = None
    timestamp: str = ""
    policies: list[GivenDocument] = field(default_factory=list)
    tape: Tape | None = None
    attach: str = ""
    ear: Ear = field(default_factory=Deaf)
    person: Person = field(default_factory=Nobody)
    rules: list[str] = field(default_factory=list)
    trackers: list[Path] = field(default_factory=list)
    countries: Path | None = None

    def request(self, bundle: Path) -> Request:
        """Return how a bundle of such a run is assessed."""
        return Request(
            source=bundle,
            rules=self.rules,
            trackers=self.trackers,
            countries=self.countries,
        )


@dataclass(frozen=True)
class Ran:
    """What came of a run. ``stamped`` is its time stamp, ``unstamped`` why there is none that can be relied on."""

    result: RunResult
    finished: Finished
    stamped: Stamp | None = None
    unstamped: str = ""


def run_app(plan: Plan, apk: Path, branch: str, persona: Persona, out: Path, told: Told) -> Ran:
    """Run one app through one branch; its bundle is left in ``out``, assessment and report beside it.

    Raises what a run and an analysis raise; the bundle is there then, too, and says how far it came.
    """
    return finish_run(plan, capture_app(plan, apk, branch, persona, out, told), told)


def capture_app(plan: Plan, apk: Path, branch: str, persona: Persona, out: Path, told: Told) -> RunResult:
    """Run one app through one branch; its bundle is left in ``out``. Raises what a run raises."""
    options = RunOptions(
        apk=apk,
        out=out,
        scenario=plan.scenario,
        branch=branch,
        persona=persona,
        points=plan.points,
        network=plan.network,
        tape=plan.tape,
        proxy_port=plan.proxy_port,
        app_type=plan.app_type,
        unpin=plan.unpin,
        unconfined=plan.unconfined,
        anyway=plan.anyway,
        budget_s=plan.budget_s,
        key=plan.key,
        ear=plan.ear,
        person=plan.person,
        calibration=partial(carried, gadget=plan.on_device.gadget),
        attach=plan.attach,
        policies=plan.policies,
    )
    on_device = msgspec.structs.replace(
        plan.on_device,
        app=apk,
        phone_number=persona.get("phone_number"),
        serial_number=persona.get("device_serial"),
    )
    return capture(options, lambda: choose(plan.device, told.progress, on_device), told.progress, told.warn)


def finish_run(plan: Plan, result: RunResult, told: Told) -> Ran:
    """Stamp and assess what a run has left. Raises what an analysis raises; the reason of the run is told then."""
    try:
        stamped, unstamped = _stamped(result.bundle, plan.timestamp)
        told.progress("analysing")
        return Ran(result, finish(plan.request(result.bundle), plan.lang, told), stamped, unstamped)
    except BaseException:
        if result.reason:
            told.warn(f"the run is {result.outcome}: {result.reason}")
        raise


def _stamped(bundle: Path, url: str) -> tuple[Stamp | None, str]:
    """Have a bundle stamped. The run itself is none the worse where that fails; why is returned."""
    if not url:
        return None, ""
    try:
        found = stamp(bundle, url)
    except (StampError, WriteError) as error:
        return None, str(error)
    if found.state in ("invalid", "unverifiable"):
        return None, found.reason
    return found, ""


def bundle_name(apk: Path, branch: str) -> str:
    """Return a name for a bundle: app, branch and time; the file's name is hostile."""
    stem = "".join(c if c.isalnum() or c in "-_." else "_" for c in apk.stem)[:60].strip(".") or "app"
    return f"{stem}-{branch}-{dt.datetime.now(dt.UTC).strftime('%Y%m%dT%H%M%S')}"
