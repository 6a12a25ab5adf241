"""What many tests would make anew, and is the same each time, is made once for all of them."""

import functools
from collections.abc import Iterator

import pytest

from harness.analysis.search import anchors

_PERSONAS = 16
"""So many sets of compiled values are kept; a run of the program keeps those of its last recordings alone."""


@pytest.fixture(scope="session", autouse=True)
def values_once() -> Iterator[None]:
    """The values of the same persona are compiled once: that takes longer than most tests of the analysis do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(anchors, "_compiled", functools.lru_cache(_PERSONAS)(anchors._compiled.__wrapped__))
        yield
