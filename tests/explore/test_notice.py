"""Only what has changed is told."""

import msgspec

from harness.analysis.live.engine import Live
from harness.evidence.rows import Gap, Process
from harness.explore.events import Disclosed, Health, Sighted
from harness.explore.notice import Notices
from harness.explore.state import State
from tests.analysis.lantern import lantern


def notices() -> Notices:
    return Notices(Live(lantern().recording(observations=[], exchanges=[], phases=[])), State())


def test_a_process_is_told_of_when_it_is_hooked_and_when_it_ends() -> None:
    told = notices()
    row = Process(pid=7, name="p", gated=True, start_us=1, attached_us=2)
    assert told.row(row) == [Health(time_us=2, what="agent", state="up", detail="p", pid=7)]
    assert told.row(row) == []
    row.end, row.end_us = "process-terminated", 9
    assert told.row(row) == [Health(time_us=9, what="app", state="ended", detail="p: process-terminated", pid=7)]
    assert told.row(row) == []


def test_a_process_that_was_left_has_not_ended() -> None:
    row = Process(pid=7, name="p", gated=False, start_us=1, attached_us=2, reason="late", end="left", end_us=9)
    assert notices().row(row)[1:] == [Health(time_us=9, what="agent", state="ended", detail="p: left", pid=7)]


def test_a_process_without_hooks_and_a_gap() -> None:
    told = notices()
    lost = told.row(Process(pid=8, name="q", gated=False, start_us=1, reason="isolated"))
    assert [(row.state, row.detail) for row in lost if isinstance(row, Health)] == [("lost", "q: isolated")]
    gap = told.row(Gap(kind="ungated", from_us=5, detail="the gate was open"))
    assert gap == [Health(time_us=5, what="agent", state="gap", detail="ungated: the gate was open")]
    ended = told.row(Gap(kind="proxy_ended", from_us=6, detail="out of memory"))
    assert ended == [Health(time_us=6, what="proxy", state="lost", detail="proxy_ended: out of memory")]
    off = Gap(kind="hooks_off", from_us=7, detail="imei")
    assert told.row(off) == [Health(time_us=7, what="agent", state="gap", detail="hooks_off: imei")]
    off.to_us = 9
    assert told.row(off) == [Health(time_us=9, what="agent", state="up", detail="hooks are on again: imei")]


def test_nothing_is_told_twice_of_what_was_found() -> None:
    run = lantern()
    live = Live(run.recording(observations=[], exchanges=[], phases=[]))
    told = Notices(live, State())
    for phase in run.phases:
        told.phase(phase)
    live.observe(run.observations)
    live.exchange(run.exchanges)
    assert len(told.joined(live.refresh())) > 6
    assert told.joined(live.refresh()) == []


def test_a_sighting_stays_the_same_when_its_exchange_has_come_whole() -> None:
    run = lantern()
    live = Live(run.recording(observations=[], exchanges=[], phases=[]))
    told = Notices(live, State())
    live.observe(run.observations)
    live.unfinished(msgspec.structs.replace(run.exchanges[0], index=-1, status=0, response_body=b""))
    first = told.joined(live.refresh())
    assert {event.change for event in first if isinstance(event, Sighted | Disclosed)} == {"new"}
    live.exchange(run.exchanges[:1])
    assert [event for event in told.joined(live.refresh()) if isinstance(event, Sighted | Disclosed)] == []
