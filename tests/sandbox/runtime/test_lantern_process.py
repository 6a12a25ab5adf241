"""The lantern sample, translated, in a JVM with the doubles, against a small fake system."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from harness.sandbox.runtime.translate import translate
from tests.sandbox.runtime.fake_proxy import FakeProxy, Request
from tests.sandbox.runtime.fake_system import STATE, FakeSystem, nodes

APK = Path(__file__).parents[3] / "samples" / "lantern" / "lantern.apk"
PACKAGE = "com.brightbeam.lantern"
MAIN = f"{PACKAGE}.MainActivity"

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="session")
def lantern_jar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return translate(APK, tmp_path_factory.mktemp("translated"))


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[FakeProxy]:
    proxy = FakeProxy(tmp_path)
    yield proxy
    proxy.close()


@pytest.fixture
def system(lantern_jar: Path, tmp_path: Path, proxy: FakeProxy) -> Iterator[FakeSystem]:
    system = FakeSystem(
        lantern_jar, tmp_path, package=PACKAGE, process=PACKAGE, application=f"{PACKAGE}.LanternApp",
        activities=[MAIN], label="极光手电筒", http_proxy=proxy.address, network="sinkhole",
    )  # fmt: skip
    yield system
    system.close()


def counts(system: FakeSystem, step: str) -> dict[str, int]:
    line = system.wait_log(f'"step": "{step}"')
    found: dict[str, int] = json.loads(line.partition(": ")[2])["counts"]
    return found


def sent_to(proxy: FakeProxy, host: str) -> Request:
    (request,) = [request for request in proxy.requests if request.host == host]
    return request


def observed(system: FakeSystem) -> dict[str, int]:
    """What the system saw of the app's calls, by access point."""
    names = {
        "telephony.imei": "android.telephony.TelephonyManager.getImei",
        "telephony.line1": "android.telephony.TelephonyManager.getLine1Number",
        "location": "android.location.LocationManager.getLastKnownLocation",
    }
    found: dict[str, int] = {}
    for call, args in system.seen:
        if call == "state.get":
            name = names[args["key"]]
        elif call == "settings.get":
            name = "android.provider.Settings$Secure.getString"
        elif call == "provider.query":
            name = "android.content.ContentResolver.query"
        elif call == "packages.list":
            name = "android.app.ApplicationPackageManager.getInstalledPackages"
        else:
            continue
        found[name] = found.get(name, 0) + 1
    return found


def test_before_consent_only_the_push_sdk_speaks(system: FakeSystem, proxy: FakeProxy) -> None:
    system.start()
    system.launch(MAIN)
    before = counts(system, "push")
    assert system.view("不同意")["clickable"]
    assert [request.host for request in proxy.requests] == ["api.pushbay.example"]
    request = sent_to(proxy, "api.pushbay.example")
    assert request.line == "POST /v1/register HTTP/1.1"
    assert json.loads(request.body) == {
        "app": PACKAGE, "sdk": "3.2.1", "did": hashlib.md5(STATE["telephony.imei"].encode()).hexdigest(),
    }  # fmt: skip
    assert before == {
        "android.provider.Settings$Secure.getString": 1,
        "android.telephony.TelephonyManager.getImei": 1,
        "java.security.MessageDigest.update": 1,
        "java.security.MessageDigest.digest": 1,
    }
    assert {name: count for name, count in before.items() if not name.startswith("java.")} == observed(system)


def test_the_dialog(system: FakeSystem) -> None:
    system.start()
    system.launch(MAIN)
    system.view("同意")
    activity, dialog = system.dump()
    assert (activity["type"], activity["title"], dialog["type"]) == ("activity", "极光手电筒", "dialog")
    assert dialog["title"] == "用户协议与隐私政策" and dialog["activity"] == MAIN
    texts = [node["text"] for node in nodes(dialog["root"]) if node["text"] and node["visible"]]
    assert texts[0] == "用户协议与隐私政策" and texts[2:] == ["《隐私政策》", "不同意", "同意"]
    agree = system.view("同意")
    assert agree["resource_id"] == "android:id/button1" and agree["class"] == "android.widget.Button"
    system.event("key", name="BACK")
    assert len(system.dump()) == 2, "the dialog is not cancelable"
    system.click("《隐私政策》")
    system.view("隐私政策")
    system.event("key", name="BACK")
    assert len(system.dump()) == 2


def test_agreeing_sends_everything_once(system: FakeSystem, proxy: FakeProxy) -> None:
    system.start()
    system.launch(MAIN)
    counts(system, "push")
    system.click("同意")
    counts(system, "ads")
    apps = counts(system, "apps")
    hosts = sorted(request.host for request in proxy.requests)
    assert hosts == ["api.brightbeam.example", "api.pushbay.example", "track.adhive.example"]

    ads = sent_to(proxy, "track.adhive.example")
    assert ads.headers["content-encoding"] == "gzip"
    form = urllib.parse.parse_qs(gzip.decompress(ads.body).decode())
    assert sorted(form) == ["fmt", "payload", "v"]
    assert base64.b64decode(form["payload"][0]).decode() == "tel:+8613812345678;lat:31.230416;lng:121.473701"

    everything = unsealed(sent_to(proxy, "api.brightbeam.example").body)
    assert everything["contacts"][0] == {"display_name": "王小明", "data1": "13900001111"}
    assert everything["calls"] == [{"number": "13900003333", "date": "1700000000000", "duration": "61"}]
    assert everything["sms"][0]["body"] == "您的验证码是 4821"

    assert apps["android.database.CursorWrapper.getString"] == 2 * 2 + 4 + 3
    seen = observed(system)
    assert {name: apps[name] for name in seen} == seen
    assert not system.calls("net.denied")
    assert system.view("打开手电筒")["clickable"]


def unsealed(body: bytes) -> Any:
    decryptor = Cipher(algorithms.AES(b"brightbeam-2019!"), modes.CBC(body[:16])).decryptor()
    padded = decryptor.update(body[16:]) + decryptor.finalize()
    return json.loads(padded[: -padded[-1]])


def test_refusing_exits_at_once_after_one_last_read(system: FakeSystem, proxy: FakeProxy) -> None:
    system.start()
    system.launch(MAIN)
    counts(system, "push")
    system.click("不同意")
    assert system.wait_exit() == 0
    last = counts(system, "refused")
    assert last["android.provider.Settings$Secure.getString"] == 2
    assert [call for call, _ in system.seen if call != "ui.changed"][-1] == "settings.get"
    assert len(proxy.requests) == 1


def test_without_permissions_it_asks_and_goes_on(system: FakeSystem, proxy: FakeProxy) -> None:
    system.granted = set()
    system.start()
    system.launch(MAIN)
    system.click("同意")
    assert counts(system, "apps")["android.content.ContentResolver.query"] == 3
    counts(system, "ads")
    (request,) = system.calls("permission.request")
    assert request["token"] == "a1" and "android.permission.READ_SMS" in request["permissions"]
    assert "did" not in json.loads(sent_to(proxy, "api.pushbay.example").body)
    assert unsealed(sent_to(proxy, "api.brightbeam.example").body) == {"contacts": [], "calls": [], "sms": []}


def test_a_second_start_does_not_ask_again(system: FakeSystem) -> None:
    preferences = system.data_dir / "shared_prefs"
    preferences.mkdir()
    (preferences / "lantern.xml").write_text('<map>\n    <boolean name="agreed" value="true" />\n</map>\n')
    system.start()
    system.launch(MAIN)
    counts(system, "ads")
    assert [window["type"] for window in system.dump()] == ["activity"]


def test_the_torch_settings_and_about(system: FakeSystem) -> None:
    system.start()
    system.launch(MAIN)
    system.click("同意")
    system.click("打开手电筒")
    assert system.view("手电筒已打开")
    system.click("关于")
    system.click("知道了")
    system.click("设置")
    system.wait(lambda: bool(system.calls("activity.start")))
    assert system.calls("activity.start")[0]["component"] == f"{PACKAGE}/{PACKAGE}.SettingsActivity"
    system.event("activity.pause", token="a1")
    system.launch(f"{PACKAGE}.SettingsActivity", token="a2")
    system.event("activity.stop", token="a1")
    system.click("按键声音")
    assert system.view("按键声音")["checked"]
    assert len(system.dump()) == 1
    system.event("key", name="BACK")
    system.wait(lambda: bool(system.calls("activity.finish")))
    assert 'name="sound" value="true"' in (system.data_dir / "shared_prefs" / "lantern.xml").read_text()


def test_ten_thousand_reads_are_all_counted(system: FakeSystem) -> None:
    system.start()
    system.launch(MAIN)
    counts(system, "push")
    system.click("同意")
    counts(system, "apps")
    counts(system, "ads")
    system.click("压力测试")
    total = counts(system, "stress")
    seen = observed(system)
    assert {name: total[name] for name in seen} == seen
    assert sum(total.values()) >= 10_000


def test_a_held_process_runs_no_line_of_the_app(system: FakeSystem) -> None:
    system.start(held=True)
    system.wait(lambda: len(system.seen) == 1)
    with pytest.raises(AssertionError):
        system.wait(lambda: len(system.seen) > 1, timeout=0.5)
    system.release()
    counts(system, "push")
