"""What a device is brought to before the app starts: if it cannot keep the app from the network, that is said first."""

import contextlib
from pathlib import Path
from typing import Any, cast

import pytest

from harness.app.apk import read_apk
from harness.capture.device.structs import ProxyAddress
from harness.capture.options import RunOptions
from harness.capture.prepare import Preparation
from harness.capture.scenario import load_scenario
from harness.evidence.parts import plain
from harness.evidence.run_record import RunRecord
from harness.persona.generate import generate
from harness.persona.persona import PersonaValue
from tests.capture.blank import Blank

LANTERN = Path(__file__).resolve().parents[2] / "samples" / "lantern" / "lantern.apk"


class Phone(Blank):
    """Does what is asked of it, with this outcome of the route."""

    serial = "phone"

    def __init__(self, route: dict[str, Any]) -> None:
        self.route = route
        self.asked: list[str] = []

    def network(self, mode: str) -> None:
        self.asked.append("network")

    def install(self, apk: Path, *, grant_all: bool, update: bool = False) -> None:
        self.asked.append("install")

    def route_traffic(self, proxy: ProxyAddress, package: str, hooked: bool = True) -> dict[str, Any]:
        self.asked.append("route")
        return self.route


class Quiet:
    """A proxy and a writer that only take."""

    def __init__(self) -> None:
        self.run = RunRecord()

    def __getattr__(self, name: str) -> Any:
        return lambda *words, **more: b""


@pytest.mark.parametrize(
    ("route", "said", "whole"),
    [
        ({"held": False, "open": ["the device gives no root"]}, True, False),
        ({"held": True, "open": [], "whole_device": "no app can look up names."}, False, True),
        ({}, False, False),
    ],
)
def test_it_is_said_before_the_app_starts(tmp_path: Path, route: dict[str, Any], said: bool, whole: bool) -> None:
    options = RunOptions(
        apk=LANTERN, out=tmp_path, scenario=load_scenario("consent"), branch="accept", persona=generate(), points=[]
    )
    lines: list[str] = []
    device, proxy, writer = Phone(route), Quiet(), Quiet()
    quiet: Any = contextlib.nullcontext
    made: Any = Preparation(options, read_apk(LANTERN), quiet, lambda text: None, lines.append)
    made.go(device, proxy, writer)
    assert any("NOT a sinkhole" in line and "no root" in line for line in lines) is said
    assert lines.count("phone: no app can look up names.") == whole
    assert writer.run.route is not None and plain(writer.run.route) == route
    assert device.asked == ["network", "install", "route"], "rules need the installed app's uid"


def test_what_the_device_itself_has_is_looked_for_in_this_run_alone() -> None:
    persona, writer = generate(), Quiet()
    options = RunOptions(
        apk=LANTERN, out=Path(), scenario=load_scenario("consent"), branch="accept", persona=persona, points=[]
    )
    given = len(persona.values)
    stages: Any = contextlib.nullcontext
    lines: list[str] = []
    made = Preparation(options, read_apk(LANTERN), stages, lines.append, lines.append)
    own = PersonaValue(id="device.serial", category="serial", value="0123456789ABCDEF", origin="device")
    written: list[bytes] = []
    writer.write_file = lambda name, data: written.append(data)  # type: ignore[attr-defined]
    made.add_values(cast(Any, writer), [own])
    assert b"0123456789ABCDEF" in written[0] and len(persona.values) == given
