"""Without root: the app is repackaged with Frida's gadget, and the run finds what a run with root finds.

The sandbox loads no native library: Frida on this host stands in for the gadget and has each process join the portal,
through adb's reverse forward and with the token, as the gadget would. Everything else is as on a device: the repackaged
APK is what is installed and run, and its own configuration is why it trusts the proxy.
"""

import json
import zipfile
from pathlib import Path

import frida
import pytest

from harness.evidence.bundle import Bundle
from harness.evidence.rows import Connection, Process
from harness.sandbox.system.programs import stand_in
from tests.apps.build import apk
from tests.capture.device.attached import bench
from tests.e2e.conftest import LANTERN, ROOT, Finished, harness, untroubled
from tests.e2e.test_choir import HOOKED, SCENARIO
from tests.e2e.test_lantern import SENT, disclosed
from tests.e2e.test_mend import environment

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def gadgets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gadgets")
    (folder / f"frida-gadget-{frida.__version__}-android-x86_64.so").write_bytes(stand_in(frida.__version__))
    return folder


def test_a_device_without_root(tmp_path: Path, gadgets: Path) -> None:
    with bench(tmp_path / "state", runtime=None, root="none") as one:
        before = one.facts()
        words = ("run", str(LANTERN), "--device", one.serial, "--branch", "accept", "--frida-gadget", str(gadgets))
        done = harness(*words, "--out", str(tmp_path / "out"), cwd=ROOT, timeout=500, env=environment(one, tmp_path))
        after = one.facts()
    finished = Finished(done, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    # The place cannot be planted here without root, so nobody looks for it; the SIM's own number is read.
    assert disclosed(finished) == {row for row in SENT if row[0] != "location_precise"}
    assert {row.state for row in finished.bundle.rows(Connection)} == {"decrypted"}
    gadget = finished.bundle.run.gadget
    assert gadget.network_config == "new"
    assert gadget.signer_sha256 not in finished.bundle.run.apk.signer_sha256
    assessment = json.loads(finished.assessment.read_bytes())
    assert "repackaged" in assessment["summary"]["reasons"]
    told = {"late": False, "unwatched": [], "untrusted": None, "internet_added": False}
    assert assessment["coverage"]["repackaged"] == told
    assert "The app was repackaged" in finished.report.read_text("utf-8")
    assert {key: after[key] for key in after if after[key] != before[key]} == {}


def test_every_process_reports(tmp_path: Path, gadgets: Path) -> None:
    scenario = tmp_path / "choir.yaml"
    scenario.write_text(SCENARIO, "utf-8")
    words = ("run", str(apk("choir")), "--device", "sandbox", "--branch", "ignore", "--scenario", str(scenario))
    words += ("--frida-gadget", str(gadgets), "--out")
    run = untroubled(lambda out: Finished(harness(*words, str(out), cwd=ROOT, timeout=500), out), tmp_path)
    assert run.done.returncode == 0, run.done.stderr
    bundle = run.bundle
    rows = {row.name: row for row in bundle.rows(Process)}
    for name in HOOKED:
        assert rows[name].gated
        assert rows[name].attached_us <= rows[name].resumed_us
    assert sorted(bundle.run.gadget.processes) == [":late", ":push", ":render", "org.choir.far"]


def test_a_directory_without_the_gadget(tmp_path: Path) -> None:
    words = ("run", str(LANTERN), "--device", "sandbox", "--frida-gadget", str(tmp_path))
    done = harness(*words, "--out", str(tmp_path / "out"), cwd=ROOT)
    assert done.returncode == 3
    name = f"frida-gadget-{frida.__version__}-android-x86_64.so"
    said = " ".join(done.stderr.split())
    assert f"There is no frida-gadget {frida.__version__} for x86_64 here." in said
    assert f"{name}.xz" in said
    assert "Traceback" not in said
    (bundle,) = [item for item in (tmp_path / "out").iterdir() if item.is_dir()]
    assert not Bundle(bundle).complete


def test_an_app_that_cannot_be_changed(tmp_path: Path, gadgets: Path) -> None:
    broken = tmp_path / "broken.apk"
    broken.write_bytes(LANTERN.read_bytes())
    with zipfile.ZipFile(broken, "a") as archive:
        archive.writestr("resources.arsc", b"no table of resources")
    words = ("run", str(broken), "--device", "sandbox", "--frida-gadget", str(gadgets), "--out", str(tmp_path / "out"))
    done = harness(*words, cwd=ROOT)
    assert done.returncode == 3
    said = " ".join(done.stderr.split())
    assert "Frida's gadget cannot be put into com.brightbeam.lantern: " in said
    assert "Traceback" not in said
