"""The driver on uiautomator2, against a fake of its documented behaviour."""

import inspect
import sys
from pathlib import Path

import pytest

from harness.capture.device.errors import DeviceError
from harness.capture.device.ui import automator2
from harness.capture.device.ui.automator2 import Automator2Driver
from tests.capture.device.attached import bench
from tests.capture.device.ui.fake_automator import FakeAutomator, Refused


def driver(fake: FakeAutomator) -> Automator2Driver:
    return Automator2Driver(fake, "s", (Refused,))


def test_no_rule_clicks_by_itself() -> None:
    fake = FakeAutomator()
    driver(fake)
    assert not fake.watcher.running() and fake.watcher.rules == []


def test_watchers_that_go_on_are_refused() -> None:
    fake = FakeAutomator()
    fake.watcher.reset = lambda: None  # type: ignore[method-assign]
    with pytest.raises(DeviceError, match="uiautomator2's watchers cannot be stopped on s"):
        driver(fake)


def test_touching() -> None:
    fake = FakeAutomator()
    ui = driver(fake)
    ui.tap(1, 2)
    ui.swipe(1, 2, 3, 4, 0.5)
    ui.key("back")
    ui.type_text("张三 '; reboot")
    assert ui.can_type("张三")
    assert fake.calls == [
        ("click", 1, 2), ("swipe", 1, 2, 3, 4, 0.5), ("keyevent", "BACK"), ("select", {"focused": True}),
        ("set_text", "张三 '; reboot"),
    ]  # fmt: skip
    assert ui.dump() == fake.tree.encode()


def test_its_errors_are_ours() -> None:
    with pytest.raises(DeviceError, match=r"uiautomator2 cannot tap on s: UiAutomation not connected \(click\)\."):
        driver(FakeAutomator("click")).tap(1, 2)
    fake = FakeAutomator()
    fake.tree = "<hierarchy rotation='0' />"
    with pytest.raises(DeviceError, match="empty view tree"):
        driver(fake).dump()


def test_the_server_is_stopped_even_when_it_is_gone() -> None:
    fake = FakeAutomator()
    driver(fake).close()
    assert fake.calls == [("stop_uiautomator",)]
    driver(FakeAutomator("stop_uiautomator")).close()


def test_a_package_that_is_not_there_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uiautomator2", None)
    with pytest.raises(DeviceError, match=r"not installed \(pip install uiautomator2\)"):
        automator2.connect(object(), "s")


def test_the_fake_is_like_the_package() -> None:
    import uiautomator2 as real

    for name in ("dump_hierarchy", "click", "swipe", "keyevent", "watch_context", "stop_uiautomator"):
        wanted = list(inspect.signature(getattr(FakeAutomator, name)).parameters)
        assert wanted == [one for one in inspect.signature(getattr(real.Device, name)).parameters if one in wanted]
    assert {"operation_delay", "wait_timeout"} <= set(real.settings.Settings(None)._defaults)


@pytest.mark.device
def test_its_server_s_file_goes_with_the_run(tmp_path: Path) -> None:
    with bench(tmp_path / "state") as one:
        device = one.device(tmp_path / "journals")
        device.begin()
        device.ui_dump()
        # The sandbox runs no such server: what the package had put there before it found that out is taken away.
        assert "u2.jar" in one.out("ls /data/local/tmp")
        assert device.ui_driver()["name"] == "uiautomator dump + input"
        device.close()
        assert one.out("ls /data/local/tmp").split() == []
