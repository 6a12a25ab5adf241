"""Answers what apps ask of the system (the table of calls in docs/architecture.md)."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from harness.sandbox import caller
from harness.sandbox.cage.task import inner
from harness.sandbox.disk.tree import store_of
from harness.sandbox.disk.vfs import Vfs

from . import anchors
from .activities import ActivityError, ActivityManager, Intent
from .channel import AppError, security_error
from .components import Components
from .logbuffer import LogBuffer
from .memory import SinceReset
from .packages import PackageManager
from .permission_desk import PermissionDesk
from .processes import Process
from .properties import Properties
from .providers import Providers
from .state import DeviceState

_MAX_DENIED = 10_000
_MAX_SHELLS = 5000
_LONGEST_NAME = 500


class System(Protocol):
    """What the calls reach of the device."""

    @property
    def api_level(self) -> int:
        """Its Android API level."""

    @property
    def vfs(self) -> Vfs:
        """Its files."""

    @property
    def log(self) -> LogBuffer:
        """Where ``logcat`` reads."""

    @property
    def state(self) -> DeviceState:
        """What apps can read of it."""

    @property
    def properties(self) -> Properties:
        """Its system properties."""

    @property
    def since_reset(self) -> SinceReset:
        """Its network and clock, as they are now."""

    @property
    def clock_offset_ms(self) -> int:
        """How far its clock was moved from this machine's."""

    @property
    def packages(self) -> PackageManager:
        """The apps that it has."""

    @property
    def providers(self) -> Providers:
        """Its content providers."""

    @property
    def activities(self) -> ActivityManager:
        """What is in front."""

    @property
    def components(self) -> Components:
        """What runs without a screen."""

    @property
    def permission_desk(self) -> PermissionDesk:
        """Who asks its user for permissions."""

    def show_toast(self, text: str) -> None:
        """Show a short message."""


class Calls:
    """The calls of one device's apps. Wrong arguments raise KeyError, TypeError or ValueError."""

    def __init__(self, device: System) -> None:
        self._device = device
        self.denied: list[dict[str, Any]] = []
        self._shells: dict[tuple[int, str], int] = {}
        self._table: dict[str, Callable[[Process, dict[str, Any]], Any]] = {
            "process.attach": self._attach,
            "state.get": self._state_get,
            "settings.get": self._settings_get,
            "settings.put": self._settings_put,
            "provider.query": self._provider_query,
            "provider.insert": self._provider_insert,
            "permission.check": self._permission_check,
            "permission.request": self._permission_request,
            "packages.list": self._packages_list,
            "packages.get": self._packages_get,
            "activity.start": self._activity_start,
            "activity.finish": self._activity_finish,
            "log": self._log,
            "ui.changed": self._ui_changed,
            "toast": self._toast,
            "clipboard.get": self._clipboard_get,
            "clipboard.set": self._clipboard_set,
            "net.denied": self._net_denied,
            "shells.called": self._shells_called,
            "process.crashed": self._crashed,
            "service.start": self._service_start,
            "service.stop": self._service_stop,
            "broadcast.send": self._broadcast_send,
        }

    def reset(self) -> None:
        """Nothing was denied, and nothing neutral was answered."""
        self.denied.clear()
        self._shells.clear()

    def shells(self) -> dict[str, int]:
        """How often apps have called what the sandbox only has as shells, by the method's name."""
        found: dict[str, int] = {}
        for (_, method), calls in self._shells.items():
            found[method] = found.get(method, 0) + calls
        return found

    async def handle(self, process: Process, call: str, args: dict[str, Any]) -> Any:
        """Answer one call. Raises :class:`AppError` for what the app shall see as an exception."""
        handler = self._table.get(call)
        if handler is None:
            raise AppError("java.lang.UnsupportedOperationException", f"the sandbox has no call '{call}'")
        return handler(process, args)

    # -- process --------------------------------------------------------------------------------------------------

    def _attach(self, process: Process, args: dict[str, Any]) -> dict[str, Any]:
        if args.get("pid") not in (process.pid, inner(process.pid)):
            raise security_error(f"pid {args.get('pid')} is not process {process.name}")
        package, device = process.package, self._device
        host = device.state.setting("global", "global_http_proxy_host")
        network = device.since_reset.network
        if network == "routed":
            network = "live" if process.routed else "sinkhole"
        proxy = f"{host}:{device.state.setting('global', 'global_http_proxy_port')}" if host else None
        return {
            "package": package.name, "process": process.name, "application": package.application,
            "activities": [item.name for item in package.activities],
            "providers": [
                {"name": item.name, "authority": item.authority, "exported": item.exported, "grants": item.grants}
                for item in package.providers
                if package.process_name(item.process) == process.name
            ],
            "data_dir": str(device.vfs.host_path(package.data_dir)), "target_sdk": package.target_sdk,
            "api_level": device.api_level, "version_name": package.version_name, "version_code": package.version_code,
            "label": package.label, "requested_permissions": package.permissions,
            "http_proxy": proxy,
            "ca_dir": str(self._store(process)), "build": device.properties.build(),
            "network": network, "clock_offset_ms": device.clock_offset_ms,
        }  # fmt: skip

    def _store(self, process: Process) -> Path:
        """Where the app finds the trusted certificates, as its own mounts show it."""
        device = self._device
        with caller.acting(new_namespace=process.pid):
            store = device.vfs.host_path(store_of(device.api_level))
        if device.api_level < anchors.SINCE or not process.package.path:
            return store
        apk = device.vfs.host_path(process.package.path)
        return anchors.store_with(apk, store, apk.with_name(f"trust-{process.pid}"))

    def _crashed(self, process: Process, args: dict[str, Any]) -> None:
        head = f"FATAL EXCEPTION: main\nProcess: {process.name}, PID: {process.pid}\n"
        self._write(process, "AndroidRuntime", head + str(args.get("trace", "")), 6)

    def _log(self, process: Process, args: dict[str, Any]) -> None:
        self._write(process, str(args.get("tag", "")), str(args.get("message", "")), int(args.get("priority", 4)))

    def _write(self, process: Process, tag: str, message: str, priority: int) -> None:
        self._device.log.write(tag, message, priority=priority, pid=process.pid, uid=process.package.uid)

    def _net_denied(self, process: Process, args: dict[str, Any]) -> None:
        self.note_denied(process.name, str(args.get("host", "")), int(args.get("port", 0)), process.pid)

    def note_denied(self, process: str, host: str, port: int, pid: int = 0, why: str = "") -> None:
        """Note a direct connection that was refused, by the doubles or (``why``) by the confinement."""
        row = {"pid": pid, "process": process, "time": time.time(), "host": host, "port": port}
        if len(self.denied) < _MAX_DENIED:
            self.denied.append(row | ({"why": why} if why else {}))
            self._device.log.write("Sandbox", f"direct connection to {host}:{port} refused", pid=pid)

    def _shells_called(self, process: Process, args: dict[str, Any]) -> None:
        """An app's process tells totals, those that have changed."""
        for method, calls in dict(args["calls"]).items():
            key = (process.pid, str(method)[:_LONGEST_NAME])
            if key in self._shells or len(self._shells) < _MAX_SHELLS:
                self._shells[key] = int(calls)

    # -- what the device knows ------------------------------------------------------------------------------------

    def _state_get(self, process: Process, args: dict[str, Any]) -> Any:
        wanted = args.get("permissions") or []
        if wanted and not any(item in process.package.granted for item in wanted):
            raise security_error(
                f"{args['key']}: uid {process.package.uid} does not have {' or '.join(map(str, wanted))}."
            )
        return self._device.state.get(str(args["key"]), args.get("default"))

    def _settings_get(self, _process: Process, args: dict[str, Any]) -> str | None:
        return self._device.state.setting(str(args["namespace"]), str(args["key"]))

    def _settings_put(self, process: Process, args: dict[str, Any]) -> None:
        namespace = str(args["namespace"])
        if namespace != "system" or "android.permission.WRITE_SETTINGS" not in process.package.granted:
            needed = "WRITE_SETTINGS" if namespace == "system" else "WRITE_SECURE_SETTINGS"
            raise security_error(
                f"{process.package.name} was not granted  this permission: android.permission.{needed}."
            )
        value = args.get("value")
        self._device.state.put_setting(namespace, str(args["key"]), None if value is None else str(value))

    def _provider_query(self, process: Process, args: dict[str, Any]) -> dict[str, Any] | None:
        uri = str(args["uri"])
        self._need_provider(process, uri, write=False)
        return self._device.providers.query(
            uri, args.get("projection"), args.get("selection"), args.get("selection_args"), args.get("sort")
        )

    def _provider_insert(self, process: Process, args: dict[str, Any]) -> str:
        uri = str(args["uri"])
        self._need_provider(process, uri, write=True)
        return self._device.providers.insert(uri, dict(args.get("values") or {}))

    def _need_provider(self, process: Process, uri: str, *, write: bool) -> None:
        permission = self._device.providers.permission(uri, write=write)
        if permission is not None and permission not in process.package.granted:
            raise security_error(
                f"Permission Denial: {'writing' if write else 'reading'} {uri} from pid={process.pid}, "
                f"uid={process.package.uid} requires {permission}, or grantUriPermission()"
            )

    def _packages_list(self, _process: Process, _args: dict[str, Any]) -> list[dict[str, Any]]:
        return [item.public() for item in self._device.packages.all()]

    def _packages_get(self, _process: Process, args: dict[str, Any]) -> dict[str, Any]:
        package = self._device.packages.get(str(args["package"]))
        if package is None:
            raise AppError("android.content.pm.PackageManager$NameNotFoundException", str(args["package"]))
        return package.public()

    def _clipboard_get(self, process: Process, _args: dict[str, Any]) -> str | None:
        top = self._device.activities.top()
        if self._device.api_level >= 29 and (top is None or top.process is not process):
            return None  # since Android 10 only the app in front reads the clipboard
        text = self._device.state.get("clipboard")
        return None if text is None else str(text)

    def _clipboard_set(self, _process: Process, args: dict[str, Any]) -> None:
        text = args.get("text")
        self._device.state.put("clipboard", None if text is None else str(text))

    # -- permissions, activities, screen --------------------------------------------------------------------------

    def _permission_check(self, process: Process, args: dict[str, Any]) -> bool:
        return args["permission"] in process.package.granted

    def _permission_request(self, process: Process, args: dict[str, Any]) -> None:
        permissions = [str(item) for item in args["permissions"]]
        code, token = int(args.get("request_code", 0)), str(args.get("token", ""))
        self._device.permission_desk.request(process, permissions, code, token)

    def _activity_start(self, process: Process, args: dict[str, Any]) -> None:
        component = args.get("component")
        intent = Intent(component, args.get("action"), args.get("data"), extras=dict(args.get("extras") or {}))
        if intent.component and "/" not in intent.component:
            intent.component = f"{process.package.name}/{intent.component}"
        caller = next(iter(reversed(self._device.activities.of_package(process.package.name))), None)
        try:
            self._device.activities.start(intent, caller=caller)
        except ActivityError as error:
            self._device.log.write("ActivityTaskManager", str(error), priority=5)
            raise AppError(
                "android.content.ActivityNotFoundException", f"No Activity found to handle Intent {{ {intent} }}"
            ) from None

    def _activity_finish(self, process: Process, args: dict[str, Any]) -> None:
        activity = self._device.activities.find(str(args["token"]))
        if activity is not None and activity.process is process:
            self._device.activities.finish(activity)

    def _ui_changed(self, _process: Process, _args: dict[str, Any]) -> None:
        """Nothing to do: the screen is asked for when somebody looks at it."""

    def _toast(self, process: Process, args: dict[str, Any]) -> None:
        self._write(process, "Toast", str(args.get("text", "")), 4)
        self._device.show_toast(str(args.get("text", "")))

    def _service_start(self, process: Process, args: dict[str, Any]) -> bool:
        self._write(process, "ActivityManager", f"startService {args.get('component') or args.get('action')}", 3)
        return self._own(process, args) and self._device.components.start(process.package, _intent(args))

    def _service_stop(self, process: Process, args: dict[str, Any]) -> bool:
        return self._own(process, args) and self._device.components.stop(process.package, _intent(args))

    def _broadcast_send(self, process: Process, args: dict[str, Any]) -> bool:
        self._write(process, "ActivityManager", f"broadcast {args.get('component') or args.get('action')}", 3)
        return self._own(process, args) and self._device.components.broadcast(process.package, _intent(args))

    @staticmethod
    def _own(process: Process, args: dict[str, Any]) -> bool:
        """Whether a component is the app's own: no other app runs here."""
        return str(args.get("component") or "").partition("/")[0] == process.package.name


def _intent(args: dict[str, Any]) -> Intent:
    return Intent(args.get("component"), args.get("action"), args.get("data"), extras=dict(args.get("extras") or {}))
