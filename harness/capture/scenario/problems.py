"""What is wrong with a scenario file: every error of it, each with its place."""

from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

from harness.errors import BadInputError

_P = ParamSpec("_P")
_T = TypeVar("_T")


class ScenarioError(BadInputError, ValueError):
    """A scenario cannot be used. The message names the file, the place and what to do."""

    def __init__(self, text: str, at: tuple[int, int] | None = None, others: Sequence["ScenarioError"] = ()) -> None:
        """``at`` is its line and column; ``others`` are what else is wrong with the same file."""
        super().__init__(text)
        self.at = at
        self.others = tuple(others)

    @property
    def all(self) -> list["ScenarioError"]:
        """This error and the others, in the file's order; what is about the file as a whole stands last."""
        return sorted((self, *self.others), key=lambda each: (each.at is None, each.at or (0, 0)))


class Problems:
    """Collects errors, so that reading a file goes on after the first."""

    def __init__(self) -> None:
        """Nothing is wrong yet."""
        self._found: list[ScenarioError] = []

    def __len__(self) -> int:
        """How many were found so far."""
        return len(self._found)

    def note(self, error: ScenarioError, at: tuple[int, int] | None = None) -> None:
        """Keep an error and those that came with it; ``at`` is where they count when they are another file's."""
        self._found += [ScenarioError(str(each), at or each.at) for each in error.all]

    def tried(self, read: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T | None:
        """Return what ``read`` returns, or ``None`` when it raises a :class:`ScenarioError`, which is kept."""
        try:
            return read(*args, **kwargs)
        except ScenarioError as error:
            self.note(error)
            return None

    def end(self) -> None:
        """Raise the error that was found first, with the others in it. What an alias repeats counts once."""
        if self._found:
            first, *others = {(str(each), each.at): each for each in self._found}.values()
            raise ScenarioError(str(first), first.at, others)
