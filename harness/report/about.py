"""What was run, on what, and whether it came to its end."""

import contextlib
from datetime import UTC, datetime

import msgspec

from harness.evidence.parts import part_of, plain, read_part
from harness.evidence.run_record import Apk
from harness.evidence.run_record import DeviceInfo as Device
from harness.report.model import App, BundleLike, DeviceInfo, RunInfo


def _time_us(text: str | None) -> int:
    """Return an ISO 8601 time as microseconds since the epoch, 0 when there is none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return 0
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1_000_000)


def app_of(bundle: BundleLike) -> App:
    """Return the app's identity from ``run.json`` or, failing that, ``apk/manifest.json``."""
    apk = bundle.run.apk or part_of(Apk, {})
    if not apk.package:
        with contextlib.suppress(OSError, ValueError):
            apk = read_part(
                Apk, {**msgspec.json.decode(bundle.read_bytes("apk/manifest.json"), type=dict), **plain(apk)}
            )
    package = apk.package or bundle.run.app
    return App(
        label=apk.label or package,
        package=package,
        version_name=apk.version_name,
        version_code=apk.version_code,
        sha256=apk.sha256,
        signer=", ".join(apk.signer_sha256[:8]),
    )


def device_of(bundle: BundleLike) -> DeviceInfo:
    """Return the device; a sandbox is known by its ``kind``."""
    said = bundle.run.device or Device()
    android = f"Android {said.android}" if said.android else ""
    if said.api_level:
        android = f"{android} (API {said.api_level})".strip()
    model, maker = said.model, said.manufacturer
    return DeviceInfo(
        sandbox=said.kind == "sandbox",
        model=model if not maker or model.lower().startswith(maker.lower()) else f"{maker} {model}".strip(),
        android=android,
        serial=said.serial,
    )


def run_of(bundle: BundleLike, *, foreign: bool) -> RunInfo:
    """Return the run's circumstances and whether it came to its planned end.

    A ``foreign`` recording has no plan that could have been cut short.
    """
    run = bundle.run
    return RunInfo(
        started_us=_time_us(run.started),
        ended_us=_time_us(run.ended),
        scenario=run.scenario or "",
        branch=run.branch or "",
        network="replay" if run.replay is not None else run.network or "",
        replayed=run.replay.source if run.replay is not None else "",
        complete=foreign or bundle.complete,
        reason=run.reason or (run.outcome if run.outcome and run.outcome != "complete" else ""),
        tools=tuple(sorted((run.tool or {}).items())),
        foreign=foreign,
        recorder=" ".join(filter(None, map((run.creator or {}).get, ("name", "version")))),
        original=run.imported.sha256 if run.imported else "",
    )
