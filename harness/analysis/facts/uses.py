"""What the recorded calls of an app tell of its ways out other than the network: who was asked, with what.

Which calls these are: the Android SDK's own words (``Intent``, ``ContentResolver``, ``ClipboardManager``,
``SmsManager``, ``PendingIntent``) and the flags of ``open(2)``. A call that failed counts: it was tried.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from harness.analysis.calls.operations import observation_id
from harness.analysis.join.sockets import socket_of
from harness.analysis.named import MOST_NAMED
from harness.evidence.rows import Observation, Value
from harness.evidence.run_record import RunRecord

COMMANDS = (
    "exec.getprop", "native.execve", "processbuilder.start", "runtime.exec", "shell.pm.list",
)  # fmt: skip
INTENTS = (
    "activity.startActivities", "capture.image", "intent.call", "intent.sendto", "pending.activities",
    "pending.activity", "pending.broadcast", "pending.foreground", "pending.service", "pick.contact", "pick.image",
    "saf.openDocument", "settings.appdetails", "start.bindService", "start.sendBroadcast", "start.startActivities",
    "start.startActivity.other", "start.startService", "gaid.binder", "oaid.asus", "oaid.coolpad", "oaid.freeme",
    "oaid.huawei.bind", "oaid.lenovo", "oaid.msa.service", "oaid.oppo", "oaid.oppo.ext", "oaid.qiku",
    "oaid.samsung",
)  # fmt: skip
SYSTEM = {
    "download.enqueue": "DownloadManager", "pkginstaller.commit": "PackageInstaller", "start.sync": "SyncManager",
}  # fmt: skip
"""Calls by which a program of the system is given something to pass on."""
PROVIDERS = (
    "cpc.query", "cr.openAssetFileDescriptor", "cr.openFileDescriptor", "cr.openInputStream", "cr.openOutputStream",
    "cr.query", "gsf.id", "oaid.meizu", "oaid.nubia", "oaid.vivo", "settings.provider.secure", "uri.blockednumber",
    "uri.browser", "uri.calendar", "uri.calllog", "uri.contacts", "uri.downloads", "uri.media.audio",
    "uri.media.files", "uri.media.images", "uri.media.video", "uri.profile", "uri.sim.contacts", "uri.sms",
    "uri.telephony.carriers", "uri.telephony.siminfo", "uri.userdict", "uri.voicemail",
)  # fmt: skip
_UNKNOWN_PROVIDER = ("cr.query", "cpc.query")
"""The points of providers that the catalogue does not know: there a query, too, may carry something to somebody."""
_SYSTEMS = frozenset(
    {"call_log", "com.android.calendar", "com.android.contacts", "contacts", "downloads", "icc", "media", "mms",
     "mms-sms", "settings", "sms", "telephony", "user_dictionary"}
)  # fmt: skip
"""Authorities of the platform's own providers, which keep no record of how they were queried."""
STORAGE = ("file.media", "native.open", "storage.sandbox")
CLIPBOARD = ("clip.setPrimaryClip",)
MESSAGES = (
    "sms.sendData", "sms.sendMultimedia", "sms.sendMultipart", "sms.sendTextMessage", "sms.sendUnkept",
    "telecom.placeCall", "tm.sendUssdRequest",
)  # fmt: skip
NEARBY = (
    "ble.advertise", "ble.advertiseSet", "ble.connectGatt", "ble.gattServer", "ble.write", "bt.accept",
    "bt.connect", "nfc.card", "nfc.connect", "nfc.push",
)  # fmt: skip
SOCKETS = ("native.connect", "native.sendto")
LOCAL = (*SOCKETS, "local.connect")
LOOKUPS = ("native.getaddrinfo",)

_KINDS = {
    "exec": COMMANDS[0], "intent": INTENTS[0], "service": INTENTS[0], "provider": _UNKNOWN_PROVIDER[0],
    "file": STORAGE[0],
}  # fmt: skip
"""A user's own access point is judged as the catalogue's of its kind."""
_INTENT = "android.content.Intent"
_ASKING = "android.content.pm.action.REQUEST_PERMISSIONS"
_WRITES = frozenset({"insert", "update", "delete", "apply"})
_O_CREAT, _O_ACCMODE = 0o100, 0o3
_LONGEST_NAME = 300
_MOST_CONTENTS = 2000
"""Different texts that are kept of one channel's uses, to be searched."""
_MOST_TEXT = 65536
_NO_CALL = frozenset({"callback", "cursor", "field"})


class Content(NamedTuple):
    """Something an app handed over, and the observation in which it stands."""

    data: bytes
    observation: str


@dataclass
class Tally:
    """The uses of one channel. ``told`` are blind spots of coverage that speak of some, ``untold``: not of all."""

    count: int = 0
    told: list[str] = field(default_factory=list)
    untold: bool = False
    first: tuple[int, str] | None = None
    names: Counter[str] = field(default_factory=Counter)
    contents: dict[bytes, str] = field(default_factory=dict)

    def add(self, count: int, time_us: int, first: str, name: str, told: str = "") -> None:
        """Count uses of which ``first`` is the evidence; ``told`` is a blind spot that speaks of them."""
        self.count += count
        if told:
            self.told.append(told)
        else:
            self.untold = True
        if self.first is None or (time_us, first) < self.first:
            self.first = (time_us, first)
        name = name[:_LONGEST_NAME]
        if name in self.names or len(self.names) < MOST_NAMED:
            self.names[name] += count

    def held(self) -> Iterator[Content]:
        """Yield what was handed over, each text once."""
        return (Content(data, observation) for data, observation in self.contents.items())


class Uses:
    """Notes, while observations go by, which ways out they are uses of. ``lookups`` maps a name to its observation."""

    def __init__(self, run: RunRecord, package: str) -> None:
        """``package`` is the app's."""
        own = run.own_points or {}
        self._like = {point: _KINDS[kind] for point, kind in own.items() if kind in _KINDS}
        self._package = package
        self._proxy_port = (run.route.port or 0) if run.route is not None and run.route.kind == "proxy" else 0
        self.tallies: dict[str, Tally] = {}
        self.lookups: dict[str, tuple[int, str]] = {}
        self.sockets = 0

    def through(self, rows: Iterable[Observation]) -> Iterator[Observation]:
        """Yield every row as it is."""
        for row in rows:
            self._note(row)
            yield row

    def _note(self, row: Observation) -> None:
        point = self._like.get(row.point, row.point)
        if point in LOOKUPS:
            self._looked_up(row)
            return
        use = None if row.kind in _NO_CALL else self._use(point, row)
        if use is None:
            return
        channel, name = use
        tally = self.tallies.setdefault(channel, Tally())
        key = observation_id(row)
        tally.add(row.count, row.time_us, key, name)
        for data in _contents(row.args):
            if len(tally.contents) < _MOST_CONTENTS:
                tally.contents.setdefault(data[:_MOST_TEXT], key)

    def _use(self, point: str, row: Observation) -> tuple[str, str] | None:
        if point in COMMANDS:
            return "children", _words(row.args)
        if point in INTENTS:
            return self._intent(row)
        if point in SYSTEM:
            return "other_apps", SYSTEM[point]
        if point in PROVIDERS:
            return self._provider(point, row)
        if point in STORAGE:
            args = row.args[1:] if row.args and row.args[0].type == "int" else row.args  # openat's directory
            return ("storage", _text(args, 0)) if _written(args) else None
        if point in CLIPBOARD:
            return "clipboard", "clipboard"
        if point in MESSAGES:
            return "messages", row.point
        if point in NEARBY:
            return "nearby", row.point
        if point in LOCAL:
            return self._socket(point, row)
        return None

    def _looked_up(self, row: Observation) -> None:
        name = _text(row.args, 0).rstrip(".").lower()
        if "." in name and not _is_address(name):
            self.lookups.setdefault(name, (row.time_us, observation_id(row)))

    def _intent(self, row: Observation) -> tuple[str, str] | None:
        """What other app was asked for; ``None`` when all that was meant are the app's own parts."""
        asked = [_asked(intent) for arg in row.args for intent in _intents(arg)]
        if row.within.startswith("perm.") and all(action == _ASKING for _, action, _ in asked):
            return None  # the platform's own request for permissions, which holds their names
        foreign = [
            (package, action, data) for package, action, data in asked if package != self._package or not package
        ]
        if asked and not foreign:
            return None
        package, action, data = foreign[0] if foreign else ("", "", "")
        return "other_apps", " ".join(part for part in (package or action, data) if part) or row.point

    def _provider(self, point: str, row: Observation) -> tuple[str, str] | None:
        uri = next((text for text in map(_uri, row.args) if text), "")
        authority = uri.removeprefix("content://").partition("/")[0]
        if not uri.startswith("content://") or self._is_own(authority):
            return None
        if row.kind == "query" or point == "cpc.query":
            return ("other_apps", uri) if point in _UNKNOWN_PROVIDER and authority not in _SYSTEMS else None
        if row.kind in _WRITES or (row.kind == "call" and not point.startswith("cr.open")):
            return "storage" if authority == "media" else "other_apps", uri
        opened = row.kind == "open" or point.startswith("cr.open")
        if opened and point != "cr.openInputStream" and _opened_to_write(row):
            return "storage" if authority == "media" else "other_apps", uri
        return None

    def _is_own(self, authority: str) -> bool:
        """Whether a provider is the app's own: by custom its authority begins with the package's name."""
        package = self._package
        return bool(package) and (authority == package or authority.startswith(f"{package}."))

    def _socket(self, point: str, row: Observation) -> tuple[str, str] | None:
        if point not in SOCKETS:
            return "local", _text(row.args, 0) or row.point
        found = socket_of(row)
        if found is None:
            return None
        if not is_loopback(found.remote_host):
            self.sockets += row.count
            return None
        if self._proxy_port and found.remote_port == self._proxy_port:
            self.sockets += row.count
            return None
        return "local", f"{found.remote_host}:{found.remote_port}"


def is_loopback(host: str) -> bool:
    """Whether an address is the device itself (RFC 1122, 4291); Linux takes an unspecified one for it, too."""
    host = host.removeprefix("::ffff:")
    return host in ("::1", "::", "0.0.0.0", "localhost") or (host.startswith("127.") and _is_address(host))  # noqa: S104


def _is_address(name: str) -> bool:
    return ":" in name or all(part.isdigit() for part in name.split("."))


def _text(args: list[Value], at: int) -> str:
    return (args[at].text or "") if at < len(args) else ""


def _words(args: list[Value]) -> str:
    """A command as it was given: its words, or its line. ``execve`` and its like give the path first."""
    for value in args:
        if value.items:
            return " ".join(item.text or "" for item in value.items)
    return next((value.text for value in args if value.text), "")


def _intents(value: Value, depth: int = 0) -> Iterator[Value]:
    if value.type == _INTENT or ("action" in value.fields and "component" in value.fields):
        yield value
    elif depth < 3:
        for item in value.items:
            yield from _intents(item, depth + 1)


def _asked(intent: Value) -> tuple[str, str, str]:
    """The package, action and data of an intent, each empty where it names none."""

    def part(value: Value | None) -> str:
        return (value.text or "") if value is not None else ""

    component = intent.fields.get("component")
    package = part(component.fields.get("package")) if component is not None else ""
    package = package or part(intent.fields.get("package"))
    return package, part(intent.fields.get("action")), part(intent.fields.get("data"))


def _uri(value: Value) -> str:
    text = value.text or ""
    return text if value.type.startswith("android.net.Uri") or "://" in text else ""


def _opened_to_write(row: Observation) -> bool:
    if row.result is not None and "InputStream" in row.result.type:
        return False
    if row.result is not None and "OutputStream" in row.result.type:
        return True
    mode = next((arg.text for arg in row.args[1:] if arg.text and set(arg.text) <= set("rwat")), None)
    return row.result is None if mode is None else bool(set(mode) & set("wat"))


def _written(args: list[Value]) -> bool:
    """Whether a file was opened to be written: by the flags of ``open``, the mode of ``fopen``, or ``creat``."""
    how = args[1] if len(args) > 1 else None
    if how is None or how.text is None:
        return False
    if how.type == "int":
        flags = int(how.text) if how.text.lstrip("-").isdigit() else _O_CREAT
        return bool(flags & (_O_ACCMODE | _O_CREAT))
    return how.type == "uint" or bool(set(how.text) & set("wa+"))  # creat's mode is unsigned


def _contents(values: Iterable[Value], depth: int = 0) -> Iterator[bytes]:
    """Yield every text and all bytes in some values."""
    for value in values if depth <= 16 else ():
        if value.text:
            yield value.text.encode("utf-8", "surrogatepass")
        if value.data:
            yield value.data
        yield from _contents(value.fields.values(), depth + 1)
        yield from _contents(value.items, depth + 1)
