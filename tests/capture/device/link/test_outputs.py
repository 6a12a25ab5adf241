"""Real outputs of real devices, each with its source in its first lines, read by the project's parsers."""

from collections.abc import Callable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from harness.capture.device.link import outputs
from harness.capture.device.link.outputs import Component, Failure, Installed, Process, Screen, Start
from tests.capture.device.transcripts import HERE, said

real = said


def test_package_of_api_29() -> None:
    first, second = outputs.package_dumps(real("dumpsys_package-api29-samsung"))
    assert (first.uid, first.version_code, first.min_sdk, first.target_sdk) == (1000, 500700000, 28, 28)
    assert (first.abi, first.version_name) == ("armeabi-v7a", "5.0.07")
    assert (first.installed, first.stopped) == (True, False)
    assert first.requested == first.granted == []
    assert (second.uid, second.abi, second.splits) == (10143, None, ["base"])
    assert second.flags == ["SYSTEM", "HAS_CODE", "ALLOW_CLEAR_USER_DATA", "ALLOW_BACKUP"]
    assert second.code_path == "/system/app/AutomationTest_FB"
    assert second.requested == [
        f"android.permission.{name}" for name in ("ACCESS_WIFI_STATE", "INTERNET", "GET_ACCOUNTS")
    ]
    assert second.granted == ["android.permission.INTERNET", "android.permission.ACCESS_WIFI_STATE"]
    assert second.denied == ["android.permission.READ_SMS", "android.permission.GET_ACCOUNTS"]


def test_package_of_api_30() -> None:
    found = outputs.package_dump(real("dumpsys_package-api30-wear"), "com.tekartik.package2")
    assert found is not None
    assert (found.uid, found.version_code, found.min_sdk, found.target_sdk) == (10090, 248, 26, 36)
    assert (found.abi, found.installer, found.version_name) == ("armeabi-v7a", "com.android.vending", "1.4.73")
    assert found.splits == ["base", "config.armeabi_v7a", "config.fr", "config.xhdpi"]
    assert found.code_path == "/data/app/~~xqbiWjKB6B-7o9e2pctQzw==/com.tekartik.package2-st3BfMMlLpFakWOwfpm2CA=="
    assert (found.installed, found.stopped) == (True, False)
    assert found.requested == ["android.permission.INTERNET", "android.permission.POST_NOTIFICATIONS"]
    assert found.granted == ["android.permission.INTERNET", "com.google.android.gms.permission.AD_ID"]
    assert found.denied == []


def test_package_of_api_36_has_its_uid_under_another_name() -> None:
    found = outputs.package_dump(real("dumpsys_package-api36"), "com.android.calendar")
    assert found is not None
    assert (found.uid, found.version_code, found.target_sdk, found.installed) == (10103, 36, 36, True)
    assert outputs.package_dump(real("dumpsys_package-api36"), "com.example") is None
    assert outputs.package_dumps("Unable to find package: com.example\n") == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dumpsys_activity-api22-bbk", Component("com.xtc.watch", "com.xtc.watch.view.home.activity.XtcHomeActivity")),
        ("dumpsys_activity-api29-top", None),
        ("dumpsys_window-api33-windows", None),
        (
            "dumpsys_window-api23-focus",
            Component("com.example.android.contactmanager", "com.example.android.contactmanager.ContactManager"),
        ),
        (
            "dumpsys_window-api31-fold",
            Component("jp.naver.line.android", "jp.naver.line.android.activity.main.MainActivity"),
        ),
    ],
)
def test_the_activity_in_front(name: str, expected: Component | None) -> None:
    assert outputs.resumed_activity(real(name)) == expected


def test_the_activity_with_the_focus_is_the_one_on_top_of_several_resumed() -> None:
    # The keys of API 29 to 36; AOSP, ActivityTaskManagerService.dumpActivitiesLocked.
    text = (
        "  ResumedActivity: ActivityRecord{1 u0 com.a/.Split t7}\n"
        "  topResumedActivity=ActivityRecord{1a70f4a u0 com.b/com.c.Home} t6294}\n"
    )
    assert outputs.resumed_activity(text) == Component("com.b", "com.c.Home")
    assert outputs.resumed_activity("    mResumedActivity: null\n  mCurrentFocus=null\n") is None
    assert outputs.resumed_activity("  mCurrentFocus=Window{a5 u0 StatusBar}\n") is None


def test_activities_below_the_one_in_front() -> None:
    # The forms of API 29 and of API 31 on.
    for space in (" ", "  "):
        text = (
            f"    * Hist{space}#2: ActivityRecord{{a u0 com.a/.Two t7}}\n"
            f"    * Hist{space}#1: ActivityRecord{{b u0 com.other/.Two t7}}\n"
            f"    * Hist{space}#0: ActivityRecord{{c u0 com.a/.Home t7 f}}}}\n"
            f"    * Hist{space}#0: ActivityRecord{{d u0 com.a/.Two t6}}\n"
            "  mResumedActivity: ActivityRecord{a u0 com.a/.Two t7}\n"
        )
        assert outputs.activities_below(text, "com.a") == 1
        assert outputs.activities_below(text, "com.other") is None
    assert outputs.activities_below(real("dumpsys_activity-api22-bbk"), "com.xtc.watch") == 0
    assert outputs.activities_below(real("dumpsys_activity-api29-top"), "com.xtc.watch") is None
    assert outputs.activities_below("mResumedActivity: ActivityRecord{a u0 com.a/.Two t7}", "com.a") is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dumpsys_window-api23-locked", Screen(locked=True)),
        ("dumpsys_window-api26-locked", Screen(locked=True)),
        ("dumpsys_window-api26-unlocked", Screen(locked=False)),
        ("dumpsys_window-policy-off", Screen(locked=False, on=False, secure=False)),
        ("dumpsys_window-policy-locked", Screen(locked=True)),
    ],
)
def test_the_lock_screen(name: str, expected: Screen) -> None:
    assert outputs.screen(real(name)) == expected


def test_a_keyguard_that_is_being_dismissed_and_nothing_known() -> None:
    assert outputs.screen("mIsShowing=true\nmInputRestricted=false\nscreenState=SCREEN_STATE_ON") == Screen(
        locked=False, on=True
    )
    assert outputs.screen("mTopIsFullscreen=false") == Screen()


def test_starts() -> None:
    assert outputs.started(real("am_start-api29-cold")) == Start(
        status="ok", launch="COLD", total_ms=1479, wait_ms=1482,
        activity="com.facebook.alohaapps.launcher/com.facebook.aloha.app.home.touch.HomeActivity",
    )  # fmt: skip
    assert outputs.started(real("am_start-api34-timeout")) == Start(
        status="timeout", launch="UNKNOWN", activity="com.anonymous.myapp/.MainActivity", wait_ms=11639
    )
    error = "Error: Activity class {com.a/com.a.Main} does not exist."
    assert outputs.started(f"Starting: Intent {{ cmp=com.a/.Main }}\nError type 3\n{error}\n").error == error[7:]


def test_properties() -> None:
    samsung = outputs.properties(real("getprop-api28-samsung"))
    assert len(samsung) == 8
    assert samsung["dalvik.vm.heapgrowthlimit"] == "192m"
    lineage = outputs.properties(real("getprop-api27-lineage"))
    assert lineage["ro.build.fingerprint"] == "google/angler/angler:8.1.0/OPM7.181205.001/5080180:user/release-keys"
    waydroid = outputs.properties(real("getprop-api30-waydroid"))
    assert waydroid["ro.product.cpu.abilist"] == "x86_64,x86,arm64-v8a,armeabi-v7a,armeabi"
    assert (waydroid["ro.odm.product.cpu.abilist"], waydroid["ro.product.board"]) == ("x86_64,x86", "")
    twelve = outputs.properties(real("getprop-api31-redroid"))
    assert (twelve["ro.build.version.sdk"], twelve["ro.debuggable"], twelve["ro.hwui.use_vulkan"]) == ("31", "1", "")
    fourteen = outputs.properties(real("getprop-api34-redroid"))
    assert (fourteen["ro.product.cpu.abi"], fourteen["ro.odm.product.cpu.abilist32"]) == ("arm64-v8a", "")
    assert outputs.properties("[a]: [one\r\ntwo]\r\n[b]: []\r\n[c]: [x]]\r\n") == {"a": "one\ntwo", "b": "", "c": "x]"}


def test_settings() -> None:
    found = outputs.settings(real("settings-samsung"))
    assert (found["package_verifier_enable"], found["navigationbar_recently_used_color"]) == ("1", "")
    assert outputs.settings("a=1\nb=two\nlines\n") == {"a": "1", "b": "two\nlines"}
    assert outputs.setting("null\n") is None
    assert outputs.setting("127.0.0.1:8080\n") == "127.0.0.1:8080"


def test_processes() -> None:
    assert outputs.processes(real("ps-toybox")) == [
        Process(1, 0, "root", "init"), Process(2, 0, "root", "[kthreadd]"), Process(4, 2, "root", "[kworker/0:0H]"),
    ]  # fmt: skip


def test_packages() -> None:
    assert outputs.packages(real("pm_list-api26")) == [
        Installed(
            package="com.google.android.apps.plus",
            path="/data/app/com.google.android.apps.plus-qQaDuXCpNqJuQSbIS6OxGA==/base.apk",
        )
    ]
    assert [row.package for row in outputs.packages(real("pm_list-genymotion"))] == [
        "com.android.messaging", "com.phonegap.camerasample", "android",
    ]  # fmt: skip


def test_packages_with_and_without_extras() -> None:
    # The forms that AOSP's PackageManagerShellCommand.runListPackages prints for -f, -U and --show-versioncode.
    text = (
        "package:com.a\n"
        "package:/data/app/~~xSy7YPp-Dl1DeQIUB8XJMA==/com.b-qbVqw-KmdgSqSB0HPsNr7g==/base.apk=com.b\n"
        "package:/data/app/com.c-1/base.apk=com.c versionCode:30 uid:10123,1010123\nWARNING: linker\n"
    )
    assert outputs.packages(text) == [
        Installed(package="com.a"),
        Installed(
            package="com.b",
            path="/data/app/~~xSy7YPp-Dl1DeQIUB8XJMA==/com.b-qbVqw-KmdgSqSB0HPsNr7g==/base.apk",
        ),
        Installed(package="com.c", path="/data/app/com.c-1/base.apk", uid=10123, version_code=30),
    ]


@pytest.mark.parametrize(
    "row",
    yaml.safe_load((HERE / "install_failures.yaml").read_text("utf-8")),
    ids=lambda row: row["source"].rpartition(".com/")[2],
)
def test_install_failures(row: dict[str, str]) -> None:
    assert outputs.install_failure(row["text"]) == Failure(row["code"], row["reason"])


def test_other_ends_of_an_installation() -> None:
    assert outputs.install_failure("Performing Streamed Install\nSuccess\n") is None
    assert outputs.install_failure("Failure [INSTALL_FAILED_OLDER_SDK]\n") == Failure("INSTALL_FAILED_OLDER_SDK", "")
    assert outputs.install_failure("Failure [-99]") == Failure("-99", "")
    assert outputs.install_failure("Error: Could not access the Package Manager.  Is the system running?") == Failure(
        "", "Could not access the Package Manager.  Is the system running?"
    )
    assert outputs.install_failure("") == Failure("", "")


def test_free_space() -> None:
    toybox = (
        "Filesystem     1K-blocks    Used Available Use% Mounted on\n"
        "/dev/block/dm-5  6082144 1214056   4851704  21% /data\n"
    )
    assert outputs.free_bytes(toybox) == 4851704 * 1024
    toolbox = (
        "Filesystem               Size     Used     Free   Blksize\n"
        "/data                   1.9G   610.9M     1.3G   4096\n"
    )
    assert outputs.free_bytes(toolbox) == int(1.3 * 1024**3)
    assert outputs.free_bytes("df: /data: No such file or directory") is None


@given(st.one_of(st.text(), st.sampled_from(sorted(path.read_text("utf-8") for path in HERE.glob("*.txt"))).flatmap(
    lambda text: st.lists(st.sampled_from(text.splitlines()), max_size=20).map("\n".join))))  # fmt: skip
@pytest.mark.parametrize(
    "parser",
    [
        outputs.properties, outputs.settings, outputs.packages, outputs.package_dumps, outputs.resumed_activity,
        outputs.started, outputs.install_failure, outputs.screen, outputs.processes, outputs.free_bytes,
        lambda text: outputs.activities_below(text, "com.xtc.watch"),
    ],
)  # fmt: skip
def test_no_text_makes_a_parser_fail(parser: Callable[[str], object], text: str) -> None:
    parser(text)
