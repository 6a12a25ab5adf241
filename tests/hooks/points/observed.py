"""Whether an observed value is the one that the table expects.

An expected value is text, in which ``$path`` stands for a value of the device state or of the persona
(``$telephony.imei``, ``$contact.1.phone``; ``[:8]`` cuts it, ``|little-endian`` and ``|packed`` turn an IPv4 address
into a number or bytes); ``null``, ``void``, ``throws CLASS``, ``type CLASS``; ``hex:``, ``text:`` and ``md5:`` for
bytes; a list for the elements of one; a mapping for parts of an object, or ``{contains: VALUE}``, ``{starts: TEXT}``.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from harness.evidence.rows import Observation, Value

_PATH = re.compile(r"\$([\w.]*\w)(?:\[:(\d+)\])?(?:\|([\w-]+))?")


class World:
    """The device state and the persona's values by id."""

    def __init__(self, state: dict[str, Any], persona: dict[str, str]) -> None:
        self._state = state
        self._persona = persona

    def look(self, path: str) -> Any:
        """The value at a path; KeyError when there is none."""
        if path in self._persona:
            return self._persona[path]
        value: Any = self._state
        for part in path.split("."):
            value = value[int(part)] if isinstance(value, list) else value[part]
        return value

    def text(self, expected: str) -> str:
        """Expected text with its paths replaced."""

        def one(found: re.Match[str]) -> str:
            value = self.look(found[1])
            text = "null" if value is None else str(value)
            if found[3] in ("little-endian", "packed"):
                packed = bytes(map(int, text.split(".")))
                text = (
                    f"hex:{packed.hex()}"
                    if found[3] == "packed"
                    else str(int.from_bytes(packed, "little", signed=True))
                )
            return text[: int(found[2])] if found[2] else text

        return expected if expected.startswith("type ") else _PATH.sub(one, expected)  # a nested class has a dollar

    def problem(self, expected: Any, value: Value | None) -> str | None:
        """Why ``value`` is not the expected one; None when it is."""
        if isinstance(expected, dict):
            return self._parts(expected, value)
        if isinstance(expected, list):
            items = value.items if value is not None else None
            if items is None or len(items) != len(expected):
                return f"not {len(expected)} elements: {value}"
            return next(filter(None, map(self.problem, expected, items)), None)
        text = self.text(str(expected))
        return None if _same(text, value) else f"expected {text}: {value}"

    def _parts(self, expected: dict[str, Any], value: Value | None) -> str | None:
        if value is None:
            return "no value"
        if "contains" in expected:
            some = [self.problem(expected["contains"], item) for item in value.items]
            return None if None in some else f"nothing in it is {expected['contains']}: {len(some)} elements"
        if "starts" in expected:
            start = self.text(expected["starts"])
            return None if (value.text or "").startswith(start) else f"does not start with {start}: {value}"
        return next(filter(None, (self.problem(part, value.fields.get(name)) for name, part in expected.items())), None)

    def judge(self, expected: Any, seen: Observation) -> str | None:
        """Why the call's outcome is not the expected one; None when it is."""
        word, _, rest = expected.partition(" ") if isinstance(expected, str) else ("", "", "")
        if word == "throws":
            thrown = (seen.exception or "").partition(":")[0]
            return None if thrown == rest else f"expected {rest}: {seen.exception or seen.result}"
        if seen.exception is not None:
            return f"threw {seen.exception}"
        if word == "void":
            return None if seen.result is None else f"not void: {seen.result}"
        return self.problem(expected, seen.result)


def _same(expected: str, value: Value | None) -> bool:
    if value is None:
        return False
    kind, _, rest = expected.partition(":")
    word, _, name = expected.partition(" ")
    if word == "type":
        return value.type == name
    if expected == "null":
        return value.type == "null"
    if kind in ("hex", "text", "md5"):
        wanted = {
            "hex": lambda: bytes.fromhex(rest),
            "text": rest.encode,
            "md5": lambda: hashlib.md5(rest.encode()).digest(),
        }[kind]()
        return value.data == wanted
    return value.text == expected
