"""The sample app against a recorded server: the answers, the disclosures and what was not recorded."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from mitmproxy import http
from mitmproxy.io import FlowReader, FlowWriter

from harness.evidence.bundle import FLOWS, LOGCAT
from harness.evidence.rows import Connection, Replayed
from tests.e2e.conftest import LANTERN, ROOT, Finished, harness
from tests.e2e.test_lantern import ADS, OWN, PUSH, SENT, disclosed
from tests.recordings import bundle

pytestmark = pytest.mark.e2e

STATUS = {PUSH: 207, ADS: 403}
"""What the recorded server answers, and no sinkhole ever does."""


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus' run of the app with another persona, as if a real server had answered it, and one exchange lost."""
    path = tmp_path_factory.mktemp("recorded") / "lantern.mitm"
    with (bundle("lantern-accept") / FLOWS).open("rb") as source, path.open("wb") as target:
        for flow in FlowReader(source).stream():
            assert isinstance(flow, http.HTTPFlow) and flow.response is not None
            if flow.request.pretty_host in STATUS:
                flow.response.status_code = STATUS[flow.request.pretty_host]
                flow.response.text = f'{{"from": "{flow.request.pretty_host}"}}'
                FlowWriter(target).add(flow)
    return path


@pytest.fixture(scope="module")
def replayed(recording: Path, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    out = tmp_path_factory.mktemp("replayed")
    words = ["--device", "sandbox", "--branch", "accept", "--replay", str(recording), "--out", str(out)]
    return Finished(harness("run", str(LANTERN), *words, cwd=ROOT), out)


def test_the_app_got_the_recorded_answers_and_said_the_same(replayed: Finished) -> None:
    assert replayed.done.returncode == 0, replayed.done.stderr
    log = replayed.bundle.read_bytes(LOGCAT).decode()
    said = dict(re.findall(r"(register|collect|backup): (\d+)", log))  # the last two are on threads of their own
    assert said == {"register": "207", "collect": "403", "backup": "200"}
    assert disclosed(replayed) == SENT
    rows = {row.host: (row.outcome, row.index, row.again) for row in replayed.bundle.rows(Replayed)}
    assert rows == {
        PUSH: ("recorded", 0, False),
        ADS: ("recorded", 1, False),
        OWN: ("unrecorded", -1, False),
    }
    assert {row.state for row in replayed.bundle.rows(Connection)} == {"decrypted"}


def test_the_run_says_that_it_was_a_replay_and_what_was_not_recorded(replayed: Finished, recording: Path) -> None:
    run = replayed.bundle.run
    assert run.network == "sinkhole" and run.replay is not None
    assert (run.replay.source, run.replay.exchanges, run.replay.recorded, run.replay.unrecorded) == (
        "lantern.mitm", 2, 2, 1,
    )  # fmt: skip
    assert run.replay.sha256 == hashlib.sha256(recording.read_bytes()).hexdigest()
    (name,) = run.replay.unrecorded_named
    assert name.startswith(f"POST {OWN}:443/")
    found = json.loads(replayed.assessment.read_bytes())
    assert found["coverage"]["replay"]["unrecorded_named"] == {name: 1}
    assert "replay_unrecorded" in found["summary"]["reasons"]


def test_summary_and_report_say_so(replayed: Finished) -> None:
    told = " ".join(replayed.done.stdout.split())
    assert "Asked, not recorded: 1 request" in told and f"POST {OWN}:443/" in told
    assert "answered from a recording" in told and "lantern.mitm" in told
    assert "replay: 2 answers of " in replayed.done.stderr
    html = replayed.report.read_text("utf-8")
    assert "answered from a recording" in html and "lantern.mitm" in html and "Asked, not recorded" in html
