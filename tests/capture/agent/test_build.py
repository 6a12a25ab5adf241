"""The committed agent and test app are built from the sources that are here."""

from pathlib import Path

import pytest

from harness.capture.agent.script import AgentError, agent_text, config, without_jvmti
from harness.catalog.points import load_points, load_types
from hooks.agent import build
from tests.capture.agent.altered import alter
from tests.capture.agent.app import digest, jar_digest, started
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


#: A change of a file of the native part, and what scripts then miss in it.
MISFITS = {
    "wider": (
        "core.h",
        "int32_t stack, fresh,",
        "int64_t stack; int32_t fresh,",
        "has thread.stack in 8 bytes, not in 4",
    ),
    "untold": ("core.c", " FIELD (thread, dumping),", "", "has no thread.dumping"),
    "larger": (
        "gate.c",
        "struct notes *, notes);",
        "struct notes *, notes); char more[70000];",
        "needs 70304 bytes for",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", MISFITS)
def test_an_agent_whose_scripts_do_not_fit_its_c_hooks_nothing(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, before, after, misfit = MISFITS[case]
    alter(tmp_path, monkeypatch, (f"native/{file}", before, after))
    with pytest.raises(AgentError, match=f"the agent's native part {misfit}"), hosted([]):
        pass


@pytest.mark.e2e
def test_a_field_that_moves_in_c_moves_in_the_scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = [
        ("native/core.h", "int32_t object, dumping;", "int64_t more[3]; int32_t object, dumping;"),
        ("native/core.h", "uint64_t seed[2];", "uint64_t seed[2], more[5];"),
        ("native/core.h", "union word holder, target,", "union word more, holder, target,"),
        ("native/gate.c", "int64_t count; int32_t how", "int64_t count, more; int32_t how"),
    ]
    alter(tmp_path, monkeypatch, *moved)
    with started() as app:
        _, rows = app.observe("telephony")
        assert not app.errors()
    (number,) = [row for row in rows if row.point == "tm.getLine1Number"]
    assert number.result is not None
    assert number.result.text == "13800138000"
