"""The committed agent and test app are built from the sources that are here."""

from harness.capture.agent.script import agent_text, config
from harness.catalog.points import load_points, load_types
from hooks.agent import build
from tests.capture.agent.app import digest, jar_digest


def test_the_agent_is_built_from_its_sources() -> None:
    assert build.built_from() == build.digest(), "run python hooks/agent/build.py"


def test_the_compiler_still_accepts_the_sources() -> None:
    assert "rpc.exports" in build.compile_agent()


def test_the_test_app_is_built_from_its_sources() -> None:
    assert jar_digest() == digest(), "run python -m tests.capture.agent.app"


def test_the_loaded_text_has_the_bridge_and_the_points_their_places() -> None:
    text = agent_text()
    assert "const Java = bridge;" in text
    made = config(load_points(), load_types())
    assert [point["index"] for point in made["points"]] == list(range(len(made["points"])))
    settings = next(point for point in made["points"] if point["id"] == "settings.secure.android_id")
    assert (settings["match"], settings["match_arg"]) == (["android_id"], 1)
