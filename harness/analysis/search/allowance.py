"""How much a recording may be decoded as a whole: so that many bombs end, each of which stays within its own bounds."""

BLOCK = 200
"""Exchanges, by their position, that share an allowance: the same ones however many processes search."""
FREE = 64 << 20
"""Decoded bytes of a block, whatever was recorded of it."""
RATIO = 32
"""Decoded bytes more for each recorded one. Compressed traffic, each view of it counted, was never seen above 15."""


class Allowance:
    """What is left for a block of exchanges, which come in the order of their positions."""

    def __init__(self) -> None:
        """Start with no block."""
        self._block = -1
        self._left = 0

    def begin(self, index: int, size: int) -> bool:
        """Note an exchange of ``size`` recorded bytes; whether it may be decoded."""
        if index // BLOCK != self._block:
            self._block, self._left = index // BLOCK, FREE
        self._left += size * RATIO
        return self._left > 0

    def spend(self, decoded: int) -> None:
        """Note what was decoded of it."""
        self._left -= decoded
