"""``harness calibrate``: the probe app proves what the harness sees on one device."""

import datetime as dt
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from harness.analysis.assessment import assess
from harness.analysis.from_bundle import recording_from_bundle
from harness.analysis.probe.account import Copies
from harness.analysis.probe.compare import Known, compare
from harness.app.samples import sample
from harness.capture.app_files import MOST_FILES
from harness.capture.bare import log_without_agent
from harness.capture.device.choose import choose
from harness.capture.device.errors import DeviceError
from harness.capture.device.options import DeviceOptions
from harness.capture.device.protocol import Device
from harness.capture.options import RunOptions, RunResult
from harness.capture.proxy.addon import Network
from harness.capture.record import versions
from harness.capture.run import run
from harness.capture.scenario import load_scenario, settings
from harness.catalog.points import Point, load_points
from harness.catalog.probe import load_probe
from harness.evidence.bundle import ACCOUNT, LOGCAT, Bundle
from harness.evidence.calibration import CALIBRATION, Calibration, catalogue_digest, encode_calibration
from harness.files.write import write_whole
from harness.jobs.calibrations import agent_digest, keep
from harness.jobs.run import bundle_name
from harness.jobs.told import Told
from harness.persona.generate import generate
from harness.persona.persona import Persona
from harness.report.calibration.html import render_calibration

SCENARIO = Path(__file__).with_name("probe.yaml")


@dataclass(frozen=True)
class Calibrating:
    """What is calibrated: ``device`` as ``--device``, ``on_device`` what is done to it; ``out`` is a directory.

    ``quick``: without the run that has no agent in it, so that results with and without are not compared, and without
    permission dialogs. ``points`` are hooked.
    """

    device: str | None
    out: Path
    quick: bool = False
    on_device: DeviceOptions = field(default_factory=DeviceOptions)
    network: Network = "sinkhole"
    points: list[Point] = field(default_factory=load_points)
    lang: str = "en"


@dataclass(frozen=True)
class Made:
    """What came of it: the calibration, the run's bundle, the page, and where the calibration is kept on this host.

    One of a run that did not come to its end is not kept: the device's last stays.
    """

    found: Calibration
    result: RunResult
    page: Path
    kept: Path | None


def calibrate(asked: Calibrating, told: Told) -> Made:
    """Run the probe app with the agent and without, compare, and keep what comes out as the device's calibration.

    Raises what a run raises.
    """
    begun = time.monotonic()
    persona = generate()
    name = bundle_name(sample("probe"), _kind(asked.on_device))
    token = f"k{secrets.token_hex(16)}"
    options = _options(asked, persona, "accept", asked.out / name, token)
    device_options = msgspec.structs.replace(
        asked.on_device,
        app=options.apk,
        phone_number=persona.get("phone_number"),
        serial_number=persona.get("device_serial"),
    )

    def open_device() -> Device:
        return choose(asked.device, told.progress, device_options)

    result = run(options, open_device, told.progress, told.warn)
    whole = result.outcome == "complete"
    plain, problems = None, [] if whole else [f"The probe's run is {result.outcome}: {result.reason}"]
    if whole and not asked.quick:
        try:
            bare = _options(asked, persona, "bare", asked.out / name, token)
            log, files = log_without_agent(bare, open_device, told.progress)
            write_whole(asked.out / f"{name}.without-agent.txt", "\n".join([*log, ""]).encode())
            plain = Copies(log, [data.decode("utf-8", "replace") for data in files], token)
        except DeviceError as error:
            problems.append(f"The run without the agent failed: {error}")
    told.progress("comparing with the probe's own account")
    found = compare_bundle(result.bundle, plain)
    found.problems = problems + found.problems
    found.quick = asked.quick
    found.made = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found.seconds = round(time.monotonic() - begun, 1)
    page = asked.out / f"{name}.html"
    write_whole(page, render_calibration(found, asked.lang).encode())
    write_whole(asked.out / f"{name}.{CALIBRATION}", encode_calibration(found))
    return Made(found, result, page, keep(found) if whole else None)


def _kind(device: DeviceOptions) -> str:
    """What a bundle is called: calibrations by several routes lie side by side."""
    return "-".join(filter(None, ("calibrate", device.route, "gadget" if device.gadget else "")))


def _options(asked: Calibrating, persona: Persona, branch: str, out: Path, token: str) -> RunOptions:
    scenario = load_scenario(str(SCENARIO), settings([f"token={token}"]))
    if asked.quick:
        scenario = msgspec.structs.replace(scenario, permissions="granted_at_install")
    return RunOptions(
        apk=sample("probe"),
        out=out,
        scenario=scenario,
        branch=branch,
        persona=persona,
        points=asked.points,
        network=asked.network,
        own_files=".jsonl",
    )


def compare_bundle(path: Path, plain: Copies | None = None) -> Calibration:
    """Return what a bundle of the probe's run proves; ``plain`` is the account of one without the agent.

    Raises ``BundleError``.
    """
    bundle = Bundle(path)
    recording = recording_from_bundle(bundle)
    found = compare(recording, copies_of(bundle), plain, assess(recording).sightings, known(recording.persona or {}))
    found.tool, found.catalogue, found.agent = versions(), catalogue_digest(), agent_digest()
    return found


def copies_of(bundle: Bundle) -> Copies:
    """Return both copies of the probe's account in a bundle, and the word that seals them. Raises ``BundleError``."""
    log = bundle.read_bytes(LOGCAT).decode("utf-8", "replace").splitlines()
    names = [ACCOUNT.format(number=number) for number in range(1, MOST_FILES + 1)]
    files = [bundle.read_bytes(name).decode("utf-8", "replace") for name in names if (bundle.path / name).is_file()]
    return Copies(log, files, str((bundle.run.variables or {}).get("token", "")))


def known(persona: dict[str, object]) -> Known:
    """Return what the probe is known to do, with a persona's texts."""
    rows = persona.get("values")
    values = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    probe = load_probe()
    return Known(
        catalogue={point.id: point.kind for point in load_points()},
        not_called=probe.whys,
        by_paths=probe.paths,
        planted={str(row["id"]): row["value"] for row in values if isinstance(row.get("value"), str)},
        categories={str(row["id"]): str(row.get("category", "")) for row in values if "id" in row},
    )
