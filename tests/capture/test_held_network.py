"""A device that cannot keep the app from the network says so before the app starts, and the bundle keeps it."""

from pathlib import Path
from typing import Any

import pytest

from harness.app.apk import read_apk
from harness.capture.device.structs import ProxyAddress
from harness.capture.run import RunOptions, _Run
from harness.capture.scenario import load_scenario
from harness.evidence.parts import plain
from harness.evidence.run_record import RunRecord
from harness.persona.generate import generate
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
    run: Any = _Run(options, read_apk(LANTERN), lambda text: None, lines.append)
    run._prepare(device, proxy, writer)
    assert any("NOT a sinkhole" in line and "no root" in line for line in lines) is said
    assert lines.count("phone: no app can look up names.") == whole
    assert writer.run.route is not None and plain(writer.run.route) == route
    assert device.asked == ["network", "install", "route"], "rules need the installed app's uid"
