"""An app that has run unwatched begins anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.capture.device.errors import DeviceError
from tests.capture.device.attached import Bench, bench
from tests.sandbox.apks import apk

PACKAGE = "com.example.app"


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "device", root="su") as found:
        path = tmp_path / "app.apk"
        path.write_bytes(apk(permissions=["android.permission.READ_CONTACTS"]))
        found.client.device(found.serial).sync.push(path, "/data/local/tmp/app.apk")
        assert "Success" in found.out("pm install /data/local/tmp/app.apk")
        yield found


def test_an_app_s_data_goes_and_what_it_was_granted_stays(one: Bench) -> None:
    device = one.device()
    file = f"/data/data/{PACKAGE}/files/seen"
    one.out(f"pm grant {PACKAGE} android.permission.READ_CONTACTS")
    one.out(f"su -c 'mkdir -p /data/data/{PACKAGE}/files; echo x > {file}'")
    assert one.out(f"su -c 'cat {file}'").strip() == "x"
    device.clear_data(PACKAGE)
    assert one.client.device(one.serial).shell2(f"su -c 'ls {file}'").returncode != 0
    assert "READ_CONTACTS: granted=true" in one.out(f"dumpsys package {PACKAGE}")
    with pytest.raises(DeviceError, match="pm clear"):
        device.clear_data("com.nowhere")
