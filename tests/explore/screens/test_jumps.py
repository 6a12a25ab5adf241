"""From what is chosen to what belongs to it."""

from harness.explore.screens.jumps import target
from harness.explore.screens.matching import told
from harness.explore.state import State
from tests.explore.screens.made import call, exchange


def test_the_first_that_holds_one_of_the_values() -> None:
    state = State()
    state.take([call(0, values=[]), call(1), exchange(0), exchange(1, values=["imei"]), exchange(2, values=["imei"])])
    assert target(state, call(1), "exchanges", told) == exchange(1, values=["imei"])
    assert target(state, exchange(2, values=["imei"]), "observations", told) == call(1)
    assert target(state, call(9, values=["phone"]), "exchanges", told) is None
