"""What is wrong with a bundle's seal, line by line: the same words for whoever opens one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from harness.files.names import shown

if TYPE_CHECKING:
    from harness.evidence.seal import Verification

_MOST = 20


def faults(found: "Verification") -> Iterator[str]:
    """Yield a line for everything that is not as it was sealed, the first of each kind."""
    if found.state == "tampered":
        yield f"tampered with or damaged: {shown(found.faults[0])}"
    yield from map(shown, found.void[1:] if found.state == "tampered" else found.void)
    for word, names in (("changed", found.changed), ("missing", found.missing), ("added", found.added)):
        for name in names[:_MOST]:
            yield f"{word}: {shown(name)}{_more(found, name)}"
        if len(names) > _MOST:
            yield f"{word}: {len(names) - _MOST} more"


def _more(found: "Verification", name: str) -> str:
    parts = [found.kinds[name]] if name in found.kinds else []
    ranges = found.ranges.get(name, [])
    parts += [f"bytes {start}-{stop - 1}" for start, stop in ranges[:_MOST] if stop > start]
    if len(ranges) > _MOST:
        parts.append(f"{len(ranges) - _MOST} more ranges")
    return f" ({', '.join(parts)})" if parts else ""
