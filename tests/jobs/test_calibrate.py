"""What the probe is known to do, and the scenario it is taken through; tests/e2e/test_calibrate.py has the whole."""

from harness.capture.scenario import load_scenario
from harness.catalog.points import load_points
from harness.jobs.calibrate import SCENARIO, known


def test_the_scenario_is_one() -> None:
    scenario = load_scenario(str(SCENARIO))
    assert set(scenario.branches) == {"accept", "bare"}
    assert [phase.name for phase in scenario.script("accept")][-4:] == [
        "typing", "animation", "full_screen", "english_dialog",
    ]  # fmt: skip


def test_what_is_known_is_the_catalogue_and_the_persona_s_texts() -> None:
    rows = [{"id": "imei", "category": "imei", "value": "1"}, {"id": "place", "value": {"lat": 1}}, "rubbish"]
    found = known({"values": rows})
    assert found.planted == {"imei": "1"} and found.categories == {"imei": "imei", "place": ""}
    assert list(found.catalogue) == [point.id for point in load_points()]
    assert known({}).planted == {}
