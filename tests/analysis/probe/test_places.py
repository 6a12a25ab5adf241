"""From where in the app calls are seen, and a place of which something is missing."""

from typing import Any

from harness.analysis.probe import places
from harness.analysis.probe.account import read_account
from harness.analysis.probe.points import UNLINKED, Seen
from harness.evidence.calibration import PointProof
from harness.evidence.rows import Observation, Process
from tests.analysis.probe.told import CALL, PID, copies, recording, row


def found(*lines: dict[str, Any], rows: list[Observation], **more: Any) -> dict[str, tuple[int, int, str]]:
    seen = Seen(rows, frozenset({"tm.getImei", "native.open"}))
    there = {"tm.getImei": PointProof(state="right", called=1), "clip.getText": PointProof(why="no_class")}
    proofs = places.proofs(read_account(copies(*lines)), seen, recording(observations=rows, **more), there)
    return {one.name: (one.called, one.seen, one.why) for one in proofs}


def test_each_place_is_counted_by_itself() -> None:
    page = {**CALL, "from": "webview", "at": CALL["at"] + 5000}
    reflected = {**CALL, "way": "reflection"}
    at = found(CALL, page, reflected, {"lacks": "provider", "why": "no such thing"}, rows=[row()])
    assert at["main_thread"] == (2, 2, "") and at["reflection"] == (1, 1, "")
    assert at["webview"] == (1, 0, "") and at["provider"] == (0, 0, "no such thing")


def test_a_page_that_asks_for_the_location_is_seen_by_its_question() -> None:
    asked = {"page": "geolocation"}
    assert found(asked, rows=[])["page_location"] == (1, 0, "")
    told = row(point="webview.chrome", kind="callback")
    assert found(asked, rows=[told])["page_location"] == (1, 1, "")


def test_what_an_isolated_process_calls_is_of_no_other_place() -> None:
    isolated = [Process(pid=PID, name="p", gated=False, start_us=1, isolated=True)]
    at = found({**CALL, "from": "attach"}, rows=[], processes=isolated)
    assert at["isolated"] == (1, 0, "") and at["attach"] == (0, 0, "")


def test_what_the_device_does_not_have_is_not_missing_from_a_place() -> None:
    assert found(CALL, {**CALL, "call": "clip.getText"}, rows=[row()])["main_thread"] == (1, 1, "")


def test_native_code_that_was_not_let_in_is_told_by_a_word() -> None:
    lost = {**CALL, "call": "native.getifaddrs", "out": "missing", "type": UNLINKED, "why": "/data/x.so: no"}
    assert found(lost, rows=[])["native"] == (0, 0, "not_loaded")
