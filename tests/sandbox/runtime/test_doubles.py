"""What the doubles do, tried by a small Java app (needs javac 17 besides the JVM)."""

from __future__ import annotations

import base64
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.sandbox.runtime import build
from harness.sandbox.runtime.reclock import reclock
from tests.sandbox.runtime.fake_system import FakeSystem

PROBE = Path(__file__).parent / "probe"

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(build.javac() is None, reason="needs javac 17")]

Run = Callable[..., FakeSystem]


@pytest.fixture(scope="session")
def probe_classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    classes = tmp_path_factory.mktemp("probe")
    files = [str(path) for path in sorted(PROBE.rglob("*.java"))]
    command = [str(build.javac()), *build.BRIEF, "-nowarn", "-cp", build.CLASS_PATH, "-d", str(classes), *files]
    subprocess.run(command, check=True, capture_output=True)
    for path in classes.rglob("*.class"):  # as the translation of an APK does
        path.write_bytes(reclock(path.read_bytes()))
    return classes


@pytest.fixture
def run(probe_classes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    started: list[FakeSystem] = []

    def start(*probes: str, granted: set[str] | None = None, **attach: object) -> FakeSystem:
        monkeypatch.setenv("PROBES", ",".join(probes))
        system = FakeSystem(probe_classes, tmp_path, **{"application": "probe.ProbeApp"} | attach)
        system.granted = granted
        started.append(system)
        return system.start()

    yield start
    for system in started:
        system.close()


def result(system: FakeSystem, probe: str) -> str:
    return system.wait_log(f"Probe: {probe}=").partition("=")[2]


def test_values(run: Run) -> None:
    system = run("imei", "build", "packages", "wifi", "uri", "interrupted", "printed")
    assert result(system, "imei") == "862583041234567 862583047654321 null"
    assert result(system, "build") == "Redmi K30 30 11"
    assert result(system, "packages") == "Settings"
    assert result(system, "wifi") == "02:00:00:00:00:00 1701a8c0"
    assert result(system, "uri") == "sms [inbox, 7] b c e f top content://sms/inbox/7/x%20y?a=b%20c&d=e+f&g=h%2Fi#top"
    assert result(system, "interrupted") == "862583041234567 true"
    assert system.wait_log("System.out: ") == "System.out: to the log, 你好"


def test_the_device_s_clock_is_the_app_s(run: Run) -> None:
    two_days = 48 * 3600 * 1000
    system = run("clock", clock_offset_ms=two_days)
    times = [int(part) for part in result(system, "clock").split()]
    assert all(two_days <= moment - time.time() * 1000 + 60_000 < two_days + 120_000 for moment in times[:3])
    assert abs(times[3] - time.time() * 1000) < 60_000, "new Date() is the JVM's own"


def test_providers_are_made_before_the_application(run: Run) -> None:
    row = {"name": "probe.ProbeProvider", "authority": "a.b", "exported": False, "grants": True}
    assert result(run("provider", providers=[row]), "provider") == "a.b false true com.example.app"


def test_a_page_s_script_may_call_what_the_app_gave_it(run: Run) -> None:
    system = run("page")
    assert system.wait_log("Page: app.twice('ab')") == "Page: app.twice('ab'); is \"JavaBridge abab\""
    for script in ("app.fails()", "app.twice(1 + 1)", "nobody.twice('ab')"):
        assert system.wait_log(f"Page: {script}").endswith(" is null")


def test_services_of_the_app_itself(run: Run) -> None:
    system = run("service")
    component = "ComponentInfo{com.example.app/probe.ProbeService}"
    assert result(system, "service") == f"false {component} null true"
    assert result(system, "serviceLife") == "created go1 go2 destroyed com.example.app"


def test_without_permissions(run: Run) -> None:
    system = run("imei", "location", "cursor", "wifi", granted=set())
    assert result(system, "imei").startswith("threw java.lang.SecurityException: telephony.imei")
    assert result(system, "location").startswith("threw java.lang.SecurityException: location")
    assert result(system, "cursor").startswith("threw java.lang.SecurityException: Permission Denial")
    assert result(system, "wifi").startswith("threw java.lang.SecurityException: WifiService")


def test_exceptions_have_the_classes_of_android(run: Run) -> None:
    system = run("unknownPackage", "noActivity", "badBase64", "badJson", "cursorOutside")
    assert result(system, "unknownPackage") == "threw android.content.pm.PackageManager$NameNotFoundException: no.such"
    assert result(system, "noActivity").startswith("threw android.content.ActivityNotFoundException: No Activity found")
    assert result(system, "badBase64") == "threw java.lang.IllegalArgumentException: bad base-64"
    assert result(system, "badJson").startswith("threw org.json.JSONException: End of input")
    assert result(system, "cursorOutside").startswith("threw android.database.CursorIndexOutOfBoundsException")


def test_cursor(run: Run) -> None:
    expected = "android.content.ContentResolver$CursorWrapperInner -1 1 true 10086 1700000000001 10086 false true"
    assert result(run("cursor"), "cursor") == expected


def expected_base64(data: bytes, flags: int) -> str:
    text = (base64.urlsafe_b64encode if flags & 8 else base64.b64encode)(data).decode()
    if flags & 1:
        text = text.rstrip("=")
    if flags & 2:
        return text
    end = "RN" if flags & 4 else "N"
    return "".join(text[at : at + 76] + end for at in range(0, len(text), 76))


def test_base64_with_all_flags(run: Run) -> None:
    data = bytes(i * 37 % 256 for i in range(100))
    found = result(run("base64"), "base64")
    lengths = (0, 1, 2, 3, 56, 57, 58, 100)
    assert found == "".join(expected_base64(data[:length], flags) + ";" for length in lengths for flags in range(16))


def test_json(run: Run) -> None:
    text = result(run("json"), "json")
    assert text == ('{"a":[1,2.5,"x你\\n",null,{}],"b":true,"c":9007199254740993,"d":"12"} 1 true 12 none "<\\/a>\\""')


def test_preferences_survive_the_process(run: Run) -> None:
    system = run("preferences")
    values = result(system, "preferences")
    system.close()
    xml = (system.data_dir / "shared_prefs" / "p.xml").read_text("utf-8")
    assert '<long name="l" value="1099511627776" />' in xml and "a&#60;b&#62;&#38;&#34;é&#10;" in xml
    again = run("preferences")
    assert sorted(re.findall(r"\w+(?==)", result(again, "preferences"))) == sorted(re.findall(r"\w+(?==)", values))


def test_loopers(run: Run) -> None:
    system = run("order", "location", "background")
    assert result(system, "order") == "[a, b, c] false"
    assert result(system, "update") == "31.230416 true"
    assert result(system, "task") == "42 true"


def test_clipboard(run: Run) -> None:
    system = run("clipboard")
    assert result(system, "clipboard") == "secret"


def test_the_sinkhole_refuses_what_is_not_this_machine(run: Run) -> None:
    system = run("socket", "channel", "lookup", "datagram", "loopback", network="sinkhole")
    assert result(system, "socket").startswith(
        "threw java.net.ConnectException: failed to connect to 192.0.2.1 (port 4433)"
    )
    assert result(system, "channel").startswith("threw java.net.ConnectException")
    assert result(system, "lookup").startswith(
        'threw java.net.UnknownHostException: Unable to resolve host "plain.example"'
    )
    assert result(system, "datagram").startswith("threw java.net.ConnectException")
    assert result(system, "loopback") == "true"
    assert system.calls("net.denied") == [
        {"host": "192.0.2.1", "port": 4433},
        {"host": "192.0.2.2", "port": 4434},
        {"host": "plain.example", "port": 0},
        {"host": "192.0.2.3", "port": 53},
    ]


def test_the_sinkhole_ends_for_a_process_that_something_else_holds(run: Run) -> None:
    system = run("socket", "held", network="sinkhole")
    assert result(system, "socket").startswith("threw java.net.ConnectException: failed to connect")
    assert system.ask("network") is True
    assert result(system, "held") == "no more"


@pytest.mark.parametrize("probe", ["crash", "threadCrash"])
def test_an_uncaught_exception_is_told_and_ends_the_process(run: Run, probe: str) -> None:
    system = run(probe)
    assert system.wait_exit() == 1
    (crash,) = system.calls("process.crashed")
    assert crash["trace"].startswith("java.lang.IllegalStateException: ") and "probe.Probes" in crash["trace"]
    assert crash["thread"] == ("main" if probe == "crash" else "worker")


def test_a_class_that_is_not_there_is_a_crash(run: Run) -> None:
    system = run(application="probe.Missing")
    assert system.wait_exit() == 1
    assert "ClassNotFoundException: probe.Missing" in system.calls("process.crashed")[0]["trace"]


def test_exits(run: Run) -> None:
    assert run("exit").wait_exit() == 7
    assert run("kill").wait_exit() == 137


def test_the_process_ends_with_its_system(run: Run) -> None:
    system = run("imei")
    result(system, "imei")
    system.hang_up()
    assert system.wait_exit() == 137


def test_an_unknown_event_is_logged_and_nothing_else(run: Run) -> None:
    system = run("imei")
    result(system, "imei")
    system.event("no.such", id=4)
    assert system.wait_log("unknown event no.such")
    assert system.dump() == []
