"""What is chosen is read once the cursor rests, and now and then while it moves."""

import pytest

from harness.explore.replay import Replay
from harness.explore.screens.looking import Details
from harness.explore.screens.matching import Item
from harness.explore.stream import Stream
from tests.analysis.lantern import lantern
from tests.explore.screens.made import call


def test_what_is_passed_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Item | None] = []
    monkeypatch.setattr(Details, "_read", lambda self, item: read.append(item))
    details, calls = Details(Stream(Replay(lantern().recording())), None, "detail"), [call(n) for n in range(8)]
    for one in calls:
        details.wanted = one
        details.look()
    assert read == [calls[0], calls[5]], "the first at once, and each fifth after it"
    details.look()
    details.look()
    assert read[2:] == [calls[7]] and details.shown is calls[7], "it rests"
    details.wanted = None
    details.look()
    details.look()
    assert read[3:] == [None]
