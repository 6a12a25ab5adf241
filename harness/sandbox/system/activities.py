"""Activities: tasks, what is in front, and the lifecycle events that apps are told."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from typing import Any

from .logbuffer import LogBuffer
from .packages import Package, PackageManager
from .processes import Process, ProcessTable

MAIN = "android.intent.action.MAIN"
LAUNCHER_CATEGORY = "android.intent.category.LAUNCHER"
HOME = "com.android.launcher3/.uioverrides.QuickstepLauncher"
ANR_SECONDS = 10.0
"""An app that binds or launches for longer does not respond (AOSP ``ActivityManagerService.PROC_START_TIMEOUT``)."""
_LAUNCH_TIMEOUT = 30.0
_FIRST_TASK = 10


class ActivityError(Exception):
    """An activity that cannot be started; ``kind`` is what ``am`` calls it."""

    def __init__(self, message: str, *, code: str = "Error type 3") -> None:
        super().__init__(message)
        self.code = code


@dataclass(slots=True)
class Intent:
    """What starts an activity."""

    component: str | None = None
    action: str | None = None
    data: str | None = None
    categories: list[str] = field(default_factory=list)
    extras: dict[str, Any] = field(default_factory=dict)
    package: str | None = None

    def __str__(self) -> str:
        parts = [f"act={self.action}"] if self.action else []
        parts += [f"cat=[{','.join(self.categories)}]"] if self.categories else []
        parts += [f"dat={self.data}"] if self.data else []
        parts += [f"pkg={self.package}"] if self.package else []
        if self.component:
            package, _, name = self.component.partition("/")
            short = name.removeprefix(package) if name.startswith(package + ".") else name
            parts.append(f"cmp={package}/{short}")
        return " ".join(parts + (["(has extras)"] if self.extras else []))


@dataclass(slots=True, eq=False)
class Activity:
    """One running activity. ``state``: launching, resumed, paused or stopped."""

    token: str
    package: Package
    name: str
    process: Process
    intent: Intent
    state: str = "launching"

    @property
    def component(self) -> str:
        """``package/.Class`` as Android shortens it."""
        name = self.name
        short = name.removeprefix(self.package.name) if name.startswith(self.package.name + ".") else name
        return f"{self.package.name}/{short}"


@dataclass(slots=True, eq=False)
class Task:
    """A stack of activities, the last on top."""

    number: int
    package: str
    activities: list[Activity] = field(default_factory=list)


class ActivityManager:
    """Tasks of one device, the last in front; none is while :attr:`home` is."""

    def __init__(self, packages: PackageManager, processes: ProcessTable, log: LogBuffer) -> None:
        self._packages = packages
        self._processes = processes
        self._log = log
        self._tokens = itertools.count(1)
        self._numbers = itertools.count(_FIRST_TASK)
        self._work: set[asyncio.Task[None]] = set()
        self.tasks: list[Task] = []
        self.home = True
        self.awake = True
        processes.on_exit(self._process_ended)

    def top(self) -> Activity | None:
        """The activity in front, or None when the launcher is."""
        if self.home or not self.tasks:
            return None
        return self.tasks[-1].activities[-1]

    def find(self, token: str) -> Activity | None:
        """A running activity by its token."""
        return next((item for task in self.tasks for item in task.activities if item.token == token), None)

    def of_package(self, package: str) -> list[Activity]:
        """Running activities of a package, oldest first."""
        return [item for task in self.tasks for item in task.activities if item.package.name == package]

    # -- starting -------------------------------------------------------------------------------------------------

    def resolve(self, intent: Intent) -> tuple[Package, str]:
        """The package and class that an intent means. Raises :class:`ActivityError`."""
        if intent.component:
            package_name, separator, name = intent.component.partition("/")
            package = self._packages.get(package_name)
            if not separator or not name:
                raise ActivityError(f"Bad component name: {intent.component}", code="Bad component")
            info = package.activity(name) if package else None
            if package is None or info is None:
                full = package_name + name if name.startswith(".") else name
                raise ActivityError(f"Activity class {{{package_name}/{full}}} does not exist.")
            return package, info.name
        for package in self._packages.launchable():
            if intent.package and package.name != intent.package:
                continue
            for info in package.activities:
                scheme = (intent.data or "").partition(":")[0]
                fits_data = not intent.data or scheme in info.schemes
                wanted = [item for item in intent.categories if item != "android.intent.category.DEFAULT"]
                if intent.action in info.actions and fits_data and set(wanted) <= set(info.categories):
                    return package, info.name
        raise ActivityError(f"Activity not started, unable to resolve Intent {{ {intent} }}", code="unresolved")

    def start(self, intent: Intent, *, caller: Activity | None = None) -> tuple[Activity, bool]:
        """Start an activity; the flag tells that an existing one was brought to the front instead.

        The app's process starts in the background. Raises :class:`ActivityError`.
        """
        package, name = self.resolve(intent)
        existing = next((task for task in self.tasks if task.package == package.name), None)
        previous = self.top()
        from_launcher = intent.action == MAIN and LAUNCHER_CATEGORY in intent.categories
        again = existing is not None and (from_launcher or (caller is None and existing.activities[0].name == name))
        if existing is not None and again and existing.activities[0].name == name:
            self.tasks.remove(existing)
            self.tasks.append(existing)
            self.home = False
            self._switch(previous)
            if not from_launcher and existing.activities[-1].name == name:
                self._new_intent(existing.activities[-1], intent)
            return existing.activities[-1], True
        task = existing or Task(next(self._numbers), package.name)
        if task in self.tasks:
            self.tasks.remove(task)
        info = package.activity(name)
        process = self._processes.ensure(package, info.process if info else "")
        activity = Activity(f"{next(self._tokens):x}", package, name, process, intent)
        task.activities.append(activity)
        self.tasks.append(task)
        self.home = False
        self._log.write("ActivityTaskManager", f"START u0 {{{intent}}} from uid 2000")
        self._pause(previous)
        work = asyncio.ensure_future(self._launch(activity, previous))
        self._work.add(work)
        work.add_done_callback(self._work.discard)
        return activity, False

    async def wait_launched(self, activity: Activity) -> bool:
        """Wait until an activity runs; False when it or its process ended first, or after half a minute."""
        for _ in range(int(_LAUNCH_TIMEOUT * 50)):
            if activity.state != "launching" or activity.process.ended.is_set():
                break
            await asyncio.sleep(0.02)
        return activity.state != "launching"

    async def _launch(self, activity: Activity, previous: Activity | None) -> None:
        process = activity.process
        await process.attached.wait()
        channel = process.channel
        if channel is None or process.ended.is_set() or self.find(activity.token) is None:
            return
        intent = activity.intent
        # The double's launch creates, starts and resumes, as Android's LaunchActivityItem does.
        late = asyncio.get_running_loop().call_later(ANR_SECONDS, self.not_responding, activity)
        try:
            await channel.ask(
                "activity.launch", _LAUNCH_TIMEOUT, token=activity.token, action=intent.action, data=intent.data,
                extras=intent.extras, **{"class": activity.name},
            )  # fmt: skip
        finally:
            late.cancel()
        if process.ended.is_set() or self.find(activity.token) is None:
            return
        activity.state = "resumed"
        self._log.write("ActivityTaskManager", f"Displayed {activity.component}")
        self._stop(previous)
        if self.top() is not activity or not self.awake:
            self._pause(activity)
            self._stop(activity)

    def not_responding(self, activity: Activity) -> None:
        """Write what Android writes of an app whose main thread does not answer."""
        process = activity.process
        gone = process.ended.is_set() or process.channel is None or process.channel.ended
        if not gone:
            said = f"ANR in {process.name} ({activity.component})\nPID: {process.pid}\nReason: it does not answer"
            self._log.write("ActivityManager", said, priority=6)

    # -- lifecycle ------------------------------------------------------------------------------------------------

    def _event(self, activity: Activity, name: str) -> None:
        if activity.process.channel is not None:
            activity.process.channel.event(f"activity.{name}", token=activity.token)

    def _new_intent(self, activity: Activity, intent: Intent) -> None:
        """Give what is on top the intent that would have started it again, as ``singleTop`` has it."""
        if activity.process.channel is not None:
            values = {"action": intent.action, "data": intent.data, "extras": intent.extras, "class": activity.name}
            activity.process.channel.event("activity.new_intent", token=activity.token, **values)

    def _pause(self, activity: Activity | None) -> None:
        if activity is not None and activity.state == "resumed":
            activity.state = "paused"
            self._event(activity, "pause")

    def _stop(self, activity: Activity | None) -> None:
        if activity is not None and activity.state == "paused" and activity is not self.top():
            activity.state = "stopped"
            self._event(activity, "stop")

    def _resume(self, activity: Activity | None) -> None:
        if activity is not None and activity.state in ("paused", "stopped") and self.awake:
            activity.state = "resumed"
            self._event(activity, "resume")

    def _switch(self, previous: Activity | None) -> None:
        """The front changed: pause what was there, resume what is, stop what was."""
        if previous is self.top():
            return
        self._pause(previous)
        self._resume(self.top())
        self._stop(previous)

    def pause_top(self) -> None:
        """A system dialog covers the front."""
        self._pause(self.top())

    def resume_top(self) -> None:
        """Nothing covers the front any more."""
        self._resume(self.top())

    def go_home(self) -> None:
        """The HOME key."""
        previous = self.top()
        self.home = True
        self._switch(previous)

    def set_awake(self, awake: bool) -> None:
        """Screen on or off."""
        if awake == self.awake:
            return
        top = self.top()
        self.awake = awake
        if awake:
            self._resume(top)
        elif top is not None and top.state == "resumed":
            self._pause(top)
            top.state = "stopped"
            self._event(top, "stop")

    def finish(self, activity: Activity) -> None:
        """End one activity; what is below comes to the front."""
        was_top = activity is self.top()
        self._pause(activity)
        self._remove(activity)
        if was_top:
            self._resume(self.top())
        self._event(activity, "stop")
        self._event(activity, "destroy")

    def _remove(self, activity: Activity) -> None:
        for task in list(self.tasks):
            if activity in task.activities:
                task.activities.remove(activity)
                if not task.activities:
                    in_front = task is self.tasks[-1]
                    self.tasks.remove(task)
                    self.home = self.home or in_front

    def drop_package(self, package: str) -> None:
        """Forget a package's activities without telling it: it was stopped."""
        for activity in self.of_package(package):
            self._remove(activity)

    def _process_ended(self, process: Process) -> None:
        gone = [item for task in self.tasks for item in task.activities if item.process is process]
        for activity in gone:
            self._remove(activity)
        self._resume(self.top())

    async def reset(self) -> None:
        """The launcher is in front, the screen on, and nothing was ever started."""
        await self.close()
        self._tokens, self._numbers = itertools.count(1), itertools.count(_FIRST_TASK)
        self.tasks, self.home, self.awake = [], True, True

    async def close(self) -> None:
        """Give up what is being launched."""
        for work in list(self._work):
            work.cancel()
