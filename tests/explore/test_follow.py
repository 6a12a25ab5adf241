"""Who follows a source that another one has followed before tells what that one has not."""

from harness.explore.events import Disclosed, Ended, Event, Exchanged, Observed, PhaseBegan, Sighted
from harness.explore.follow import Follower, Known
from harness.explore.replay import Replay
from harness.explore.state import State
from tests.analysis.lantern import lantern


def followed(known: Known | None = None) -> tuple[Follower, State, list[Event]]:
    state, events = State(), list[Event]()

    def tell(told: list[Event]) -> None:
        state.take(told)
        events.extend(told)

    follower = Follower(Replay(lantern().recording()), state, tell, (), known)
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
