"""The probe app's account, as it stands in the device's log: numbered lines of each process, perhaps in parts."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

_LINE = re.compile(r" HarnessProbe *: (\S+) (\d+) (\d+)/(\d+) (.*)$")
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


@dataclass
class Own:
    """One process's account. ``read`` is what it found in whole tables, by name. ``end`` is what its last line says:
    how many lines there are, and their digest."""

    pid: int
    lines: dict[int, str] = field(default_factory=dict)
    calls: list[Made] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    read: list[tuple[str, list[str]]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    end: tuple[int, str] | None = None

    @property
    def whole(self) -> bool:
        """Whether it ended by itself and no line is lost or altered."""
        if self.end is None:
            return False
        count, digest = self.end
        if any(number not in self.lines for number in range(count)):
            return False
        text = "".join(f"{self.lines[number]}\n" for number in range(count))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() == digest


def read_account(log: Iterable[str]) -> list[Own]:
    """Return the account of every process in a log, in the order in which they began. Other lines do not matter."""
    parts: dict[tuple[str, int], dict[int, str]] = {}
    for line in log:
        found = _LINE.search(line.rstrip("\r\n"))
        if found is None or len(parts) >= _MOST_LINES:
            continue
        process, number, part, count, text = found.groups()
        if int(count) <= _MOST_PARTS:
            parts.setdefault((process, int(number)), {})[int(part)] = text
            parts[process, int(number)].setdefault(0, count)
    owners: dict[str, Own] = {}
    for (process, number), pieces in sorted(parts.items(), key=lambda item: item[0][1]):
        count = int(pieces[0])
        if all(part in pieces for part in range(1, count + 1)):
            own = owners.setdefault(process, Own(0))
            own.lines[number] = "".join(pieces[part] for part in range(1, count + 1))
    for own in owners.values():
        for number in sorted(own.lines):
            _take(own, own.lines[number])
    return [own for own in owners.values() if own.pid]


def _take(own: Own, line: str) -> None:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return
    if not isinstance(said, dict):
        return
    if "begin" in said:
        own.pid = _number(said.get("pid"))
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
