"""What screens draw."""

import msgspec

from harness.explore.events import Exchanged, Opaque
from harness.explore.state import TALK, State
from tests.analysis.lantern import lantern
from tests.explore.told import told


def test_state_has_what_screens_draw() -> None:
    stream, _ = told()
    state, run = stream.state, lantern()
    assert [row.id for row in state.observations] == [f"77:{row.seq}" for row in run.observations]
    assert [row.index for row in state.exchanges] == [0, 1, 2] and state.totals["opaque_bytes"] == 0
    assert "contact.1.name" in state.exchanges[2].values
    assert state.totals["exchanges"] == 3 and state.by_recipient["api.pushbay.example"] == 1
    imei = next(row for row in state.observations if row.point == "telephony.imei")
    assert imei.values == ["imei"] and imei.actor.id == "sdk:com.pushbay.core"
    assert [row.host for row in state.carried(imei.values)] == ["api.pushbay.example"]
    assert imei in state.read(["imei"])
    assert state.covered is not None and state.covered.exchanges == 3


def test_an_exchange_that_is_understood_later_takes_its_own_place() -> None:
    state = State()
    rows = [
        Exchanged(index=number, id="x", kind="http", method="GET", host="a", port=1, url="u", status=200, sent=9,
                  received=0, opaque=9) for number in range(5, 8)
    ]  # fmt: skip
    state.take([*rows, Opaque(index=6, host="a", where="body", bytes=9)])
    assert state.totals["opaque_bytes"] == 9
    again = Exchanged(index=6, id="x", kind="http", method="GET", host="a", port=1, url="u", status=200, sent=9,
                      received=0, values=["imei"], change="revised")  # fmt: skip
    state.take([again])
    assert [row.opaque for row in state.exchanges] == [9, 0, 9] and state.exchanges[1].values == ["imei"]
    assert state.totals["exchanges"] == 3 and state.totals["opaque_bytes"] == 0 and not state.opaque
    others = [Opaque(index=number, host="a", where="body", bytes=1) for number in range(10, 11 + TALK)]
    state.take([*others, Exchanged(**{**msgspec.structs.asdict(again), "index": 10})])
    assert state.totals["opaque_bytes"] == TALK, "also where its bytes have left the window"
    assert len(state.opaque) == TALK
