"""Words of a file of expectations in which ``*`` stands for any characters."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Annotated

from msgspec import Meta, UnsetType

Pattern = Annotated[
    str, Meta(min_length=1, max_length=300, description="A word, in which * stands for any characters and ? for one.")
]
Patterns = Pattern | Annotated[list[Pattern], Meta(min_length=1)]


def patterns(given: Patterns | UnsetType) -> list[str]:
    """Return one pattern or several as a list."""
    return ["*"] if isinstance(given, UnsetType) else [given] if isinstance(given, str) else list(given)


def matches(text: str, among: Sequence[str]) -> bool:
    """Whether a text is as one of some patterns say, in upper or lower case."""
    return any(fnmatchcase(text.casefold(), pattern.casefold()) for pattern in among)


def escaped(word: str) -> str:
    """Return a word as a pattern that stands for nothing else: hosts and phases are the traffic's and the run's."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in word)[:300]
