"""What a new device's disk holds: directories, links, the hosts file and the (empty) stores of trusted certificates."""

from __future__ import annotations

from typing import Final

from .vfs import Vfs

#: Where the system's trusted certificates lie: PEM files named ``<subject hash>.0``. Apps get it as ``ca_dir``.
SYSTEM_STORE: Final = "/system/etc/security/cacerts"
#: The same from Android 14 on, in the conscrypt module.
APEX_STORE: Final = "/apex/com.android.conscrypt/cacerts"
#: Where those that a user adds lie; apps trust them only below API 24.
USER_STORE: Final = "/data/misc/user/0/cacerts-added"

_HOSTS = b"127.0.0.1       localhost\n::1             ip6-localhost\n"
_DIRECTORIES = (
    "/data/app", "/data/data", "/data/local/tmp", "/data/misc/user/0", "/data/user", "/dev", "/mnt", "/proc",
    "/storage/emulated/0/Android/data", "/storage/emulated/0/DCIM", "/storage/emulated/0/Download",
    "/storage/emulated/0/Pictures", "/system/app", "/system/bin", "/system/etc/security", "/vendor",
    SYSTEM_STORE, USER_STORE, "/apex",
)  # fmt: skip
_LINKS = {
    "/sdcard": "/storage/emulated/0", "/storage/self": "/storage/emulated", "/data/user/0": "/data/data",
    "/etc": "/system/etc", "/bin": "/system/bin",
}  # fmt: skip
_OWNERS = {"/storage/emulated": (0, 1015), "/data/local/tmp": (2000, 2000), "/data/data": (1000, 1000)}


def store_of(api_level: int) -> str:
    """The store that apps of an API level read."""
    return APEX_STORE if api_level >= 34 else SYSTEM_STORE


def make_tree(vfs: Vfs, api_level: int) -> None:
    """Make the directories, links and files of a new device; those that exist stay."""
    for path in (*_DIRECTORIES, *([APEX_STORE] if api_level >= 34 else [])):
        vfs.makedirs(path)
    for path, target in _LINKS.items():
        if not vfs.exists(path):
            vfs.symlink(target, path)
    if not vfs.exists("/system/etc/hosts"):
        vfs.write_bytes("/system/etc/hosts", _HOSTS)
    for path, (uid, gid) in _OWNERS.items():
        vfs.chown(path, uid, gid)
