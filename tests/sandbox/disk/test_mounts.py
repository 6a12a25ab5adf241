"""Mount namespaces: who sees what, and what a new app inherits."""

from pathlib import Path

import pytest

from harness.sandbox import caller
from harness.sandbox.disk.mounts import ZYGOTE64, Mounts

STORE = "/system/etc/security/cacerts"
APEX = "/apex/com.android.conscrypt/cacerts"
APP = 4321


@pytest.fixture
def mounts(tmp_path: Path) -> Mounts:
    return Mounts(tmp_path / "mounts")


def seen(mounts: Mounts, path: str, pid: int) -> bool:
    with caller.acting(new_namespace=pid):
        return mounts.find(path) is not None


def test_what_init_mounts_reaches_everybody(mounts: Mounts) -> None:
    mounts.fork(APP)
    mounts.tmpfs("tmpfs", STORE)
    assert all(seen(mounts, f"{STORE}/1.0", pid) for pid in (caller.INIT, ZYGOTE64, APP))
    assert not seen(mounts, STORE + "x", caller.INIT)


def test_an_apex_is_private_to_each_namespace_and_an_app_copies_its_zygote(mounts: Mounts) -> None:
    mounts.fork(APP)
    mounts.tmpfs("tmpfs", APEX)
    assert not seen(mounts, APEX, ZYGOTE64) and not seen(mounts, APEX, APP)
    with caller.acting(new_namespace=ZYGOTE64):
        mounts.tmpfs("tmpfs", APEX)
    mounts.fork(APP + 1)
    assert not seen(mounts, APEX, APP) and seen(mounts, APEX, APP + 1)
    mounts.end(APP + 1)
    assert not seen(mounts, APEX, APP + 1)


def test_the_newest_mount_covers_and_comes_off_first(mounts: Mounts, tmp_path: Path) -> None:
    mounts.tmpfs("tmpfs", STORE)
    mounts.bind(tmp_path, mounts.source_of("/data/local/tmp"), STORE)
    assert mounts.find(f"{STORE}/a") == (STORE, tmp_path)
    assert mounts.text(caller.INIT).splitlines()[-1] == f"/dev/block/dm-0 {STORE} ext4 rw,relatime 0 0"
    assert mounts.unmount(STORE) and mounts.source_of(STORE) == "tmpfs"
    assert mounts.unmount(STORE) and not mounts.unmount(STORE)


def test_reset_leaves_the_system_without_mounts(mounts: Mounts) -> None:
    mounts.fork(APP)
    mounts.tmpfs("tmpfs", STORE)
    mounts.reset()
    assert APP not in mounts.spaces() and not seen(mounts, STORE, caller.INIT)
    assert list(mounts.directory.iterdir()) == []
