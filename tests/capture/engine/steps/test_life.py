"""Steps of the app's life."""

from pathlib import Path

import pytest

from harness.capture.device.protocol import ShellResult
from tests.capture.engine.phone import APP, LAUNCHER, Phone
from tests.capture.engine.usual import START, run, screens, steps, usual

pytestmark = pytest.mark.usefixtures("fast_clock")


def test_the_app_s_life(tmp_path: Path) -> None:
    more = (
        "  - {name: background, steps: [background, kill, screen_off, screen_on]}\n"
        "  - {name: foreground, steps: [clear_data, launch, {deep_link: 'app://x/y'}]}\n"
    )
    done = run(tmp_path, START + more)
    assert set(done.states.values()) == {"done"}
    log = done.phone.log
    for line in ("key HOME", f"am kill {APP}", "key SLEEP", "key WAKEUP", f"pm clear {APP}"):
        assert line in log
    assert log[-1] == f"am start -a android.intent.action.VIEW -d app://x/y -p {APP}"
    assert done.phone.at != LAUNCHER


def test_another_version_ends_the_app_and_is_in_the_run_record(tmp_path: Path) -> None:
    phone = Phone(screens(), usual)
    key = phone.key

    def pressed(name: str) -> None:
        if name == "A":
            phone.ends()
        else:
            key(name)

    phone.key = pressed  # type: ignore[method-assign]
    done = steps(tmp_path, "press: A", "expect_exit: 1s", "install: new.apk", "launch", phone=phone)
    assert done.states["foreground"] == "done"
    assert [row["file"] for row in done.bundle.meta["installed"]] == ["new.apk"]


def test_an_app_that_stays_although_it_should_go(tmp_path: Path) -> None:
    done = steps(tmp_path, "expect_exit: 0.1")
    assert done.runner.problems() == ["the phase foreground failed: the app did not exit within 0.1 s"]


def test_a_link_starts_an_app_that_does_not_run_and_may_not_be_taken(tmp_path: Path) -> None:
    done = steps(tmp_path, "kill: force_stop", "{deep_link: 'app://${persona.name}'}")
    assert done.states["foreground"] == "done" and done.phone.log.count("launch") == 2
    assert "${persona" not in done.phone.log[-1]
    phone = Phone(screens(), usual)
    shell = phone.shell
    phone.shell = lambda command, timeout=30.0: (  # type: ignore[method-assign]
        ShellResult(0, "Error: Activity not started", "") if "-d" in command else shell(command, timeout)
    )
    done = run(
        tmp_path / "b", START + "  - {name: foreground, steps: [{deep_link: 'app://${persona.name}'}]}\n", phone=phone
    )
    assert done.runner.problems() == ["the phase foreground failed: the app does not open app://${persona.name}"]


def test_a_relaunch_ends_it_first(tmp_path: Path) -> None:
    log = steps(tmp_path, "relaunch", "foreground").phone.log
    assert log.count("launch") == 2
    assert log[-1] == f"am start -a android.intent.action.MAIN -c android.intent.category.LAUNCHER -n {APP}/.Main"
