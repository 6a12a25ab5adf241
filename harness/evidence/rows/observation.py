"""Calls of hooked access points."""

from typing import Self

import msgspec

from harness.evidence.rows.row import Row, kept

MOST_NAME = 2000
"""Characters of one stack line or name that are read."""
MOST_FRAMES = 2000
"""Lines of one stack that are read, from the innermost outwards."""


class Value(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One argument or returned value, as the agent saw it.

    ``text`` holds strings, numbers and booleans in their Java string form; ``data`` holds bytes (base64 in JSON);
    ``fields`` holds named parts of objects (a Location's latitude, a cursor row's columns); ``items`` the elements of
    lists and arrays. ``size`` is the full length in characters or bytes when ``truncated``.
    """

    type: str
    text: str | None = None
    data: bytes | None = None
    fields: dict[str, "Value"] = {}
    items: list["Value"] = []
    size: int = 0
    truncated: bool = False


@kept("observations.jsonl")
class Observation(Row):
    """One call of a hooked access point.

    ``stack`` lists the caller's frames, innermost first, as ``package.Class.method(File.java:12)``.
    ``object_id`` identifies the receiver within its process, so that ``Cipher.init`` / ``update`` / ``doFinal`` of one
    object can be tied together. Exactly one of ``result`` and ``exception`` is set, except for void calls (neither).
    ``within`` is the access point of another observed call of which this one is a part: the platform made it.
    ``count`` is more than one when the agent summarised a hot access point; ``time_us`` is then the first call's.
    """

    seq: int
    time_us: int
    mono_ns: int
    pid: int
    process: str
    thread_id: int
    thread: str
    point: str
    category: str | None = None
    kind: str = "call"
    phase: str = ""
    stack: list[str] = []
    object_id: int = 0
    args: list[Value] = []
    result: Value | None = None
    exception: str | None = None
    count: int = 1
    last_us: int = 0
    within: str = ""

    def bounded(self) -> Self:
        """Cut names and stack lines that no program has: an app that makes up a class of megabytes must not fill
        memory.

        Who acted is told by how a line begins; the evidence itself stays whole.
        """
        if len(self.stack) > MOST_FRAMES:
            self.stack = self.stack[:MOST_FRAMES]
        if max(map(len, self.stack), default=0) > MOST_NAME:
            self.stack = [_cut(line) for line in self.stack]
        self.thread, self.process, self.point = _cut(self.thread), _cut(self.process), _cut(self.point)
        return self


def _cut(text: str) -> str:
    return text if len(text) <= MOST_NAME else f"{text[:MOST_NAME]}\u2026"
