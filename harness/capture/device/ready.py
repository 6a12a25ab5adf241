"""A device made ready for a run: awake, unlocked, at rest, with nothing of its own in front of the app.

Each change is in the journal and goes with the run; what a device refuses is a note in the bundle, not the run's end.
The public scripts that drive emulators in CI set the same, each for a reason that somebody met:

- ``stay_on_while_plugged_in`` (AOSP ``BatteryManager``: AC 1, USB 2, wireless 4), ``screen_off_timeout``: a phone goes
  dark after 30 s, and then shows its lock screen;
- the three animation scales: ``uiautomator dump`` waits for a second without a change (AOSP ``DumpCommand``);
- ``immersive_mode_confirmations``: the first app in full screen gets 'Viewing full screen', which takes the touches and
  hides the app from the view tree (AOSP ``ImmersiveModeConfirmation``: ``confirmed`` is what it writes itself);
- ``captive_portal_mode`` 0, before Android 8 ``captive_portal_detection_enabled``: in a sinkhole the system would say
  that there is no internet (AOSP ``Settings.Global``, ``NetworkMonitor``);
- ``stylus_handwriting_enabled``: on Android 14 and later 'Try out your stylus' takes the first typed text;
- ``autofill_service``, ``spell_checker_enabled``: 'Save password?' and corrections over typed values (CTS deletes the
  former the same way);
- location: off on some fresh images. ``cmd location set-location-enabled`` since Android 12 (AOSP
  ``LocationShellCommand``); ``location_mode`` from Android 9; before, ``location_providers_allowed`` takes ``+gps`` and
  ``-gps`` (AOSP ``SettingsProvider.updateLocationProvidersAllowedLocked``);
- Magisk's toast for each ``su``: https://github.com/WireGuard/wireguard-android (``RootShell.java``) turns it off in
  this way.
"""

import re
import time
from collections.abc import Callable

import msgspec

from harness.capture.device.errors import DeviceError, DeviceLost
from harness.capture.device.journal import Command
from harness.capture.device.link import outputs
from harness.capture.device.link.link import Link
from harness.capture.device.link.outputs import one_line

LOCATION_COMMAND_SINCE = 31
LOCATION_MODE_SINCE = 28
AWAKE_MS = 1_800_000
PLUGGED = 7
UNLOCKED_SECONDS = 3.0
"""How long a lock screen may take to go."""
_MAGISK = "SELECT notification FROM policies WHERE uid=2000"


class Wanted(msgspec.Struct, frozen=True):
    """A setting as a run wants it, at API levels from ``since`` to ``until``; ``None`` deletes it.

    ``least``: a number that is as high already is left alone.
    """

    namespace: str
    key: str
    value: str | None
    since: int = 0
    until: int = 1000
    least: bool = False


SETTINGS = (
    Wanted("global", "stay_on_while_plugged_in", str(PLUGGED), least=True),
    Wanted("system", "screen_off_timeout", str(AWAKE_MS), least=True),
    Wanted("global", "window_animation_scale", "0"),
    Wanted("global", "transition_animation_scale", "0"),
    Wanted("global", "animator_duration_scale", "0"),
    Wanted("secure", "immersive_mode_confirmations", "confirmed"),
    Wanted("global", "captive_portal_mode", "0"),
    Wanted("global", "captive_portal_detection_enabled", "0", until=25),
    Wanted("secure", "stylus_handwriting_enabled", "0", since=34),
    Wanted("secure", "autofill_service", None, since=26),
    Wanted("secure", "spell_checker_enabled", "0"),
    Wanted("secure", "location_mode", "3", since=LOCATION_MODE_SINCE, until=LOCATION_COMMAND_SINCE - 1),
)


class Ready(msgspec.Struct):
    """What was done: ``changed`` maps what was set to what it is now; ``notes`` say what could not be."""

    changed: dict[str, str] = {}
    notes: list[str] = []


def make_ready(link: Link) -> Ready:
    """Make a device ready whose journal is open. Raises :class:`DeviceLost` with the device, nothing else."""
    done = Ready()
    parts: tuple[Callable[[Link, Ready], None], ...] = (_quiet_root, _settings, _location, _awake, _collapse)
    for part in parts:
        try:
            part(link, done)
        except DeviceLost:
            raise
        except DeviceError as error:
            done.notes.append(one_line(str(error)))
    return done


def _settings(link: Link, done: Ready) -> None:
    wanted = [item for item in SETTINGS if item.since <= link.api_level <= item.until]
    known = {name: _listed(link, name) for name in ("global", "secure", "system")}
    changed = [item for item in wanted if not _is(known[item.namespace].get(item.key), item)]
    for item in changed:
        try:
            link.put_setting(item.namespace, item.key, item.value)
            done.changed[f"{item.namespace}/{item.key}"] = item.value or ""
        except DeviceLost:
            raise
        except DeviceError as error:
            done.notes.append(one_line(str(error)))
    now = {name: _listed(link, name) for name in {item.namespace for item in changed}}
    for item in changed:
        name = f"{item.namespace}/{item.key}"
        if name in done.changed and not _is(now[item.namespace].get(item.key), item):
            del done.changed[name]
            done.notes.append(f"The device {link.serial} does not keep the setting {name}.")


def _listed(link: Link, namespace: str) -> dict[str, str]:
    return outputs.settings(link.shell(["settings", "list", namespace]).stdout)


def _is(now: str | None, wanted: Wanted) -> bool:
    if wanted.value is None:
        return now in (None, "", "null")
    if not wanted.least:
        return now == wanted.value
    if now is None or not now.isdigit():
        return False
    if wanted.key == "stay_on_while_plugged_in":  # not a number but bits
        return int(now) & PLUGGED == PLUGGED
    return int(now) >= int(wanted.value)


def _location(link: Link, done: Ready) -> None:
    if link.api_level >= LOCATION_COMMAND_SINCE:
        switch = ["cmd", "location", "set-location-enabled"]
        if link.shell(["cmd", "location", "is-location-enabled"]).stdout.strip() == "false":
            link.change("location is on", Command([*switch, "false"]))
            link.must(*switch, "true")
            done.changed["location"] = "on"
    elif link.api_level < LOCATION_MODE_SINCE:
        put = ["settings", "put", "secure", "location_providers_allowed"]
        allowed = link.must("settings", "get", "secure", "location_providers_allowed").strip().split(",")
        for provider in ("gps", "network"):
            if provider not in allowed:
                link.change(f"the {provider} location provider is on", Command([*put, f"-{provider}"]))
                link.must(*put, f"+{provider}")
                done.changed[f"location_providers_allowed/{provider}"] = "on"


def _awake(link: Link, done: Ready) -> None:
    """Wake it and take its lock screen away, which no undo brings back: both come by themselves."""
    link.shell(["input", "keyevent", "KEYCODE_WAKEUP"])
    link.shell(["wm", "dismiss-keyguard"])
    screen = _unlocked(link)
    if screen.locked:
        link.shell(["input", "keyevent", "KEYCODE_MENU"])  # what does it where 'wm' does not know the word yet
        screen = _unlocked(link)
    if screen.locked:
        how = "it is guarded by a PIN, a pattern or a password" if screen.secure else "nothing takes it away"
        done.notes.append(f"The lock screen of {link.serial} is in front of everything: {how}. Unlock it by hand.")
    elif screen.on is False:
        done.notes.append(f"The screen of {link.serial} stays off.")


def _unlocked(link: Link) -> outputs.Screen:
    deadline = time.monotonic() + UNLOCKED_SECONDS
    while True:
        screen = outputs.screen(link.shell(["dumpsys", "window", "policy"]).stdout)
        if (not screen.locked and screen.on is not False) or screen.secure or time.monotonic() > deadline:
            return screen
        time.sleep(0.25)


def _collapse(link: Link, _done: Ready) -> None:
    link.shell(["cmd", "statusbar", "collapse"])


def _quiet_root(link: Link, done: Ready) -> None:
    """No toast of Magisk for what the harness does as root; the one for becoming root has been shown by now."""
    if link.root is None or link.root.prefix != ("su", "-c"):
        return
    found = re.search(r"\bnotification=(\d)", link.sudo(["magisk", "--sqlite", _MAGISK]).stdout)
    if found is not None and found[1] != "0":
        update = "UPDATE policies SET notification={} WHERE uid=2000"
        undo = Command(["magisk", "--sqlite", update.format(found[1])], root=True)
        link.change("Magisk says nothing of the shell's root", undo)
        link.must_sudo("magisk", "--sqlite", update.format(0))
        done.changed["magisk/notification"] = "0"
