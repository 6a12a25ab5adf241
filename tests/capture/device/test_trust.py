"""The certificate in the system's store: seen by every process, on every kind of root and API level, and gone after."""

import re
import time
from pathlib import Path

import pytest
from cryptography import x509

from harness.capture.device.errors import ChangeRefused, NoRoot
from harness.capture.device.link.undo import restore
from harness.capture.device.trust import APEX_STORE, SYSTEM_STORE, _bind, subject_hash_old, trust
from tests.capture.device.attached import Bench, bench
from tests.capture.device.certificate import PEM
from tests.sandbox.apks import apk

NAME = f"{subject_hash_old(x509.load_pem_x509_certificate(PEM))}.0"
LAUNCH = "monkey -p com.example.app -c android.intent.category.LAUNCHER 1"


def start_app(one: Bench, tmp_path: Path) -> str:
    path = tmp_path / "app.apk"
    path.write_bytes(apk())
    one.client.device(one.serial).sync.push(path, "/data/local/tmp/app.apk")
    assert "Success" in one.out("pm install /data/local/tmp/app.apk")
    one.out("rm /data/local/tmp/app.apk")
    return launched(one)


def launched(one: Bench) -> str:
    """Start the app; return its process id once there is one."""
    one.out(LAUNCH)
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        if pid := one.out("pidof com.example.app").strip():
            return pid
        time.sleep(0.02)
    raise AssertionError("the app did not start")


@pytest.mark.parametrize(
    ("api_level", "root", "store"),
    [(23, "adbd", SYSTEM_STORE), (30, "su", SYSTEM_STORE), (33, "su0", SYSTEM_STORE), (34, "su", APEX_STORE),
     (36, "adbd", APEX_STORE)],
)  # fmt: skip
def test_seen_everywhere_and_gone_afterwards(tmp_path: Path, api_level: int, root: str, store: str) -> None:
    with bench(tmp_path / "state", api_level=api_level, root=root) as one:
        (tmp_path / "state" / "root" / store[1:] / "old.0").write_text("an old certificate\n")
        running = start_app(one, tmp_path)
        before = one.facts()
        device = one.device(tmp_path / "journals")
        device.begin()
        assert trust(device.link, PEM) == f"{store}/{NAME}"
        one.out("am force-stop com.example.app")
        later = launched(one)
        for pid in ("1", "3", "4"):
            seen = device.link.must_sudo("nsenter", f"--mount=/proc/{pid}/ns/mnt", "--", "ls", store).split()
            assert seen == sorted([NAME, "old.0"]), pid
        assert later != running
        assert NAME in device.link.must_sudo("nsenter", f"--mount=/proc/{later}/ns/mnt", "--", "ls", store)
        device.close()
        assert (
            "harness-" not in device.link.sudo(["cat", f"/proc/{later}/mounts"]).stdout
        )  # started meanwhile, cleaned too
        after = one.facts()
        assert {key: after[key] for key in after if after[key] != before[key]} == {}


def test_an_app_that_runs_already_trusts_it_too(tmp_path: Path) -> None:
    with bench(tmp_path / "state", api_level=34) as one:
        pid = start_app(one, tmp_path)
        device = one.device()
        device.begin()
        trust(device.link, PEM)
        assert NAME in device.link.must_sudo("nsenter", f"--mount=/proc/{pid}/ns/mnt", "--", "ls", APEX_STORE)


def test_a_script_of_a_killed_run_that_is_still_at_work(tmp_path: Path) -> None:
    with bench(tmp_path / "state", api_level=34) as one:
        before = one.facts()
        device = one.device(tmp_path / "journals")
        device.begin()
        trust(device.link, PEM)
        token = next(iter(re.findall(r"^(harness-\w+) ", one.out("cat /proc/1/mounts"), re.MULTILINE)))
        _bind(device.link, token, ["1", "3", "4"])  # its last mounts come while those of before are being undone
        device.close()
        with pytest.raises(ChangeRefused):  # and what would come later finds nothing to mount
            _bind(device.link, token, ["1", "3", "4"])
        after = one.facts()
        assert {key: after[key] for key in after if after[key] != before[key]} == {}


def test_a_module_with_a_store_below_android_14(tmp_path: Path) -> None:
    with bench(tmp_path / "state", api_level=31) as one:
        one.out(f"mkdir -p {APEX_STORE}")
        device = one.device()
        device.begin()
        assert trust(device.link, PEM) == f"{SYSTEM_STORE}/{NAME}"
        for pid in ("1", "3", "4"):
            for store in (SYSTEM_STORE, APEX_STORE):
                assert NAME in device.link.must_sudo("nsenter", f"--mount=/proc/{pid}/ns/mnt", "--", "ls", store)
        device.close()
        assert "harness-" not in one.out("cat /proc/1/mounts")


def test_an_android_14_without_the_module_s_store(tmp_path: Path) -> None:
    with bench(tmp_path / "state", api_level=34) as one:
        one.out(f"rm -rf {APEX_STORE}")
        device = one.device()
        device.begin()
        assert trust(device.link, PEM) == f"{SYSTEM_STORE}/{NAME}"
        device.close()


def test_no_root(tmp_path: Path) -> None:
    with bench(tmp_path / "state", root="none") as one:
        device = one.device()
        device.begin()
        with pytest.raises(NoRoot, match="trust store needs it"):
            trust(device.link, PEM)
        assert device.link.journal.changes == []


def test_a_store_that_does_not_show_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with bench(tmp_path / "state") as one:
        device = one.device()
        device.begin()
        monkeypatch.setattr(device.link, "write_root", lambda *args, **words: None)
        with pytest.raises(ChangeRefused, match="does not appear"):
            trust(device.link, PEM)
        assert restore(device.link) == []


def test_after_a_reboot_there_is_nothing_to_unmount(tmp_path: Path) -> None:
    with bench(tmp_path / "state", api_level=34) as one:
        before = one.facts()
        device = one.device(tmp_path / "journals")
        device.begin()
        trust(device.link, PEM)
        one.out("reboot")
        one.reconnect()
        device.close()
        after = one.facts()
        assert {key: after[key] for key in after if after[key] != before[key]} == {}
