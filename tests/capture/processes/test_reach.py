"""Every process of an app is hooked: held ones before they run, others late, and none is left hanging."""

import threading
import time
from collections.abc import Callable, Sequence

import frida
import pytest

from harness.capture.agent.agent import AgentError
from harness.capture.agent.hold import Hold
from harness.capture.agent.script import LeftHalfway
from harness.capture.agent.session import Child
from harness.capture.device.errors import CannotHold, DeviceError, DeviceLost, StartTimeout
from harness.capture.device.structs import Ended, Running, Started, Ungated
from harness.capture.processes import reach as reaching
from harness.capture.processes.reach import CHILDREN_S, Reach, Reached
from harness.evidence.rows import Gap, Process

PACKAGE = "com.example.app"
MADE_UP = 1
"""An id that no child has."""


class Phone(Reached):
    """Holds what a test says."""

    def __init__(self) -> None:
        self.waiting: list[Started] = []
        self.listed: list[Running] = []
        self.resumed: list[int] = []
        self.gone: Exception | None = None
        self.processes: list[str] = []
        self.serial = "S1"
        self.limit: float | None = None
        self.gaps: list[Ungated] = []
        self.unholdable = False
        self.doubt = ""
        self.unclear = False
        self.launched: list[str] = []
        self.killed: dict[int, str] = {}
        self.stuck: set[int] = set()
        self.starts = [100]
        self.told: list[str] = []

    def launch_held(self, package: str, processes: Sequence[str] = ()) -> Started:
        self.processes = list(processes)
        if self.unholdable:
            raise CannotHold("Frida cannot start it.")
        self.told.append("held")
        return Started(
            pid=self.starts.pop(0) if len(self.starts) > 1 else self.starts[0], name=package, doubt=self.doubt
        )

    def hold(self, package: str, processes: Sequence[str] = ()) -> None:
        self.processes = list(processes)
        if self.unholdable:
            raise CannotHold("Frida cannot hold it.")

    def stop_app(self, package: str) -> None:
        self.launched.append("stop")
        self.told.append("stop")

    def clear_data(self, package: str) -> None:
        self.launched.append("clear")
        if self.unclear:
            raise DeviceError("The data cannot be cleared.")

    def launch(self, package: str) -> None:
        self.launched.append("start")

    def gate_gaps(self, *, ended: bool = False) -> list[Ungated]:
        found, self.gaps = self.gaps, []
        return found

    def hold_limit_s(self, *, first: bool) -> float | None:
        return self.limit

    def bind_limit_s(self) -> float:
        return 5.0

    def child_pid(self, parent: int, told: int) -> int:
        return 0 if told == MADE_UP else told

    def ended_in_start(self, pid: int, held_s: float) -> str:
        return self.killed.get(pid, "")

    def held(self, package: str, wait_s: float = 0.0) -> list[Started]:
        if self.gone:
            raise self.gone
        if not self.waiting:
            time.sleep(min(wait_s, 0.01))
        found, self.waiting = self.waiting, []
        return found

    def running(self, package: str) -> list[Running]:
        return self.listed

    def pids(self, package: str) -> list[int]:
        return [row.pid for row in self.listed]

    def ended(self, package: str) -> list[Ended]:
        return []

    def release(self) -> None:
        self.waiting = []

    def resume(self, pid: int) -> None:
        self.told.append(f"resume {pid}")
        if pid in self.stuck:
            raise frida.InvalidArgumentError("unable to find process with pid")
        self.resumed.append(pid)


class Hooks:
    """Notes what it is put into; refuses some."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.attached: dict[int, tuple[str, bool, str, float]] = {}
        self.refused: set[int] = set()
        self.halfway: set[int] = set()
        self.crashing: set[int] = set()
        self.order: list[str] = []
        self.slow: dict[int, float] = {}
        self.behind: set[int] = set()
        self.ahead: list[tuple[int, int]] = []
        self.meeting: threading.Barrier | None = None
        self.holds: dict[int, Hold | None] = {}

    def attach(
        self,
        pid: int,
        process_name: str,
        gated: bool = True,
        *,
        origin: str = "launch",
        age_s: float = 0.0,
        hold: Hold | None = None,
    ) -> None:
        assert not gated or pid not in self.phone.resumed
        self.holds[pid] = hold
        if self.meeting is not None and pid != 100:
            self.meeting.wait(60)
        time.sleep(self.slow.get(pid, 0))
        deadline = time.monotonic() + 60
        while pid in self.behind and pid not in self.phone.resumed and time.monotonic() < deadline:
            time.sleep(0.01)
        if pid in self.refused:
            raise AgentError(f"cannot hook process {pid}")
        if pid in self.halfway:
            raise LeftHalfway(f"cannot hook process {pid}: it was too slow")
        if pid in self.crashing:
            raise frida.TransportError("connection closed")
        self.attached[pid] = (process_name, gated, origin, age_s)

    def resumed(self, pid: int) -> None:
        self.order.append(f"resumed {pid}")

    def ran_ahead(self, pid: int, since_us: int) -> None:
        self.ahead.append((pid, since_us))


class Watched:
    def __init__(self, prepare: Callable[["Watched"], None] = lambda watched: None) -> None:
        self.phone = Phone()
        self.hooks = Hooks(self.phone)
        self.rows: list[Process] = []
        self.gaps: list[Gap] = []
        self.warned: list[str] = []
        self.reach = Reach(
            self.phone,
            PACKAGE,
            self.rows.append,
            self.gaps.append,
            self.warned.append,
        )
        prepare(self)
        self.begin()

    def begin(self) -> None:
        self.reach.launch(self.hooks, ["org.global"])

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < deadline, (self.hooks.attached, self.rows, self.reach.notes)
            time.sleep(0.01)


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """This phone answers at once: it is looked at more often than a real one."""
    monkeypatch.setattr(reaching, "LOOK_S", 0.1)
    monkeypatch.setattr(reaching, "_END_S", 0.1)


def test_a_process_that_starts_later_is_hooked_and_then_runs() -> None:
    watched = Watched()
    assert watched.phone.processes == ["org.global"]
    watched.phone.waiting = [Started(pid=101, name=f"{PACKAGE}:push"), Started(pid=102, name="org.global")]
    watched.until(lambda: sorted(watched.phone.resumed) == [100, 101, 102])
    watched.reach.stop()
    assert watched.hooks.attached == {
        100: (PACKAGE, True, "launch", 0.0),
        101: (f"{PACKAGE}:push", True, "start", 0.0),
        102: ("org.global", True, "start", 0.0),
    }
    assert watched.rows == []


def test_a_process_that_cannot_be_hooked_runs_all_the_same_and_is_named() -> None:
    watched = Watched()
    watched.hooks.refused, watched.hooks.crashing = {101}, {102}
    watched.phone.waiting = [Started(pid=101, name="a"), Started(pid=102, name="b"), Started(pid=103, name="c")]
    watched.until(lambda: sorted(watched.phone.resumed) == [100, 101, 102, 103])
    watched.reach.stop()
    assert sorted((row.pid, row.gated, row.attached_us, row.reason) for row in watched.rows) == [
        (101, False, 0, "cannot hook process 101"),
        (102, False, 0, "the connection to Frida was lost (connection closed)"),
    ]
    assert 103 in watched.hooks.attached


def test_a_process_that_no_gate_held_is_hooked_late_and_an_isolated_one_never() -> None:
    watched = Watched()
    watched.phone.listed = [
        Running(pid=100, name=PACKAGE),
        Running(pid=200, name=f"{PACKAGE}:push", age_s=2.5),
        Running(pid=201, name=f"{PACKAGE}:render", isolated=True),
    ]
    watched.until(lambda: bool(watched.rows))
    watched.reach.stop()
    assert watched.hooks.attached[200] == (f"{PACKAGE}:push", False, "found", 2.5)
    assert [(row.pid, row.isolated, row.gated) for row in watched.rows] == [(201, True, False)]
    assert set(watched.hooks.attached) == {100, 200}


def test_a_forked_process_is_let_go_with_its_hooks_in() -> None:
    watched = Watched()
    told: list[tuple[bool, bool, bool]] = []

    def let_go(hooked: bool, hold: bool = True) -> None:
        told.append((hooked, hold, 300 in watched.hooks.attached))

    watched.reach.child(Child(pid=300, parent=100, let_go=let_go))
    watched.until(lambda: bool(told))
    watched.reach.stop()
    assert told == [(True, True, True)]
    assert watched.hooks.attached[300][2] == "fork"


def test_a_child_that_is_none_is_not_touched() -> None:
    watched = Watched()
    told: list[tuple[bool, bool]] = []
    watched.reach.child(Child(pid=MADE_UP, parent=100, let_go=lambda hooked, hold=True: told.append((hooked, hold))))
    watched.until(lambda: bool(watched.rows))
    watched.reach.stop()
    assert told == [(False, False)]
    assert MADE_UP not in watched.hooks.attached
    assert watched.rows[0].reason == "no child of the process has the id that it told"


def test_an_app_that_forks_all_the_time_is_not_held_up_for_ever() -> None:
    watched = Watched()
    told: list[tuple[bool, bool]] = []
    done = threading.Event()

    def let_go(hooked: bool, hold: bool = True) -> None:
        told.append((hooked, hold))
        done.set()

    watched.reach._held_up_s = CHILDREN_S
    watched.reach.child(Child(pid=300, parent=100, let_go=let_go))
    assert done.wait(60)
    watched.reach.stop()
    assert told == [(False, False)]
    assert [(row.pid, row.origin, row.attached_us) for row in watched.rows] == [(300, "fork", 0)]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (DeviceLost("the device went away"), "the device went away"),
        (frida.TransportError("connection closed"), "the connection to Frida was lost (connection closed)"),
        (frida.OperationCancelledError("x"), "Frida gave up: its server or the process ended meanwhile (x)"),
        (ValueError("a defect"), "a defect"),
    ],
)
def test_whatever_ends_the_watch_is_noted_and_is_a_gap(error: Exception, reason: str) -> None:
    watched = Watched()
    watched.phone.gone = error
    watched.until(lambda: bool(watched.gaps))
    watched.phone.gone = None
    watched.reach.stop()
    assert watched.reach.notes == [f"Processes were no longer watched for: {reason}"]
    (gap,) = watched.gaps
    assert (gap.kind, gap.to_us, gap.detail) == ("watch_ended", 0, reason)
    assert gap.from_us > 0


def test_processes_that_wait_are_hooked_at_the_same_time() -> None:
    watched = Watched()
    watched.hooks.meeting = threading.Barrier(3)
    watched.phone.waiting = [Started(pid=pid, name=f"{PACKAGE}:{pid}") for pid in (101, 102, 103)]
    watched.until(lambda: sorted(watched.phone.resumed) == [100, 101, 102, 103])
    watched.reach.stop()
    assert watched.rows == []


def test_a_process_that_a_device_names_until_it_is_resumed_is_hooked_once() -> None:
    """As the sandbox does."""
    watched = Watched()
    watched.hooks.slow = {101: 0.3}
    held = watched.phone.held

    def again(package: str, wait_s: float = 0.0) -> list[Started]:
        return [*held(package, wait_s), *([] if 101 in watched.phone.resumed else [Started(pid=101, name="x")])]

    watched.phone.held = again  # type: ignore[method-assign]
    watched.until(lambda: 101 in watched.phone.resumed)
    watched.reach.stop()
    assert watched.phone.resumed == [100, 101]


def test_others_are_hooked_while_the_first_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The launch waits for its own process alone: one that its app starts meanwhile has a time-out of its own."""
    seen: list[list[int]] = []

    class Slow(Hooks):
        def attach(self, pid: int, process_name: str, *args: bool, **more: object) -> None:
            if pid == 100:
                self.phone.waiting = [Started(pid=101, name=f"{PACKAGE}:push")]
                deadline = time.monotonic() + 60
                while 101 not in self.phone.resumed and time.monotonic() < deadline:
                    time.sleep(0.01)
                seen.append(list(self.phone.resumed))

    monkeypatch.setattr("tests.capture.processes.test_reach.Hooks", Slow)
    watched = Watched()
    watched.reach.stop()
    assert seen == [[101]]


def test_a_process_is_let_run_when_its_time_is_up_and_that_is_said() -> None:
    watched = Watched()
    watched.phone.limit = 0.2
    watched.hooks.behind = {101}
    watched.phone.waiting = [Started(pid=101, name=f"{PACKAGE}:push")]
    watched.until(lambda: bool(watched.warned))
    watched.reach.stop()
    hold = watched.hooks.holds[101]
    assert hold is not None
    assert hold.overdue
    assert hold.held_s >= 0.2
    assert watched.phone.resumed == [100, 101]
    assert watched.warned == [f"{PACKAGE}:push ran before its hooks were in: it could not be held for longer"]


def test_one_that_is_held_for_long_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "WARN_S", 0.05)
    watched = Watched()
    watched.hooks.slow = {101: 0.1}
    watched.phone.waiting = [Started(pid=101, name=f"{PACKAGE}:push")]
    watched.until(lambda: 101 in watched.phone.resumed)
    watched.reach.stop()
    (said,) = watched.warned
    assert said.startswith(f"{PACKAGE}:push was held for 0.")


def test_a_stretch_without_a_gate_is_a_gap_and_who_waited_then_ran_ahead() -> None:
    watched = Watched()
    watched.hooks.slow = {101: 0.5}
    watched.phone.waiting = [Started(pid=101, name=f"{PACKAGE}:push")]
    watched.until(lambda: 101 in watched.hooks.holds)
    watched.phone.gaps = [Ungated(from_us=50, to_us=60, freed=[101], detail="why")]
    watched.until(lambda: 101 in watched.hooks.attached)
    watched.reach.stop()
    assert [(gap.kind, gap.from_us, gap.to_us, gap.detail) for gap in watched.gaps] == [("ungated", 50, 60, "why")]
    assert (101, 50) in watched.hooks.ahead
    assert watched.warned[0] == "new processes were not held for a while: why"


def test_a_gap_is_told_though_it_comes_at_the_very_end() -> None:
    watched = Watched()
    watched.reach._stop.set()
    watched.until(lambda: not watched.reach._threads[0].is_alive())
    watched.phone.gaps = [Ungated(from_us=50, detail="why")]
    watched.reach.stop()
    assert [(gap.kind, gap.to_us) for gap in watched.gaps] == [("ungated", 0)]


def test_an_app_that_cannot_be_held_is_hooked_late_and_that_is_said() -> None:
    def unholdable(watched: Watched) -> None:
        watched.phone.unholdable = True
        watched.phone.listed = [
            Running(pid=300, name=f"{PACKAGE}:render", isolated=True),
            Running(pid=301, name=f"{PACKAGE}:push"),
            Running(pid=302, name=PACKAGE, age_s=0.5),
        ]

    watched = Watched(unholdable)
    watched.reach.stop()
    assert watched.phone.launched == ["stop", "clear", "start"]
    assert watched.reach.first == 302
    assert watched.hooks.attached[302] == (PACKAGE, False, "launch", 0.5)
    assert watched.phone.resumed == []
    gap = watched.gaps[0]
    assert (gap.kind, gap.pid, gap.process, gap.detail) == ("started_unheld", 302, PACKAGE, "Frida cannot start it.")
    assert watched.warned == ["Frida cannot start it. It is started unheld and hooked late."]


def test_a_doubt_about_which_process_was_spawned_is_said_and_noted() -> None:
    def doubtful(watched: Watched) -> None:
        watched.phone.doubt = "it may be another one."

    watched = Watched(doubtful)
    watched.reach.stop()
    assert watched.reach.notes == watched.warned == ["it may be another one."]


def test_an_app_that_could_not_be_held_once_is_not_tried_to_be_again() -> None:
    """Each attempt takes Frida 20 s, in which the app runs."""

    def unholdable(watched: Watched) -> None:
        watched.phone.unholdable = True
        watched.phone.listed = [Running(pid=302, name=PACKAGE)]

    watched = Watched(unholdable)
    watched.phone.unholdable = False
    watched.phone.listed = [Running(pid=303, name=PACKAGE)]
    watched.reach.launch(watched.hooks, [])
    watched.reach.stop()
    assert watched.reach.first == 303
    assert watched.phone.launched == ["stop", "clear", "start", "stop", "start"], "what it did while watched is kept"
    assert [gap.pid for gap in watched.gaps] == [302, 303]
    assert len(watched.warned) == 1


def test_an_app_that_was_watched_before_keeps_its_data_when_it_can_be_held_no_more() -> None:
    watched = Watched()
    watched.phone.unholdable = True
    watched.phone.listed = [Running(pid=303, name=PACKAGE)]
    watched.reach.launch(watched.hooks, [])
    watched.reach.stop()
    assert watched.phone.launched == ["stop", "start"]


def test_data_that_an_unwatched_start_may_have_left_is_said() -> None:
    def unclear(watched: Watched) -> None:
        watched.phone.unholdable = watched.phone.unclear = True
        watched.phone.listed = [Running(pid=302, name=PACKAGE)]

    watched = Watched(unclear)
    watched.reach.stop()
    assert watched.reach.notes == [
        f"{PACKAGE} may have run unwatched before its first start, and its data is left: The data cannot be cleared."
    ]


def test_one_that_comes_to_the_gate_all_the_same_is_held() -> None:
    def gated(watched: Watched) -> None:
        watched.phone.unholdable = True
        watched.phone.waiting = [Started(pid=301, name=f"{PACKAGE}:push"), Started(pid=300, name=PACKAGE)]

    watched = Watched(gated)
    watched.until(lambda: 301 in watched.hooks.attached)
    watched.reach.stop()
    assert watched.reach.first == 300
    assert watched.hooks.attached[300][1] is True
    assert watched.gaps == []


def test_an_app_that_never_runs_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "LAUNCH_S", 0.05)

    def unholdable(watched: Watched) -> None:
        watched.phone.unholdable = True

    with pytest.raises(DeviceError, match=r"^Frida cannot start it\. Started without that, no process of"):
        Watched(unholdable)


@pytest.mark.parametrize("where", ["attach", "resume"])
def test_an_end_by_the_system_has_a_name(where: str) -> None:
    made: list[Watched] = []

    def kill(watched: Watched) -> None:
        made.append(watched)
        watched.phone.killed = {100: "am_kill: [0,100,com.x,-10000,start timeout]"}
        (watched.hooks.refused if where == "attach" else watched.phone.stuck).add(100)

    with pytest.raises(StartTimeout, match=r"killed by the system on S1: start time-out \(am_kill"):
        Watched(kill)
    made[0].reach.stop()
    assert [(gap.kind, gap.pid) for gap in made[0].gaps] == [("start_timeout", 100)]


def test_one_that_frida_gave_up_halfway_is_ended_before_its_first_line_and_started_once_more() -> None:
    def slow(watched: Watched) -> None:
        watched.phone.starts = [100, 200]
        watched.hooks.halfway = {100}

    watched = Watched(slow)
    watched.reach.stop()
    assert watched.phone.told == ["held", "stop", "resume 100", "held", "resume 200"], "ended, then let go"
    assert (watched.reach.first, list(watched.hooks.attached)) == (200, [200])
    told = f"{PACKAGE} was ended before its first line, and started once more: cannot hook process 100: it was too slow"
    assert watched.warned == watched.reach.notes == [told]
    assert watched.gaps == []


def test_one_that_could_not_be_started_held_is_started_once_more_in_the_same_way() -> None:
    comes = [300, 301]

    class Gate(Phone):
        def launch(self, package: str) -> None:
            super().launch(package)
            self.waiting = [Started(pid=comes.pop(0), name=package)]

    def slow(watched: Watched) -> None:
        watched.phone = watched.hooks.phone = watched.reach._device = Gate()
        watched.phone.unholdable = True
        watched.hooks.halfway = {300}

    watched = Watched(slow)
    watched.reach.stop()
    assert watched.phone.launched == ["stop", "clear", "start", "stop", "stop", "start"]
    assert (watched.reach.first, list(watched.hooks.attached)) == (301, [301])


def test_one_that_frida_gives_up_twice_is_not_tried_for_ever() -> None:
    made: list[Watched] = []

    def slow(watched: Watched) -> None:
        made.append(watched)
        watched.phone.starts = [100, 200, 300]
        watched.hooks.halfway = {100, 200}

    with pytest.raises(AgentError, match="cannot hook process 200"):
        Watched(slow)
    made[0].reach.stop()
    assert made[0].phone.starts == [300]


def test_a_first_process_that_cannot_be_resumed_is_a_sentence() -> None:
    def stick(watched: Watched) -> None:
        watched.phone.stuck = {100}

    with pytest.raises(DeviceError, match=r"cannot be let run on S1: it does not run"):
        Watched(stick)


def test_a_later_process_that_the_system_ends_is_named_with_the_cause() -> None:
    watched = Watched()
    watched.phone.killed = {101: "start timeout"}
    watched.hooks.refused = {101}
    watched.phone.waiting = [Started(pid=101, name=f"{PACKAGE}:push")]
    watched.until(lambda: bool(watched.rows))
    watched.reach.stop()
    assert "killed by the system" in (watched.rows[0].reason or "")
    assert [(gap.kind, gap.process) for gap in watched.gaps] == [("start_timeout", f"{PACKAGE}:push")]


class Attached(Watched):
    """The app ran before."""

    def begin(self) -> None:
        self.reach.attach(self.hooks, ["org.global"])


def running(watched: Watched) -> None:
    watched.phone.listed = [
        Running(pid=401, name=f"{PACKAGE}:push", age_s=2.0), Running(pid=400, name=PACKAGE, age_s=7.0),
        Running(pid=402, name=f"{PACKAGE}:web", age_s=1.0, isolated=True),
    ]  # fmt: skip


def test_an_app_that_runs_is_hooked_as_it_runs_and_a_gap_says_since_when() -> None:
    watched = Attached(running)
    watched.phone.waiting = [Started(pid=403, name=f"{PACKAGE}:later")]
    watched.until(lambda: 403 in watched.hooks.attached)
    watched.reach.stop()
    assert watched.phone.launched == [] and watched.phone.processes == ["org.global"]
    assert watched.hooks.attached == {
        400: (PACKAGE, False, "attached", 7.0), 401: (f"{PACKAGE}:push", False, "found", 2.0),
        403: (f"{PACKAGE}:later", True, "start", 0.0),
    }  # fmt: skip
    assert [(gap.kind, gap.pid, gap.to_us > gap.from_us) for gap in watched.gaps] == [
        ("attached", 401, True), ("attached", 400, True),
    ]  # fmt: skip
    assert "nothing can be concluded from what is missing" in watched.warned[0]
    assert [row.isolated for row in watched.rows] == [True] and watched.reach.first == 400


def test_where_nothing_can_be_held_the_app_is_attached_to_all_the_same() -> None:
    def unholdable(watched: Watched) -> None:
        watched.phone.unholdable = True
        running(watched)

    watched = Attached(unholdable)
    watched.reach.stop()
    assert watched.warned[0] == "Frida cannot hold it. Further processes of the app are hooked late."
    assert set(watched.hooks.attached) == {400, 401}


def test_an_app_that_does_not_run_cannot_be_attached_to() -> None:
    with pytest.raises(DeviceError, match=rf"^{PACKAGE} does not run on S1: start it there, or leave --attach out\.$"):
        Attached()


def test_an_app_that_cannot_be_hooked_cannot_be_attached_to() -> None:
    def refused(watched: Watched) -> None:
        running(watched)
        watched.hooks.refused.add(400)

    with pytest.raises(AgentError, match="cannot hook process 400"):
        Attached(refused)
