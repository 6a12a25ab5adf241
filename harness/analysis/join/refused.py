"""What came of a call that asked for data: it was obtained, the system refused it, or there was nothing to be had."""

import re
from collections.abc import Iterator
from typing import Literal

from harness.analysis.join.held import Held
from harness.catalog.refusals import Refusal, refusals
from harness.evidence.rows import Observation, Value

Outcome = Literal["obtained", "refused", "nothing"]
"""``nothing``: the call failed for another reason than a missing right, or answered that there is nothing."""

_REFUSING = re.compile(
    r"java\.lang\.SecurityException(:|$)|java\.nio\.file\.AccessDeniedException(:|$)|errno (1|13): "
    r"|(java\.io\.\w*Exception|android\.system\.ErrnoException): .*"
    r"(EACCES |EPERM )?\((Permission denied|Operation not permitted)\)$",
    re.DOTALL,
)
"""How a refusal is thrown, whatever was asked for: by the platform, by the kernel (EPERM is 1, EACCES 13)."""
_COLLECTION = re.compile(r"java\.util\.|android\.util\.ArraySet$|\[|.*\[\]$")
"""What is recorded with its elements; of other objects none may mean that they were not looked at."""


def outcome(row: Observation, held: Held) -> Outcome:
    """Say what came of a call. One that returns nothing by its nature (a registration) counts as ``obtained``."""
    known = [refusal for refusal in refusals(row.point) if _fits(refusal, row)]
    if any(refusal.applies(held.api, held.target, lambda name: held(name, row.time_us)) for refusal in known):
        return "refused"
    if row.exception is not None:
        return "refused" if _REFUSING.match(row.exception) else "nothing"
    if row.result is None:
        return "obtained"
    # What Android answers instead of data is none either where no refusal can be proved: it was not connected, say.
    return "nothing" if known or _is_null(row.result) or _is_empty(row.result) else "obtained"


def _fits(refusal: Refusal, row: Observation) -> bool:
    """Whether a call was answered in this way, for whatever reason."""
    if row.exception is not None:
        return bool(refusal.throws) and row.exception.partition(": ")[2] == refusal.throws
    return row.result is not None and _answers(row.result, refusal.answers)


def _answers(value: Value, answers: tuple[str, ...]) -> bool:
    if ("null" in answers and _is_null(value)) or ("empty" in answers and _is_empty(value)):
        return True
    said = [value.text] if value.text is not None else [_address(value.data)] if value.data else list(_parts(value))
    return bool(said) and all(text in answers for text in said)


def _parts(value: Value) -> Iterator[str]:
    """Yield the texts that an object holds; its numbers say nothing of whose it is."""
    for part in (*value.fields.values(), *value.items):
        if part.type == "java.lang.String" and part.text is not None:
            yield part.text


def _address(data: bytes) -> str:
    """Bytes as a hardware address is written."""
    return data.hex(":")


def _is_null(value: Value) -> bool:
    return value.type == "null"


def _is_empty(value: Value) -> bool:
    if value.text is not None or value.data is not None:
        return value.text in (None, "") and not value.data and not value.size
    return _COLLECTION.match(value.type) is not None and not (value.items or value.fields or value.size)
