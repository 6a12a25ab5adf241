"""Who sent what, when more than one could have."""

import random
from typing import Any

import pytest

from harness.analysis.assessment import assess
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.join.readers import SLACK_US, Readers
from harness.analysis.join.readings import Reading, order_of
from harness.analysis.join.sockets import Clock, Opened, Socket, Sockets, socket_of
from harness.analysis.model import Actor, Assessment, Disclosure
from harness.evidence.rows import Connection, Observation, Process, Value
from tests.analysis.lantern import ADS, OFFSET, OWN, PUSH, T0, Run, lantern, text

PHONE = "13912345678"


def connect(run: Run, at: int, stack: list[str], port: int, **more: Any) -> None:
    fields = {"local": text(f"127.0.0.1:{port}"), "remote": text("[::ffff:10.0.2.2]:8080")}
    run.call(at, "native.connect", "channel.network", stack, kind="socket", result=Value(type="int", text="0"),
             args=[Value(type="socket", fields=fields)], **more)  # fmt: skip


def two_readers() -> Run:
    run = Run()
    run.call(1000, "telephony.line1", "phone_number", PUSH, result=text(PHONE))
    run.call(1500, "telephony.line1", "phone_number", ADS, result=text(PHONE))
    return run


def send(run: Run, at: int, connection: str, port: int, host: str = "x.example") -> None:
    run.send(at, f"https://{host}/p?tel={PHONE}", b"")
    run.exchanges[-1].connection, run.exchanges[-1].client_port = connection, port


def accepted(connection: str, at: int, offset: int = OFFSET) -> Connection:
    return Connection(id=connection, time_us=T0 + at * 1000 - offset, host="x.example", port=443, state="decrypted")


def only(found: Assessment) -> Disclosure:
    (row,) = found.disclosures
    return row


def test_without_a_socket_the_last_reader_leads_and_the_other_stays() -> None:
    run = two_readers()
    send(run, 2000, "c1", 0)
    row = only(assess(run.recording()))
    assert [candidate.actor.id for candidate in row.candidates] == ["sdk:com.adhive.sdk", "sdk:com.pushbay.core"]
    assert row.confidence == "medium"


def test_the_code_that_opened_the_connection_leads() -> None:
    run = two_readers()
    connect(run, 1900, PUSH, 40123)
    send(run, 2000, "c1", 40123)
    row = only(assess(run.recording(connections=[accepted("c1", 1901)])))
    assert row.actor.id == "sdk:com.pushbay.core"
    assert "opened the connection it left by" in row.candidates[0].reasons
    assert [candidate.actor.id for candidate in row.candidates][1:] == ["sdk:com.adhive.sdk"]


def test_who_only_opened_the_connection_does_not_outrank_the_only_reader() -> None:
    run = Run()
    run.call(1000, "telephony.line1", "phone_number", PUSH, result=text(PHONE))
    connect(run, 1900, OWN, 40123)
    send(run, 2000, "c1", 40123)
    row = only(assess(run.recording(connections=[accepted("c1", 1901)])))
    assert [candidate.actor.id for candidate in row.candidates] == ["sdk:com.pushbay.core", "app"]


def test_a_port_used_again_belongs_to_its_latest_opening() -> None:
    run = two_readers()
    connect(run, 1600, ADS, 40123)
    connect(run, 1900, PUSH, 40123)
    send(run, 2000, "c1", 40123)
    assert only(assess(run.recording(connections=[accepted("c1", 1901)]))).actor.id == "sdk:com.pushbay.core"
    # A connection accepted long before this opening is another one, whose opening was not recorded.
    row = only(assess(run.recording(connections=[accepted("c1", 200)])))
    assert all("opened" not in reason for candidate in row.candidates for reason in candidate.reasons)


def test_behind_a_tunnel_the_moment_tells_and_ambiguity_stays() -> None:
    run = two_readers()
    connect(run, 1890, PUSH, 40123)
    connect(run, 1895, OWN, 40124)
    send(run, 2000, "c1", 9)
    row = only(assess(run.recording(connections=[accepted("c1", 1901)])))
    reason = "opened a connection at the moment that one was"
    assert {c.actor.id for c in row.candidates if reason in c.reasons} == {"sdk:com.pushbay.core", "app"}


def test_the_process_that_sent_it() -> None:
    run = two_readers()
    for row in run.observations[1:]:
        row.pid = 78
    connect(run, 1900, ["okhttp3.internal.Connection.connect(Connection.kt:1)"], 40123)
    send(run, 2000, "c1", 40123)
    processes = [Process(pid=pid, name="p", gated=True, start_us=T0, attached_us=T0, flushed=True) for pid in (77, 78)]
    row = only(assess(run.recording(connections=[accepted("c1", 1901)], processes=processes)))
    reason = "read it in the process that sent it"
    assert [c.actor.id for c in row.candidates if reason in c.reasons] == ["sdk:com.pushbay.core"]


@pytest.mark.parametrize("told", [OFFSET, OFFSET + 2_000_000, None])
def test_the_clocks_are_compared_by_the_connections(told: int | None) -> None:
    run = Run()
    connections = []
    for number in range(4):
        connect(run, 1000 + 500 * number, PUSH, 40100 + number)
        connections.append(accepted(f"c{number}", 1001 + 500 * number))
        run.call(1010 + 500 * number, "telephony.line1", "phone_number", PUSH, result=text(PHONE))
        send(run, 1020 + 500 * number, f"c{number}", 40100 + number)
    found = assess(run.recording(connections=connections, run={"clock_offset_us": told}))
    clock = found.coverage.clock
    assert (clock.source, clock.pairs, clock.offset_us) == ("connections", 4, OFFSET - 1000)
    assert only(found).delay_ms == 9.0


def test_pairs_that_disagree_or_are_few_leave_the_runs_own_offset() -> None:
    def sockets(*apart: int) -> Sockets:
        opened = [Opened(T0 + n * 10**7 + us, n, Socket(100 + n, "", 0)) for n, us in enumerate(apart)]
        rows = [
            Connection(id=f"c{n}", time_us=T0 + n * 10**7, host="", port=0, state="plain") for n in range(len(apart))
        ]
        return Sockets(opened, rows)

    ports = {f"c{n}": 100 + n for n in range(4)}
    assert sockets(5, 7).clock(3, ports) == Clock(3, "run")
    assert sockets(5, 7).clock(None, ports) == Clock(0, "none")
    assert sockets(0, 10**7, 2 * 10**7, 4 * 10**7).clock(3, ports) == Clock(3, "run")
    assert sockets(5, 7, 6, 9).clock(3, ports).offset_us == 6
    assert sockets(5, 7, 6, 9).clock(3, dict.fromkeys(ports, 100)) == Clock(3, "run")


def test_what_a_socket_observation_says() -> None:
    def row(**changes: Any) -> Observation:
        base: dict[str, Any] = {"seq": 1, "time_us": 1, "mono_ns": 1, "pid": 1, "process": "p", "thread_id": 1,
                                "thread": "t", "point": "native.connect", "kind": "socket"}  # fmt: skip
        return Observation(**(base | changes))

    ports = {"local_port": text("40123"), "remote_address": text("10.0.2.2"), "remote_port": text("443")}
    assert socket_of(row(args=[Value(type="x", fields=ports)])) == Socket(40123, "10.0.2.2", 443)
    assert socket_of(row(args=[Value(type="remote", text="/10.0.0.1:80")])) == Socket(0, "10.0.0.1", 80)
    assert socket_of(row(args=[Value(type="remote", text="unix")])) is None
    assert socket_of(row(kind="call", args=[Value(type="remote", text="1.1.1.1:80")])) is None
    assert socket_of(row(exception="java.net.ConnectException", args=[Value(type="x", fields=ports)])) is None


def test_never_seen_leaving_is_said_only_with_good_coverage() -> None:
    assert {row.leaving for row in assess(lantern().recording()).collected} == {"seen", "not_seen"}
    failed = [Connection(id="c", time_us=T0, host="pinned.example", port=443, state="failed", reason="pinned")]
    assert {row.leaving for row in assess(lantern().recording(connections=failed)).collected} == {
        "seen",
        "undetermined",
    }


def _reading(number: int, time_us: int, chance: random.Random) -> Reading:
    last_us = time_us + chance.choice((0, 0, 40, 4_000_000))
    return Reading(
        id=f"1:{number}", time_us=time_us, last_us=last_us, point="telephony.line1", category="phone_number",
        moment=PhaseTimes(()).at(time_us), actor=Actor(id=chance.choice("ab"), kind="sdk", name="x"),
        refs=frozenset(chance.sample(range(3), chance.randrange(1, 3))), handled=chance.random() < 0.2, threw=False,
        outcome=chance.choice(("obtained", "obtained", "refused")), calls=1, pid=chance.choice((1, 2)),
        thread=(1, "main"), socket=None,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_calls_that_are_told_late_count_as_those_that_came_in_order(seed: int) -> None:
    chance = random.Random(seed)
    rows = [_reading(number, chance.randrange(300) * 10_000, chance) for number in range(80)]
    whole = Readers(sorted(rows, key=order_of))
    grown, at = Readers(), 0
    while at < len(rows):
        grown.extend(rows[at : at + 9])
        at += 9
        for asked in range(0, 3_000_000, 500_000):  # what was concluded in between must not be kept for too long
            grown.candidates(0, asked, "plain", (), "x.example")
    for asked in range(0, 3_000_000, 170_000):
        assert [grown.before(ref, asked) for ref in range(3)] == [whole.before(ref, asked) for ref in range(3)]
        for form in ("plain", "digest:md5"):
            assert grown.candidates(1, asked, form, ("1:7",), "x.example") == whole.candidates(
                1, asked, form, ("1:7",), "x.example"
            )
        for actor in ("a", "b", ""):
            moments = {0: asked, 2: asked + 300_000}
            every = {row.id: row for ref, moment in moments.items() for row in whole.before(ref, moment)}
            read = sorted((row for row in every.values() if actor in ("", row.actor.id)),
                          key=lambda row: (row.time_us, row.id))  # fmt: skip
            assert grown.newest(moments, actor, 5) == read[-5:]
            ends = [row.last_us if row.last_us <= asked else row.time_us for row in read
                    if row.time_us <= asked + SLACK_US]  # fmt: skip
            assert grown.latest(moments, actor, asked) == max(ends, default=None)
