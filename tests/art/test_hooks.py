"""Hooks stay in on ART, and where they do not the agent says so: the right states, and the wrong ones put back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.capture.agent import agent
from harness.evidence.rows import SelfTest
from tests.art.runtime import MODES, ON_ART, Mode, mode_of, take_over
from tests.capture.agent.app import own_points, started
from tests.capture.agent.test_agent import of

#: The agent's functions by which it hears of what ART changes, and how often it looks where there are none.
_HEARS = tuple(
    f'"_ZN3art11ClassLinker{name}'
    for name in ("11VerifyClassE", "15InitializeClassE", "17EnsureInitializedE", "22FixupStaticTrampolinesE")
), '"none'  # fmt: skip
_POLLS = "POLL_MS = 20", "POLL_MS = 3600000"
#: What the trial finds out.
_DOUBTS = "function doubt(which, reason) {", "function doubt(which, reason) { return;"
#: How the bridge, and after it the agent, take from a method the flag by which an interpreter goes past its hook.
_FLAG = "|=524288", "|=0"
_CLEARS = "SKIP_ACCESS_CHECKS + FAST_INTERPRETER", "0"


def broken(*changes: tuple[str | tuple[str, ...], str]) -> Callable[[str], str]:
    """Something that breaks the agent's text; every change must be found in it."""

    def broken_text(text: str) -> str:
        for olds, new in changes:
            for old in (olds,) if isinstance(olds, str) else olds:
                assert old in text, old
                text = text.replace(old, new)
        return text

    return broken_text


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch, rig: Path) -> Callable[..., None]:
    """``started`` starts the suite's app on ART, in a mode, with a breakage of the agent's text."""

    def choose(mode: Mode, damage: Callable[[str], str] = str) -> None:
        take_over(monkeypatch, rig, mode, ON_ART)
        whole = agent.agent_text
        monkeypatch.setattr(agent, "agent_text", lambda java=True: damage(whole(java)))

    return choose


def families(rows: list[SelfTest]) -> dict[str, str]:
    return {row.family: row.result for row in rows}


@pytest.mark.parametrize("runs", MODES)
def test_hooks_on_a_class_that_is_initialised_later_stay_in(on: Callable[..., None], rig: Path, runs: str) -> None:
    on(mode_of(rig, runs))
    tests: list[SelfTest] = []
    with started(on_selftest=tests.append) as app:
        found = families(tests)
        assert (
            found["initialised"]
            == found["late"]
            == found["method"]
            == found["constructor"]
            == found["crypto"]
            == "seen"
        )
        assert "missed" not in found.values()
        assert app.run("initialised") == "no"
        for _ in range(2):
            _, rows = app.observe("telephony")
            assert len(of(rows, "tm.getImei")) == 1
            assert len(of(rows, "tm.getDeviceId")) > 0
        assert not app.errors()


def test_where_hooks_do_not_stay_in_none_of_those_is_said_to_be_in(on: Callable[..., None]) -> None:
    on(MODES["mterp"], broken(_HEARS, _POLLS))
    tests: list[SelfTest] = []
    with started(on_selftest=tests.append) as app:
        (row,) = [row for row in tests if row.family == "initialised"]
        assert row.result == "missed"
        assert (row.reason or "").startswith("this Android's runtime takes hooks off when it initialises a class")
        (hook,) = [hook for hook in app.hooks if hook.point == "tm.getImei"]
        assert (hook.resolved, hook.why, hook.applicable) == (False, "error", True)
        assert (hook.reason or "").startswith("not hooked: this Android's runtime takes hooks off")
        _, rows = app.observe("telephony")
        assert of(rows, "tm.getImei") == []  # it is so


def test_where_an_interpreter_goes_past_hooks_the_self_test_says_so(on: Callable[..., None]) -> None:
    """The calls that the agent makes by JNI would still be seen."""
    on(MODES["mterp"], broken(_FLAG, _CLEARS, _DOUBTS))
    tests: list[SelfTest] = []
    with started(on_selftest=tests.append) as app:
        found = families(tests)
        assert found["initialised"] == "missed"
        assert {family for family, result in found.items() if result == "missed"} >= {"constructor", "crypto", "exec"}
        _, rows = app.observe("telephony")
        assert of(rows, "tm.getImei") == []


def test_no_hook_is_said_to_be_in_where_an_interpreter_goes_past_all(on: Callable[..., None]) -> None:
    on(MODES["mterp"], broken(_FLAG, _CLEARS))
    with started() as app:
        errors = {hook.point: hook.reason for hook in app.hooks if hook.why == "error"}
        assert {"tm.getImei", "runtime.exec", "digest.digest"} <= set(errors)
        assert (errors["runtime.exec"] or "").startswith("not hooked: this Android's runtime goes past hooks")
        assert not [hook for hook in app.hooks if hook.resolved and hook.point in errors]


def test_a_class_that_the_app_has_loaded_before_the_agent_came_is_hooked(on: Callable[..., None]) -> None:
    on(MODES["mterp"])
    with started(hooked=False) as app:
        assert app.run("from elements") == "elements=value"
        app.agent.attach(app.process.pid, "com.example.app", gated=False)
        _, rows = app.observe("from elements")
        assert "elements" in [row.args[0].text for row in of(rows, "late.read")]
        assert not app.errors()


def test_a_vm_whose_runtime_tells_of_no_classes_says_so(on: Callable[..., None]) -> None:
    on(MODES["mterp"], broken((('"_ZN3art16RuntimeCallbacks',), '"none')))
    tests: list[SelfTest] = []
    with started(on_selftest=tests.append) as app:
        (row,) = [row for row in tests if row.family == "late"]
        assert row.result == "missed"
        assert (row.reason or "").startswith("classes that appear later may be missed")
        _, rows = app.observe("late 1")  # a loader that says itself when it is made
        assert [row.args[0].text for row in of(rows, "late.read")] == ["initialiser", "key0"]


def test_every_point_is_one_of_these(on: Callable[..., None]) -> None:
    on(MODES["mterp"])
    with started() as app:
        assert {hook.point for hook in app.hooks} == {point.id for point in own_points()}


#: What ART does to methods when their classes are initialised, done behind the agent's back, once, at a flush.
_TAKES_OFF = (
    "flush() {\n      checkEntries();",
    """flush() {
      if (globalThis.taken !== true) {
        globalThis.taken = true;
        for (let i = 0; i < kept.length; i++) {
          const flags = native.hooks.add(i * native.HOOK.size).readPointer().add(ACCESS);
          flags.writeU32((flags.readU32() | SKIP_ACCESS_CHECKS) >>> 0);
        }
      }
      checkEntries();""",
)


def test_a_hook_that_is_taken_off_is_put_back_when_the_agent_looks(on: Callable[..., None]) -> None:
    on(MODES["mterp"], broken(_TAKES_OFF))
    with started() as app:
        assert len(of(app.observe("telephony")[1], "tm.getImei")) == 1
        assert of(app.observe("telephony")[1], "tm.getImei") == []
        app.agent.poll()
        assert len(of(app.observe("telephony")[1], "tm.getImei")) == 1
