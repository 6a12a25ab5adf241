"""A run of which nothing is unknown: every way out was closed or watched, and the app used none but the proxy."""

from typing import Any

from harness.analysis.facts.channels import TABLE
from harness.analysis.recording import Recording
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Hook, Observation, Process, SelfTest, Value
from harness.evidence.run_record import read_run

PACKAGE = "com.clean.app"
IMEI = "866712345678906"
CLOSED: dict[str, Any] = {"device": {"sandbox": True}, "confinement": {"level": "full"}}
"""What the run record says of a sandbox whose apps the kernel confines."""
PHONE: dict[str, Any] = {"device": {"sandbox": False}, "route": {"kind": "agent", "held": True, "open": []}}
"""The same of a phone in a sinkhole that its packet rules enforce."""


def watching(pid: int) -> list[Hook]:
    """Every access point that sees a way out being used, hooked in one process."""
    points = sorted({point for way in TABLE for point in way.points})
    return [Hook(pid=pid, process=f"p{pid}", point=point, resolved=True) for point in points]


def text(value: str, kind: str = "java.lang.String") -> Value:
    return Value(type=kind, text=value)


def call(point: str, *args: Value, **more: Any) -> Observation:
    fields: dict[str, Any] = {"category": "channel.x", "seq": 7, "time_us": 1000, "mono_ns": 1, "pid": 1}
    fields |= {"process": "p1", "thread_id": 1, "thread": "t"} | more
    return Observation(point=point, args=list(args), **fields)


def exchange(url: str = "https://api.clean.example/hello", **more: Any) -> Exchange:
    host = url.split("/")[2]
    return Exchange(**{"index": 0, "id": "x0", "time_us": 900, "url": url, "host": host, "method": "GET"} | more)


def clean(**more: Any) -> Recording:
    """The recording; ``more`` replaces its parts, ``run`` (as in ``run.json``) is added to its own."""
    run = {"outcome": "complete", "apk": {"package": PACKAGE, "permissions": []}, **CLOSED} | more.pop("run", {})
    parts: dict[str, Any] = {
        "run": read_run(run),
        "exchanges": [exchange()],
        "persona": {"schema": 1, "id": "p", "created": "2026-01-01T00:00:00Z",
                    "values": [{"id": "imei", "category": "imei", "value": IMEI}]},
        "hooks": watching(1),
        "processes": [Process(pid=1, name="p1", gated=True, start_us=1, attached_us=9, flushed=True)],
        "selftests": [SelfTest(pid=1, process="p1", family="method", result="seen")],
    }  # fmt: skip
    return Recording(**(parts | more))
