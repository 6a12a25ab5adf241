"""Access points of a user's own, in a run: the way docs/hooks.md shows it."""

from pathlib import Path

import pytest

from harness.app.samples import sample
from harness.evidence.bundle import Bundle
from harness.evidence.rows import Hook, Observation
from tests.e2e.conftest import harness

pytestmark = pytest.mark.e2e


def test_a_line_of_yaml_adds_an_access_point(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("- com.pushbay.core.PushClient.md5\n- com.pushbay.core.PushClient.sha3\n")
    done = harness(
        "run", str(sample("lantern")), "--device", "sandbox", "--hooks", str(own), "--out", "runs", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    (found,) = (path for path in (tmp_path / "runs").iterdir() if path.is_dir())
    bundle = Bundle(found)
    (digest,) = (row for row in bundle.rows(Observation) if row.point == "com.pushbay.core.PushClient.md5")
    (imei,) = {row.result.text for row in bundle.rows(Observation) if row.point == "tm.getImei" and row.result}
    assert digest.args[0].text == imei
    assert digest.result is not None and digest.result.text is not None and len(digest.result.text) == 32
    assert bundle.run.own_points == dict.fromkeys(
        (f"com.pushbay.core.PushClient.{name}" for name in ("md5", "sha3")), "method"
    )
    absent = next(hook for hook in bundle.rows(Hook) if hook.point == "com.pushbay.core.PushClient.sha3")
    assert not absent.resolved
    assert absent.reason == "no method com.pushbay.core.PushClient.sha3"


def test_a_bad_file_stops_the_run_before_it_starts(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("- {id: mine, class: android.telephony.TelephonyManager, method: getImei}\n")
    done = harness(
        "run", str(sample("lantern")), "--device", "sandbox", "--hooks", str(own), "--out", "runs", cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "own.yaml:1: mine: this method is already hooked as tm.getImei" in " ".join(done.stderr.split())
    assert not (tmp_path / "runs").exists()
