"""The probe app's account: numbered lines of each process, in the device's log and in files of the app's own.

Any app can write lines with the probe's tag. What tells the probe's own is the number of the process that the log
itself puts before a line (AOSP ``logd/LogListener.cpp`` takes it from the socket's credentials), and the seal: a digest
of all lines and of a word that only the probe was told.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_LINE = re.compile(r"^\S+ \S+ +(\d+) +\d+ [A-Z] HarnessProbe *: \S+ (\d+) (\d+)/(\d+) (.*)$")
"""A line as ``logcat -v threadtime`` prints it: date, time, process, thread, level, tag."""
_MOST_PARTS = 64
_MOST_LINES = 100_000


@dataclass(frozen=True)
class Made:
    """One call. ``by`` is the method that made it, ``source`` what of the app was running.

    ``out``: ``value`` and ``nothing`` (what the point gave), ``cell`` (what stands in a provider), ``done`` (called on
    the way), ``threw``, ``unreached`` (the caller did not come so far), ``missing`` (there is no such thing here).
    ``value`` is what it gave, as ``Outcome.java`` tells it. Times are microseconds, ``at_us`` on the device's clock.
    """

    pid: int
    point: str
    way: str
    source: str
    by: str
    thread: str
    out: str
    at_us: int
    us: int
    value: dict[str, Any] | None = None
    exception: str = ""
    why: str = ""

    @property
    def reached(self) -> bool:
        """Whether the point was called."""
        return self.out in ("value", "nothing", "cell", "done", "threw")


@dataclass(frozen=True)
class Sent:
    """One thing that was sent: by which way, in which form, and what came of it."""

    way: str
    form: str
    out: str
    at_us: int
    us: int
    bytes: int

    @property
    def left(self) -> bool:
        """Whether it is out, as far as the app can know."""
        return self.out.startswith(("sent ", "answered"))


@dataclass(frozen=True)
class Copies:
    """The account as it was kept: the lines of the device's log, the texts of the app's own ``files``, one a process,
    and the word (``token``) with which the app has sealed both."""

    log: Iterable[str]
    files: Sequence[str] = ()
    token: str = ""


@dataclass
class Own:
    """One process's account. ``read`` is what it found in whole tables, by name. ``pages`` are what a page in a web
    view has asked for, ``lacks`` why something could not be tried, by name. ``end`` is what the last seal says: how
    many lines were before it, and their digest with ``token``. ``arch`` is what the process's machine calls itself."""

    pid: int
    token: str = ""
    arch: str = ""
    lines: dict[int, str] = field(default_factory=dict)
    calls: list[Made] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    read: list[tuple[str, list[str]]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    lacks: dict[str, str] = field(default_factory=dict)
    end: tuple[int, str] | None = None

    @property
    def whole(self) -> bool:
        """Whether it ended with a seal, and no line is lost, altered or added."""
        return self.sealed and self.end is not None and set(self.lines) == set(range(self.end[0] + 1))

    @property
    def sealed(self) -> bool:
        """Whether what stands before its last seal is the probe's, and all of it."""
        if self.end is None:
            return False
        count, digest = self.end
        if any(number not in self.lines for number in range(count)):
            return False
        text = "".join(f"{self.lines[number]}\n" for number in range(count)) + self.token
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() == digest

    @property
    def bits(self) -> int:
        """Of the process: 64 or 32; 0 where it does not say."""
        return 0 if not self.arch else 64 if "64" in self.arch else 32


def read_account(copies: Copies) -> list[Own]:
    """Return the account of every process, in the order in which they began. Other lines do not matter.

    A line that one copy lacks is taken from the other. Where they differ, that one counts whose seal holds.
    """
    logged = _from_log(copies.log)
    filed = {pid: lines for text in copies.files if (pid := _pid_of(lines := _from_file(text)))}
    found = []
    for pid in [*logged, *(pid for pid in filed if pid not in logged)]:
        log, file = logged.get(pid, {}), filed.get(pid, {})
        own = _own(pid, {**file, **log}, copies.token)
        if file and not own.sealed and (other := _own(pid, {**log, **file}, copies.token)).sealed:
            own = other
        if 0 not in own.lines or _pid_of(own.lines) == pid:
            found.append(own)
    return found


def _from_log(log: Iterable[str]) -> dict[int, dict[int, str]]:
    """The lines that are whole, by the process that the log names, and number."""
    parts: dict[tuple[int, int], dict[int, str]] = {}
    for line in log:
        found = _LINE.search(line.rstrip("\r\n"))
        if found is None or len(parts) >= _MOST_LINES:
            continue
        pid, number, part, count = (int(word) for word in found.groups()[:4])
        if count <= _MOST_PARTS:
            parts.setdefault((pid, number), {0: str(count)})[part] = found[5]
    lines: dict[int, dict[int, str]] = {}
    for (pid, number), pieces in parts.items():
        count = int(pieces[0])
        if all(part in pieces for part in range(1, count + 1)):
            lines.setdefault(pid, {})[number] = "".join(pieces[part] for part in range(1, count + 1))
    return lines


def _from_file(text: str) -> dict[int, str]:
    """The lines of a file; one that was not written to its end counts as lost."""
    return dict(zip(range(_MOST_LINES), text.split("\n")[:-1], strict=False))


def _pid_of(lines: Mapping[int, str]) -> int:
    """The process that the first line says it is of."""
    said = _object(lines.get(0, ""))
    return _number(said.get("pid")) if "begin" in said else 0


def _own(pid: int, lines: dict[int, str], token: str) -> Own:
    own = Own(pid, token, lines=lines)
    for number in sorted(lines):
        _take(own, lines[number])
    return own


def _object(line: str) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _take(own: Own, line: str) -> None:
    said = _object(line)
    if "begin" in said:
        own.arch = _text(said, "arch")
    elif "call" in said:
        own.calls.append(_call(own.pid, said))
    elif "send" in said:
        own.sent.append(
            Sent(
                _text(said, "send"), _text(said, "form"), _text(said, "out"), _number(said.get("at")) * 1000,
                _number(said.get("us")), _number(said.get("bytes")),
            )
        )  # fmt: skip
    elif isinstance(said.get("values"), dict):
        own.values = {str(name): str(value) for name, value in said["values"].items()}
    elif "read" in said:
        texts = said.get("texts")
        own.read.append((_text(said, "read"), [str(text) for text in texts] if isinstance(texts, list) else []))
    elif "typed" in said:
        own.typed.append(_text(said, "typed"))
    elif "consent" in said:
        own.decided.append(_text(said, "consent"))
    elif "problem" in said:
        own.problems.append(_text(said, "problem"))
    elif "page" in said:
        own.pages.append(_text(said, "page"))
    elif "lacks" in said:
        own.lacks[_text(said, "lacks")] = _text(said, "why")
    elif "end" in said:
        own.end = (_number(said["end"]), _text(said, "sha256"))


def _call(pid: int, said: dict[str, Any]) -> Made:
    value = said.get("value")
    return Made(
        pid, _text(said, "call"), _text(said, "way"), _text(said, "from"), _text(said, "by"), _text(said, "thread"),
        _text(said, "out"), _number(said.get("at")) * 1000, _number(said.get("us")),
        value if isinstance(value, dict) else None, _text(said, "type"), _text(said, "why"),
    )  # fmt: skip


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    return value[:2000] if isinstance(value, str) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
