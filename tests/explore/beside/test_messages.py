"""What goes through the pipe comes out as it was."""

from multiprocessing import Pipe

import pytest

from harness.explore.beside.messages import Stands, Told, calls_of, given, receive, send
from harness.explore.caught import Calls
from harness.explore.events import Observed, Said
from tests.analysis.lantern import lantern
from tests.explore.told import told


def test_messages_survive_the_pipe() -> None:
    here, there = Pipe()
    stream, events = told()
    with here, there:
        for message in (
            Told(7, events[:40]),
            Told(0, [Said(text="x")]),
            Stands(stream.state.sightings, [1], stream.state.disclosures, []),
        ):
            send(here, message)
            assert receive(there) == message
        assert any(isinstance(event, Observed) for event in events[:40])
        here.close()
        with pytest.raises(EOFError):
            receive(there)


def test_calls_are_packed_with_or_without_their_rows() -> None:
    rows = lantern().observations[:4]
    calls, behind = Calls(3), Calls(7)
    calls.rows, calls.count, behind.count = list(rows), 4, 20
    found = calls_of(given([], [calls, behind], b""))
    assert [(each.first, each.count, each.rows) for each in found] == [(3, 4, rows), (7, 20, [])]
