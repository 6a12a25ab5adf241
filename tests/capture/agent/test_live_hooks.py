"""Hooks that are changed while the app runs: switched off and on, and added."""

import platform

import frida
import pytest

from harness.catalog.points import Point
from tests.capture.agent.app import App, own_points, started
from tests.capture.agent.host import hosted

pytestmark = pytest.mark.e2e
FILE = Point(id="passwd", kind="file", match=("/etc/passwd",))
LINE = "tm.getLine1Number"
DEVICE = "android.telephony.TelephonyManager"


def seen(app: App, point: str = LINE) -> int:
    return sum(row.count for row in app.observe("telephony")[1] if row.point == point)


def test_points_that_are_off_are_counted_and_not_recorded() -> None:
    with started() as app:
        assert seen(app) == 1
        app.agent.silence([LINE])
        assert [seen(app) for _ in range(3)] == [0, 0, 0]
        (process,) = app.agent.sessions()
        assert process.pump.skipped[LINE] == 3
        app.agent.silence([])
        assert seen(app) == 1
        assert process.pump.process.lost == 0 and not app.errors()


def test_points_are_added_to_a_running_process_and_none_is_hooked_twice() -> None:
    (mine,) = [point for point in own_points() if point.id == LINE]
    with started([point for point in own_points() if point.id != LINE]) as app:
        before = app.run("telephony")
        assert seen(app) == 0
        known = Point(id="again", class_=DEVICE, method="getImei")
        gone = Point(id="nowhere", class_="com.example.Nowhere", method="f")
        told = {hook.point: hook for hook in app.agent.add([mine, known, gone])}
        assert (told[LINE].resolved, told["again"].resolved, told["nowhere"].why) == (True, False, "no_class")
        assert told["again"].reason == f"{DEVICE}.getImei is hooked already"
        assert seen(app) == 1 and seen(app, "tm.getImei") == 1
        assert app.run("telephony") == before and not app.errors()


WALKS = """
const jvm = Process.getModuleByName('libjvm.so');
const walk = jvm.enumerateSymbols().find((s) => s.name === '_ZN20ClassLoaderDataGraph10classes_doEP12KlassClosure');
let walks = 0;
Interceptor.attach(walk.address, () => { walks++; });
rpc.exports.walks = () => walks;
"""


def test_the_jvm_goes_through_its_classes_once_for_all_methods_that_are_hooked_together() -> None:
    mine = [point for point in own_points() if point.id.startswith("mixed.")]
    with started([point for point in own_points() if point not in mine]) as app:
        before = app.run("mixed")
        script = frida.attach(app.process.pid).create_script(WALKS)
        script.load()
        hooked = app.agent.add(mine)
        assert script.exports_sync.walks() == 1
        assert len(hooked) == len(mine) > 5 and all(hook.resolved for hook in hooked)
        answer, rows = app.observe("mixed")
        assert answer == before and {row.point for row in rows} >= {point.id for point in mine}
        assert not app.errors()


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the native gate")
def test_points_in_native_code_are_switched_off_too() -> None:
    with hosted([FILE]) as host:
        read = "answer = len(open('/etc/passwd').read())"
        assert len(host.of(read, "passwd")) == 1
        host.agent.silence(["passwd"])
        assert host.of(read, "passwd") == []
        host.agent.silence([])
        assert len(host.of(read, "passwd")) == 1 and not host.errors()
