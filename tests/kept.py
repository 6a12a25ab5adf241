"""What many tests would make anew, and is the same each time, is made once for all of them."""

import functools
from collections.abc import Iterator, Sequence

import pytest

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.known import KNOWN
from harness.analysis.search import anchors
from harness.analysis.search.patterns import PatternSet
from harness.values.needle import Needle

_PERSONAS = 16
"""So many sets of compiled values are kept; a run of the program keeps those of its last recordings alone."""
_ADD_NEEDLES = PatternSet.add_needles


@functools.lru_cache(_PERSONAS)
def _patterns(needles: tuple[Needle, ...], known: tuple[Encoding, ...]) -> PatternSet:
    made = PatternSet()
    _ADD_NEEDLES(made, needles)
    return made


def _add_needles(self: PatternSet, needles: Sequence[Needle]) -> None:
    """Copy what the same values stood for before: four fifths of what a short recording's assessment takes."""
    if type(self) is not PatternSet or self.meanings:
        return _ADD_NEEDLES(self, needles)
    made = _patterns(tuple(needles), KNOWN.encodings)
    self.meanings = {data: list(meanings) for data, meanings in made.meanings.items()}
    self.masked = dict(made.masked)


@pytest.fixture(scope="session", autouse=True)
def values_once() -> Iterator[None]:
    """The values of the same persona are compiled once: that takes longer than most tests of the analysis do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(anchors, "_compiled", functools.lru_cache(_PERSONAS)(anchors._compiled.__wrapped__))
        patch.setattr(PatternSet, "add_needles", _add_needles)
        yield
