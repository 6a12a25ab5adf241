"""Where an app can be run."""

from pathlib import Path

import uiautomator2

from harness.app.samples import sample
from harness.capture.doctor.app import check_app
from harness.capture.doctor.check import State

FOREIGN = Path(uiautomator2.__file__).parent / "assets" / "app-uiautomator.apk"


def test_a_sample_fits() -> None:
    app, sandbox = check_app(sample("lantern"))
    assert "com.brightbeam.lantern" in app.found and (sandbox.state, sandbox.found) == (State.ok, "fits 100 %")


def test_a_real_app_is_tried_and_what_it_lacks_is_said() -> None:
    app, sandbox, *more = check_app(FOREIGN)
    assert app.found.startswith("com.github.uiautomator")
    assert sandbox.state is State.warn and "only as shells" in sandbox.found and "none seen" in sandbox.consequence
    assert "avd:" in sandbox.remedy and not more


def test_a_file_that_is_no_app_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.apk").write_bytes(b"no app")
    (only,) = check_app(tmp_path / "a.apk")
    assert only.state is State.fail and "a.apk" in only.found
