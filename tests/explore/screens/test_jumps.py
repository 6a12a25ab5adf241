"""From what is chosen to what belongs to it."""

from harness.explore.events import Exchanged
from harness.explore.replay import Replay
from harness.explore.screens.jumps import carried, target
from harness.explore.screens.matching import told
from harness.explore.state import State
from harness.explore.stream import Stream
from tests.analysis.lantern import lantern
from tests.explore.screens.made import call, exchange


def test_the_first_that_holds_one_of_the_values() -> None:
    state = State()
    state.take([call(0, values=[]), call(1), exchange(0), exchange(1, values=["imei"]), exchange(2, values=["imei"])])
    assert target(state, call(1), "exchanges", told) == exchange(1, values=["imei"])
    assert target(state, exchange(2, values=["imei"]), "observations", told) == call(1)
    assert target(state, call(9, values=["phone"]), "exchanges", told) is None


def test_what_has_left_the_lists_is_read_back() -> None:
    stream = Stream(Replay(lantern().recording()))
    with stream:
        stream.start()
        assert stream.join(30)
        state = stream.state
        for each in (call(1), next(row for row in state.disclosures.values() if row.category == "imei")):
            known = target(state, each, "exchanges", told)
            found = carried(stream, each)
            assert isinstance(known, Exchanged) and found is not None
            same = ("index", "id", "url", "sent", "received", "values", "time_us")
            assert [getattr(found, name) for name in same] == [getattr(known, name) for name in same]
        assert carried(stream, call(2, values=["none"])) is None
