"""What is chosen is read once the cursor rests, and now and then while it moves."""

import threading
from typing import Any

import pytest
from rich.text import Text

from harness.explore.replay import Replay
from harness.explore.screens import looking
from harness.explore.screens.looking import Details
from harness.explore.screens.matching import Item
from harness.explore.stream import Stream
from tests.analysis.lantern import lantern
from tests.explore.screens.made import call


def test_what_is_passed_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Item | None] = []
    monkeypatch.setattr(Details, "_read", lambda self, item, again=False: read.append(item))
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


def test_an_exchange_is_shown_before_the_ways_to_its_values_are_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_WALK_S", 0.01)
    with Stream(Replay(lantern().recording())) as stream:
        stream.start()
        assert stream.join(30)
        one = next(row for row in stream.state.exchanges if row.index in stream.state.in_exchange)
        walk, joined = stream.steps, threading.Event()
        details = Details(stream, None, "detail")
        (whole,) = details._exchange(one)

        def late(*given: Any) -> Any:
            joined.wait(10)
            return walk(*given)

        monkeypatch.setattr(stream, "steps", late)
        texts = details._exchange(one)
        first = next(texts)
        joined.set()
        assert [text.plain for text in texts] == [whole.plain]
        assert first.plain != whole.plain and first.plain.splitlines()[0] == whole.plain.splitlines()[0]


def test_what_is_shown_is_read_again_when_more_is_known_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[Item | None, bool]] = []
    monkeypatch.setattr(Details, "_read", lambda self, item, again=False: read.append((item, again)))
    with Stream(Replay(lantern().recording())) as stream:
        stream.start()
        assert stream.join(30)
        state, details = stream.state, Details(stream, None, "detail")
        sightings, disclosures = state.sightings, state.disclosures
        sent = next(row for row in state.observations if state.carried(row.values))
        unsent = next(row for row in state.observations if not state.carried(row.values))
        exchange = next(row for row in state.exchanges if row.index in state.in_exchange)
        for item, grows in ((sent, True), (unsent, False), (exchange, True)):
            state.stand({}, {})
            details.wanted, read[:] = item, []
            for _ in range(8):
                details.look()
            assert read == [(item, False)]
            state.stand(sightings, disclosures)
            for _ in range(8):
                details.look()
            assert read == [(item, False)] + [(item, True)] * grows


def test_what_was_read_too_late_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    details, shown = Details(Stream(Replay(lantern().recording())), None, "detail"), list[str]()
    monkeypatch.setattr(details._text, "show", lambda text: shown.append(text.plain))
    details.shown = call(1)
    for item, text in ((call(2), "another"), (details.shown, "this one")):
        details._show(item, Text(text), [], again=True)
    assert shown == ["this one"]
