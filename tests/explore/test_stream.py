"""A stream ends where the assessment does; who listens and does not keep up is told so."""

import msgspec

from harness.analysis.assessment import assess
from harness.explore.events import Disclosed, Ended, Observed
from harness.explore.stream import Listener
from tests.analysis.lantern import lantern
from tests.explore.told import told


def test_live_disclosures_are_the_assessments() -> None:
    stream, events = told()
    found = assess(lantern().recording())
    live = sorted(stream.state.disclosures.values(), key=lambda row: row.id)
    assert msgspec.to_builtins(live) == msgspec.to_builtins(found.disclosures)
    assert isinstance(events[-1], Ended) and events[-1].outcome == "complete"
    assert [event.disclosure.category for event in events if isinstance(event, Disclosed)]


def test_an_impatient_listener_is_told_what_it_missed() -> None:
    listener = Listener(patient=False, most=2)
    _, events = told()
    rows = [event for event in events if isinstance(event, Observed)][:5]
    listener.put([*rows, events[-1]])
    listener.end()
    found = listener.take(0)
    assert found is not None
    assert found[:3] == [*rows[:2], events[-1]]
    assert msgspec.to_builtins(found[3]) == {"event": "missed", "observations": 3}
    assert listener.take(0) is None
