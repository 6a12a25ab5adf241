"""Readings are made again where a value learnt later may be in an observation."""

import pytest

from harness.analysis.join.actors import Actors
from harness.analysis.join.held import Held
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.join.readings import Calls
from harness.analysis.live import reads as module
from harness.analysis.live.reads import Reads
from harness.analysis.search.match import Matcher
from harness.analysis.search.patterns import PatternSet
from harness.evidence.run_record import RunRecord
from harness.values.needle import Needle
from tests.analysis.lantern import lantern

IMEI = Needle(value_id="imei", category="imei", text="866712345678906")
TIMELINE, HELD = PhaseTimes(()), Held(RunRecord(), ())


@pytest.mark.parametrize("room", [1 << 20, 1])
def test_what_holds_a_later_value_is_read_again(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK", 4)
    rows = lantern().observations
    matcher = Matcher(PatternSet())
    reads = Reads(Calls(matcher, Actors("com.bright.lantern")), rows.__getitem__, room)
    for row in rows:
        reads.take(row, TIMELINE, HELD)
    assert not any(row.refs for row in reads.in_order(set())[0])
    patterns = PatternSet()
    patterns.add_needle(0, IMEI)
    reads.grown(matcher.grow(patterns))
    assert reads.waiting == (1 if room > 1 else 1 + (len(rows) - 1) // 4 - (len(rows) % 4 > 0))
    while reads.waiting:
        reads.read_again(TIMELINE, HELD)
    assert [row.point for row in reads.in_order(set())[0] if row.refs] == ["telephony.imei", "digest.digest"]
    assert not any(row.refs for row in reads.in_order({0})[0])
