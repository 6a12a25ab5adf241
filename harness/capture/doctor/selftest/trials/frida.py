"""Frida on the device: its server, an app started held, the Java bridge alone."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import frida

from harness.capture.agent.script import with_bridge
from harness.capture.device.errors import DeviceError
from harness.capture.device.frida.bounded import bounded
from harness.capture.device.frida.start_limits import START_S
from harness.capture.device.structs import Started
from harness.capture.doctor.selftest.trial import Bench, Finding, Stopwatch, fail, ok, skip, warn

SETTINGS = "com.android.settings"
"""An app that every Android has and that does no harm."""
CALL_SECONDS = 60.0
LIVES_SECONDS = 2.0
TROUBLE = r"Openjdkjvmti|method_index|JNI DETECTED|start timeout|failed to attach|Fatal signal"
BRIDGE = """
rpc.exports.use = () => {
  let name = '';
  Java.vm.perform(() => { name = Java.use('android.app.Activity').$className; });
  return name;
};
"""


def server(bench: Bench) -> Finding:
    """Put frida-server there, start it, ask it."""
    trouble(bench)  # what the log has of earlier days is none of ours
    watch = Stopwatch()
    with watch.part("started"):
        device = bench.device.frida_device()
    with watch.part("answered"), contextlib.suppress(frida.NotSupportedError):
        device.query_system_parameters()
    bench.frida = True
    where = "this host's own: the sandbox's apps run here" if bench.sandbox else device.name
    return ok(f"{where}; client {frida.__version__}; {watch}")


@contextmanager
def held(bench: Bench, package: str, watch: Stopwatch) -> Iterator[Started]:
    """Start an app held, as a run does; whatever happens it is let go and stopped, and nothing else stays held."""
    device = bench.device
    device.stop_app(package)
    started = None
    try:
        with watch.part("spawn"):
            started = bounded(lambda: device.launch_held(package), CALL_SECONDS)
        yield started
    finally:
        with contextlib.suppress(DeviceError):
            device.release()
        with contextlib.suppress(DeviceError):
            device.stop_app(package)


def cycle(bench: Bench, package: str, source: str, ask: Callable[[Any], Any], watch: Stopwatch) -> Any:
    """Spawn, attach, load a script, ask it, resume; return its answer. Seconds of each go into ``watch``.

    Raises :class:`DeviceError` when the app is not there two seconds later.
    """
    with held(bench, package, watch) as started:
        with watch.part("attach"):
            session = bench.device.frida_device().attach(started.pid)
        with watch.part("load"):
            script = bounded(lambda: session.create_script(source), CALL_SECONDS)
            bounded(script.load, CALL_SECONDS)
        with watch.part("ask"):
            answer = bounded(lambda: ask(script), CALL_SECONDS)
        with watch.part("resume"):
            bounded(lambda: bench.device.resume(started.pid), CALL_SECONDS)
        bench.pause(LIVES_SECONDS)
        if not any(row.pid == started.pid for row in bench.device.running(package)):
            raise DeviceError(f"{package} was gone {LIVES_SECONDS:g} s after it was let go ({watch}).")
        bounded(session.detach, CALL_SECONDS)
    return answer


def known(bench: Bench) -> str | None:
    """Return an app to start: the platform's settings, ours on the sandbox, which has no apps of its own."""
    if not bench.sandbox and bench.device.shell(["pm", "path", SETTINGS]).code == 0:
        return SETTINGS
    return bench.apk.package if bench.installed else None


def trouble(bench: Bench) -> list[str]:
    """Return the log's lines since the last time that tell of Frida or ART in trouble."""
    said = bench.device.shell(["sh", "-c", f"logcat -d -b main,system,crash | grep -E '{TROUBLE}' | tail -n 20"])
    lines = said.stdout.splitlines() if said.code == 0 else []
    new = [line for line in lines if line not in bench.old_trouble]
    bench.old_trouble.update(new)
    return new


def _timely(watch: Stopwatch, detail: str, lines: list[str]) -> Finding:
    total = sum(watch.seconds.values())
    if lines:
        return fail(f"the log tells of trouble ({len(lines)} lines); {detail}")
    return ok(detail) if total < START_S / 2 else warn(f"{detail}: Android ends what is held for {START_S:g} s")


def spawn(bench: Bench) -> Finding:
    """An app of the platform started held, an empty script in it, let go."""

    def tried(package: str, watch: Stopwatch) -> Finding:
        cycle(bench, package, "", lambda script: None, watch)
        return _timely(watch, f"{package}: {watch}", trouble(bench))

    return _on_known(bench, tried)


def bridge(bench: Bench) -> Finding:
    """The Java bridge alone, and one class used."""

    def tried(package: str, watch: Stopwatch) -> Finding:
        name = cycle(bench, package, with_bridge(BRIDGE), lambda script: script.exports_sync.use(), watch)
        detail = f"{package}, {name}: {watch}"
        return _timely(watch, detail, trouble(bench)) if name == "android.app.Activity" else fail(detail)

    return _on_known(bench, tried)


def _on_known(bench: Bench, tried: Callable[[str, Stopwatch], Finding]) -> Finding:
    if not bench.frida:
        return skip("there is no Frida on the device")
    package = known(bench)
    if package is None:
        return skip(f"this device has no {SETTINGS}, and the sample app is not installed")
    return tried(package, Stopwatch())
