"""A phone made of functions: what it shows follows from its state, what is touched changes it. No device, no app."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from harness.capture.device.errors import DeviceError
from harness.capture.device.structs import Ended, Running, ShellResult
from harness.capture.engine import Attribution, Context, Runner
from harness.capture.engine.clock import Clock
from harness.capture.engine.context import Stage
from harness.capture.phase_clock import PhaseClock
from harness.capture.scenario import Limits, Scenario, parse_scenario
from harness.capture.waiting import Waiting
from harness.evidence.bundle import Bundle
from harness.evidence.rows import Observation, Phase
from harness.evidence.run_record import Apk, DeviceInfo, RunRecord
from harness.evidence.writer import BundleWriter
from harness.persona.generate import generate
from tests.capture.blank import PNG, facts

APP, LABEL = "com.example.app", "示例"
CONTROLLER = "com.android.permissioncontroller"
LAUNCHER = "com.android.launcher3"


class Control:
    """One control of a screen."""

    def __init__(
        self, text: str = "", *, id: str = "", package: str = APP, kind: str = "Button", does: str = "",
        ticked: bool = False,
    ) -> None:  # fmt: skip
        self.text, self.id, self.package, self.kind, self.does = text, id, package, kind, does
        self.ticked = ticked


def text(words: str, package: str = APP) -> Control:
    return Control(words, package=package, kind="TextView")


def dialog(group: str = "LOCATION", *, final: bool = False, package: str = CONTROLLER) -> list[Control]:
    """The system's permission dialog."""
    messages = {"LOCATION": "获取此设备的位置信息", "CONTACTS": "访问您的通讯录", "SMS": "发送和查看短信"}
    deny = "permission_deny_and_dont_ask_again_button" if final else "permission_deny_button"
    return [
        Control(
            f"允许“{LABEL}”{messages[group]}吗？",
            id=f"{package}:id/permission_message",
            package=package,
            kind="TextView",
        ),
        Control("允许", id=f"{package}:id/permission_allow_button", package=package, does=f"allow {group}"),
        Control("拒绝", id=f"{package}:id/{deny}", package=package, does=f"deny {group}"),
    ]


CONSENT = [
    text("隐私政策提示"),
    text("请您阅读并同意《隐私政策》"),
    Control("不同意", does="refuse"),
    Control("同意", does="agree"),
]
ANR = [
    Control("示例没有响应", id="android:id/alertTitle", package="android", kind="TextView"),
    Control("关闭应用", id="android:id/aerr_close", package="android", does="close"),
    Control("等待", id="android:id/aerr_wait", package="android", does="wait"),
]


class Phone(Stage):
    """The device and the app's activity at once. ``screens`` by name; ``on`` is called with what a touch does."""

    serial = "phone"

    def __init__(self, screens: dict[str, list[Control] | None], on: Callable[["Phone", str], None]) -> None:
        self.screens, self._on = screens, on
        self.at = LAUNCHER
        self.up = False
        self.log: list[str] = []
        self.granted: set[str] = set()
        self.offset_us = 0
        self.touched_ns: int | None = None
        self.keyboard = False
        self.rotation = 0
        self.before_tap: Callable[[], None] = lambda: None
        self.lost = False

    # -- the screen

    def controls(self) -> list[Control] | None:
        if self.at == LAUNCHER:
            return [text("桌面", LAUNCHER)]
        return self.screens[self.at]

    def ui_dump(self) -> bytes:
        if self.lost:
            raise DeviceError("Lost the device phone.")
        controls = self.controls()
        if controls is None:
            raise DeviceError("uiautomator gave no view tree")
        nodes = "".join(
            f'<node text={quoteattr(item.text)} resource-id={quoteattr(item.id)} class="android.widget.{item.kind}" '
            f'package="{item.package}" content-desc="" '
            f'checkable="{str(item.kind == "CheckBox").lower()}" checked="{str(item.ticked).lower()}" '
            f'clickable="{str(item.kind != "TextView").lower()}" bounds="[0,{100 * n}][1000,{100 * n + 90}]" />'
            for n, item in enumerate(controls, 1)
        )
        return f'<?xml version="1.0"?><hierarchy rotation="{self.rotation}">{nodes}</hierarchy>'.encode()

    def screenshot(self) -> bytes:
        return PNG

    def tap(self, x: int, y: int) -> None:
        self.before_tap()
        controls = self.controls() or []
        number = y // 100 - 1
        assert 0 <= number < len(controls), (x, y)
        self.log.append(f"tap {controls[number].text}")
        self._on(self, controls[number].does)

    def key(self, name: str) -> None:
        self.log.append(f"key {name}")
        if name == "HOME":
            self.at = LAUNCHER
        elif name == "BACK" and self.keyboard:
            self.keyboard = False
        else:
            self._on(self, f"key {name}")

    def swipe(self, x1: int, y1: int, x2: int, y2: int, seconds: float = 0.3) -> None:
        self.log.append(f"swipe {y1} {y2}")

    def can_type(self, text: str) -> bool:
        return True

    def type_text(self, text: str) -> None:
        self.log.append(f"type {text}")

    def ui_driver(self) -> dict[str, str]:
        return {"name": "phone", "reason": ""}

    # -- the rest of a device

    def info(self) -> DeviceInfo:
        return facts(self.serial)

    def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        line = " ".join(command)
        if self.lost:
            return ShellResult(1, "", "gone")
        if line.startswith("sh -c dumpsys window"):
            controls = self.controls()
            package = APP if controls is None else controls[0].package
            title = f"Application Not Responding: {APP}" if package == "android" else f"{package}/{package}.Main"
            return ShellResult(0, f"  mCurrentFocus=Window{{1a2b u0 {title}}}\n", "")
        if line == "dumpsys input" and self.touched_ns is not None:
            event = f"MotionEvent(deviceId=-1, eventTime={self.touched_ns}, source=0x1002, action=DOWN, x=1)"
            return ShellResult(0, f"Input\n  RecentQueue: length=1\n    {event}, age=3ms\n", "")
        if line == "dumpsys input_method":
            return ShellResult(0, f"mInputShown={str(self.keyboard).lower()}", "")
        if line.startswith("dumpsys package"):
            rows = "".join(f"        {name}: granted=true, flags=[ ]\n" for name in sorted(self.granted))
            return ShellResult(0, f"      runtime permissions:\n{rows}", "")
        if line == "wm size":
            return ShellResult(0, "Physical size: 1000x2000\n", "")
        if line.startswith("cmd package resolve-activity"):
            return ShellResult(0, f"priority=0\n{APP}/.Main\n", "")
        self.log.append(line)
        if line.startswith("am start"):
            self.at = "home" if "home" in self.screens else "main"
        elif line.startswith("am kill"):
            self.up = False
        elif line.startswith("pm clear"):
            self.up, self.at = False, LAUNCHER
        return ShellResult(0, "", "")

    def clock_offset_us(self) -> int:
        return self.offset_us

    def set_clock(self, offset_us: int) -> int:
        self.offset_us = offset_us
        return offset_us

    def put_clock_back(self) -> None:
        self.offset_us = 0

    def stop_app(self, package: str) -> None:
        self.up, self.at = False, LAUNCHER

    def pids(self, package: str) -> list[int]:
        return [1] if self.up else []

    def running(self, package: str) -> list[Running]:
        return [Running(pid=pid, name=package) for pid in self.pids(package)]

    def ended(self, package: str) -> list[Ended]:
        return [] if self.up else [Ended(pid=1, time_us=0, how="exit 0")]

    # -- the app, as a run sees it

    def idle_seconds(self) -> float:
        return 100.0

    def busy(self) -> bool:
        return False

    def alive(self) -> bool:
        return self.up

    def how_ended(self) -> str:
        return "process-terminated"

    def launch(self) -> None:
        self.log.append("launch")
        self.up, self.at = True, "main"
        self._on(self, "launch")

    def ends(self) -> None:
        self.up, self.at = False, LAUNCHER


class Finished:
    """What a run left."""

    def __init__(self, phone: Phone, runner: Runner, bundle: Bundle, phase_clock: PhaseClock) -> None:
        self.phone, self.runner, self.bundle, self.phase_clock = phone, runner, bundle, phase_clock

    @property
    def states(self) -> dict[str, str]:
        return {row.phase: row.state for row in self.runner.outcomes}

    @property
    def phases(self) -> list[str]:
        return [row.name for row in self.bundle.rows(Phase)]


def scenario(body: str) -> Scenario:
    return parse_scenario("schema: 1\n" + body, "s.yaml")


def play(
    phone: Phone,
    script: Scenario,
    out: Path,
    *,
    branch: str = "main",
    observe: Callable[[Attribution], None] = lambda attribution: None,
    **more: Any,
) -> Finished:
    """Take the phone through a scenario."""
    writer = BundleWriter(out, RunRecord(apk=Apk(package=APP)))
    phase_clock = PhaseClock(0, branch)
    attribution = Attribution(phase_clock, writer.append)
    context = Context(
        device=phone, package=APP, label=LABEL, branch=branch, persona=generate(seed=1), phase_clock=phase_clock,
        attribution=attribution, writer=writer, activity=phone, waiting=Waiting(), launch=phone.launch,
        install=lambda path: Apk(file=path.name), variables=script.variables, policy=script.permissions, **more,
    )  # fmt: skip
    observe(attribution)
    clock = Clock(phone, phase_clock)
    runner = Runner(context, clock, script.limits or Limits())
    try:
        runner.run(script.script(branch))
        clock.restore()
    finally:
        writer.run.phases = list(runner.outcomes)
        writer.seal("complete")
    return Finished(phone, runner, Bundle(out), phase_clock)


def seen(time_us: int, mono_ns: int, seq: int = 1) -> Observation:
    return Observation(
        seq=seq, time_us=time_us, mono_ns=mono_ns, pid=1, process=APP, thread_id=1, thread="main", point="x"
    )  # fmt: skip
