"""Checks of a device: on the sandbox for real, and on devices that say what real ones say."""

import socket
from collections.abc import Sequence
from typing import Any

import frida
import pytest

from harness.capture.device.errors import DeviceLost
from harness.capture.device.structs import ShellResult
from harness.capture.doctor import device as module
from harness.capture.doctor.check import Check, State
from harness.capture.doctor.device import CHECKS, check_device
from harness.capture.doctor.probe import Probe, Probed
from harness.evidence.run_record import DeviceInfo
from tests.capture.device.transcripts import said

HEALTHY = {
    "id -u": "0",
    "getprop": "[ro.product.cpu.abilist]: [x86_64,arm64-v8a]\n[ro.debuggable]: [1]\n",
    "ps -A -o PID,PPID,USER,ETIME,NAME": "PID PPID USER ELAPSED NAME\n1 0 root 01:00 init\n",
    "getenforce": "Enforcing",
    "ls /system/etc/security/cacerts": "00673b5b.0\n04f60c28.0",
    "ls /apex/com.android.conscrypt/cacerts": "00673b5b.0",
    "ls /sys/class/net": "lo\nwlan0",
    "settings get global http_proxy": "null",
    "df /data": "Filesystem 1K-blocks Used Available Use% Mounted on\n/dev/dm-5 60821440 1 48517040 21% /data",
    "dumpsys window policy": "    secure=false\n    screenState=SCREEN_STATE_ON\n    mIsShowing=false",
}


class Talker(Probed):
    """A device that answers commands from a table; all others fail as unknown commands do."""

    serial = "emulator-5554"

    def __init__(self, answers: dict[str, str], skew_s: float = 0.0, **info: Any) -> None:
        self.answers = HEALTHY | answers
        self.skew_s = skew_s
        facts: dict[str, Any] = {"abi": "x86_64", "api_level": 33, "sandbox": False} | info
        self._info = DeviceInfo(
            serial=self.serial, kind="adb", model="sdk_gphone64_x86_64", manufacturer="Google", android="13",
            fingerprint="google/sdk", **facts,
        )  # fmt: skip

    def info(self) -> DeviceInfo:
        return self._info

    def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        answer = self.answers.get(" ".join(command))
        return ShellResult(code=127 if answer is None else 0, stdout=answer or "", stderr="")

    def clock_offset_us(self) -> int:
        return int(self.skew_s * 1e6)

    def close(self) -> None:
        pass


def checks(answers: dict[str, str] | None = None, **facts: Any) -> dict[str, Check]:
    probe = Probe(Talker(answers or {}, **facts))
    return {check.name: check for check in (run(probe) for run in CHECKS)}


def test_a_healthy_emulator() -> None:
    for check in checks().values():
        assert check.state == State.ok, check
        assert not check.remedy


MIS: list[tuple[str, State, str, dict[str, str], dict[str, Any]]] = [
    ("device", State.fail, "newer system image", {}, {"api_level": 22}),
    ("device", State.warn, "older system image", {}, {"api_level": 37}),
    ("abi", State.warn, "64-bit", {}, {"abi": "armeabi-v7a"}),
    ("abi", State.warn, "ARM translation", {"getprop": "[ro.product.cpu.abilist]: [x86_64,x86]\n"}, {}),
    ("root", State.warn, "adb -s emulator-5554 root", {"id -u": "2000"}, {}),
    ("root", State.warn, "without Google Play", {"id -u": "2000", "getprop": "[ro.debuggable]: [0]\n"}, {}),
    ("selinux", State.warn, "adb -s emulator-5554 shell 'setenforce 1'", {"getenforce": "Permissive"}, {}),
    ("device clock", State.warn, 'shell date "@$(date +%s)"', {}, {"skew_s": -120.0}),
    ("device clock", State.fail, 'shell date "@$(date +%s)"', {}, {"skew_s": -3 * 86400.0}),
    ("trust store", State.warn, "--mend", {"ls /system/etc/security/cacerts": "00673b5b.0\nc8750f0d.0"}, {}),
    ("trust store", State.warn, "ls /apex", {"ls /apex/com.android.conscrypt/cacerts": ""}, {"api_level": 34}),
    (
        "route", State.warn, "adb -s emulator-5554 shell settings put global http_proxy :0",
        {"settings get global http_proxy": "10.0.2.2:8080"}, {},
    ),
    ("route", State.warn, "private_dns_mode off", {"settings get global private_dns_mode": "hostname"}, {}),
    ("route", State.warn, "airplane-mode disable", {"settings get global airplane_mode_on": "1"}, {}),
    ("route", State.warn, "VPN", {"ls /sys/class/net": "lo\ntun0"}, {}),
    ("free space", State.fail, "pm trim-caches", {"df /data": "F 1K-blocks Available M\nx 9 1024 /data"}, {}),
    ("free space", State.warn, "df /data", {"df /data": "?"}, {}),
    (
        "screen lock", State.fail, "wm dismiss-keyguard",
        {"dumpsys window policy": said("dumpsys_window-policy-locked")}, {},
    ),
    ("screen lock", State.fail, "locksettings clear", {"dumpsys window policy": "secure=true\nmIsShowing=true"}, {}),
    (
        "screen lock", State.warn, "svc power stayon true",
        {"dumpsys window policy": said("dumpsys_window-policy-off")}, {},
    ),
    (
        "app verification", State.warn, "verifier_verify_adb_installs 0",
        {"pm path com.android.vending": "package:/product/priv-app/Phonesky/Phonesky.apk"}, {},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "state", "remedy", "answers", "facts"), MIS)
def test_what_is_wrong_has_a_state_a_consequence_and_a_command(
    name: str, state: State, remedy: str, answers: dict[str, str], facts: dict[str, Any]
) -> None:
    check = checks(answers, **facts)[name]
    assert check.state == state
    assert remedy in check.remedy
    assert check.consequence


def test_su_is_root_and_its_commands_go_through_su() -> None:
    answers = {"id -u": "2000", "su -c id": "uid=0(root) gid=0(root) context=u:r:magisk:s0", "getenforce": "Permissive"}
    found = checks(answers)
    assert found["root"].state == State.ok
    assert found["selinux"].remedy == """adb -s emulator-5554 shell 'su -c '"'"'setenforce 1'"'"''"""


def test_adb_installs_that_are_not_verified() -> None:
    answers = {"pm path com.android.vending": "package:/x", "settings get global verifier_verify_adb_installs": "0"}
    assert checks(answers)["app verification"].state == State.ok


def test_an_old_frida_server_is_named_with_the_command_that_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise frida.ProtocolError("unable to communicate with remote frida-server; major versions must match")

    monkeypatch.setattr(frida, "get_device", refuse)
    ps = "PID PPID USER ELAPSED NAME\n4711 1 root 01:00 frida-server-16\n"
    check = checks({"ps -A -o PID,PPID,USER,ETIME,NAME": ps})["frida-server"]
    assert (check.state, check.remedy) == (State.warn, "adb -s emulator-5554 shell 'kill 4711'")
    assert "major versions must match" in check.found


def test_a_device_that_goes_away_in_the_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    device = Talker({})
    monkeypatch.setattr(module, "choose", lambda name: device)

    def lost() -> int:
        raise DeviceLost("Lost the device emulator-5554.")

    device.clock_offset_us = lost  # type: ignore[method-assign]
    last = check_device("emulator-5554")[-1]
    assert (last.name, last.state, last.found) == ("device clock", State.fail, "Lost the device emulator-5554.")


def test_no_answer_of_a_hostile_device_breaks_a_check() -> None:
    for answer in ("", "\x1b[2J\0", "9" * 5000, "=[]:{}" * 100, "uid=0(root"):
        probe = Probe(Talker(dict.fromkeys([*HEALTHY, "pm path com.android.vending", "su -c id"], answer)))
        for run in CHECKS:
            assert run(probe).name


@pytest.mark.device
def test_the_sandbox() -> None:
    found = {check.name: check for check in check_device("sandbox")}
    assert len(found) == len(CHECKS)
    for check in found.values():
        assert check.state == State.ok, check


def test_a_device_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        monkeypatch.setattr("adbutils.AdbClient.list", lambda self: [])
        monkeypatch.setattr("adbutils.AdbClient.connect", lambda self, address, timeout: "failed to connect")
        (check,) = check_device(f"127.0.0.1:{port}")
    assert check.state == State.fail
    assert "failed to connect" in check.found and check.remedy == "adb devices -l"
    (check,) = check_device("avd:NONE")
    assert "There is no AVD 'NONE'" in check.found and check.remedy == "avdmanager list avd"


def properties(**values: str) -> dict[str, str]:
    lines = "".join(f"[{name.replace('__', '.')}]: [{value}]\n" for name, value in values.items())
    return {"getprop": HEALTHY["getprop"] + lines}


def test_what_the_platform_does_to_frida_is_told() -> None:
    found = checks(properties(dalvik__vm__checkjni="true", ro__hw_timeout_multiplier="3", ro__zygote="zygote64"))
    assert "on for every app (dalvik.vm.checkjni)" in found["check jni"].found
    assert "may be held for 30 s" in found["start time-out"].found
    assert found["zygote"].found == "zygote64"
    assert "debuggable apps only" in checks()["check jni"].found
    emulator = checks({"getprop": said("getprop-api28-emulator")})
    assert "ro.kernel.android.checkjni" in emulator["check jni"].found
    assert "held for 10 s" in checks(properties(ro__hw_timeout_multiplier="0"))["start time-out"].found


PROC = "sh -c cat /proc/net/ip_tables_matches /proc/net/ip_tables_targets"
CONFIG = "sh -c zcat /proc/config.gz"


@pytest.mark.parametrize(
    ("answers", "state", "told"),
    [
        ({PROC: "owner\nudp\nREJECT\nREDIRECT"}, State.ok, "owner, REDIRECT, REJECT"),
        ({PROC: "udp\nREJECT", CONFIG: "CONFIG_NETFILTER_XT_MATCH_OWNER=y\n"}, State.warn, "not there: REDIRECT"),
        ({}, State.ok, "the kernel does not tell"),
        ({"id -u": "2000", PROC: "owner"}, State.ok, "that needs root"),
    ],
)
def test_what_routes_need_of_the_kernel(answers: dict[str, str], state: State, told: str) -> None:
    check = checks(answers)["packet rules"]
    assert (check.state, told in check.found) == (state, True), check


def test_modules_that_could_be_loaded_do_not_help_a_container() -> None:
    options = "".join(f"{name}=m\n" for name in ("CONFIG_NETFILTER_XT_MATCH_OWNER", "CONFIG_IP_NF_TARGET_REJECT"))
    answers = {CONFIG: f"{options}CONFIG_NETFILTER_XT_TARGET_REDIRECT=m\n"}
    assert checks(answers)["packet rules"].state == State.ok
    container = checks(answers | properties(ro__hardware="redroid"))["packet rules"]
    assert (container.state, "modprobe" in container.remedy) == (State.warn, True)
