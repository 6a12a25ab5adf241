"""Classes that are loaded, or initialised, after the hooks went in."""

from collections.abc import Iterator

import pytest

from harness.evidence.rows import Hook
from tests.art.runtime import ON_ART
from tests.capture.agent.app import App, started
from tests.capture.agent.test_agent import of

#: Class loaders of the platform's kind say when they are made and when they get more code.
LOADERS = {
    "path": "dalvik.system.PathClassLoader",
    "dex": "dalvik.system.DexClassLoader",
    "delegate": "dalvik.system.DelegateLastClassLoader",
    "added": "dalvik.system.PathClassLoader",
}
#: Code put into an existing loader behind its back: MultiDex and packers.
HIDDEN = ("elements", "defined")


@pytest.fixture(scope="module")
def main() -> str:
    return ON_ART


@pytest.fixture(scope="module", autouse=True)
def app(on_art: None) -> Iterator[App]:
    with started() as running:
        yield running


def late(app: App) -> list[Hook]:
    return [hook for hook in app.hooks if hook.point == "late.read" and hook.resolved]


def test_a_class_that_is_initialised_after_its_hooks_went_in_keeps_them() -> None:
    """ART sets flags of all its methods then, by which interpreted callers jump past a hook."""
    with started() as app:
        assert app.run("initialised") == "no"
        _, rows = app.observe("telephony")
        assert app.run("initialised") == "yes"
        assert len(of(rows, "tm.getImei")) == 1
        _, rows = app.observe("telephony")
        assert len(of(rows, "tm.getImei")) == 1


def test_a_class_of_a_loader_in_memory_is_hooked_before_its_first_call() -> None:
    with started() as app:
        answer, rows = app.observe("late 2")
        assert answer == "key0=value key1=value"
        seen = of(rows, "late.read")
        # each loader's class is another one: its initialiser's call and the app's
        assert [row.args[0].text for row in seen] == ["initialiser", "key0", "initialiser", "key1"]
        assert [hook.extra["loader"] for hook in late(app)] == ["dalvik.system.InMemoryDexClassLoader"] * 2
        assert all(row.time_us >= late(app)[0].extra["time_us"] for row in seen)
        assert not app.errors()


@pytest.mark.parametrize("how", LOADERS)
def test_a_class_of_a_loader_from_a_file(how: str) -> None:
    with started() as app:
        answer, rows = app.observe(f"from {how}")
        assert answer == f"{how}=value"
        assert [row.args[0].text for row in of(rows, "late.read")] == ["initialiser", how]
        assert [hook.extra["loader"] for hook in late(app)] == [LOADERS[how]]


@pytest.mark.parametrize("how", HIDDEN)
def test_a_class_that_gets_into_a_loader_unseen_is_hooked_or_a_gap(how: str) -> None:
    with started() as app:
        answer, rows = app.observe(f"from {how}")
        assert answer == f"{how}=value"
        calls = [row.args[0].text for row in of(rows, "late.read")]
        said = [hook for hook in app.hooks if hook.point == "late.read" and hook.why == "late_code"]
        assert how in calls or said


def test_classes_that_several_threads_load_at_once_are_hooked_and_nobody_waits_for_ever() -> None:
    with started() as app:
        answer, rows = app.observe("late-together 4 12")
        assert answer == "48"
        assert sum(row.count for row in of(rows, "late.read")) == 2 * 48
        assert not app.errors()
