"""Real Frida in a real JVM: what the agent records, and that the app cannot tell."""

import itertools
import os
import platform
import threading
from collections.abc import Iterator
from pathlib import Path

import frida
import pytest

from harness.capture.agent.agent import Agent, AgentError
from harness.capture.agent.script import LeftHalfway
from harness.catalog.points import Point
from harness.evidence.rows import Observation
from tests.capture.agent.altered import alter
from tests.capture.agent.app import App, started
from tests.capture.agent.fakes import LIBRARY

pytestmark = pytest.mark.e2e

needs_fakes = pytest.mark.skipif(platform.machine() != "x86_64", reason="the stand-ins are built for x86-64")
#: How often each way to end is tried: some of what can go wrong depends on the moment.
TIMES = int(os.environ.get("AGENT_END_TIMES", "1"))


@pytest.fixture(scope="module")
def app() -> Iterator[App]:
    with started() as running:
        yield running


@pytest.fixture(scope="module")
def unhooked() -> Iterator[App]:
    with started(hooked=False) as running:
        yield running


def of(rows: list[Observation], point: str, kind: str | None = None) -> list[Observation]:
    return [row for row in rows if row.point == point and kind in (None, row.kind)]


def calls(rows: list[Observation]) -> int:
    return sum(row.count for row in rows)


def texts(row: Observation) -> list[str | None]:
    return [value.text for value in row.args]


def test_hooking_runs_no_static_initialiser(app: App) -> None:
    with started() as fresh:
        assert fresh.run("initialised") == "no"
        fresh.run("telephony")
        assert fresh.run("initialised") == "yes"


def test_installing_leaves_no_thread_that_holds_up_the_garbage_collector() -> None:
    with started() as fresh:
        assert fresh.run("gc") == "collected"


def test_what_goes_wrong_is_told_while_the_app_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alter(
        tmp_path,
        monkeypatch,
        ("main.ts", "takeDatagrams();\n", 'takeDatagrams();\n    wire.failed(new Error("boom"));\n'),
    )
    with started() as broken:
        assert [text.partition("\n")[0] for text in broken.errors()] == ["Error: boom"]
        assert broken.process.poll() is None


@pytest.mark.parametrize("command", ["telephony", "cursor content://sms/inbox", "location", "crypto", "mixed"])
def test_the_app_cannot_tell(app: App, unhooked: App, command: str) -> None:
    assert app.run(command) == unhooked.run(command)
    assert not app.errors()


def test_values_exceptions_null_and_stack(app: App) -> None:
    _, rows = app.observe("telephony")
    (number,) = of(rows, "tm.getLine1Number")
    assert number.result is not None
    assert number.result.text == "13800138000"
    assert number.category == "phone_number"
    assert number.stack[0].startswith("com.sdk.ads.Tracker.read(Tracker.java:")
    assert number.stack[1].startswith("com.example.app.Main.telephony(Main.java:")
    assert number.stack[-1].startswith("com.example.app.Main.main(")
    assert number.thread == "main"
    (imei,) = of(rows, "tm.getImei")
    assert imei.exception == "java.lang.SecurityException: getImei: not allowed"
    assert imei.result is None
    assert texts(imei) == ["1"]
    (serial,) = of(rows, "tm.getSimSerialNumber")
    assert serial.result is not None
    assert serial.result.type == "null"
    assert number.object_id == imei.object_id != 0


def test_a_delegating_overload_is_one_call_and_a_nested_hooked_method_its_own(app: App) -> None:
    _, rows = app.observe("telephony")
    assert len(of(rows, "tm.getDeviceId")) == 1
    assert len(of(rows, "tm.getSimOperator")) == 1
    assert len(of(rows, "tm.getSubscriberId")) == 1
    assert not any("Native Method" in frame for row in rows for frame in row.stack)


def test_times_are_ordered_and_near_now(app: App) -> None:
    _, rows = app.observe("telephony")
    assert all(a.seq < b.seq for a, b in itertools.pairwise(rows))
    assert all(abs(row.time_us - app.processes[0].attached_us) < 600_000_000 for row in rows)
    assert len({row.mono_ns for row in rows}) == len(rows)


def test_cells_name_their_column_and_provider(app: App) -> None:
    _, rows = app.observe("cursor content://com.android.contacts/data/phones")
    (query,) = of(rows, "uri.contacts", "query")
    assert texts(query)[0] == "content://com.android.contacts/data/phones"
    assert query.args[3].items[0].text == "b"
    cells = of(rows, "uri.contacts", "cursor")
    assert [(cell.args[0].text, cell.result and cell.result.text) for cell in cells] == [
        ("display_name", "张伟 0 😀"),
        ("_id", "7"),
        ("_id", None),
        ("display_name", "张伟 1 😀"),
        ("_id", "8"),
        ("_id", None),
    ]
    assert {cell.category for cell in cells} == {"contacts"}
    assert query.result is not None
    assert {str(cell.object_id) for cell in cells} == {query.result.fields["id"].text}


def test_providers_are_told_apart_by_uri_and_a_null_cursor_is_fine(app: App) -> None:
    _, rows = app.observe("cursor content://sms/inbox")
    assert of(rows, "uri.sms", "cursor")
    _, rows = app.observe("cursor content://com.android.contactsish/nothing")
    assert [(row.point, row.result and row.result.type) for row in rows] == [("cr.query", "null")]


def test_a_listener_s_value_carries_the_request_s_stack(app: App) -> None:
    _, rows = app.observe("location")
    (arrived,) = of(rows, "loc.requestLocationUpdates", "callback")
    (request,) = of(rows, "loc.requestLocationUpdates", "call")
    assert arrived.args[0].fields["latitude"].text == "39.904211"
    assert arrived.stack == request.stack
    assert texts(request)[:3] == ["gps", "5", "1.5"]


def test_crypto_in_and_out(app: App) -> None:
    answer, rows = app.observe("crypto")
    digest, first, rest, tag, _ = answer.split()
    (update,) = of(rows, "digest.update")
    assert update.args[0].data == b"860000000000000"
    (done,) = of(rows, "digest.digest")
    assert done.result is not None
    assert (done.result.data or b"").hex() == digest
    assert done.args[-1].fields["algorithm"].text == "MD5"
    (head,) = of(rows, "cipher.update")
    (tail,) = of(rows, "cipher.doFinal")
    state = tail.args[-1].fields
    assert state["algorithm"].text == "AES/CBC/PKCS5Padding"
    assert state["mode"].text == "encrypt"
    assert state["key"].data == b"0123456789abcdef"
    assert state["iv"].data == bytes(16)
    assert head.args[0].data == b"contacts: 13800138000 "
    assert head.result is not None
    assert (head.result.data or b"").hex() == first
    assert tail.args[0].data == b"more"
    assert tail.result is not None
    assert (tail.result.data or b"").hex() == rest
    assert head.object_id == tail.object_id == of(rows, "cipher.init")[0].object_id
    (mac,) = of(rows, "mac.doFinal")
    assert mac.args[0].data == b"signed"
    assert mac.result is not None
    assert (mac.result.data or b"").hex() == tag
    assert mac.args[-1].fields["key"].data == b"key"
    assert of(rows, "gzip.write")[0].args[0].data == b"zipped text"
    assert of(rows, "jbase64.encodeToString")[0].result is not None


def test_every_primitive_arrays_and_self_references(app: App) -> None:
    _, rows = app.observe("mixed")
    assert texts(of(rows, "mixed.logic")[0]) == ["true", "-3", "中", "-300"]
    wide = of(rows, "mixed.wide")[0]
    assert texts(wide) == ["1", "1099511627776", "2.5", "3.5"]
    assert wide.result is not None
    assert wide.result.text == "1099511627779"
    third = of(rows, "mixed.third")[0]
    assert third.result is not None
    assert third.result.text == "0.3333333333333333"
    filled = of(rows, "mixed.fill")[0]
    assert filled.args[0].items[0].type == "null"  # as it was before the call
    assert [item.text for item in filled.args[1].items] == ["0", "0", "0"]
    assert len(of(rows, "mixed.depth")) == 6
    assert of(rows, "mixed.self")[0].result is not None
    assert len(of(rows, "mixed.<init>")) == 1


def test_the_same_calls_are_counted_and_others_never_merged(app: App) -> None:
    answer, rows = app.observe("flood 2 0.5 same")
    seen = of(rows, "tm.getSimOperator")
    assert calls(seen) == int(answer) > 1000
    assert len(seen) < calls(seen) / 20
    assert {row.thread for row in seen} == {"flood-0", "flood-1"}
    for row in seen:
        assert (row.last_us > row.time_us) == (row.count > 1)
        assert row.last_us - row.time_us <= 100_001
        assert row.result is not None
        assert row.result.text == "46001"
    answer, rows = app.observe("flood 2 0.3 distinct")
    seen = of(rows, "tm.getDeviceId")
    assert len(seen) == calls(seen) == int(answer)
    for thread in ("flood-0", "flood-1"):
        own = [row for row in seen if row.thread == thread]
        assert sorted(int(row.args[0].text or "") for row in own) == list(range(len(own)))
        assert all(row.result and row.result.text == f"86000000000000{row.args[0].text}" for row in own)


def test_counts_stay_exact_while_calls_with_ever_new_values_push_them_out() -> None:
    with started() as app:
        answer, rows = app.observe("flood 3 1 mixed")
        assert calls(rows) == int(answer)
        assert len({row.args[0].text for row in of(rows, "tm.getDeviceId")}) >= 12_000
        assert app.processes[-1].lost == 0
        assert not app.errors()


def test_threads_are_told_apart_and_nothing_is_lost(app: App) -> None:
    answer, rows = app.observe("threads 4 2500")
    assert calls(rows) == int(answer) == 10_000
    assert {row.thread for row in rows} == {f"worker-{i}" for i in range(4)}
    assert all(row.stack[0].startswith("com.example.app.Main.lambda$threads$") for row in rows)


def test_every_call_has_its_stack_though_threads_come_to_a_new_place_together(app: App) -> None:
    answer, rows = app.observe("paths 6 1000")
    assert calls(rows) == int(answer) > 6_000
    assert [row for row in rows if not row.stack] == []
    assert len({tuple(row.stack) for row in rows}) > 1_000
    assert not app.errors()


@pytest.mark.parametrize(
    ("end", "code", "last"),
    [
        ("exit", 3, "system.exit"),
        ("halt", 4, "runtime.halt"),
        ("throw", 1, ""),
        ("kill", -9, "process.kill"),
        ("terminate", 143, ""),
        ("crash", -6, ""),
        pytest.param("abort", -6, "", marks=needs_fakes),
        pytest.param("leave", 5, "", marks=needs_fakes),
    ],
)
@pytest.mark.parametrize("_time", range(TIMES))
def test_a_burst_and_then_the_end_loses_nothing(end: str, code: int, last: str, _time: int) -> None:
    burst_and_end(end, (code,), last)


def burst_and_end(end: str, codes: tuple[int, ...], last: str) -> None:
    """Make many calls and end with one of ``codes``; ``last`` is the point that the last row is of."""
    with started(options=(f"-Dnative.ends={LIBRARY}",)) as app:
        app.send(f"burst 10000 {end}")
        assert app.end() in (*codes, 0)  # Frida may take a child's exit status before Python does, which then says 0
        assert calls(of(app.rows, "tm.getDeviceId")) == 10_000
        assert [row.seq for row in app.rows] == list(range(len(app.rows)))
        if last:
            assert (app.rows[-1].point, app.rows[-1].kind) == (last, "exit")
        process = app.processes[-1]
        assert (process.lost, process.observed, process.end) == (0, calls(app.rows), "process-terminated")
        assert process.flushed


def test_an_app_that_was_left_loads_further_classes() -> None:
    with started() as app:
        answer = app.run("late 1")
        app.agent.close()
        assert app.processes[-1].end == "left"
        assert app.run("late 1") == answer and app.process.poll() is None


@pytest.mark.parametrize("end", ["kill", "halt"])
def test_calls_of_other_threads_that_have_returned_are_not_lost_at_the_end(end: str) -> None:
    with started() as app:
        app.send(f"under 3 {end}")
        lines = App.stream(app.process.stdout).read().split()
        app.end()
        assert calls(of(app.rows, "tm.getSimOperator")) >= int(lines[-2]) > 1000
        assert app.processes[-1].lost == 0


def test_a_kill_from_outside_is_not_called_complete() -> None:
    with started() as app:
        app.run("telephony")
        app.process.kill()
        app.end()
        assert not app.processes[-1].flushed


def test_an_app_whose_main_returns_still_ends() -> None:
    with started() as app:
        app.run("telephony")
        app.send("return")
        assert app.end() == 0
        assert len(of(app.rows, "tm.getImei")) == 1


def test_the_end_of_a_dead_host_s_app_is_not_held_up() -> None:
    with started() as app:
        app.agent.flush()
        for session in list(app.agent._sessions.values()):
            session.pump._acknowledge = lambda _number: None
        app.send("burst 1000 exit")
        assert app.process.wait(15) == 3, "each of four batches would be waited for five seconds"


def test_a_class_that_a_new_loader_defines_is_hooked_before_its_first_call() -> None:
    with started() as app:
        (absent,) = [hook for hook in app.hooks if hook.point == "late.read"]
        assert absent.reason == "no class com.example.late.Plugin"
        answer, rows = app.observe("late 2")
        assert answer == "key0=value key1=value"
        seen = of(rows, "late.read")
        # each loader's class is another one: its initialiser's call and the app's
        assert [row.args[0].text for row in seen] == ["initialiser", "key0", "initialiser", "key1"]
        assert [row.result and row.result.text for row in seen][1] == "key0=value"
        late = [hook for hook in app.hooks if hook.point == "late.read" and hook.resolved]
        assert [hook.extra["loader"] for hook in late] == ["com.example.app.Late$Loader"] * 2
        assert all(row.time_us >= late[0].extra["time_us"] for row in seen)
        assert not app.errors()


def test_classes_that_several_threads_load_at_once_are_hooked_and_nobody_waits_for_ever() -> None:
    """A thread that changes methods stops all others, of which one may be about to do the same."""
    with started() as app:
        answer, rows = app.observe("late-together 4 12")
        assert answer == "48"
        assert sum(row.count for row in of(rows, "late.read")) == 2 * 48  # the initialiser's calls and the app's
        assert not app.errors()


def test_threads_that_do_not_wait_for_each_other_do_not_mix_up_what_they_hook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a busy machine, where hooking takes longer than the others wait."""
    alter(tmp_path, monkeypatch, ("java/methods/replace.ts", "PATIENCE_MS = 1000", "PATIENCE_MS = 0"))
    with started() as app:
        answer, rows = app.observe("late-together 6 12")
        assert answer == "72"
        assert sum(row.count for row in of(rows, "late.read")) == 2 * 72
        assert not app.errors()


def test_a_class_that_there_was_no_room_to_hook_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alter(tmp_path, monkeypatch, ("native/core/classes.c", "!room (t, ROOM_FOR_SCRIPT)", "!room (t, 1ULL << 62)"))
    with started() as app:
        _, rows = app.observe("late 2")
        assert of(rows, "late.read") == []
        assert {text.partition("\n")[0] for text in app.errors()} == {
            "a class that appeared was not hooked: its thread had no room left on its stack"
        }


def test_what_is_not_there_is_reported(app: App) -> None:
    rows = {hook.point: hook for hook in app.hooks}
    assert rows["tm.getImei"].resolved
    assert not rows["wifi.getSSID" if "wifi.getSSID" in rows else "clip.getPrimaryClip"].resolved
    assert rows["clip.getPrimaryClip"].reason == "no class android.content.ClipboardManager"
    assert rows["loc.getBestProvider"].reason == "no method android.location.LocationManager.getBestProvider"


def test_a_missing_overload_is_reported_and_the_rest_hooked() -> None:
    tm = "android.telephony.TelephonyManager"
    points = [
        Point(id="no", class_=tm, method="getImei", overloads=(("long",),)),
        Point(id="yes", class_=tm, method="getDeviceId", overloads=(("int",),)),
    ]
    with started(points) as app:
        assert [(hook.point, hook.resolved, hook.overloads) for hook in app.hooks] == [
            ("no", False, 0),
            ("yes", True, 1),
        ]
        assert app.hooks[0].reason == f"no such overload of {tm}.getImei"
        _, rows = app.observe("telephony")
        assert [row.point for row in rows] == ["yes"]


def test_overloads_that_carry_no_data_are_no_transactions() -> None:
    points = [Point(id="b", class_="com.example.app.Mixed", method=name, kind="binder") for name in ("depth", "self")]
    with started(points) as app:
        assert all(hook.resolved for hook in app.hooks)
        app.observe("mixed")
        assert app.rows == []
    assert not app.errors()


def test_a_process_that_is_not_there_is_one_sentence() -> None:
    agent = Agent(frida.get_local_device(), [], lambda _: None, lambda _: None, lambda _: None)
    with pytest.raises(AgentError, match=r"^cannot hook process 2147480000 \(x\): it does not run"):
        agent.attach(2147480000, "x")


class Slow:
    """A device whose process does not come to Frida in time."""

    def attach(self, pid: int) -> None:
        raise frida.ProcessNotRespondingError("unexpectedly timed out trying to sync up with agent")


def test_a_process_that_frida_gave_up_halfway_is_told_apart() -> None:
    agent = Agent(Slow(), [], lambda _: None, lambda _: None, lambda _: None)
    with pytest.raises(LeftHalfway, match=r"^cannot hook process 7 \(x\): the process was too slow for Frida"):
        agent.attach(7, "x")


def test_asking_what_fields_hold_does_not_hold_up_an_app_that_ends() -> None:
    for _ in range(3):
        with started() as app:
            stop = threading.Event()

            def ask(stop: threading.Event = stop, app: App = app) -> None:
                while not stop.is_set():
                    app.agent.poll()

            asking = threading.Thread(target=ask, daemon=True)
            asking.start()
            app.send("burst 1000 exit")
            assert app.end() == 3
            stop.set()
            asking.join(120)
            assert not asking.is_alive()
            assert calls(of(app.rows, "tm.getDeviceId")) == 1000
