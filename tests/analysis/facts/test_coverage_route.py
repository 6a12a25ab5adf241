"""What may have left beside the route makes "nothing seen" undetermined, by name."""

from typing import Any

import pytest

from harness.analysis.facts.blind_spots import of_coverage, reasons
from harness.analysis.facts.coverage import Seen, coverage
from harness.analysis.model_coverage import Coverage, Peer, Route
from harness.analysis.recording import Recording
from harness.evidence.rows import Connection
from harness.evidence.run_record import read_run
from harness.report.coverage import coverage_of


def found(route: Any = None, network: str = "sinkhole", *connections: Connection) -> Coverage:
    run = {"outcome": "complete", "network": network} | ({} if route is None else {"route": route})
    return coverage(Recording(run=read_run(run), exchanges=(), connections=connections), Seen(exchanges=1))


def spots(part: Coverage) -> set[str]:
    return set(reasons(of_coverage(part))) & {"network_not_held", "packets_past_route", "http3_not_replaced"}


def connection(state: str, host: str, **more: Any) -> Connection:
    return Connection(id=f"{state} {host}", time_us=1, host=host, port=443, state=state, extra=more)


def test_a_sinkhole_that_is_not_enforced_is_a_gap() -> None:
    part = found({"kind": "agent", "held": False, "open": ["no root"]})
    assert spots(part) == {"network_not_held"}
    view = coverage_of(part, of_coverage(part))
    assert {note.key: note.details for note in view.gaps}["gaps.network_not_held"] == ("no root",)


@pytest.mark.parametrize(
    ("route", "network"),
    [
        (None, "sinkhole"),
        ({"kind": "agent", "held": True, "open": []}, "sinkhole"),
        ({"kind": "proxy"}, "sinkhole"),  # a run of an earlier version
        ({"kind": "agent"}, "live"),
    ],
)
def test_others_are_none(route: Any, network: str) -> None:
    assert spots(found(route, network)) == set()


def test_packets_beside_the_agents_route() -> None:
    counted = {"tcp": {"packets": 3, "bytes": 9}, "udp": {"packets": 4, "bytes": 9}, "quic": {"packets": 4, "bytes": 9}}
    assert found({"kind": "agent", "counted": counted}, "live").route == Route(past={"tcp": 3})
    part = found({"kind": "agent", "held": True, "counted": counted})
    assert part.route == Route(past={"tcp": 3, "udp": 4})
    assert spots(part) == {"packets_past_route"}
    view = coverage_of(part, of_coverage(part))
    (note,) = [note for note in view.gaps if note.key == "gaps.packets_past_route"]
    assert dict(note.args) == {"n": 7}
    assert not found({"kind": "transparent", "counted": counted}, "live").route


def test_http3_that_was_refused_and_replaced_by_nothing() -> None:
    refused = connection("refused", "198.18.0.9", address="198.18.0.9")
    assert spots(found(None, "live", refused)) == {"http3_not_replaced"}
    assert spots(found(None, "live", refused, connection("decrypted", "a.example", address="198.18.0.9"))) == set()
    datagrams = connection("plain", "198.18.0.9", address="198.18.0.9", transport="udp")
    part = found(None, "live", refused, datagrams)
    assert part.connections.refusals == [Peer(host="198.18.0.9", count=1)]
