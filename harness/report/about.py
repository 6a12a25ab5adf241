"""What was run, on what, and whether it came to its end: read from run.json, which may be a stranger's."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from harness.report.model import App, BundleLike, DeviceInfo, RunInfo


def _map(raw: Any) -> Mapping[str, Any]:
    return raw if isinstance(raw, Mapping) else {}


def _text(raw: Any) -> str:
    if raw is None or isinstance(raw, Mapping):
        return ""
    if isinstance(raw, list | tuple):
        return ", ".join(str(item) for item in raw[:8])
    return str(raw)


def _time_us(raw: Any) -> int:
    """Return an ISO 8601 time as microseconds since the epoch, 0 when there is none."""
    try:
        moment = datetime.fromisoformat(_text(raw))
    except ValueError:
        return 0
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1_000_000)


def app_of(bundle: BundleLike) -> App:
    """Return the app's identity from ``run.json`` or, failing that, ``apk/manifest.json``."""
    apk = _map(bundle.meta.get("apk"))
    if not apk.get("package"):
        try:
            apk = {**_map(msgspec.json.decode(bundle.read_bytes("apk/manifest.json"))), **apk}
        except (OSError, ValueError):
            apk = dict(apk)
    package = _text(apk.get("package")) or _text(bundle.meta.get("package"))
    return App(
        label=_text(apk.get("label")) or package,
        package=package,
        version_name=_text(apk.get("version_name")),
        version_code=_text(apk.get("version_code")),
        sha256=_text(apk.get("sha256")),
        signer=_text(apk.get("signer_sha256")),
    )


def device_of(bundle: BundleLike) -> DeviceInfo:
    """Return the device; a sandbox is known by its ``kind``."""
    raw = _map(bundle.meta.get("device"))
    release, level = _text(raw.get("android")), _text(raw.get("api_level"))
    android = f"Android {release}" if release else ""
    if level:
        android = f"{android} (API {level})".strip()
    model, maker = _text(raw.get("model")), _text(raw.get("manufacturer"))
    return DeviceInfo(
        sandbox=_text(raw.get("kind")) == "sandbox",
        model=model if not maker or model.lower().startswith(maker.lower()) else f"{maker} {model}".strip(),
        android=android,
        serial=_text(raw.get("serial")),
    )


def run_of(bundle: BundleLike, *, foreign: bool) -> RunInfo:
    """Return the run's circumstances and whether it came to its planned end.

    A ``foreign`` recording has no plan that could have been cut short.
    """
    meta = bundle.meta
    outcome = _text(meta.get("outcome"))
    return RunInfo(
        started_us=_time_us(meta.get("started")),
        ended_us=_time_us(meta.get("ended")),
        scenario=_text(meta.get("scenario")),
        branch=_text(meta.get("branch")),
        network=_text(meta.get("network")),
        complete=foreign or bundle.complete,
        reason=_text(meta.get("reason")) or (outcome if outcome != "complete" else ""),
        tools=tuple(sorted((str(name), _text(version)) for name, version in _map(meta.get("tool")).items())),
    )
