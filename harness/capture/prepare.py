"""Bringing a device and an app to where a scenario begins."""

import contextlib
from collections.abc import Callable

import msgspec

from harness.capture.device.protocol import Device
from harness.capture.device.structs import Planted
from harness.capture.options import Progress, RunOptions
from harness.capture.proxy.proxy import Proxy
from harness.evidence.bundle import PERSONA
from harness.evidence.parts import part_of
from harness.evidence.rows import Gap
from harness.evidence.run_record import Apk, Confinement, Gadget, Ready, Route
from harness.evidence.writer import BundleWriter
from harness.persona.persona import PersonaValue

_MOST_LACKING = 200
"""Names that are kept of what a device lacks for an app."""

Timed = Callable[[str], contextlib.AbstractContextManager[None]]
"""Counts what is done in it as a named stage of the run."""


class Preparation:
    """What a device is brought to before the app starts, with what came of it in the run's record."""

    def __init__(self, options: RunOptions, app: Apk, timed: Timed, progress: Progress, warn: Progress) -> None:
        """``warn`` hears what the user should know before the app starts."""
        self._options = options
        self._app = app
        self._timed = timed
        self._progress = progress
        self._warn = warn
        # A copy: the device's own values belong to this run, not to the persona that others plant too.
        self._persona = msgspec.structs.replace(options.persona, values=list(options.persona.values))

    def go(self, device: Device, proxy: Proxy, writer: BundleWriter, hooked: bool = True) -> None:
        """Prepare the device and install the app; note how, and what of the persona is not there.

        ``hooked``: the agent will be in it.
        """
        with self._timed("prepare"):
            self._progress("preparing the device: persona, certificate, proxy")
            self._plant(device, proxy, writer)
        with self._timed("install"):
            self._install(device, writer)
            self._route(device, proxy, writer, hooked)

    def add_values(self, writer: BundleWriter, own: list[PersonaValue]) -> None:
        """Add the identifiers of the device itself to the values that are looked for."""
        self._persona.add_own(own)
        writer.write_file(PERSONA, self._persona.to_yaml().encode())

    def _plant(self, device: Device, proxy: Proxy, writer: BundleWriter) -> None:
        options = self._options
        proxy.start()
        writer.run.reset = device.reset()
        writer.run.ready = part_of(Ready, device.readiness())
        device.network(options.network)
        planted = Planted(own=device.own_values(options.attach)) if options.attach else device.seed(options.persona)
        self.add_values(writer, planted.own)
        writer.run.not_planted, writer.run.not_planted_why = list(planted.missing), planted.missing
        device.trust_ca(proxy.ca_pem())
        writer.write_run()

    def _install(self, device: Device, writer: BundleWriter) -> None:
        options, package = self._options, self._app.package
        if not options.attach:
            self._progress(f"installing {options.apk.name}")
            device.install(options.apk, grant_all=options.scenario.grant_all)
        if changed := device.changed_app():
            writer.run.gadget = part_of(Gadget, changed)
        for name in device.left_out(package, options.apk, self._progress)[:_MOST_LACKING]:
            writer.append(Gap(kind="sandbox_lacks", detail=name))
        if translated := device.translated(package):
            self._warn(translated)
            writer.append(Gap(kind="translated", detail=translated))

    def _route(self, device: Device, proxy: Proxy, writer: BundleWriter, hooked: bool) -> None:
        found = device.route_traffic(proxy.address(), self._app.package, hooked)
        writer.run.route = route = part_of(Route, found)
        if confinement := device.confinement():
            writer.run.confinement = part_of(Confinement, confinement)
        if route.whole_device:
            self._warn(f"{device.serial}: {route.whole_device}")
        if route.held is False:
            self._warn(
                f"NOT a sinkhole: the device does not keep the app from the network ({'; '.join(route.open)}). "
                "What leaves past the proxy reaches real servers, and the run cannot say that nothing left."
            )
