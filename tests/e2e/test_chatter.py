"""A WebSocket, HTTP/2 and a mail server's greeting, as an app's own libraries ask for them in a sinkhole."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from harness.analysis.assessment import assess
from harness.analysis.from_bundle import recording_from_bundle
from harness.capture.device.options import DeviceOptions
from harness.capture.device.sandbox import SandboxDevice
from harness.capture.options import RunOptions
from harness.capture.run import run
from harness.capture.scenario import load_scenario
from harness.catalog.points import load_points
from harness.evidence.bundle import FLOWS, LOGCAT, Bundle
from harness.evidence.exchange import Exchange
from harness.evidence.flows import FlowsFile
from harness.evidence.rows import Gap, Phase
from harness.persona.generate import generate
from tests.apps.build import apk

pytestmark = pytest.mark.e2e

SCENARIO = """\
schema: 1
name: chatter
permissions: granted_at_install
phases:
  - name: talking
    steps:
      - launch
      - settle: {quiet_s: 3, at_most_s: 60}
branches:
  ignore:
    - name: after
      steps:
        - wait: {seconds: 0.1}
"""


class Talked(NamedTuple):
    bundle: Bundle
    id: str
    log: dict[str, str]
    exchanges: list[Exchange]
    assessment: dict[str, Any]


@pytest.fixture(scope="module")
def talked(tmp_path_factory: pytest.TempPathFactory) -> Talked:
    out = tmp_path_factory.mktemp("chatter")
    scenario = out / "chatter.yaml"
    scenario.write_text(SCENARIO, "utf-8")
    persona = generate()
    options = RunOptions(
        apk=apk("chatter"), out=out / "bundle", scenario=load_scenario(str(scenario)), branch="ignore",
        persona=persona, points=load_points(), network="sinkhole",
    )  # fmt: skip
    result = run(options, lambda: SandboxDevice(DeviceOptions(route="agent")))
    assert result.outcome == "complete", result.reason
    bundle = Bundle(Path(result.bundle))
    log = dict(re.findall(r" Chatter *: (\w+): (.*)$", bundle.read_bytes(LOGCAT).decode(), re.MULTILINE))
    exchanges = list(FlowsFile(result.bundle / FLOWS))
    found = assess(recording_from_bundle(bundle))
    return Talked(bundle, persona.get("android_id") or "", log, exchanges, found)


def test_a_websocket_is_opened_and_what_is_said_on_it_recorded(talked: Talked) -> None:
    assert talked.log["websocket"] == "chat.v2 onOpen onPong onClose"
    (chat,) = [one for one in talked.exchanges if one.kind == "websocket"]
    assert (chat.url, chat.status) == ("https://chat.chatter.example/live", 101)
    said = [message.data for message in chat.messages if message.from_client]
    assert said[:2] == [f'{{"id":"{talked.id}"}}'.encode(), b"\0\1" + talked.id.encode()]


def test_http2_is_answered(talked: Talked) -> None:
    assert talked.log["http2"] == "HTTP_2 200 {}"
    (two,) = [one for one in talked.exchanges if one.url == "https://api.chatter.example/two"]
    assert two.request_body == f"id={talked.id}".encode()


def test_both_are_disclosures_and_joined_to_the_reading(talked: Talked) -> None:
    places = {(row.host, row.where, *row.path) for row in talked.assessment.sightings}
    assert ("chat.chatter.example", "message:0", "json:/id") in places
    (row,) = [row for row in talked.assessment.disclosures if row.recipient.host == "chat.chatter.example"]
    assert row.category == "android_id" and row.observations


def test_what_was_not_heard_is_told(talked: Talked) -> None:
    assert talked.log["greeting"] == "silence"
    gaps = {(row.kind, row.host) for row in talked.bundle.rows(Gap)}
    assert gaps == {("server_speaks_first", "smtp.chatter.example:25"), ("unanswered", "chat.chatter.example:443")}
    (talking, *_) = talked.bundle.rows(Phase)
    assert all(talking.start_us <= row.from_us <= row.to_us for row in talked.bundle.rows(Gap))
    assert {"server_speaks_first", "unanswered"} <= set(talked.assessment.summary.reasons)
