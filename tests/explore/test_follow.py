"""Who follows a source that another one has followed before tells what that one has not."""

from collections.abc import Sequence

import pytest

from harness.explore import follow
from harness.explore.events import Disclosed, Ended, Event, Exchanged, Observed, PhaseBegan, Sighted
from harness.explore.follow import Follower, Known
from harness.explore.replay import Replay
from harness.explore.sources import Item
from harness.explore.state import State
from harness.values.needle import Needle
from tests.analysis.lantern import lantern


class Slow(Replay):
    """Gives one thing at a time."""

    def take(self, timeout_s: float) -> Sequence[Item] | None:
        if not (waiting := self.__dict__.setdefault("waiting", [])):
            if (items := super().take(timeout_s)) is None:
                return None
            waiting += items
        return [waiting.pop(0)] if waiting else []


def followed(known: Known | None = None, kind: type[Replay] = Replay) -> tuple[Follower, State, list[Event]]:
    state, events = State(), list[Event]()

    def tell(told: list[Event]) -> None:
        state.take(told)
        events.extend(told)

    follower = Follower(kind(lantern().recording()), state, tell, (), known)
    while follower.take(0) is None:
        pass
    follower.finish()
    return follower, state, events


def test_what_is_known_is_not_told_again() -> None:
    first, state, events = followed()
    assert any(isinstance(one, Disclosed) for one in events) and not any(isinstance(one, Ended) for one in events)
    run = lantern()
    known = Known(len(run.observations), 2, first.others, dict(state.sightings), dict(state.disclosures))
    _, again, told = followed(known)
    assert [one.index for one in told if isinstance(one, Exchanged) and one.change == "new"] == [2]
    assert not [one for one in told if isinstance(one, Observed | PhaseBegan | Sighted | Disclosed)]
    assert again.sightings == state.sightings and again.disclosures == state.disclosures


def test_what_was_known_of_half_is_gone_on_with() -> None:
    _, state, _ = followed()
    half = dict(list(state.disclosures.items())[:2])
    _, again, told = followed(Known(3, 1, 0, dict(list(state.sightings.items())[:3]), half))
    new = [one.number for one in told if isinstance(one, Disclosed)]
    assert len(new) == len(state.disclosures) - 2 and not set(new) & set(half)
    assert again.disclosures.keys() >= half.keys()


def test_nothing_seems_to_be_gone_while_what_is_known_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first, state, _ = followed()
    run = lantern()
    known = Known(len(run.observations), len(run.exchanges), first.others, state.sightings, state.disclosures)
    monkeypatch.setattr(follow, "JOIN_S", 0.0)  # things are joined each time that anything has come
    _, _, told = followed(known, Slow)
    assert not [one for one in told if isinstance(one, Sighted | Disclosed)]


def test_what_is_searched_again_at_the_end_is_told_as_it_goes_and_kept_for_no_later() -> None:
    batches: list[list[Event]] = []
    run = lantern()
    run.send(7000, "https://a.example/login", b'{"user":"deviceidx"}')
    follower = Follower(Replay(run.recording()), State(), batches.append)
    while follower.take(0) is None:
        pass
    del batches[:]
    follower.want(Needle(value_id="typed", category="user_account", text="deviceidx", origin="file"))
    follower.finish()
    again = [[one.index for one in told if isinstance(one, Exchanged) and one.change == "revised"] for told in batches]
    assert any(again[:-1]) and not again[-1]
