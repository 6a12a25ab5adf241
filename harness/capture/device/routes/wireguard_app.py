"""The WireGuard app made ready without hands, as root; everything through the journal.

What a user would do in it by hand, and where that is kept:

* 'Allow remote control by other apps' is ``allow_remote_control_intents`` in the DataStore ``settings``
  (wireguard-android ``UserKnobs.kt``, ``Application.kt``): ``files/datastore/settings.preferences_pb``, a map of names
  to values (androidx ``preferences.proto``). Of a protobuf message what comes later counts, so an entry is appended.
* The question whether it may be a VPN is the app op ``ACTIVATE_VPN`` (AOSP ``Vpn.java``, ``isVpnPreConsented``).
* Broadcasts do not reach an app that is restricted in the background: ``RUN_ANY_IN_BACKGROUND`` and the list of
  ``deviceidle`` (appstraction does the same).

Files below an app's directory have its categories in their SELinux label, which a file made by root has not.
"""

import re
from pathlib import Path

from harness.capture.device.errors import ChangeRefused
from harness.capture.device.install.install import install
from harness.capture.device.journal import Command
from harness.capture.device.link.link import Link
from harness.capture.device.plant.app_ops import allow_to
from harness.capture.device.routes.rules import uid_of

APP = "com.wireguard.android"
FILES = f"/data/data/{APP}/files"
SETTINGS = f"{FILES}/datastore/settings.preferences_pb"
_BEFORE = f"{SETTINGS}.before"
_ENTRY = f"{SETTINGS}.entry"
_KEY = "allow_remote_control_intents"
_ALLOWED_OPS = ("ACTIVATE_VPN", "RUN_ANY_IN_BACKGROUND")


def allowing() -> bytes:
    """Return the entry of a DataStore that allows remote control."""
    key = _KEY.encode()
    value = bytes([0x08, 1])  # Value.boolean
    entry = bytes([0x0A, len(key)]) + key + bytes([0x12, len(value)]) + value
    return bytes([0x0A, len(entry)]) + entry


def prepare(link: Link, apk: Path | None) -> None:
    """Have WireGuard on the device (from ``apk`` if it is not), allowed to be a VPN, and to be controlled.

    Raises :class:`ChangeRefused` when it is not there and no ``apk`` is given.
    """
    if link.shell(["pm", "path", APP]).code != 0:
        if apk is None:
            raise ChangeRefused(
                f"{APP} is not on {link.serial}: install WireGuard there, or give its APK with --wireguard-apk."
            )
        install(link, apk, grant_all=True)
    link.must("am", "force-stop", APP)  # it keeps its settings in memory, and reads its tunnels when it starts
    _settings(link)
    for name in _ALLOWED_OPS:
        allow_to(link, APP, name, f"the app operation {name} of {APP}")
    listed = link.shell(["dumpsys", "deviceidle", "whitelist"]).stdout
    if re.search(rf"\b{re.escape(APP)}\b", listed) is None:
        link.change(f"{APP} may run in the background", Command(["dumpsys", "deviceidle", "whitelist", f"-{APP}"]))
        link.shell(["dumpsys", "deviceidle", "whitelist", f"+{APP}"])


def place(link: Link, path: str, data: bytes) -> None:
    """Write a file of the app's own, as if it had written it."""
    link.write_root(data, path, 0o600)
    own(link, path)


def own(link: Link, *paths: str) -> None:
    """Give what root made to the app: its user, and the label of its directory."""
    owner = uid_of(link, APP)
    link.must_sudo("chown", f"{owner}:{owner}", *paths)
    said = link.sudo(["ls", "-Zd", f"/data/data/{APP}"])
    label = said.stdout.split()[0] if said.code == 0 and said.stdout.split() else ""
    if label.count(":") >= 3:
        link.sudo(["chcon", label, *paths])


def _settings(link: Link) -> None:
    """Allow remote control, unless the settings say so at their end already."""
    made = [path for path in (FILES, f"{FILES}/datastore") if link.sudo(["test", "-d", path]).code != 0]
    for path in made:
        link.change(f"the directory {path}", Command(["rmdir", path], True, ["test", "-d", path]))
        link.must_sudo("mkdir", path)
    if made:
        own(link, *made)
    if link.sudo(["test", "-f", SETTINGS]).code == 0:
        link.change("WireGuard's settings", Command(["mv", "-f", _BEFORE, SETTINGS], True, ["test", "-f", _BEFORE]))
        link.must_sudo("cp", "-p", SETTINGS, _BEFORE)
    else:
        link.change("WireGuard's settings", Command(["rm", "-f", SETTINGS], True))
    # Undone before the settings: a running app would write its own over them.
    link.change("WireGuard runs", Command(["am", "force-stop", APP]), volatile=True)
    link.change("an entry of WireGuard's settings", Command(["rm", "-f", _ENTRY], True))
    link.write_root(allowing(), _ENTRY)
    link.must_sudo("sh", "-c", f"cat {_ENTRY} >> {SETTINGS} && rm {_ENTRY}")
    own(link, SETTINGS)
