"""The committed agent and test app are built from the sources that are here."""

from pathlib import Path

import pytest

from harness.capture.agent.script import AgentError, agent_text, config, without_jvmti
from harness.catalog.points import load_points, load_types
from hooks.agent import build
from tests.capture.agent.altered import alter
from tests.capture.agent.app import digest, jar_digest
from tests.capture.agent.host import hosted


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


def test_the_bridge_cannot_load_jvmti_on_android() -> None:
    assert "EnsurePluginLoaded" not in agent_text()
    bridge = 'find("_ZN3art7Runtime18EnsurePluginLoadedEPKcPNSt3__112basic_stringE")'
    assert "EnsurePluginLoaded" not in without_jvmti(bridge)


def test_a_bridge_that_loads_jvmti_in_another_way_is_refused() -> None:
    with pytest.raises(AgentError, match="this version of frida-tools loads Android's JVMTI in a way"):
        without_jvmti("var bridge = {};")


def test_where_the_native_part_keeps_its_fields_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alter(tmp_path, monkeypatch, ("native/native.ts", "dumping: 36, frame: 40", "dumping: 36, frame: 44"))
    with pytest.raises(AgentError, match=r"the agent's native part has thread\.frame at 40, not at 44"), hosted([]):
        pass
