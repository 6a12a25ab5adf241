"""The process beside, on a thread here: what it is told, and what it says of it."""

import contextlib
import threading
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from harness.explore.beside.child import answer, serve
from harness.explore.beside.messages import Answer, Ask, Begin, Begun, Covers, Stands, Told, given, receive, send
from harness.explore.caught import Calls, Flow, Persona
from harness.explore.events import Ended, Said
from harness.explore.follow import Follower, Known
from harness.explore.replay import Replay
from harness.explore.sources import Began
from harness.explore.state import State
from harness.explore.tap import Tap
from tests.analysis.lantern import lantern
from tests.explore.test_tap import written


def _serve(pipe: Any, questions: Any) -> None:
    with contextlib.suppress(EOFError, OSError):
        serve(pipe, questions)


def test_a_run_is_followed_from_what_stands_in_its_bundle(tmp_path: Path) -> None:
    tap, run = Tap(), lantern()
    written(tap, tmp_path / "b").close()
    (here, there), (asks, answers) = Pipe(), Pipe()
    thread = threading.Thread(target=_serve, args=[there, answers])
    thread.start()
    send(here, Begin(None, [], Known()))
    send(here, given([Said(text="before")], [], b""))
    send(here, Begun(tmp_path / "b", tap.base))
    shelf = tap.shelf
    flows = [Flow(at, shelf.flows[2 * at], shelf.flows[2 * at + 1]) for at in range(3)]
    calls = Calls(0)
    calls.count = len(run.observations)
    send(here, given([Persona(), *(Began(phase) for phase in run.phases), *flows], [calls], shelf.rows.tobytes()))
    send(here, given([Ended(outcome="complete")], [], b""))
    messages: list[Any] = []
    while not (messages and isinstance(messages[-1], Told) and Ended(outcome="complete") in messages[-1].events):
        messages.append(receive(here))
    stands = [each for each in messages if isinstance(each, Stands)]
    assert {row.category for each in stands for row in each.disclosures.values()} >= {"imei", "contacts"}
    assert any(isinstance(each, Covers) for each in messages)
    send(asks, Ask(4, "observation", (5,)))
    assert receive(asks) == Answer(4, run.observations[5])
    here.close()
    asks.close()
    thread.join(60)
    assert not thread.is_alive()


def test_what_stood_before_and_does_not_any_more_is_told_to_be_gone(tmp_path: Path) -> None:
    tap, live = Tap(), Follower(Replay(lantern().recording()), State(), lambda events: None)
    while live.take(0) is None:
        pass
    live.finish()
    state = live._state
    written(tap, tmp_path / "b").close()
    (here, there), (asks, answers) = Pipe(), Pipe()
    thread = threading.Thread(target=_serve, args=[there, answers])
    thread.start()
    send(here, Begin(None, [], Known(sightings=state.sightings, disclosures=state.disclosures)))
    send(here, Begun(tmp_path / "b", tap.base))  # of which nothing comes again
    send(here, given([Persona(), Ended(outcome="complete")], [], b""))
    messages: list[Any] = []
    while not (messages and isinstance(messages[-1], Told) and Ended(outcome="complete") in messages[-1].events):
        messages.append(receive(here))
    (stands,) = [each for each in messages if isinstance(each, Stands)]
    assert set(stands.gone_disclosures) == set(state.disclosures)
    assert set(stands.gone_sightings) == set(state.sightings)
    here.close()
    asks.close()
    thread.join(60)


def test_a_call_is_read_back_while_the_analysis_is_at_work() -> None:
    (asks, answers), run = Pipe(), lantern()
    source = Replay(run.recording())
    follower = Follower(source, State(), lambda events: None)
    thread = threading.Thread(target=answer, args=[answers, source, follower])
    thread.start()
    with follower._alone():
        send(asks, Ask(1, "observation", (2,)))
        assert asks.poll(10) and receive(asks) == Answer(1, run.observations[2])
        send(asks, Ask(2, "observation", (10_000,)))
        assert asks.poll(10) and isinstance(receive(asks).error, LookupError)
        send(asks, Ask(5, "owners", (["com.pushbay.core.Device.read(Device.java:10)"],)))
        assert asks.poll(10) and [actor.id for actor in receive(asks).given] == ["unknown"], "nothing was taken yet"
        send(asks, Ask(3, "steps", (run.exchanges[0], [])))
        assert not asks.poll(0.05), "the way to a value needs the analysis"
    assert asks.poll(10) and receive(asks) == Answer(3, [])
    asks.close()
    thread.join(60)
    assert not thread.is_alive()
