"""A read that the system refused is no read: what came of each call, and what is counted as what."""

from typing import Any

import pytest

from harness.analysis.assessment import assess
from harness.analysis.join.held import Held
from harness.analysis.join.refused import outcome
from harness.analysis.model import Collected
from harness.evidence.rows import Observation, PermissionRequest, Phase, Value
from harness.evidence.run_record import RunRecord, read_run
from tests.analysis.lantern import ADS, OWN, PUSH, T0, Run, text

IMEI = "866712345678906"
NULL = Value(type="null")
ZEROS = "00000000-0000-0000-0000-000000000000"
MAC = "02:00:00:00:00:00"
FINE = "android.permission.ACCESS_FINE_LOCATION"
ALL = [
    FINE, "android.permission.READ_PHONE_STATE", "android.permission.BLUETOOTH_CONNECT",
    "android.permission.GET_ACCOUNTS", "android.permission.CAMERA", "android.permission.RECORD_AUDIO",
    "android.permission.READ_PHONE_NUMBERS", "android.permission.PACKAGE_USAGE_STATS",
]  # fmt: skip


def row(point: str, result: Value | None = None, exception: str | None = None) -> Observation:
    return Observation(
        seq=1, time_us=T0 + 1, mono_ns=1, pid=1, process="p", thread_id=1, thread="t", point=point, result=result,
        exception=exception,
    )  # fmt: skip


def held(api: int = 33, target: int = 33, *, granted: bool) -> Held:
    """An app that declares everything and holds all of it or nothing."""
    run = {"apk": {"permissions": ALL, "target_sdk": str(target)}, "device": {"api_level": api}}
    return Held(read_run(run), [Phase(name="p", start_us=T0, end_us=T0 + 9, cause="x", granted=ALL if granted else [])])


def wifi(**fields: str) -> Value:
    return Value(type="android.net.wifi.WifiInfo", fields={name: text(value) for name, value in fields.items()})


@pytest.mark.parametrize(
    ("exception", "said"),
    [
        ("java.lang.SecurityException", "refused"),
        ("java.lang.SecurityException: getImeiForSlot: The uid 10073 does not meet the requirements", "refused"),
        ("java.io.FileNotFoundException: /sdcard/DCIM/1.jpg: open failed: EACCES (Permission denied)", "refused"),
        ("java.io.FileNotFoundException: /proc/net/arp (Permission denied)", "refused"),
        ("java.nio.file.AccessDeniedException: /data/data/x", "refused"),
        ("android.system.ErrnoException: open failed: EPERM (Operation not permitted)", "refused"),
        ("errno 13: Permission denied", "refused"),
        ("errno 1: Operation not permitted", "refused"),
        ("errno 2: No such file or directory", "nothing"),
        ("errno 110: Connection timed out", "nothing"),
        (
            "java.io.FileNotFoundException: /sdcard/a (Permission denied)/b: open failed: ENOENT (No such file)",
            "nothing",
        ),
        ("java.lang.IllegalArgumentException: Permission denied", "nothing"),
        ("com.example.SecurityException: no", "nothing"),
        ("java.lang.SecurityExceptionOfMine: no", "nothing"),
        ("java.lang.NullPointerException", "nothing"),
    ],
)
def test_what_is_thrown(exception: str, said: str) -> None:
    assert outcome(row("any.point", exception=exception), held(granted=True)) == said


@pytest.mark.parametrize(
    ("point", "result", "api", "target", "without", "with_it"),
    [
        # point, answer, API level, target, what it is without the permission, what it is with it
        ("wifiinfo.getMacAddress", text(MAC), 30, 30, "refused", "refused"),
        ("wifiinfo.getMacAddress", text("a4:50:46:11:22:33"), 22, 22, "obtained", "obtained"),
        ("bt.getAddress", text(MAC), 28, 28, "refused", "refused"),
        ("bt.getAddress", NULL, 33, 33, "refused", "nothing"),
        ("bt.getBondedDevices", Value(type="java.util.HashSet"), 33, 33, "refused", "nothing"),
        ("bt.getBondedDevices", Value(type="java.util.HashSet"), 29, 29, "nothing", "nothing"),
        ("netif.getHardwareAddress", Value(type="byte[]", data=b"\x02\0\0\0\0\0"), 30, 29, "refused", "refused"),
        ("netif.getHardwareAddress", NULL, 30, 30, "refused", "refused"),
        ("netif.getHardwareAddress", NULL, 29, 29, "nothing", "nothing"),
        ("netif.getHardwareAddress", Value(type="byte[]", data=b"\xa4PF\x11\"3"), 29, 29, "obtained", "obtained"),
        ("wifiinfo.getSSID", text("<unknown ssid>"), 30, 30, "refused", "nothing"),
        ("wifiinfo.getBSSID", text(MAC), 30, 30, "refused", "refused"),
        ("wifimgr.getConnectionInfo", wifi(ssid="<unknown ssid>", bssid=MAC, mac=MAC), 30, 30, "refused", "nothing"),
        ("wifimgr.getConnectionInfo", wifi(ssid='"home"', bssid="00:13:10:85:fe:01", mac=MAC), 30, 30, "obtained",
         "obtained"),
        ("wifimgr.getScanResults", Value(type="java.util.ArrayList"), 30, 30, "refused", "nothing"),
        ("wifimgr.getConfiguredNetworks", Value(type="java.util.ArrayList"), 30, 30, "refused", "refused"),
        ("acct.getAccounts", Value(type="android.accounts.Account[]"), 30, 30, "refused", "nothing"),
        ("tm.getAllCellInfo", Value(type="java.util.ArrayList"), 30, 30, "refused", "nothing"),
        ("tm.getImei", NULL, 30, 28, "refused", "refused"),
        ("tm.getImei", NULL, 30, 30, "nothing", "nothing"),  # it would have thrown: the device has no telephony
        ("tm.getImei", NULL, 26, 26, "nothing", "nothing"),
        ("build.getSerial", text("unknown"), 30, 28, "refused", "refused"),
        ("subinfo.getIccId", text(""), 30, 30, "refused", "refused"),
        ("subinfo.getNumber", text(""), 31, 31, "refused", "nothing"),
        ("gaid.info.getId", text(ZEROS), 33, 33, "refused", "refused"),
        ("oaid.msa.IdSupplier.getOAID", text("0" * 32), 30, 30, "refused", "refused"),
        ("oaid.msa.IdSupplier.getOAID", text(""), 30, 30, "nothing", "nothing"),
        ("tm.getSimOperator", text(""), 30, 30, "nothing", "nothing"),
        ("tm.getLine1Number", NULL, 30, 30, "nothing", "nothing"),
        ("loc.getLastKnownLocation", NULL, 30, 30, "nothing", "nothing"),
        ("clipboard.getPrimaryClip", Value(type="android.content.ClipData"), 30, 30, "obtained", "obtained"),
        ("cursor", Value(type="com.example.Rows"), 30, 30, "obtained", "obtained"),
        ("bytes", Value(type="byte[]", data=b""), 30, 30, "nothing", "nothing"),
    ],
)  # fmt: skip
def test_what_is_answered(point: str, result: Value, api: int, target: int, without: str, with_it: str) -> None:
    assert outcome(row(point, result), held(api, target, granted=False)) == without
    assert outcome(row(point, result), held(api, target, granted=True)) == with_it


@pytest.mark.parametrize(
    ("point", "exception"),
    [
        ("camera.open", "java.lang.RuntimeException: Fail to connect to camera service"),
        ("mediarecorder.setAudioSource", "java.lang.RuntimeException: setAudioSource failed."),
    ],
)
def test_refusals_thrown_as_something_else(point: str, exception: str) -> None:
    assert outcome(row(point, exception=exception), held(granted=False)) == "refused"
    assert outcome(row(point, exception=exception), held(granted=True)) == "nothing"
    assert outcome(row("other", exception=exception), held(granted=False)) == "nothing"


def test_an_answer_whose_reason_is_not_known_is_not_called_a_refusal() -> None:
    nobody = Held(RunRecord(), [])
    assert outcome(row("bt.getAddress", NULL), nobody) == "nothing"
    assert outcome(row("gaid.info.getId", text(ZEROS)), nobody) == "refused"  # given for no other reason


def test_a_call_that_returns_nothing_by_its_nature_is_no_failure() -> None:
    assert outcome(row("loc.requestLocationUpdates"), held(granted=True)) == "obtained"


def only(made: Run, /, **more: Any) -> Collected:
    (found,) = assess(made.recording(**more)).collected
    return found


def test_refused_reads_are_counted_apart_and_leave_nothing_to_be_seen_leaving() -> None:
    run = Run()
    for at in (1000, 1100):
        run.call(at, "tm.getImei", "imei", PUSH, exception="java.lang.SecurityException: no")
    found = only(run)
    assert (found.count, found.denied, found.refused, found.nothing, found.obtained) == (2, 2, 2, 0, 0)
    assert found.leaving == "nothing_read" and not found.value_ids


def test_three_read_and_one_refused() -> None:
    run = Run()
    run.call(900, "tm.getImei", "imei", PUSH, exception="java.lang.SecurityException: no")
    for at in (1000, 1100, 1200):
        run.call(at, "tm.getImei", "imei", PUSH, result=text(IMEI))
    run.call(1300, "tm.getImei", "imei", PUSH, result=NULL, count=5)
    found = only(run)
    assert (found.count, found.obtained, found.refused, found.nothing) == (9, 3, 1, 5)
    assert found.value_ids == ["imei"] and found.observations == ["77:1", "77:2", "77:3"]


def test_the_denial_of_a_permission_decides_what_an_empty_list_means() -> None:
    def run(answer: str, granted: list[str]) -> Collected:
        made = Run()
        made.phases = [
            Phase(name="before_consent", start_us=T0, end_us=T0 + 9_000_000, cause="x", granted=granted),
        ]
        made.call(2000, "wifimgr.getScanResults", "wifi_scan", ADS, result=Value(type="java.util.ArrayList"))
        apk = {"package": "com.bright.lantern", "permissions": [FINE], "target_sdk": "30"}
        dialog = PermissionRequest(
            id=1, time_us=T0 + 500_000, clock_us=0, phase="before_consent", groups=["LOCATION"], answer=answer,
            answered_us=T0 + 600_000,
        )  # fmt: skip
        return only(made, run={"apk": apk, "device": {"api_level": 30}}, permissions=[dialog])

    assert run("denied", []).refused == 1
    assert run("granted", [FINE]).nothing == 1


def test_who_was_refused_a_value_is_not_who_let_it_leave() -> None:
    run = Run()
    run.call(1000, "tm.getImei", "imei", OWN, result=text(IMEI))
    run.call(1500, "tm.getImei", "imei", ADS, exception="java.lang.SecurityException: no")
    run.send(2000, f"https://x.example/p?id={IMEI}", b"")
    found = assess(run.recording())
    (left,) = found.disclosures
    assert left.actor.id == "app" and left.observations == ["77:0"]
    assert {item.actor.id: item.leaving for item in found.collected} == {
        "app": "seen",
        "sdk:com.adhive.sdk": "nothing_read",
    }
