"""The clean state: whatever was changed, by hand, by the shell or by an app, a reset device is as a new one."""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from harness.sandbox.cage.attempts import MOST
from harness.sandbox.shell.commands import commands
from harness.sandbox.system.device import Device
from harness.sandbox.system.programs import Program
from tests.sandbox.apks import apk
from tests.sandbox.conftest import ASKED, PACKAGE
from tests.sandbox.system.local import made, run, shell
from tests.sandbox.system.picture import disk, memory

SEED = {
    "wifi": {"mac": "02:11:22:33:44:55"}, "packages": ["com.bank.app"], "clipboard": "幻影",
    "providers": {"sms": {"": {"columns": ["_id", "body"], "rows": [[1, "验证码"]]}}},
}  # fmt: skip

#: Lines of the shell, each with a command that changes something, before an app is there.
LINES = (
    "setenforce 1",
    "cmd sandbox seed /data/local/tmp/seed.json",
    "cmd sandbox network sinkhole",
    "cmd sandbox sms 10086 余额不足",
    "settings put secure android_id 0123456789abcdef; settings put global http_proxy 127.0.0.1:9",
    "setprop persist.sys.locale en-US; setprop a.b c",
    "appops set com.bank.app CAMERA deny; appops set 0 android:mock_location allow",
    "svc wifi disable",
    "cmd location providers add-test-provider gps",
    "cmd location providers set-test-provider-location gps --location 31.2,121.5",
    "content insert --uri content://call_log/calls --bind number:s:13800138000",
    "date @1234567890",
    "cmd alarm set-time 1234567890000",
    "iptables -t nat -N ours; iptables -A OUTPUT -j DROP; ip6tables -A OUTPUT -j DROP",
    "mount -t tmpfs tmpfs /system/etc/security/cacerts; echo pem > /system/etc/security/cacerts/1.0",
    "mount -t tmpfs other /vendor; umount /vendor",
    "echo x > /system/etc/hosts; rm /sdcard; mkdir /data/new; rmdir /vendor; tee /data/new/t < /system/etc/hosts",
    "cp /system/etc/hosts /data/new/a; mv /data/new/a /data/new/b; touch /data/new/c; ln -s /data/new /data/link",
    "chmod 600 /data/local/tmp; chown 1234:1234 /data/local/tmp /data/new/b; mktemp; ls -l /proc/1/mounts",
    "log -t Test something; logcat -c; log -t Test more",
    "cat /data/local/tmp/app.apk | pm install -S $(stat -c %s /data/local/tmp/app.apk) -g",
    "pm revoke com.example.app android.permission.ACCESS_FINE_LOCATION",
    "pm install-create -r",
    "cmd sandbox hold com.bank.app",
    "am start -n com.example.app/.MainActivity",
)
#: Those that need an app in front.
THEN = (
    "monkey -p com.example.app -c android.intent.category.LAUNCHER 1",
    "am startservice -n com.example.app/.Push",
    "uiautomator dump /sdcard/window_dump.xml",
    "screencap -p /storage/emulated/0/screen.png",
    "cmd sandbox routed $(pidof com.example.app)",
    "cmd sandbox install forbid",
    "input keyevent HOME",
    "monkey -p com.example.app 1",
    "input keyevent POWER",
    "kill -9 $(pidof com.example.app:push)",
    "cmd sandbox free 0",
)
#: Commands that change nothing of the device, or nothing by themselves.
READING = {
    "ls", "stat", "test", "[", "md5sum", "sha1sum", "sha256sum", "sha512sum", "find", "du", "df", "true", ":", "false",
    "sleep", "uname", "pwd", "uptime", "pidof", "pgrep", "ps", "printenv", "env", "ifconfig", "ip", "getprop", "wm",
    "echo", "printf", "grep", "egrep", "fgrep", "head", "tail", "wc", "sort", "uniq", "tr", "base64", "getenforce",
    "id", "whoami", "dumpsys", "cat", "readlink", "realpath", "restorecon", "chcon", "sync", "nsenter",
    "reboot",  # has a test of its own
    "killall", "pkill", "chgrp",  # other names of commands that are there
}  # fmt: skip
READING_OF_OURS = {
    "held",
    "processes",
    "exits",
    "denied",
    "confinement",
    "attempts",
    "reset",
    "resume",
    "prepared",
    "shells",
}
#: Calls of the app that change something of the device.
CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("toast", {"text": "谢谢"}),
    ("clipboard.set", {"text": "copied"}),
    ("settings.put", {"namespace": "system", "key": "font_scale", "value": "2"}),
    ("provider.insert", {"uri": "content://com.android.contacts/raw_contacts", "values": {"account_name": "x"}}),
    ("net.denied", {"host": "192.0.2.1", "port": 443}),
    ("shells.called", {"calls": {"android.view.View.measure": 3}}),
    ("service.start", {"component": f"{PACKAGE}/{PACKAGE}.Push"}),
    ("service.stop", {"component": f"{PACKAGE}/{PACKAGE}.Push"}),
    ("service.start", {"component": f"{PACKAGE}/{PACKAGE}.Push"}),
    ("activity.start", {"component": f"{PACKAGE}.SecondActivity"}),
    (
        "permission.request",
        {"permissions": ["android.permission.ACCESS_FINE_LOCATION"], "request_code": 7, "token": "1"},
    ),
    ("log", {"tag": "Test", "message": "said", "priority": 4}),
)
READING_CALLS = {
    "process.attach", "process.crashed", "state.get", "settings.get", "provider.query", "permission.check",
    "packages.list", "packages.get", "activity.finish", "ui.changed", "clipboard.get", "broadcast.send",
}  # fmt: skip
#: What no command, no app and no person changes once a device is made: everything else must have been changed.
MADE_ONCE = {
    "api_level", "root", "on_reboot", "_made_with", "mounts.directory", "vfs.root", "state._path",
    "properties._api_level", "properties._serial", "packages._path", "packages._api_level", "packages._system",
    "cage._root", "cage._forced", "processes._runtime._command", "processes._on_exit", "calls._table",
    "sessions._directory",
}  # fmt: skip
#: These empty themselves as what they hold ends; that they are empty after a reset is compared.
PASSING = {"activities._work", "components._work", "processes._tasks", "processes._hold"}


async def wait(device: Device, wanted: str, line: str = "logcat -d -v raw") -> None:
    deadline = time.monotonic() + 50
    while wanted not in (said := await shell(device, line)):
        assert time.monotonic() < deadline, (wanted, said[-2000:])
        await asyncio.sleep(0.02)


async def change_all(device: Device) -> None:
    """Change everything that can be changed: by the shell, by an app, by a finger, and what the kernel tells of."""
    await shell(device, "cat > /data/local/tmp/seed.json", json.dumps(SEED).encode())
    services = (("service", {"name": ".Push", "process": ":push"}),)
    asked = (*ASKED, "android.permission.WRITE_CONTACTS", "android.permission.WRITE_SETTINGS")
    await shell(device, "cat > /data/local/tmp/app.apk", apk(permissions=asked, components=services))
    for line in LINES:
        await shell(device, line)
    await wait(device, "state=RESUMED", "dumpsys activity activities")
    process = device.processes.named(PACKAGE)
    assert process is not None and process.channel is not None
    for name, args in CALLS:
        await device.calls.handle(process, name, args)
    assert device.permission_desk._requests
    await device.permission_desk.dismiss()
    await device.permission_desk.dismiss()
    await wait(device, "state=RESUMED", "dumpsys activity activities")
    await touch_something(device)
    for line in THEN:
        if line.startswith("kill"):  # it was started a moment ago
            await wait(device, f"{PACKAGE}:push", "ps -A -o NAME")
        await shell(device, line)
    device.permission_desk.request(process, ["android.permission.ACCESS_FINE_LOCATION"], 8, "1")
    await wait(device, "com.example.app:push", "cmd sandbox exits")
    for number in range(MOST + 1):
        device.cage.attempts.note("file", f"/etc/{number}", "refused", pid=1, process=PACKAGE, program="cat")
    child = await asyncio.create_subprocess_exec("sleep", "60")
    device.programs._running.append(Program(child.pid, "server", child))
    device.sessions.file().write_bytes(b"half an APK")


async def touch_something(device: Device) -> None:
    """Touch a button, drag what scrolls."""
    tree = await shell(device, "uiautomator dump /dev/tty")
    found = re.search(r'text="第二页"[^>]*bounds="\[(\d+),(\d+)\]', tree)
    assert found, tree
    await shell(device, f"input tap {int(found[1]) + 5} {int(found[2]) + 5}")
    process = device.processes.named(PACKAGE)
    assert process is not None
    device.since_boot.scroll[process.pid + 100_000] = {7: 40}  # the example's screen is too short to scroll


def test_a_device_that_starts_no_process_leaves_no_folder_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made(tmp_path / "device")
    assert [each.name for each in tmp_path.iterdir()] == ["device"]


def test_a_reset_device_is_as_a_new_one(tmp_path: Path) -> None:
    async def go() -> None:
        fresh, used = (made(tmp_path / name, api_level=34) for name in ("fresh", "used"))
        clean_memory, clean_disk = memory(fresh), disk(fresh)
        assert memory(used) == clean_memory
        await change_all(used)
        changed = memory(used)
        same = {name for name, text in changed.items() if clean_memory.get(name) == text}
        assert same - MADE_ONCE - PASSING == set(), "change these, too, or say in MADE_ONCE that nothing does"
        assert same >= MADE_ONCE
        await used.reset()
        await asyncio.sleep(0)
        assert memory(used) == clean_memory
        used.packages.save()  # which a new device does when it ends
        fresh.packages.save()
        used.state.save()
        fresh.state.save()
        assert disk(used) == disk(fresh)
        assert {name for name in clean_disk if name not in disk(used)} == set()
        assert await everything_told(used) == await everything_told(fresh)
        await fresh.close()
        await used.close()

    run(go())


async def everything_told(device: Device) -> dict[str, str]:
    """What the shell tells of the device."""
    told = {
        line: await shell(device, line)
        for line in (
            "getenforce", "cmd sandbox network", "cmd sandbox exits", "cmd sandbox denied", "cmd sandbox attempts",
            "cmd sandbox shells",
            "cmd sandbox processes", "settings list secure", "settings list global", "settings list system", "getprop",
            "appops get 2000", "iptables -t nat -S", "iptables -S", "ip6tables -S", "mount", "pm list packages -f",
            "dumpsys input", "dumpsys activity activities", "dumpsys power", "dumpsys account", "logcat -d",
            "content query --uri content://sms", "content query --uri content://call_log/calls", "date +%Y-%m-%d",
            "cat /system/etc/hosts", "find / -name 'x*'", "stat -c '%a %u %g' /data/local/tmp", "pidof server",
            "uiautomator dump /dev/tty", "ps -A",
        )
    }  # fmt: skip
    told["toast"] = device.toast()
    data = apk()
    told["install"] = await shell(device, f"pm install -S {len(data)}", data)
    return told


def test_no_command_and_no_call_is_left_out(tmp_path: Path) -> None:
    """A new command of the shell, or a new call of the apps, is named above: as one that changes something or not."""

    async def go() -> None:
        device = made(tmp_path)
        lines = " ; ".join((*LINES, *THEN, "cat > x"))
        used = {word for word in commands() if re.search(rf"(^|[;|(] ?){re.escape(word)}( |$|;)", lines)}
        assert set(commands()) - used - READING == set()
        assert set(device.calls._table) == {name for name, _ in CALLS} | READING_CALLS
        usage = (await shell(device, "cmd sandbox")).removeprefix("usage: cmd sandbox ").replace("|sinkhole|routed", "")
        ours = {part.split()[0] for part in usage.replace("allow|forbid", "").split("|")} - READING_OF_OURS
        assert {"seed", "network", "free"} < ours
        assert {name for name in ours if f"cmd sandbox {name}" not in lines} == set()
        await device.close()

    run(go())


def test_whatever_changes_is_asked_to_reset(tmp_path: Path) -> None:
    """A part of the device is in the list that a reset goes through, or has nothing of its own to forget."""

    async def go() -> None:
        device = made(tmp_path)
        parts = {
            name: value
            for name, value in vars(device).items()
            if type(value).__module__.startswith("harness.sandbox") and value not in device.services
        }
        assert set(parts) == {"providers", "cage", "since_boot", "since_reset"}
        assert device.cage.attempts in device.services
        assert vars(device.providers) == {"_state": device.state}
        await device.close()

    run(go())


@pytest.mark.parametrize("starting", [True, False])
def test_an_app_that_is_just_starting_leaves_nothing(tmp_path: Path, starting: bool) -> None:
    async def go() -> None:
        device = made(tmp_path)
        data = apk()
        await shell(device, f"pm install -S {len(data)}", data)
        await shell(device, f"am start -n {PACKAGE}/.MainActivity")
        if not starting:
            await wait(device, "attached")
        await device.reset()
        await asyncio.sleep(0.3)
        assert device.log.since(0) == [] and device.processes.exits == [] and device.activities.tasks == []
        await device.close()

    run(go())
