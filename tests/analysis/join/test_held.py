"""Which permissions the app held when."""

from typing import Any

import pytest

from harness.analysis.join.held import Held, number
from harness.evidence.rows import PermissionRequest, Phase
from harness.evidence.run_record import RunRecord, read_run

FINE, PHONE = "android.permission.ACCESS_FINE_LOCATION", "android.permission.READ_PHONE_STATE"
DECLARED = [FINE, PHONE, "android.permission.INTERNET", "android.permission.LOCAL_MAC_ADDRESS"]


def phase(start: int, end: int, *granted: str) -> Phase:
    return Phase(name=f"p{start}", start_us=start, end_us=end, cause="x", granted=list(granted))


def request(at: int, answer: str, group: str = "LOCATION") -> PermissionRequest:
    return PermissionRequest(id=at, time_us=at, clock_us=at, phase="p", groups=[group], answer=answer, answered_us=at)


def held(phases: list[Phase], *requests: PermissionRequest, **apk: Any) -> Held:
    return Held(read_run({"apk": {"permissions": DECLARED, "target_sdk": "30"} | apk}), phases, requests)


@pytest.mark.parametrize(
    ("permission", "said"),
    [
        ("CAMERA", False),  # not in the manifest: never
        ("android.permission.INTERNET", True),  # granted at install
        ("LOCAL_MAC_ADDRESS", None),  # declaring it is not having it
        (PHONE, False),
        (FINE, True),
    ],
)
def test_one_phase(permission: str, said: bool | None) -> None:
    assert held([phase(0, 100, FINE)])(permission, 50) is said


@pytest.mark.parametrize(("at", "said"), [(50, False), (140, False), (151, True), (250, True), (400, True)])
def test_a_dialog_that_was_answered_within_a_phase_divides_it(at: int, said: bool) -> None:
    known = held([phase(0, 100), phase(100, 200, FINE), phase(200, 300, FINE)], request(150, "granted"))
    assert known(FINE, at) is said


@pytest.mark.parametrize("requests", [(), (request(150, "denied"),), (request(150, "granted", "PHONE"),)])
def test_a_change_that_nothing_explains_is_not_known_in_between(requests: tuple[PermissionRequest, ...]) -> None:
    known = held([phase(0, 100), phase(100, 200, FINE)], *requests)
    assert [known(FINE, at) for at in (50, 150, 250)] == [False, None, True]


def test_taken_away_in_between() -> None:
    known = held([phase(0, 100, FINE), phase(100, 200)])
    assert [known(FINE, at) for at in (50, 150, 250)] == [True, None, False]


def test_the_last_row_of_a_request_counts() -> None:
    asked = request(150, "granted")
    asked.answer = ""
    answered = request(150, "granted")
    assert held([phase(0, 100), phase(100, 200, FINE)], asked, answered)(FINE, 160) is True


def test_what_no_evidence_tells_is_not_known() -> None:
    assert Held(RunRecord(), [phase(0, 100)])(FINE, 50) is None
    assert held([])(FINE, 50) is None
    assert held([phase(0, 100)], target_sdk="22")(FINE, 50) is None


@pytest.mark.parametrize(
    ("value", "read"),
    [("30", 30), ("022", 22), ("", None), ("R", None), ("-1", None), ("\u00b2", None), ("9" * 9, None)],
)
def test_levels_are_numbers_or_not_known(value: str, read: int | None) -> None:
    assert number(value) == read
