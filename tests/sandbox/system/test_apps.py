"""An app from install to exit, as a stock adb client sees it."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

from tests.sandbox.conftest import PACKAGE, Adb


def test_launch_dump_and_tap(app: Adb) -> None:
    assert "topResumedActivity=ActivityRecord{" in app.out("dumpsys activity activities")
    assert re.search(rf"mCurrentFocus=Window{{\w+ u0 {PACKAGE}/{PACKAGE}.MainActivity}}", app.out("dumpsys window"))
    assert app.out(f"pidof {PACKAGE}").strip().isdigit()
    app.tap("我已阅读并同意")
    app.wait("uiautomator dump /dev/tty", 'checked="true"')
    text = app.dump()
    tree = ET.fromstring(text[: text.rindex(">") + 1])  # noqa: S314 - our own
    assert tree.tag == "hierarchy"
    nodes = list(tree.iter("node"))
    assert list(nodes[0].attrib) == [
        "index", "text", "resource-id", "class", "package", "content-desc", "checkable", "checked", "clickable",
        "enabled", "focusable", "focused", "scrollable", "long-clickable", "password", "selected", "bounds",
    ]  # fmt: skip
    assert any("& <more>" in node.attrib["text"] for node in nodes)
    assert {node.attrib["package"] for node in nodes} == {PACKAGE}


def test_attach_tells_the_app_about_itself(app: Adb) -> None:
    log = app.wait("logcat -d -s Fake", "attached")
    facts = json.loads(re.search(r"attached (\{.*\})", log).group(1))  # type: ignore[union-attr]
    assert facts["package"] == facts["process"] == PACKAGE
    assert facts["application"] == f"{PACKAGE}.App"
    assert facts["activities"] == [f"{PACKAGE}.MainActivity", f"{PACKAGE}.SecondActivity"]
    assert facts["label"] == "示例应用" and facts["network"] == "live" and facts["http_proxy"] is None
    assert facts["ca_dir"].endswith("/system/etc/security/cacerts")
    assert "to stdout" in app.wait("logcat -d -s System.out", "to stdout")
    assert "to stderr" in app.wait("logcat -d -s System.err", "to stderr")


def test_what_is_on_top_gets_the_intent_that_would_have_started_it(app: Adb) -> None:
    line = f"am start -n {PACKAGE}/.MainActivity -a android.intent.action.VIEW -d there:1 --es word k"
    assert "delivered to currently running top-most instance" in app.shell(line)[2]
    log = app.wait("logcat -d -s Fake", "activity.new_intent")
    assert '"data": "there:1"' in log and '"word": "k"' in log


def test_permission_dialogs(app: Adb) -> None:
    app.tap("请求权限")
    app.wait("dumpsys window", "GrantPermissionsActivity")
    assert "访问您的通讯录" in app.dump()
    app.tap("com.android.permissioncontroller:id/permission_allow_button")
    app.wait("uiautomator dump /dev/tty", "位置信息")
    assert "permission_allow_one_time_button" in app.dump()
    app.tap("com.android.permissioncontroller:id/permission_deny_button")
    log = app.wait("logcat -d -s Fake", "permission.result")
    assert '"granted": [true, false]' in log and '"request_code": 7' in log
    assert "READ_CONTACTS: granted=true" in app.out(f"dumpsys package {PACKAGE}")
    app.tap("请求权限")
    app.wait("uiautomator dump /dev/tty", "permission_deny_and_dont_ask_again_button")
    app.tap("com.android.permissioncontroller:id/permission_deny_and_dont_ask_again_button")
    app.wait("dumpsys window", f"{PACKAGE}.MainActivity")
    app.tap("请求权限")
    app.wait("logcat -d -s Fake | grep -c permission.result", "3")
    assert "GrantPermissionsActivity" not in app.out("dumpsys window")


def test_home_and_back(app: Adb) -> None:
    app.out("input keyevent 3")
    assert "com.android.launcher3" in app.out("dumpsys window")
    log = app.wait("logcat -d -s Fake", "activity.stop")
    assert log.index("activity.pause") < log.index("activity.stop")
    app.tap("示例应用")
    app.wait("logcat -d -s Fake", "activity.resume")
    app.tap("第二页")
    app.wait("dumpsys window", ".SecondActivity")
    app.wait("dumpsys activity activities", "state=STOPPED")
    app.out("input keyevent KEYCODE_BACK")
    app.wait("dumpsys window", ".MainActivity")
    app.out("input keyevent 26")
    assert "mHoldingDisplaySuspendBlocker=false" in app.out("dumpsys power")
    app.out("input keyevent WAKEUP")
    assert "state=RESUMED" in app.out("dumpsys activity activities")


def test_exit_is_recorded(app: Adb) -> None:
    pid = int(app.out(f"pidof {PACKAGE}"))
    app.tap("退出")
    app.wait("cmd sandbox exits", '"exit_code": 3')
    assert json.loads(app.out("cmd sandbox exits"))["pid"] == pid
    assert "launcher3" in app.out("dumpsys window")
    assert app.shell(f"pidof {PACKAGE}")[0] == 1


def test_crash_goes_to_the_log(app: Adb) -> None:
    app.tap("崩溃")
    log = app.wait("logcat -d AndroidRuntime:E *:S", "boom")
    assert "FATAL EXCEPTION: main" in log and f"Process: {PACKAGE}, PID: " in log


def test_killed_app(app: Adb) -> None:
    app.out(f"kill -9 $(pidof {PACKAGE})")
    app.wait("cmd sandbox exits", '"signal": 9')


def test_held_process_waits(app: Adb) -> None:
    app.out(f"am force-stop {PACKAGE}")
    app.out("logcat -c")
    app.out(f"cmd sandbox hold {PACKAGE}")
    app.out(f"am start -n {PACKAGE}/.MainActivity")
    held = app.wait("cmd sandbox held", PACKAGE).split()
    assert held[0] == app.out(f"pidof {PACKAGE}").strip()
    assert "attached" not in app.out("logcat -d -s Fake")
    app.out(f"cmd sandbox resume {held[0]}")
    app.wait("logcat -d -s Fake", "activity.launch")
    assert app.out("cmd sandbox held") == ""


def attached_network(app: Adb) -> str:
    log = app.wait("logcat -d -s Fake", "attached")
    return str(json.loads(re.search(r"attached (\{.*\})", log).group(1))["network"])  # type: ignore[union-attr]


def test_a_held_process_may_only_connect_by_itself_when_it_is_said_to_be_routed(app: Adb) -> None:
    app.out("cmd sandbox network routed")
    for routed, network in ((False, "sinkhole"), (True, "live")):
        app.out(f"am force-stop {PACKAGE}")
        app.out("logcat -c")
        app.out(f"cmd sandbox hold {PACKAGE}")
        app.out(f"am start -n {PACKAGE}/.MainActivity")
        pid = app.wait("cmd sandbox held", PACKAGE).split()[0]
        if routed:
            app.out(f"cmd sandbox routed {pid}")
        app.out(f"cmd sandbox resume {pid}")
        assert attached_network(app) == network
    app.out(f"cmd sandbox routed {pid}")
    assert '"event": "network"' in app.out("logcat -d -s Fake")
    assert app.shell("cmd sandbox routed 1")[0] == 1


def test_typed_text_and_dialog(app: Adb) -> None:
    app.out("input text 138%s0013")
    app.wait("uiautomator dump /dev/tty", 'text="138 0013"')
    app.tap("对话框")
    dump = app.wait("uiautomator dump /dev/tty", "个人信息保护指引")
    assert "android:id/alertTitle" in dump and "欢迎使用" not in dump
    picture = app.run("exec-out", "screencap -p").stdout
    assert picture.startswith(b"\x89PNG\r\n") and picture.endswith(b"IEND\xaeB`\x82")
    app.tap("不同意")
    app.wait("uiautomator dump /dev/tty", "欢迎使用")
