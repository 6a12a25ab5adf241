"""The check of the confinement says what was tried, what follows from it, and what would allow more."""

import pytest

from harness.capture.doctor import confinement as module
from harness.capture.doctor.check import State
from harness.sandbox.cage import trial
from harness.sandbox.cage.levels import Confinement, why_no_landlock, why_no_namespaces
from harness.sandbox.runtime import jvm


@pytest.mark.parametrize(
    ("found", "state", "words"),
    [
        (trial.Trial(Confinement("full"), 7), State.ok, ("full", "Landlock 7")),
        (trial.Trial(Confinement("partial", "a container"), 4), State.warn, ("partial", "a container")),
        (trial.Trial(Confinement("none", "too old"), 0), State.warn, ("none", "too old", "--unconfined")),
        (trial.Trial(Confinement("full"), 7, "it ended with 127"), State.warn, ("does not run", "127")),
    ],
)
def test_each_level(found: trial.Trial, state: State, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "try_here", lambda command, needs: found)
    check = module.confinement()
    assert check.state == state
    said = f"{check.found} {check.consequence} {check.remedy}"
    assert all(word in said for word in words), said
    assert state == State.ok or check.consequence


def test_without_java_nothing_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise jvm.RuntimeMissing("no Java")

    monkeypatch.setattr(jvm, "confined_java", missing)
    assert "no Java" in module.confinement().found


def test_it_is_tried_here() -> None:
    command, needs = jvm.confined_java()
    found = trial.try_here(command, needs)
    assert found.failed == ""
    unable = trial.try_here(["/nowhere/java"], needs)
    assert found.confinement.level == "none" or "No such file" in unable.failed


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"/proc/sys/user/max_user_namespaces": 0}, "sysctl user.max_user_namespaces"),
        ({"/proc/sys/kernel/unprivileged_userns_clone": 0}, "sysctl kernel.unprivileged_userns_clone=1"),
        ({"/proc/sys/kernel/apparmor_restrict_unprivileged_userns": 1}, "AppArmor"),
        ({}, "the kernel refuses namespaces (EPERM)"),
    ],
)
def test_why_there_are_no_namespaces(settings: dict[str, int], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from harness.sandbox.cage import levels

    monkeypatch.setattr(levels, "_number", settings.get)
    monkeypatch.setattr(levels, "in_container", lambda: False)
    assert words in why_no_namespaces("EPERM")
    monkeypatch.setattr(levels, "in_container", lambda: True)
    assert settings or "--security-opt" in why_no_namespaces("EPERM")


def test_why_there_is_no_landlock(monkeypatch: pytest.MonkeyPatch) -> None:
    from harness.sandbox.cage import levels

    monkeypatch.setattr(levels, "_text", lambda path: "lockdown,yama")
    assert "lsm=landlock,lockdown,yama" in why_no_landlock(0)
    monkeypatch.setattr(levels, "_text", lambda path: "")
    assert "5.13" in why_no_landlock(0)
