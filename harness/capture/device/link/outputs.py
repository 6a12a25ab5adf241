"""Reads what Android's shell commands print, in the forms of API 23 to 36.

These outputs are for people and change between releases: each parser takes every form that tests/capture/device/outputs
holds a real example of, and gives None or leaves out what it does not find. All of it is the device's word, thus
hostile: nothing here may raise on any text.
"""

import re
from typing import Any

import msgspec

_PROPERTY = re.compile(
    r"^\[(?P<name>[^\]\n]+)\]: \[(?P<value>(?:.(?!\n\[[^\]\n]+\]: \[))*?)\]$", re.MULTILINE | re.DOTALL
)
_COMPONENT = r"(?P<package>[\w.]+)/(?P<name>[\w.$]+)"
_RESUMED = re.compile(
    rf"^\s*(?P<key>topResumedActivity|ResumedActivity|mResumedActivity|mFocusedActivity)\s*[:=]\s*"
    rf"ActivityRecord\{{\S+ u\d+ {_COMPONENT}",
    re.MULTILINE,
)
_FOCUSED = tuple(
    re.compile(rf"^\s*{key}=\S.*? u\d+ {_COMPONENT}", re.MULTILINE) for key in ("mCurrentFocus", "mFocusedApp")
)
"""A second display has a focused app of its own, but the window with the focus is one."""
# One space after "Hist" or two, by release.
_HISTORY = re.compile(
    rf"^\s*(?:\* )?Hist +#(?P<place>\d{{1,9}}): ActivityRecord\{{\S+ u\d+ {_COMPONENT} t(?P<task>\d+)", re.MULTILINE
)
_FAILURE = re.compile(r"Failure \[(?P<body>.*?)\]\s*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(?P<code>(?:INSTALL|DELETE)_[A-Z0-9_]+|-\d+)(?::\s*(?P<reason>.*))?", re.DOTALL)


def one_line(text: str, limit: int = 300) -> str:
    """Return text that came from a device as one short line."""
    return re.sub(r"\s+", " ", text).strip()[:limit]


def properties(text: str) -> dict[str, str]:
    """Read ``getprop``. A value may run over several lines."""
    return {found["name"]: found["value"] for found in _PROPERTY.finditer(text.replace("\r\n", "\n"))}


def settings(text: str) -> dict[str, str]:
    """Read ``settings list NAMESPACE``: ``key=value`` lines; a line without ``=`` goes on with the value before it."""
    found: dict[str, str] = {}
    last = ""
    for line in text.splitlines():
        key, sign, value = line.partition("=")
        if sign and re.fullmatch(r"[\w.:/-]+", key):
            found[last := key] = value
        elif last:
            found[last] += f"\n{line}"
    return found


def setting(text: str) -> str | None:
    """Read ``settings get``: the platform prints ``null`` for what is not set."""
    value = text.strip()
    return None if value in ("null", "") else value


class Installed(msgspec.Struct, kw_only=True):
    """A line of ``pm list packages``: what the flags ``-f``, ``-U`` and ``--show-versioncode`` add, else None."""

    package: str
    path: str | None = None
    uid: int | None = None
    version_code: int | None = None


def packages(text: str) -> list[Installed]:
    """Read ``pm list packages``. From API 26 a path has ``==`` in it: the package is after the last ``=``."""
    found = []
    for line in text.splitlines():
        if not line.startswith("package:"):
            continue
        head, *extras = line.removeprefix("package:").split(" ")
        path, sign, package = head.rpartition("=")
        values = dict(extra.partition(":")[::2] for extra in extras)
        found.append(
            Installed(
                package=package,
                path=path if sign else None,
                uid=_number(values.get("uid", "").split(",")[0]),
                version_code=_number(values.get("versionCode", "")),
            )
        )
    return found


class PackageDump(msgspec.Struct, kw_only=True):
    """What ``dumpsys package NAME`` says of one package. ``granted`` are the permissions that user 0 has granted.

    ``uid`` is the app's kernel uid for user 0: the key is ``userId`` up to API 32 and ``appId`` from 33.
    """

    package: str
    uid: int | None = None
    version_code: int | None = None
    version_name: str | None = None
    min_sdk: int | None = None
    target_sdk: int | None = None
    code_path: str | None = None
    abi: str | None = None
    splits: list[str] = []
    flags: list[str] = []
    requested: list[str] = []
    granted: list[str] = []
    denied: list[str] = []
    installed: bool | None = None
    stopped: bool | None = None
    installer: str | None = None


def package_dumps(text: str) -> list[PackageDump]:
    """Read ``dumpsys package``: every package of its list ``Packages:``, hidden system packages left out."""
    start = re.search(r"^Packages:$", text, re.MULTILINE)
    if start is None:
        return []
    rest = text[start.end() :]
    if end := re.search(r"^\S", rest, re.MULTILINE):
        rest = rest[: end.start()]
    blocks = re.split(r"^  Package \[([^\]\n]+)\] \([0-9a-f]+\):$", rest, flags=re.MULTILINE)
    return [_package_dump(name, block) for name, block in zip(blocks[1::2], blocks[2::2], strict=True)]


def package_dump(text: str, package: str) -> PackageDump | None:
    """Read one package from ``dumpsys package NAME``; None when the device does not know it."""
    return next((found for found in package_dumps(text) if found.package == package), None)


def _package_dump(name: str, block: str) -> PackageDump:
    found = PackageDump(package=name)
    section, user = "", ""
    for line in block.splitlines():
        depth, word = len(line) - len(line.lstrip(" ")), line.strip()
        if depth == 4 and (user_line := re.match(r"User (\d+): (.*)", word)):
            user, section = user_line[1], ""
            if user == "0":
                values = dict(part.partition("=")[::2] for part in user_line[2].split())
                found.installed, found.stopped = _truth(values.get("installed")), _truth(values.get("stopped"))
        elif not word:
            section = ""
        elif word.endswith(":") and "=" not in word and "." not in word:
            section = word[:-1]
        elif section == "requested permissions":
            # "NAME", from API 30 with ": restricted=true" behind it.
            found.requested.append(word.partition(":")[0])
        elif section in ("install permissions", "runtime permissions", "grantedPermissions") and user in ("", "0"):
            permission, _, state = word.partition(":")
            granted = "granted=false" not in state
            (found.granted if granted else found.denied).append(permission)
        elif depth == 4:
            section = ""
            _package_line(found, word)
    return found


def _package_line(found: PackageDump, word: str) -> None:
    key, _, value = word.partition("=")
    match key:
        case "userId" | "appId":
            found.uid = _number(value.split(" ")[0])
        case "versionCode":
            numbers = dict(part.partition("=")[::2] for part in word.split())
            found.version_code = _number(numbers.get("versionCode", ""))
            found.min_sdk = _number(numbers.get("minSdk", ""))
            found.target_sdk = _number(numbers.get("targetSdk", ""))
        case "versionName":
            found.version_name = None if value == "null" else value
        case "codePath":
            found.code_path = value
        case "primaryCpuAbi":
            found.abi = None if value == "null" else value
        case "installerPackageName":
            found.installer = None if value == "null" else value
        case "splits":
            found.splits = value.strip("[]").split(", ")
        case "flags":
            found.flags = value.strip("[ ]").split()


class Component(msgspec.Struct, frozen=True):
    """An activity: its package and the full name of its class."""

    package: str
    name: str


def resumed_activity(text: str) -> Component | None:
    """Return the activity in front, from ``dumpsys activity activities`` or ``dumpsys window``; None behind a lock.

    ``topResumedActivity`` (API 29+) is the one that has the focus where several displays or windows have one resumed;
    ``mResumedActivity`` went away in API 31.
    """
    found = {match["key"]: match for match in reversed(list(_RESUMED.finditer(text)))}
    for key in ("topResumedActivity", "mResumedActivity", "ResumedActivity", "mFocusedActivity"):
        if key in found:
            return _component(found[key])
    matches = (pattern.search(text) for pattern in _FOCUSED)
    return next((_component(match) for match in matches if match), None)


def activities_below(text: str, package: str) -> int | None:
    """Return how many activities of ``package`` lie below its activity in front, in the same task.

    From ``dumpsys activity activities``. BACK on the lowest one leaves the app, unless it shows a dialog or has screens
    of its own. ``None`` when another app is in front, or the text does not tell.
    """
    front = resumed_activity(text)
    if front is None or front.package != package:
        return None
    own = [match for match in _HISTORY.finditer(text) if match["package"] == package]
    tops = [match for match in own if _component(match) == front]
    if not tops:
        return None
    top = tops[0]  # tasks are listed from the one in front
    return len([match for match in own if match["task"] == top["task"] and int(match["place"]) < int(top["place"])])


def _component(match: re.Match[str]) -> Component:
    package, name = match["package"], match["name"]
    return Component(package, f"{package}{name}" if name.startswith(".") else name)


class Start(msgspec.Struct, kw_only=True):
    """The end of ``am start -W``. ``status`` is ``ok``, ``timeout`` (it started, but was not idle in time) or None.

    ``launch`` is ``COLD``, ``WARM``, ``HOT`` or ``UNKNOWN`` (API 29+). Times are milliseconds. ``error`` is the
    platform's sentence when nothing was started.
    """

    status: str | None = None
    launch: str | None = None
    activity: str | None = None
    total_ms: int | None = None
    wait_ms: int | None = None
    error: str | None = None


def started(text: str) -> Start:
    """Read ``am start -W``."""
    found: dict[str, Any] = {}
    for line in text.splitlines():
        key, sign, value = line.strip().partition(":")
        value = value.strip()
        match key:
            case "Status" | "Activity" if sign:
                found[key.lower()] = value
            case "LaunchState":
                found["launch"] = value.split(" ")[0]
            case "TotalTime":
                found["total_ms"] = _number(value)
            case "WaitTime":
                found["wait_ms"] = _number(value)
            case "Error" | "java.lang.SecurityException":
                found.setdefault("error", value)
    return Start(**found)


class Failure(msgspec.Struct, frozen=True):
    """Why an installation failed: the platform's code (``INSTALL_FAILED_...``), empty if it gave none, and reason."""

    code: str
    reason: str


def install_failure(text: str) -> Failure | None:
    """Read what ``pm install`` and ``adb install`` print; None for ``Success``.

    API 23 prints the code alone, later ones a reason behind it, which may begin with the code again. An exception of
    the shell command and an ``Error:`` line (unknown option, not enough storage) have no code.
    """
    if re.search(r"^Success\b", text, re.MULTILINE):
        return None
    if failure := _FAILURE.search(text):
        body = re.sub(r"\s+", " ", failure["body"]).strip()
        if found := _CODE.match(body):
            code, reason = found["code"], (found["reason"] or "").strip()
            return Failure(code, reason.removeprefix(f"{code}:").strip())
        return Failure("", body)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines:
        if re.match(r"(Error:|[\w.]+(Exception|Error):)", line):
            return Failure("", line.removeprefix("Error:").strip())
    return Failure("", lines[-1] if lines else "")


class Screen(msgspec.Struct, kw_only=True):
    """The lock screen in ``dumpsys window``: whether it shows, whether the display is on, and whether a PIN, pattern or
    password guards it; None when it is not told."""

    locked: bool | None = None
    on: bool | None = None
    secure: bool | None = None


def screen(text: str) -> Screen:
    """Read ``dumpsys window`` or ``dumpsys window policy``.

    API 23 to 25 say ``mShowingLockscreen``; API 26 dropped it and has ``KeyguardStateMonitor`` with ``mIsShowing`` and
    ``mInputRestricted`` (a keyguard that shows but lets input through is being dismissed); both have
    ``mDreamingLockscreen``, which counts only when true.
    """
    found = Screen()
    if match := re.search(r"\bmShowingLockscreen=(true|false)", text):
        found.locked = match[1] == "true"
    elif match := re.search(r"\bmIsShowing=(true|false)", text):
        restricted = re.search(r"\bmInputRestricted=(true|false)", text)
        found.locked = match[1] == "true" and (restricted is None or restricted[1] == "true")
    if re.search(r"\bmDreamingLockscreen=true", text):
        found.locked = True
    elif found.locked is None and re.search(r"\bmDreamingLockscreen=false", text):
        found.locked = False
    if match := re.search(r"^\s*secure=(true|false)", text, re.MULTILINE):
        found.secure = match[1] == "true"
    if match := re.search(r"\bscreenState=SCREEN_STATE_(ON|OFF)", text):
        found.on = match[1] == "ON"
    elif match := re.search(r"\bmScreenOn(?:Fully|Early)?=(true|false)", text):
        found.on = match[1] == "true"
    return found


class Process(msgspec.Struct, frozen=True):
    """A process in ``ps``. ``age_s`` is how long it has run, in seconds, 0 when that is not told."""

    pid: int
    parent: int
    user: str
    name: str
    age_s: float = 0.0


def processes(text: str) -> list[Process]:
    """Read ``ps``: toolbox's (up to API 25), toybox's, and toybox's with columns of one's own, which its head names."""
    lines = [line.split() for line in text.splitlines()]
    head = next((words for words in lines if "PID" in words and "PPID" in words), None)
    if head is None:
        return []
    # Toolbox has no word for the state, which stands before the name.
    columns = [*head[:-1], "S", head[-1]] if "PC" in head and "S" not in head else head
    found = []
    for words in lines:
        row = dict(zip(columns, [*words[: len(columns) - 1], " ".join(words[len(columns) - 1 :])], strict=False))
        pid, parent = _number(row.get("PID", "")), _number(row.get("PPID", ""))
        if pid is None or parent is None or not row.get("NAME"):
            continue
        age = _seconds(row.get("ELAPSED", ""))
        found.append(Process(pid=pid, parent=parent, user=row.get("USER", ""), name=row["NAME"], age_s=age))
    return found


def _seconds(elapsed: str) -> float:
    """``[[DAYS-]HOURS:]MINUTES:SECONDS`` in seconds."""
    match = re.fullmatch(r"(?:(?:(\d{1,6})-)?(\d{1,4}):)?(\d{1,4}):(\d{1,4})", elapsed)
    if match is None:
        return 0.0
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return float(((days * 24 + hours) * 60 + minutes) * 60 + seconds)


def free_bytes(text: str, path: str = "/data") -> int | None:
    """Return the free space on ``path`` in what ``df`` prints, in bytes.

    API 23's toolbox prints ``Free`` with a unit (``1.2G``); toybox prints 1K blocks under ``Available``.
    """
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return None
    head = [word.lower() for word in lines[0]]
    row = next((words for words in lines[1:] if path in (words[0], words[-1])), lines[-1])
    column = next((index for index, word in enumerate(head) if word in ("available", "avail", "free")), None)
    if column is None or column >= len(row):
        return None
    match = re.fullmatch(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[KMGT]?)", row[column])
    if match is None:
        return None
    unit = match["unit"] or ("K" if any("1k" in word for word in head) else "")
    return int(float(match["number"]) * 1024 ** " KMGT".index(unit or " "))


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,18}", text) else None


def _truth(text: str | None) -> bool | None:
    return None if text is None else text == "true"
