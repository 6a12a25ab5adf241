"""Asks the user: queues apps' permission requests, shows one dialog at a time, sends the answers."""

from __future__ import annotations

from .activities import ActivityManager
from .packages import PackageManager
from .permissions import DANGEROUS, Question, Request, is_runtime
from .processes import Process, ProcessTable

#: After this many refusals of a group Android asks no more.
_REFUSALS = 2


class PermissionDesk:
    """The permission controller of one device."""

    def __init__(self, packages: PackageManager, processes: ProcessTable, activities: ActivityManager) -> None:
        self._packages = packages
        self._processes = processes
        self._activities = activities
        self._requests: list[Request] = []
        processes.on_exit(self._process_ended)

    def current(self) -> Question | None:
        """The dialog on the screen, if there is one."""
        top = self._activities.top()
        if not self._requests or top is None or top.process.pid != self._requests[0].pid:
            return None
        return self._requests[0].questions[0]

    def request(self, process: Process, permissions: list[str], request_code: int, token: str) -> None:
        """An app asks. Its answer is the event ``permission.result``, after the last dialog."""
        package = process.package
        request = Request(process.pid, package.name, token, request_code, permissions)
        groups: dict[str, list[str]] = {}
        for permission in permissions:
            wanted = permission in package.permissions and is_runtime(permission)
            if wanted and permission not in package.granted:
                groups.setdefault(DANGEROUS[permission], []).append(permission)
        for group, members in groups.items():
            refusals = package.denials.get(group, 0)
            if any(item in package.granted and DANGEROUS.get(item) == group for item in package.permissions):
                package.granted |= set(members)  # a group that was granted is not asked for again
            elif refusals < _REFUSALS:
                request.questions.append(Question(package.name, package.label, group, members, again=refusals > 0))
        if not request.questions:
            self._packages.save()
            self._answer(request)
            return
        self._requests.append(request)
        self._activities.pause_top()

    async def choose(self, button_name: str) -> None:
        """A button of the dialog was touched."""
        question = self.current()
        button = next((item for item in question.buttons if item.name == button_name), None) if question else None
        if question is None or button is None:
            return
        package = self._packages.get(question.package)
        if package is not None and button.grants:
            package.granted |= set(question.permissions)
            package.denials.pop(question.group, None)
        elif package is not None:
            package.denials[question.group] = _REFUSALS if button.final else package.denials.get(question.group, 0) + 1
        self._packages.save()
        self._next()

    async def dismiss(self) -> None:
        """The dialog was left without a choice: everything still open is refused, this time."""
        if self.current() is not None:
            self._requests[0].questions = self._requests[0].questions[:1]
            self._next()

    def _next(self) -> None:
        request = self._requests[0]
        request.questions.pop(0)
        if not request.questions:
            self._requests.pop(0)
            self._activities.resume_top()
            self._answer(request)

    def _answer(self, request: Request) -> None:
        process = self._processes.by_pid(request.pid)
        package = self._packages.get(request.package)
        if process is None or process.channel is None or package is None:
            return
        process.channel.event(
            "permission.result", token=request.token, request_code=request.request_code,
            permissions=request.permissions, granted=[item in package.granted for item in request.permissions],
        )  # fmt: skip

    def reset(self) -> None:
        """Nobody has asked for anything."""
        self._requests = []

    def _process_ended(self, process: Process) -> None:
        self._requests = [item for item in self._requests if item.pid != process.pid]
