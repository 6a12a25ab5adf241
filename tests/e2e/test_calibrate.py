"""One calibration of the sandbox, with a hook broken on purpose; what else can go wrong is planted in its evidence."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from harness.analysis.assessment import assess
from harness.analysis.from_bundle import recording_from_bundle
from harness.analysis.model import Sighting
from harness.analysis.probe.account import Copies, Own, read_account
from harness.analysis.probe.compare import compare
from harness.analysis.probe.places import SOURCES
from harness.analysis.recording import Recording
from harness.app.samples import sample
from harness.capture.scenario import load_scenario
from harness.catalog.points import load_points
from harness.catalog.probe import load_probe
from harness.evidence.bundle import Bundle
from harness.evidence.calibration import CALIBRATION, DIALOG, Calibration, decode_calibration
from harness.evidence.rows import Observation
from harness.jobs.calibrate import Calibrating, Made, calibrate, copies_of, known
from harness.jobs.calibrations import calibrations_dir
from harness.jobs.run import Plan, capture_app
from harness.jobs.told import Silent
from harness.persona.generate import generate

BROKEN = "locale.getDefault"
"""The access point that is left out of what is hooked: its hook is broken, and the probe's account says so."""
PROCESSES = ("org.harness.probe", "org.harness.probe:second")
LONGEST_S = 240
"""Of processor time, all programs together: it is to take 120 s at most on two cores that do nothing else."""
SHORT = Path(__file__).parents[1] / "faults" / "short.yaml"

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(4 * LONGEST_S)]


def _processor_s() -> float:
    """What this process and the ones that it waited for have used."""
    return sum(os.times()[:4])


class Calibrated(NamedTuple):
    made: Made
    seconds: float
    state: Path
    recording: Recording
    rows: list[Observation]
    copies: Copies
    sightings: Sequence[Sighting]

    def again(
        self, copies: Copies | None = None, sightings: Sequence[Sighting] | None = None, **rows: Any
    ) -> Calibration:
        """What the same evidence proves after something was done to it."""
        recording = replace(self.recording, **{"observations": self.rows, **rows})
        sightings = self.sightings if sightings is None else sightings
        return compare(recording, copies or self.copies, None, sightings, known(recording.persona or {}))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Calibrated:
    scratch = tmp_path_factory.mktemp("calibrate")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(scratch / "state"))
        points = [point for point in load_points() if point.id != BROKEN]
        begun = _processor_s()
        made = calibrate(Calibrating("sandbox", scratch / "out", points=points), Silent())
        seconds = _processor_s() - begun
    assert made.result.outcome == "complete", made.result.reason
    bundle = Bundle(made.result.bundle)
    recording = recording_from_bundle(bundle)
    copies, rows = copies_of(bundle), list(recording.observations)
    return Calibrated(made, seconds, scratch / "state", recording, rows, copies, assess(recording).sightings)


def test_every_point_is_seen_right_or_named_with_the_reason(done: Calibrated) -> None:
    found = done.made.found
    assert list(found.points) == [point.id for point in load_points()]
    assert list(found.blind) == [BROKEN]
    assert len(found.proven) >= 425
    assert all(proof.why for proof in found.points.values() if proof.state == "unproven")


def test_a_hook_that_is_broken_is_found(done: Calibrated) -> None:
    proof = done.made.found.points[BROKEN]
    assert (proof.state, proof.seen) == ("missed", 0) and proof.called >= 3


def test_account_and_rows_agree_to_the_call_in_both_processes(done: Calibrated) -> None:
    first, second = (one for one in done.made.found.processes if not one.isolated)
    assert first.name == "org.harness.probe" and second.name == "org.harness.probe:second"
    for one in (first, second):
        assert one.whole and one.held_ms > 0
        assert one.called - one.seen == sum(call.point == BROKEN for own in _owns(done, one.name) for call in own.calls)
    assert first.called > 400 and second.called > 400


def _owns(done: Calibrated, name: str) -> list[Own]:
    pids = {row.pid for row in done.recording.processes if row.name == name}
    return [own for own in read_account(done.copies) if own.pid in pids]


def test_account_and_rows_agree_call_by_call(done: Calibrated) -> None:
    """Counted here by itself: calls by process, point and caller, and the rows whose stack names that caller."""
    parts = ("cursor", "callback", "field")
    for name in PROCESSES:
        (own,) = _owns(done, name)
        told = Counter((call.point, call.by) for call in own.calls if call.reached)
        rows = Counter[tuple[str, str]]()
        for row in done.rows:
            if row.pid == own.pid and row.kind not in parts and row.within != row.point:
                callers = {line.partition("(")[0] for line in row.stack}
                rows.update({(row.point, by): row.count for point, by in told if point == row.point and by in callers})
        states = done.made.found.points
        unproven = {key: n for key, n in told.items() if states[key[0]].state != "right"}
        assert {key: n for key, n in told.items() if key not in unproven} == {**rows}
        assert {point for point, _ in unproven} <= {BROKEN, *(p for p, proof in states.items() if proof.why)}
        assert sum(told.values()) > 400


def test_without_the_agent_the_same_calls_are_made(done: Calibrated) -> None:
    found = done.made.page.with_suffix("")
    log = (found.parent / f"{found.name}.without-agent.txt").read_text("utf-8").splitlines()
    plain = [own for own in read_account(Copies(log, (), done.copies.token)) if own.sealed]
    isolated = {row.pid for row in done.recording.processes if row.isolated}
    hooked = [own for own in read_account(done.copies) if own.pid not in isolated]

    def calls(owns: list[Own]) -> Counter[tuple[str, str, str]]:
        unhooked = [own for own in owns if any(call.source == "isolated" for call in own.calls)]
        return Counter((call.point, call.by, call.source) for own in owns if own not in unhooked for call in own.calls)

    assert calls(hooked) == calls(plain) and calls(plain).total() > 900


def test_calls_are_seen_from_every_place_in_the_app(done: Calibrated) -> None:
    at = {one.name: one for one in done.made.found.places}
    broken = Counter(
        call.source for name in PROCESSES for own in _owns(done, name) for call in own.calls if call.point == BROKEN
    )
    for source, name in SOURCES.items():
        if name != "isolated":
            assert at[name].called > 3 and at[name].called - at[name].seen == broken[source], at[name]
    assert at["reflection"].called == at["reflection"].seen > 3
    assert (at["isolated"].seen, at["native"].called == 0) == (0, bool(at["native"].why))


def test_lines_that_another_app_writes_count_for_nothing(done: Calibrated) -> None:
    stamp = next(line for line in done.copies.log if "HarnessProbe" in line)
    number = stamp.split()[2]
    forged = stamp.replace(number, "99999").replace(" 0 1/1 ", " 7 1/1 ")
    found = done.again(Copies([*done.copies.log, forged], done.copies.files, done.copies.token))
    assert [one.whole for one in found.processes if not one.isolated] == [True, True]
    assert "process 99999" in found.problems[-1] or any("process 99999" in problem for problem in found.problems)


def test_but_for_what_was_broken_on_purpose_nothing_is_wrong(done: Calibrated) -> None:
    found = done.made.found
    assert set(found.faults) == {"account", "places"} and found.problems == [] and found.leaks == []


def test_the_app_gets_the_same_without_the_agent(done: Calibrated) -> None:
    assert done.made.found.differences == []
    assert done.made.found.cost is not None and done.made.found.cost.plain_us > 0


def test_every_value_is_found_by_every_way_in_every_form(done: Calibrated) -> None:
    states = {(one.way, one.form): one for one in done.made.found.ways}
    assert len(states) == 60
    unread = {way for (way, _), one in states.items() if one.state != "decrypted"}
    assert unread - {"native_tcp"} == {"pinned_tls", "dns", "quic"}
    assert states["quic", "plain"].state == "closed" and "HTTP/3" in states["quic", "plain"].detail
    assert all(states[way, "aes"].state == "seen" for way in ("pinned_tls", "dns"))
    assert states["native_tcp", "aes"].state in ("decrypted", "closed")  # a confined app's own libraries do not load
    assert all(one.sent >= 10 for one in states.values() if one.way not in ("udp", "dns", "quic", "native_tcp"))


def test_screens_are_used_and_planted_values_read_back(done: Calibrated) -> None:
    assert all(one.read for one in done.made.found.screens), done.made.found.screens
    names = {one.name for one in done.made.found.screens}
    assert names >= {"privacy_dialog", "typing", "animation", "full_screen", "english_dialog"}
    dialogs = {name.removeprefix(DIALOG) for name in names if name.startswith(DIALOG)}
    assert dialogs >= {"PHONE", "CONTACTS", "SMS", "LOCATION", "CAMERA", "MICROPHONE"}
    assert [one.id for one in done.made.found.planted if one.planted and not one.read] == []


def test_it_takes_two_minutes_at_most_and_is_kept_by_device(done: Calibrated) -> None:
    assert done.seconds < LONGEST_S
    kept = done.state / "harness/calibrations/sandbox.json"
    assert done.made.kept == kept
    assert decode_calibration(kept.read_bytes()) == done.made.found
    assert "<script" not in done.made.page.read_text("utf-8")


CALLER = "com.umeng.analytics.Telephony.tm_getImei("


def mine(row: Observation) -> bool:
    """Whether it is of the probe's own direct call."""
    return row.point == "tm.getImei" and any(CALLER in line for line in row.stack)


def test_a_dropped_row_is_found(done: Calibrated) -> None:
    gone = next(row for row in done.rows if mine(row))
    found = done.again(observations=[row for row in done.rows if row is not gone])
    assert found.points["tm.getImei"].state == "count"
    assert not all(one.agrees for one in found.processes if one.name == "org.harness.probe")


def test_an_altered_value_is_found(done: Calibrated) -> None:
    rows = [
        msgspec.structs.replace(row, result=msgspec.structs.replace(row.result, text="000000000000000"))
        if mine(row) and row.result is not None and row.result.text
        else row
        for row in done.rows
    ]
    assert done.again(observations=rows).points["tm.getImei"].state == "value"


def test_a_misattributed_stack_is_found(done: Calibrated) -> None:
    rows = [
        msgspec.structs.replace(row, stack=["com.other.Sdk.read(Sdk.java:1)"]) if mine(row) else row
        for row in done.rows
    ]
    assert done.again(observations=rows).points["tm.getImei"].state == "caller"


def test_a_route_that_leaks_is_found(done: Calibrated) -> None:
    def past(host: str) -> bool:
        return host.startswith("tls-socket.")

    found = done.again(
        exchanges=[one for one in done.recording.exchanges if not past(one.host)],
        connections=[one for one in done.recording.connections if not past(one.host)],
        sightings=[],
    )
    assert {one.way for one in found.leaks if one.state == "leaked"} == {"tls_socket"}


def test_a_line_that_the_log_lost_does_not_matter_and_one_that_is_lost_in_both_copies_is_found(
    done: Calibrated,
) -> None:
    log, files, token = list(done.copies.log), done.copies.files, done.copies.token
    lost = next(line for line in log if '"call":"tm.getImei"' in line)
    shorter = [line for line in log if line is not lost]
    pid = int(lost.split()[2])
    assert all(one.whole for one in done.again(Copies(shorter, files, token)).processes)
    other = [text for text in files if f'"pid":{pid},' not in text]
    assert [one.whole for one in done.again(Copies(shorter, other, token)).processes].count(False) == 1


def test_a_screen_that_cannot_be_read_and_a_value_that_is_missing_are_found(done: Calibrated) -> None:
    phases = [
        msgspec.structs.replace(row, state="failed", cause="no view tree") if row.phase == "animation" else row
        for row in done.recording.run.phases or []
    ]
    run = msgspec.structs.replace(done.recording.run, phases=phases)
    found = done.again(run=run)
    assert [one.name for one in found.screens if not one.read] == ["animation"] and "screens" in found.faults
    rows = (done.recording.persona or {})["values"]
    values = [{**row, "value": "unread"} if row["id"] == "android_id" else row for row in rows]
    found = done.again(persona={"values": values})
    assert [one.id for one in found.planted if not one.read] == ["android_id"] and "planted" in found.faults


def test_a_run_afterwards_carries_the_calibration(
    done: Calibrated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(done.state))
    assert calibrations_dir().is_dir()
    scenario = load_scenario(str(SHORT))
    plan = Plan("sandbox", scenario, None, load_points(), "sinkhole", tmp_path, "en")
    result = capture_app(plan, sample("lantern"), "accept", generate(), tmp_path / "bundle", Silent())
    bundle = Bundle(result.bundle)
    assert done.made.kept is not None and bundle.read_bytes(CALIBRATION) == done.made.kept.read_bytes()
    coverage = assess(recording_from_bundle(bundle)).coverage
    assert coverage.calibration and coverage.calibration.state == "current"
    assert coverage.calibration.proven == len(done.made.found.proven)


def test_the_list_of_what_is_not_called_is_used(done: Calibrated) -> None:
    whys = load_probe().whys
    unproven = {name: proof.why for name, proof in done.made.found.points.items() if proof.state == "unproven"}
    assert all(unproven[name] == why for name, why in whys.items())
