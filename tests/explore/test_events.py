"""Events as lines of JSON."""

from harness.explore.events import event_of, line
from tests.explore.told import told


def test_every_event_is_a_line_that_reads_back() -> None:
    _, events = told()
    assert [event_of(line(event)) for event in events] == events
    assert len({type(event) for event in events}) >= 6
