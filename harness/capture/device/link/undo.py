"""Undoing what the journal holds: each kind of change by what takes it back."""

import time

from harness.capture.device.errors import DeviceError
from harness.capture.device.journal import Command, Forward, Mounts, Reverse, Setting, Undo, Unroot, WallClock
from harness.capture.device.link import wall_clock
from harness.capture.device.link.link import Link
from harness.capture.device.link.namespaces import unmount
from harness.capture.device.link.root import ADBD

PROXY_SETTING = ("global", "http_proxy")
_PROXY_KEPT = ("global_http_proxy_host", "global_http_proxy_port", "global_http_proxy_exclusion_list")
_PROXY_SECONDS = 5.0


def begin(link: Link) -> list[str]:
    """Take the device and undo what an earlier run left; return a sentence for each change that stays.

    Raises :class:`DeviceBusy` when another run has the device.
    """
    link.journal.begin(link.identity())
    return restore(link)


def restore(link: Link) -> list[str]:
    """Undo every change; return a sentence for each that stays."""
    if not link.journal.changes:
        return []
    return link.journal.undo(link.identity().boot_id, lambda each: undo(link, each))


def put_clock_back(link: Link) -> None:
    """Undo the changes to the clock alone. Raises :class:`DeviceError` with the first that stays."""
    numbers = {
        entry.number
        for entry in link.journal.changes
        if isinstance(entry.undo, WallClock)
        or (isinstance(entry.undo, Setting) and entry.undo.key == wall_clock.AUTO[1])
    }
    boot_id = link.journal.identity.boot_id
    if left := link.journal.undo(boot_id, lambda each: undo(link, each), numbers=numbers):
        raise DeviceError(left[0])


def undo(link: Link, undo: Undo) -> None:
    """Undo one change. Raises :class:`DeviceError` when the device does not let it be undone."""
    match undo:
        case Command(argv=argv, root=root, needed=needed):
            run = link.sudo if root else link.shell
            if needed is None or run(needed).code == 0:
                link.succeeded(argv, run(argv))
        case Setting(namespace=namespace, key=key, was=was, ours=ours):
            now = link.must("settings", "get", namespace, key).rstrip("\n")
            if now == (ours if ours is not None else "null"):
                if was is None and (namespace, key) == PROXY_SETTING:
                    _forget_proxy(link)
                words = ["delete", namespace, key] if was is None else ["put", namespace, key, was]
                link.must("settings", *words)
        case Forward(local=local):
            if any(each == local for each, _ in link.transport.forwards()):
                link.transport.remove_forward(local)
        case Reverse(remote=remote):
            if any(each == remote for each, _ in link.transport.reverses()):
                link.transport.remove_reverse(remote)
        case Unroot():
            if link.root == ADBD:
                link.transport.unroot()
                link.transport.wait_for_adbd()
        case Mounts():
            unmount(link, undo)
        case WallClock():
            wall_clock.put_back(link, undo)


def _forget_proxy(link: Link) -> None:
    """Turn the global proxy off by ``:0``, and wait until that is heard.

    The platform keeps the proxy in settings of its own, which it changes when it reads the one that we set; a
    setting that is deleted it does not read (AOSP ``ProxyTracker.loadDeprecatedGlobalHttpProxy``), and the proxy
    would stay until a reboot (https://github.com/appium/appium-adb/pull/392).
    """
    link.must("settings", "put", *PROXY_SETTING, ":0")
    deadline = time.monotonic() + _PROXY_SECONDS
    while link.must("settings", "get", "global", _PROXY_KEPT[0]).strip() not in ("", "null"):
        if time.monotonic() > deadline:
            raise DeviceError(f"The device {link.serial} does not turn its global proxy off.")
        time.sleep(0.1)
    for key in _PROXY_KEPT:
        link.must("settings", "delete", "global", key)
