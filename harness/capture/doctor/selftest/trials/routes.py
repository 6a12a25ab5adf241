"""Each route: whether it can be set up, what of the sample app arrives through it, what goes past it."""

import io
import time

import msgspec

from harness.capture.device.errors import DeviceError
from harness.capture.device.options import RouteKind
from harness.capture.device.routes.route import choose_route
from harness.capture.doctor.selftest.trial import Bench, Finding, Stopwatch, ok, skip, warn
from harness.capture.proxy.proxy import Proxy
from harness.evidence.rows import Connection

ARRIVES_SECONDS = 20.0
"""The sample app sends its first request as it starts; a cold start on an emulator takes some seconds."""


def proxy(bench: Bench) -> Finding:
    """The global HTTP proxy."""
    return _route(bench, "proxy")


def transparent(bench: Bench) -> Finding:
    """Redirection of the app's uid."""
    if bench.sandbox:
        return skip("the sandbox keeps packet rules and does not carry them out")
    return _route(bench, "transparent")


def wireguard(bench: Bench) -> Finding:
    """A tunnel."""
    return _route(bench, "wireguard")


def _route(bench: Bench, kind: RouteKind) -> Finding:
    if not bench.installed:
        return skip("it needs the sample app")
    rows: list[Connection] = []
    server = Proxy(io.BytesIO(), rows.append, network="sinkhole", kind=kind)
    route = choose_route(bench.device.link, msgspec.structs.replace(bench.options, route=kind), kind, "sinkhole")
    watch = Stopwatch()
    try:
        server.start()
        try:
            with watch.part("set up"):
                told = route.apply(server.address(), bench.apk.package)
        except DeviceError as error:
            return warn(f"not on this device: {error}")
        bench.device.stop_app(bench.apk.package)
        with watch.part("first arrival"):
            bench.device.launch(bench.apk.package)
            arrived = _arrives(bench, server)
        passed = [f"{row['host']}:{row['port']}" for row in route.passed_by() if "host" in row]
        bench.device.stop_app(bench.apk.package)
    finally:
        route.undo()
        server.stop()
    decrypted = sum(row.state == "decrypted" for row in rows)
    states = f"{len(rows)} connections arrived, {decrypted} decrypted; {len(passed)} went past it"
    detail = f"{states}; {watch}; says that it misses: {'; '.join(told.get('misses', [])) or 'nothing'}"
    return ok(detail) if arrived and decrypted and not passed else warn(detail)


def _arrives(bench: Bench, server: Proxy) -> bool:
    begun = time.monotonic()
    while (now := time.monotonic()) - begun < ARRIVES_SECONDS:
        if server.recorder.idle_seconds < now - begun:
            bench.pause(1.0)  # the rest of the first burst
            return True
        bench.pause(0.1)
    return False
