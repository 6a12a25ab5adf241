"""The default scenario on the sample app, in the languages that dialogs are known in, as ``harness run`` does it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.journal import Command
from harness.capture.device.protocol import Device
from harness.capture.doctor.selftest.trial import Bench, Finding, fail, ok, warn
from harness.capture.options import RunOptions
from harness.capture.run import run
from harness.capture.scenario import load_scenario
from harness.catalog.points import load_points
from harness.evidence.bundle import Bundle
from harness.evidence.rows import Connection, ConsentScreen, Observation, PermissionRequest, Process
from harness.persona.generate import generate
from harness.persona.persona import Persona

LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
APP_LOCALES_SINCE = 33
"""``cmd locale set-app-locales`` came with Android 13 (AOSP ``LocaleManagerShellCommand``)."""


class InLanguage:
    """A device on which the app is given a language as soon as it is installed."""

    def __init__(self, device: AdbDevice, language: str, package: str) -> None:
        """``how`` says in the end by what means."""
        self._device = device
        self._tag = LANGUAGES[language]
        self._package = package
        self.how = "the device's own language"

    def __getattr__(self, name: str) -> Any:
        """Everything else is the device's."""
        return getattr(self._device, name)

    def install(self, apk: Path, *, grant_all: bool, update: bool = False) -> None:
        """Install, then set the language."""
        self._device.install(apk, grant_all=grant_all, update=update)
        if self._device.info().sandbox:
            self._device.link.set_property("persist.sys.locale", self._tag)
            self.how = "the sandbox's language"
        elif self._device.link.api_level >= APP_LOCALES_SINCE:
            words = ["cmd", "locale", "set-app-locales", self._package, "--user", "current", "--locales"]
            self._device.link.change(f"the language of {self._package}", Command(argv=[*words, ""]))
            if self._device.shell([*words, self._tag]).code == 0:
                self.how = "the app's language (the system's dialogs keep theirs)"


def scenario(
    language: str, open_device: Callable[[], AdbDevice], bench: Bench, on_open: Callable[[AdbDevice], None]
) -> Finding:
    """Run the default scenario once, and say what its bundle holds."""
    persona = generate()
    opened: list[InLanguage] = []

    def device() -> Device:
        one = open_device()
        on_open(one)
        opened.append(InLanguage(one, language, bench.apk.package))
        return cast("Device", opened[0])

    chosen = load_scenario("consent")
    out = bench.scratch / f"run-{language}"
    options = RunOptions(
        apk=bench.app, out=out, scenario=chosen, branch=chosen.chosen(None)[0], persona=persona, points=load_points()
    )
    result = run(options, device)
    told = _told(Bundle(out), persona, opened[0].how if opened else "")
    seconds = ", ".join(f"{name} {value:.1f} s" for name, value in result.timings.items() if name != "seal")
    detail = f"{result.outcome}; {told}; {seconds}"
    if result.not_restored:
        return fail(f"not put back: {result.not_restored}; {detail}")
    if result.outcome != "complete":
        return fail(f"{result.reason}; {detail}")
    return ok(detail) if "dialog after" in told and "0 values read" not in told else warn(detail)


def _told(bundle: Bundle, persona: Persona, how: str) -> str:
    started = next((row.resumed_us for row in bundle.rows(Process) if row.resumed_us), 0)
    asked = next((row.time_us for row in bundle.rows(ConsentScreen) if row.kind != "none"), 0)
    dialog = f"privacy dialog after {(asked - started) / 1e6:.1f} s" if asked and started else "no privacy dialog seen"
    rows = list(bundle.rows(Observation))
    read = _read(rows, persona)
    states: dict[str, int] = {}
    for row in bundle.rows(Connection):
        states[row.state] = states.get(row.state, 0) + 1
    connections = ", ".join(f"{number} {state}" for state, number in sorted(states.items())) or "none"
    route = bundle.run.route.kind if bundle.run.route is not None else "none"
    permissions = len(list(bundle.rows(PermissionRequest)))
    driver = bundle.run.ui_driver.name if bundle.run.ui_driver is not None else "?"
    return (
        f"{how}; {dialog}; {len(rows)} rows of calls; {len(read)} values read by the app"
        f" ({', '.join(sorted(read)) or 'none'}); connections over the route {route}: {connections}; "
        f"{permissions} permission dialogs; "
        f"screen by {driver}; missing: {', '.join(bundle.run.not_planted or ()) or 'nothing'}"
    )


def _read(rows: list[Observation], persona: Persona) -> set[str]:
    """Return the categories of planted values that calls gave to the app, as they are written."""
    found = set()
    texts = [str(row.result) for row in rows if row.result is not None]
    for value in persona.values:
        sought = value.value if isinstance(value.value, str) else str(value.value.get("latitude"))
        if len(sought) > 3 and any(sought in text for text in texts):
            found.add(value.category)
    return found
