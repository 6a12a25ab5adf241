"""Finding any of many byte strings in one pass: hyperscan, or an Aho-Corasick automaton where it has no wheel."""

from collections.abc import Sequence
from typing import Any, Protocol

from harness.analysis.decode.scratch import finder
from harness.analysis.search.spare import give_back

try:
    import hyperscan
except ImportError:  # no wheel for this platform
    hyperscan = None  # type: ignore[assignment]


_MANY = 200
"""A thousand literals were seen to take 165 MB while they are compiled; to give that back takes a hundredth as long."""
# Hyperscan's own literal interface takes no NUL bytes, which digests and numbers hold.
_ESCAPES = [b"\\x%02x" % byte for byte in range(256)]


class Engine(Protocol):
    """A compiled set of literals."""

    def find(self, data: bytes) -> list[tuple[int, int]]:
        """Return (literal's position in the set, end offset) of every occurrence, overlapping ones included."""
        ...


class HyperscanEngine:
    """A hyperscan database. Literals are given as hexadecimal escapes, so that no byte of them has a meaning."""

    def __init__(self, literals: Sequence[bytes]) -> None:
        """Compile the literals. None may be empty."""
        database: Any = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        expressions = [b"".join(_ESCAPES[byte] for byte in literal) for literal in literals]
        database.compile(expressions=expressions, ids=list(range(len(literals))), flags=hyperscan.HS_FLAG_DOTALL)
        self._find = finder(database)
        if len(literals) >= _MANY:
            give_back()

    def find(self, data: bytes) -> list[tuple[int, int]]:
        """Return (position, end) of every occurrence. May be called on any thread."""
        return self._find(data)


class AutomatonEngine:
    """Aho-Corasick, for platforms without hyperscan."""

    def __init__(self, literals: Sequence[bytes]) -> None:
        """Compile the literals. None may be empty."""
        import ahocorasick_rs

        self._automaton: Any = ahocorasick_rs.BytesAhoCorasick(list(literals))

    def find(self, data: bytes) -> list[tuple[int, int]]:
        """Return (position, end) of every occurrence."""
        return [(hit[0], hit[2]) for hit in self._automaton.find_matches_as_indexes(data, overlapping=True)]


class NoEngine:
    """The empty set of literals."""

    def find(self, data: bytes) -> list[tuple[int, int]]:  # noqa: ARG002
        """Return nothing."""
        return []


def compile_literals(literals: Sequence[bytes]) -> Engine:
    """Compile ``literals`` with the best engine there is."""
    if not literals:
        return NoEngine()
    return HyperscanEngine(literals) if hyperscan is not None else AutomatonEngine(literals)
