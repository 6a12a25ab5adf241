"""What screens draw."""

from tests.analysis.lantern import lantern
from tests.explore.told import told


def test_state_has_what_screens_draw() -> None:
    stream, _ = told()
    state, run = stream.state, lantern()
    assert [row.id for row in state.observations] == [f"77:{row.seq}" for row in run.observations]
    assert state.totals["exchanges"] == 3 and state.by_recipient["api.pushbay.example"] == 1
    imei = next(row for row in state.observations if row.point == "telephony.imei")
    assert imei.values == ["imei"] and imei.actor.id == "sdk:com.pushbay.core"
    assert [row.host for row in state.carried(imei.values)] == ["api.pushbay.example"]
    assert imei in state.read(["imei"])
    assert state.covered is not None and state.covered.exchanges == 3
