"""What the device itself notes of a run, taken into the bundle: its log, what went past the proxy, what it refused, and
how processes ended."""

import contextlib
import threading
from collections.abc import Callable
from typing import Protocol

from harness.capture.device.errors import DeviceError
from harness.capture.device.protocol import Confinement, Log, Processes, Traffic
from harness.capture.host_clock import now_us
from harness.capture.processes.kept_log import KeptLog
from harness.capture.processes.watch import Watch
from harness.capture.proxy.proxy import Proxy
from harness.evidence.bundle import LOGCAT
from harness.evidence.parts import changed, part_of
from harness.evidence.rows import Connection, Gap
from harness.evidence.run_record import Packets, Route
from harness.evidence.writer import BundleWriter

_MOST_SHELLS = 200
"""Methods, most called first, that a bundle names."""


def follow_log(device: Log, offset_us: int, writer: BundleWriter, warn: Callable[[str], None]) -> KeptLog:
    """Follow the device's log into the bundle until the run ends; ``offset_us`` leads to the bundle's clock."""

    def cut(detail: str) -> None:
        writer.append(Gap(kind="log_cut", from_us=now_us() + offset_us, detail=detail))
        warn(detail)

    log = KeptLog(writer.open_file(LOGCAT), cut)
    lines = device.logcat()

    def follow() -> None:
        try:
            with contextlib.suppress(DeviceError, ValueError):
                log.follow(lines)
        except OSError as error:
            writer.failed(error)

    threading.Thread(target=follow, name="logcat", daemon=True).start()
    return log


def passed_by(device: Traffic, proxy: Proxy, writer: BundleWriter) -> None:
    """Note what went past the proxy: connections as rows, counted packets in the run's route.

    The agent's own datagrams, which it sends on for the app, are not past it.
    """
    counted = dict[str, Packets]()
    for number, raw in enumerate(device.connections()):
        if "kind" in raw:
            counted[str(raw["kind"])] = Packets(packets=raw["packets"], bytes=raw["size"])
            continue
        if raw.get("protocol") == "udp" and proxy.recorder.brought(str(raw["host"]), int(raw["port"])):
            continue
        writer.append(
            Connection(
                id=f"direct-{number}",
                time_us=int(raw["time_us"]),
                host=str(raw["host"]),
                port=int(raw["port"]),
                state="direct",
                reason=str(raw["reason"]),
            )
        )
    if counted:
        writer.run.route = changed(writer.run.route or part_of(Route, {}), counted=counted)


class Refuses(Traffic, Confinement, Protocol):
    """What tells of connections and of apps' attempts."""


def refused(device: Refuses, offset_us: int, writer: BundleWriter) -> None:
    """Note which connections and attempts the device refused; ``offset_us`` leads to the bundle's clock."""
    for number, denied in enumerate(device.denied_connections()):
        writer.append(
            Connection(
                id=f"denied-{number}",
                time_us=int(denied.get("time_us", 0)),
                host=str(denied.get("host", "")),
                port=int(denied.get("port", 0)),
                state="denied",
                reason=str(denied.get("reason", "direct connection, refused by the sinkhole")),
            )
        )
    called = device.shells_called()
    for method in sorted(called, key=lambda each: (-called[each], each))[:_MOST_SHELLS]:
        writer.append(Gap(kind="sandbox_shells", detail=f"{method} ({called[method]} calls)"))
    for attempt in device.attempts():
        attempt.time_us += offset_us
        attempt.last_us += offset_us
        writer.append(attempt)


def ends(device: Processes, package: str, watch: Watch, writer: BundleWriter) -> None:
    """Note how the app's processes ended, those that are gone."""
    known = {row.pid: row for row in device.ended(package)}
    for process in watch.processes():
        if process.pid in known:
            process.end = process.end or "process-terminated"
            process.extra = {**process.extra, "how": known[process.pid].how}
            writer.append(process)
