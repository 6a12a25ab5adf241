"""A calibration in words: grouped by reason, in both languages, nothing of the device's passed on unseen."""

from typing import get_args

import pytest

from harness.evidence.calibration import (
    Calibration,
    Cost,
    Difference,
    PlaceProof,
    PlantedProof,
    PointProof,
    PointState,
    ProcessProof,
    ScreenProof,
    WayProof,
    WayState,
)
from harness.evidence.run_record import DeviceInfo
from harness.report.calibration import words
from harness.report.texts import texts

EVIL = "\x1b[31m<b>\u202e"
FOUND = Calibration(
    made="2026-11-29T18:20:00Z",
    device=DeviceInfo(model=f"Nine{EVIL}", android="14", api_level=34, fingerprint="a/b", sandbox=True),
    tool={"frida": "17"},
    catalogue="0123456789abcdef0123",
    points={
        "tm.getImei": PointProof(state="right", called=2, seen=2),
        "clip.getText": PointProof(state="value", detail=f"'x' was given{EVIL}"),
        "system.exit": PointProof(why="ends_process"),
        "runtime.exit": PointProof(why="ends_process"),
        "binder.serial": PointProof(why="no_class"),
    },
    ways=[
        WayProof(way="udp", form="plain", state="leaked", detail=EVIL, sent=3),
        WayProof(way="udp", form="aes", state="partly", sent=3, found=2, missing=["imei"]),
        WayProof(way="http2", form="plain", state="decrypted", sent=13, found=13, detail="answered"),
    ],
    processes=[
        ProcessProof(name="p", called=5, seen=4, held_ms=4000, whole=True),
        ProcessProof(name="q", isolated=True),
        ProcessProof(name="r", agrees=True),
    ],
    differences=[Difference(point="a.b", hooked="x", plain="y")],
    screens=[ScreenProof(name="typing", read=True), ScreenProof(name="animation", detail="no such control")],
    planted=[PlantedProof(id="imei", read=True, by="tm.getImei"), PlantedProof(id="name", planted=False)],
    cost=Cost(calls=9, hooked_us=1200, plain_us=500),
    looks_per_s=12.0,
    problems=[f"Something{EVIL}"],
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_state_has_its_words(lang: str) -> None:
    t = texts(lang)
    assert all(t.has(f"calibrate.point_state.{state}") for state in get_args(PointState))
    assert all(t.has(f"calibrate.way_state.{state}") for state in get_args(WayState))


def test_points_are_grouped_by_reason_what_is_wrong_first() -> None:
    groups = words.groups(FOUND, texts("en"))
    assert [(group.title, len(group.names), group.bad, group.right) for group in groups] == [
        ("another value was recorded", 1, True, False),
        ("not called: it ends the process", 2, False, False),
        ("this device has no such class", 1, False, False),
        ("proved", 1, False, True),
    ]
    assert groups[0].names[0].startswith("clip.getText: 'x' was given")


def test_the_sentence_and_how_bad_it_is() -> None:
    assert words.sentence(FOUND, texts("en")) == (
        "1 of 5 access points are proved on this device; something is not seen as it was."
    )
    assert words.level(FOUND) == "before"
    good = Calibration(points={"a": PointProof(state="right")}, processes=[ProcessProof(agrees=True, whole=True)])
    assert words.level(good) == "unseen" and "was seen as it was" in words.sentence(good, texts("en"))
    assert words.level(Calibration()) == "before" and "account is missing" in words.sentence(Calibration(), texts("en"))


def test_ways_have_a_cell_a_form() -> None:
    rows = {row.name: [cell.text for cell in row.cells] for row in words.ways(FOUND, texts("en"))}
    assert rows == {
        "HTTP/2": ["read 13/13", "not tried", "not tried", "not tried"],
        "UDP": ["LEFT UNSEEN", "not tried", "not tried", "read in part 2/3"],
    }


def test_processes_screens_and_what_was_planted() -> None:
    t = texts("en")
    assert [row[4] for row in words.processes(FOUND, t)] == [
        "NO", "isolated, not hooked", "its account is not whole",
    ]  # fmt: skip
    dialog = Calibration(screens=[ScreenProof(name=f"permission_dialog.SMS{EVIL}", read=True)])
    ((name, _, _),) = words.screens(dialog, t)
    assert name.startswith("permission dialog: SMS") and "\x1b" not in name
    assert words.screens(FOUND, t)[1] == ("endless animation", "NO", "no such control")
    assert words.planted(FOUND, t) == [("imei", "yes", "tm.getImei"), ("name", "not planted on this device", "")]


def test_differences_and_costs() -> None:
    t = texts("en")
    assert words.differences(FOUND, t) == ("", [("a.b", "x", "y")])
    assert words.differences(Calibration(differences=[]), t)[0].startswith("The app got the same")
    assert words.differences(Calibration(), t)[0] == "Not compared."
    assert "1,200 µs with the agent and 500 µs without" in words.costs(FOUND, t)[0]


def test_the_sandbox_and_what_went_wrong_are_said_first() -> None:
    first, problem = words.flags(FOUND, texts("en"))
    assert "no Android system" in first and problem.startswith("Something") and "\x1b" not in problem


def test_places_say_how_much_was_seen_or_why_nothing_was_called() -> None:
    found = Calibration(
        places=[
            PlaceProof(name="webview", called=2, seen=1),
            PlaceProof(name="isolated", called=2),
            PlaceProof(name="native", why="not_loaded"),
            PlaceProof(name="provider", why=f"none{EVIL}"),
            PlaceProof(name="attach"),
        ]
    )
    rows = words.places(found, texts("en"))
    assert [(row[1], row[3]) for row in rows] == [(2, True), (2, False), (0, False), (0, False), (0, False)]
    assert rows[0][0].startswith("a page's script") and rows[0][2] == "1"
    assert "did not let the probe app's native code load" in rows[2][2]
    assert rows[3][2].startswith("none") and "\x1b" not in rows[3][2] and rows[4][2] == "none"


def test_the_route_and_the_way_of_instrumentation_are_told() -> None:
    facts = dict(words.facts(Calibration(route="proxy", gadget=True), texts("en")))
    assert facts["Route"] == "proxy gadget"
