"""What an app saw without and with the agent, compared."""

from __future__ import annotations

import re
from pathlib import Path

#: What is another one in each run of one and the same app, and what stands for it.
_VARIES = (
    (re.compile(r"@[0-9a-f]{5,8}\b"), "@HASH"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "UUID"),
    (re.compile(r"\b1[0-9]{12}\b"), "TIME"),
    (re.compile(r"~~[\w-]*==|-[\w-]{16}=="), ""),
)
#: Places of numbers that are others in each run: clocks, free memory, process ids, and the digest of a fresh APK.
_NUMBERS = re.compile(r"elapsedRealtime( : long)?(/\w+)?$|\.availMem$|\.pid$|base\.apk$")


def plain(facts: dict[str, str], scratch: Path) -> dict[str, str]:
    """Facts without what varies."""
    made = {}
    for path, what in facts.items():
        if _NUMBERS.search(path):
            what = re.sub(r"[0-9a-f]{64}|\d+", "NUMBER", what)
        for pattern, text in _VARIES:
            what = pattern.sub(text, what)
        made[path] = what.replace(str(scratch), "SCRATCH")
    return made


def differences(without: dict[str, str], hooked: dict[str, str]) -> list[str]:
    """The table of differences, a row each."""
    places = dict.fromkeys((*without, *hooked))
    return [
        f"{place}: {without.get(place, 'nothing')[:500]} | {hooked.get(place, 'nothing')[:500]}"
        for place in places
        if without.get(place) != hooked.get(place)
    ]
