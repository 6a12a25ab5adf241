"""What a new device's disk holds."""

from pathlib import Path

from harness.sandbox.disk.tree import APEX_STORE, SYSTEM_STORE, make_tree, store_of
from harness.sandbox.disk.vfs import Vfs


def test_a_new_disk_has_its_links_its_hosts_and_its_owners(tmp_path: Path) -> None:
    vfs = Vfs(tmp_path)
    make_tree(vfs, 30)
    assert vfs.resolve("/sdcard/DCIM") == "/storage/emulated/0/DCIM"
    assert b"localhost" in vfs.read_bytes("/etc/hosts")
    assert vfs.stat("/data/local/tmp").uid == 2000
    assert vfs.listdir(SYSTEM_STORE) == [] and not vfs.exists(APEX_STORE)


def test_what_is_there_stays(tmp_path: Path) -> None:
    vfs = Vfs(tmp_path)
    make_tree(vfs, 30)
    vfs.write_bytes("/system/etc/hosts", b"192.0.2.1 mine\n")
    make_tree(vfs, 30)
    assert vfs.read_bytes("/etc/hosts") == b"192.0.2.1 mine\n"


def test_since_android_14_apps_read_the_store_of_the_module(tmp_path: Path) -> None:
    assert [store_of(level) for level in (23, 33, 34, 36)] == [SYSTEM_STORE, SYSTEM_STORE, APEX_STORE, APEX_STORE]
    vfs = Vfs(tmp_path)
    make_tree(vfs, 34)
    assert vfs.is_dir(APEX_STORE)
