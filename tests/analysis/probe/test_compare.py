"""A calibration of made-up evidence: good when nothing is wrong, and each planted fault named."""

from typing import Any

from harness.analysis.probe.account import Copies, read_account
from harness.analysis.probe.compare import compare, differences
from harness.evidence.calibration import Calibration, Difference
from harness.evidence.rows import PermissionRequest
from tests.analysis.probe.told import CALL, IMEI, KNOWN, PID, REST, SENT, TOKEN, copies, log, recording, row, sighting

VALUES = {"values": {"tm.getImei": IMEI}}


def made(*lines: dict[str, Any], plain: Copies | None = None, **more: Any) -> Calibration:
    return compare(recording(**more), copies(*(lines or (CALL, VALUES, SENT, *REST))), plain, [sighting()], KNOWN)


def test_nothing_wrong_is_good() -> None:
    found = made(plain=copies({**CALL, "us": 300}))
    assert found.good, found
    assert found.proven == ["tm.getImei"] and found.device.model == "Nine" and found.differences == []
    (process,) = found.processes
    assert (process.called, process.seen, process.agrees, process.held_ms) == (1, 1, True, 4)
    assert found.cost is not None and (found.cost.hooked_us, found.cost.plain_us) == (900, 300)


def test_a_run_without_an_account_proves_nothing() -> None:
    found = compare(recording(), Copies([]), Copies([]), [], KNOWN)
    assert not found.good and found.proven == [] and len(found.problems) == 2


def test_a_dropped_row_makes_account_and_rows_disagree() -> None:
    found = made(observations=[])
    assert not found.good and not found.processes[0].agrees and list(found.blind) == ["tm.getImei"]


def test_a_lost_line_of_the_account_is_no_whole_account() -> None:
    lines = log(CALL, VALUES, SENT, *REST)
    found = compare(recording(), Copies([lines[0], *lines[2:]], (), TOKEN), None, [sighting()], KNOWN)
    assert not found.processes[0].whole and not found.good


def test_a_call_that_ends_the_process_is_named_by_the_one_before() -> None:
    found = compare(recording(), copies(CALL, VALUES, SENT, *REST, end=False), None, [sighting()], KNOWN)
    (problem,) = found.problems
    assert "ends after its call of tm.getImei" in problem and not found.good


def test_a_planted_value_that_the_app_does_not_read_back_is_named() -> None:
    other = {**CALL, "value": {"k": "text", "n": 1, "x": "1", "t": "java.lang.String"}}
    found = made(other, *REST, observations=[])
    assert [(one.id, one.read) for one in found.planted] == [("imei", False)] and not found.good
    table = {"read": "phones", "texts": [f"{IMEI}/01"]}
    assert made(other, table, *REST, observations=[]).planted[0].by == "phones"


def test_a_screen_that_cannot_be_read_is_named() -> None:
    found = made(states={"animation": "failed"})
    (screen,) = [one for one in found.screens if not one.read]
    assert (screen.name, screen.detail) == ("animation", "no such control") and not found.good


def test_text_that_did_not_arrive_and_a_dialog_that_was_not_answered_are_named() -> None:
    found = made(CALL, {"typed": "王"}, {"consent": "disagree"})
    assert {one.name for one in found.screens if not one.read} == {"typing", "english_dialog"}
    asked = PermissionRequest(id=1, time_us=5, clock_us=5, phase="calls", groups=["SMS"])
    again = [asked, PermissionRequest(id=1, time_us=5, clock_us=5, phase="calls", groups=["SMS"], answered_us=9)]
    other = PermissionRequest(id=2, time_us=7, clock_us=7, phase="calls", groups=["PHONE"])
    screens = {one.name: one.read for one in made(permissions=[*again, other]).screens}
    assert (screens["permission_dialog.SMS"], screens["permission_dialog.PHONE"]) == (True, False)


def test_a_result_that_is_another_with_the_agent_is_named() -> None:
    other = {**CALL, "value": {**CALL["value"], "x": IMEI[::-1]}}
    twice = read_account(copies(other, {**other, "from": "service"}))
    assert differences(read_account(copies(CALL, {**CALL, "from": "service"})), twice)[:1] == [
        Difference(
            point="tm.getImei", hooked=f"value text java.lang.String {IMEI}",
            plain=f"value text java.lang.String {IMEI[::-1]}",
        )
    ]  # fmt: skip
    refused = read_account(copies({**CALL, "out": "threw", "type": "a.B", "value": None}))
    assert len(differences(read_account(copies(CALL)), refused)) == 1


def test_a_call_that_was_made_in_one_run_alone_is_a_difference() -> None:
    more = {**CALL, "call": "clip.getText", "by": "com.example.Calls.clip_getText"}
    one, both = read_account(copies(CALL)), read_account(copies(CALL, more))
    assert [(row.point, row.hooked) for row in differences(one, both)] == [("clip.getText", "not called")]
    assert [(row.point, row.plain) for row in differences(both, one)] == [("clip.getText", "not called")]
    unhooked = read_account(copies(CALL, {**more, "from": "isolated"}))
    assert differences(one, unhooked) == []


def test_an_account_without_a_seal_of_the_run_without_the_agent_is_none() -> None:
    found = made(plain=copies(CALL, token="guessed"))
    assert found.problems == ["There is no whole account of the run without the agent."] and found.differences == []


def test_lines_of_others_under_the_probe_s_name_count_for_nothing() -> None:
    stranger = log({**CALL, "call": "native.sendto"}, pid=99, token="guessed")
    own = log(CALL, VALUES, SENT, *REST)
    found = compare(recording(), Copies([*own, *stranger], (), TOKEN), None, [sighting()], KNOWN)
    assert [one.name for one in found.processes] == ["org.harness.probe"]
    assert "under the probe's name" in found.problems[0] and "process 99" in found.problems[0]
    assert found.faults == ["account"]


def test_a_process_of_the_probe_that_nobody_met_is_named() -> None:
    lines = [*log(CALL, VALUES, SENT, *REST), *log(CALL, pid=8)]
    found = compare(recording(), Copies(lines, (), TOKEN), None, [sighting()], KNOWN)
    assert [one.name for one in found.processes] == ["org.harness.probe", "8"]
    assert found.problems == ["The process 8 of the probe was never met by the harness, and nothing in it was seen."]
    assert PID in {row.pid for row in recording().processes}


def test_what_gives_another_text_each_time_is_compared_by_its_kind() -> None:
    first, second = (
        {**CALL, "from": source, "value": {**CALL["value"], "x": x}} for source, x in (("a", "1"), ("b", "2"))
    )
    other = {**CALL["value"], "x": "3"}
    hooked = read_account(copies({**first, "value": other}, {**second, "value": other}))
    assert differences(hooked, read_account(copies(first, second))) == []


def test_another_caller_of_the_same_point_is_judged_by_itself() -> None:
    more = {**CALL, "by": "com.example.Calls.tm_getImei_reflection", "way": "reflection", "at": CALL["at"] + 900}
    rows = [row(), row(stack=["com.example.Calls.tm_getImei_reflection(Calls.java:9)"])]
    assert made(CALL, more, VALUES, SENT, *REST, observations=rows).points["tm.getImei"].called == 2
    assert made(CALL, more, observations=rows[:1]).points["tm.getImei"].state == "missed"
