"""Whatever the order in which things come, the end is the assessment."""

import random
from collections import deque
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from harness.analysis.assessment import assess
from harness.analysis.calls.operations import role
from harness.analysis.live import reads, searched
from harness.analysis.live.engine import Live
from harness.analysis.recording import Recording
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation, Phase, Value
from harness.values.needle import Needle
from tests.analysis.lantern import ADS, OWN, PUSH, Run, lantern, text
from tests.analysis.live.busy import CONNECTIONS, busy, recording
from tests.examples import some

TYPED = Needle(value_id="typed", category="user_account", text="deviceidx", origin="file")


def bare(run: Run, **more: Any) -> Live:
    """Nothing has come yet, and everything can be read back."""
    base = recording(run, observations=[], exchanges=[], phases=[], connections=[], **more)
    live = Live(base, (), run.observations.__getitem__, run.exchanges.__getitem__)
    for row in (*base.hooks, *base.processes):
        live.row(row)
    return live


def same(live: Live, whole: Recording, extra: Sequence[Needle] = ()) -> None:
    found, standing = assess(whole, extra), live.finish()
    assert msgspec.to_builtins(standing.sightings) == msgspec.to_builtins(found.sightings)
    assert msgspec.to_builtins(standing.disclosures) == msgspec.to_builtins(found.disclosures)
    covering = live.covering()
    assert covering.verdict == found.summary.verdict and covering.reasons == found.summary.reasons
    assert msgspec.to_builtins(covering.coverage) == msgspec.to_builtins(found.coverage)
    assert msgspec.to_builtins(live.assessment()) == msgspec.to_builtins(found)


def give(live: Live, item: Any) -> None:
    if isinstance(item, Observation):
        live.observe([item])
    elif isinstance(item, Exchange):
        live.exchange([item])
    elif isinstance(item, Phase):
        live.phase(item)
    else:
        live.row(item)


@pytest.mark.parametrize("make", some([busy, lantern], 1))
@pytest.mark.parametrize("first", [Observation, Exchange, Phase])
def test_one_kind_before_all_others(first: type, make: Any) -> None:
    run = make()
    live = bare(run)
    items = [*run.observations, *run.exchanges, *run.phases, *CONNECTIONS]
    for item in sorted(items, key=lambda item: not isinstance(item, first)):
        give(live, item)
    live.refresh()
    same(live, recording(run))


@pytest.mark.parametrize("seed", some(range(12)))
def test_any_order_between_kinds_with_joins_in_between(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    if seed % 3 == 2:  # hardly anything is at hand, and has to be read back
        monkeypatch.setattr(searched.Searched.__init__, "__defaults__", (3000,))
        monkeypatch.setattr(reads.Reads.__init__, "__defaults__", (50,))
        monkeypatch.setattr(reads, "_CHUNK", 4)
        monkeypatch.setattr("harness.analysis.live.engine._AT_HAND", 200)
    run = busy()
    live = bare(run)
    kinds = [deque(run.observations), deque(run.exchanges), deque(run.phases), deque(CONNECTIONS)]
    made = deque((number, row) for number, row in enumerate(run.observations) if role(row.point) is not None)
    while any(kinds):
        if made and seed % 2 and chance.random() < 0.5:  # it comes again in its turn, or has come already
            live.ahead(*made.popleft())
        kind = chance.choice([each for each in kinds if each])
        for _ in range(chance.randint(1, 6)):
            if kind:
                give(live, kind.popleft())
        if chance.random() < 0.4:
            live.refresh()
    same(live, recording(run))


@pytest.mark.parametrize("when", some(["between", "before", "after"], 1))
def test_a_value_that_is_typed_late_is_looked_for_in_everything(when: str) -> None:
    run = busy()
    run.send(7000, "https://a.example/login?account=deviceidx", b'{"user":"deviceidx"}')
    run.call(6999, "field.text", "input_text", ["com.bright.lantern.Login.go(Login.java:1)"],
             result=msgspec.structs.replace(run.observations[0].result, text="deviceidx"))  # fmt: skip
    live = bare(run)
    if when == "before":
        live.want([TYPED])
    for number, item in enumerate([*run.phases, *CONNECTIONS, *run.exchanges, *run.observations]):
        give(live, item)
        if when == "between" and number == 9:
            live.refresh()
            live.want([TYPED])
    if when == "after":
        assert not any(row.value_id == "typed" for row in live.refresh().sightings)
        live.want([TYPED])
    assert any(row.value_id == "typed" for row in live.refresh().disclosures)
    same(live, recording(run), [TYPED])


def early(exchange: Exchange, index: int, messages: int = 0) -> Exchange:
    """An exchange before its answer came, or with the first messages of a stream."""
    return msgspec.structs.replace(
        exchange, index=index, status=0, response_body=b"", response_headers=[], messages=exchange.messages[:messages]
    )


@pytest.mark.parametrize("seed", range(4))
def test_requests_count_before_their_answers_and_once(seed: int) -> None:
    chance, run = random.Random(seed), busy()
    live = bare(run)
    for item in [*run.phases, *CONNECTIONS, *run.observations]:
        give(live, item)
    told = deque(run.exchanges)
    live.unfinished(msgspec.structs.replace(run.exchanges[0], index=-1, id="never ends"))
    assert live.refresh().disclosures[0].sightings
    for number, exchange in enumerate(run.exchanges, 1):
        for step in range(chance.randint(0, 2)):
            live.unfinished(early(exchange, -10 * number - step, step + 1))
            if chance.random() < 0.5:
                live.refresh()
        while told and told[0].index < exchange.index - chance.randint(0, 4):
            give(live, told.popleft())
    assert any(row.index < 0 for row in live.refresh().sightings)
    moved = live.moved()
    assert moved and all(new >= 0 or old > new for old, new in moved.items())
    for exchange in told:
        give(live, exchange)
    same(live, recording(run))


CARRIER = ["java.net.Socket.connect(Socket.java:1)", "q.a.b.c(SourceFile:3)", "q.a.d.run(SourceFile:9)"]


@pytest.mark.parametrize("another", [False, True], ids=["the only way out", "one of two"])
def test_what_carries_all_connections_is_told_as_soon_as_it_is_known(another: bool) -> None:
    run, before = lantern(), len(lantern().observations)
    ends = [Value(type="local", text="10.0.0.2:40009"), Value(type="remote", text="203.0.113.9:443")]
    for number, below in enumerate((ADS, PUSH, OWN, ADS)):
        run.call(6900 + number, "socket.connect", "channel.net", [*CARRIER, *below], kind="socket", args=ends)
        run.call(6910 + number, "telephony.imei", "imei", [*CARRIER[1:], *below], result=text("866712345678906"))
    if another:
        run.call(6950, "socket.connect", "channel.net", OWN, kind="socket", args=ends)
    run.observations[before:] = [msgspec.structs.replace(row, pid=78) for row in run.observations[before:]]
    live = bare(run)
    for item in (*run.phases, *run.exchanges, *CONNECTIONS):
        give(live, item)
    named: list[set[str]] = []
    for row in run.observations:
        give(live, row)
        if row.pid == 78:
            live.refresh()
            named.append({item.actor.id for item in live.assessment().collected if item.category == "imei"})
    assert ("unknown:q.a" in named[1]) and ("unknown:q.a" in named[-1]) is another
    assert "unknown:q.a" not in named[6]
    whose = [actor.id for actor in live.owners([CARRIER[1], PUSH[0]])]
    assert whose == ["unknown:q.a" if another else "unknown", "sdk:com.pushbay.core"], "what only carries is nobody's"
    same(live, recording(run))


def test_the_persona_may_come_last() -> None:
    run = busy()
    persona = recording(run).persona
    live = bare(run, persona=None)
    for item in [*run.phases, *CONNECTIONS, *run.exchanges, *run.observations]:
        give(live, item)
    assert not any(row.value_id == "phone_number" for row in live.refresh().disclosures)
    live.plant(persona)
    same(live, recording(run))


def test_what_was_opaque_is_told_again_when_it_is_understood() -> None:
    run = lantern()
    live = bare(run)
    last = run.exchanges[-1]
    (seen,) = live.exchange([last])
    assert seen.scanned.opaque and not seen.value_ids
    live.observe(run.observations)
    live.refresh()
    (again,) = live.revised()
    assert again.exchange.index == last.index and not again.scanned.opaque
    assert "contact.1.name" in again.value_ids and live.revised() == []
