"""One way to write a value, and what an occurrence of it says."""

import enum

import msgspec


class Guard(enum.IntEnum):
    """What may not stand next to a match, so that part of a longer word or number is not taken for the value."""

    NONE = 0
    DIGITS = 1
    """No digit on either side."""
    WORD = 2
    """No ASCII letter or digit on either side."""
    DECIMAL = 3
    """A decimal number: no digit (or digit and point) before it, no digit behind it."""
    PRECISE = 4
    """As DECIMAL, but further digits may follow: the value is already exact enough."""
    ADDRESS = 5
    """An IP address: no digit on either side, nor a point that joins it to one."""
    HEX = 6
    """No hexadecimal digit on either side."""
    GUESSED = 7
    """Anything, but no ASCII letter or digit in what is a mere guess."""


class Need(enum.IntEnum):
    """How much a match proves by itself."""

    NOTHING = 0
    """Proof by itself."""
    NAME = 1
    """Proof when a key names it, else reported as weak."""
    KEY = 2
    """Only weak evidence, and only when a key names it."""
    TOUCHED = 4
    """Weak: a letter or digit stands next to it, and it may be a part of something else."""
    PAIR = 3
    """Proof beside its partner (the other coordinate), else nothing."""


class Variant(msgspec.Struct, frozen=True):
    """One way to write a value. ``name`` is empty for the value itself.

    ``axis`` says of a coordinate which it is: 0 latitude, 1 longitude.
    """

    name: str
    text: str
    guard: Guard = Guard.NONE
    need: Need = Need.NOTHING
    hashed: bool = True
    axis: int = -1


def need_of(text: str) -> Need:
    """Short texts occur by chance or are common words: they need a key that names them."""
    least = 3 if not text.isascii() else 8 if text.isalpha() else 7
    return Need.NOTHING if len(text) >= least else Need.NAME
