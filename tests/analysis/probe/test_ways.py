"""Each way in which something can leave wrongly seen is found, one planted fault each."""

from typing import Any

import pytest

from harness.analysis.model import Sighting
from harness.analysis.probe import ways
from harness.analysis.probe.account import read_account
from harness.evidence.calibration import WayProof
from harness.evidence.exchange import Exchange, Message
from harness.evidence.rows import Connection, Value
from tests.analysis.probe.told import IMEI, SENT, connection, copies, datagram, exchange, row, sighting

VALUES = {"values": {"tm.getImei": IMEI}}


def proof(
    exchanges: tuple[Exchange, ...] = (),
    sightings: tuple[Sighting, ...] = (),
    connections: tuple[Connection, ...] = (),
    names: frozenset[str] = frozenset(),
    **sent: Any,
) -> WayProof:
    accounts = read_account(copies(VALUES, {**SENT, **sent}))
    (found,) = ways.proofs(accounts, exchanges, sightings, connections, names, {"imei": IMEI, "name": "x"})
    return found


def test_what_was_sent_and_found_is_decrypted() -> None:
    found = proof((exchange(),), (sighting(),), (connection(),))
    assert (found.state, found.sent, found.found, found.missing) == ("decrypted", 1, 1, [])


def test_a_value_that_is_missing_in_it_is_named() -> None:
    found = proof((exchange(),), (sighting(index=5),))
    assert (found.state, found.missing) == ("partly", ["imei"])


def test_a_connection_that_could_not_be_read_is_seen() -> None:
    assert proof(connections=(connection(state="failed"),), out="threw X").state == "seen"


def test_a_route_that_leaks_is_found() -> None:
    assert proof(out="answered HTTP/1.1 200 OK").state == "leaked"
    assert proof(out="sent 20").state == "leaked"
    past = connection(state="direct", reason="past the proxy")
    assert proof((exchange(),), (sighting(),), (past,)).detail == "past the proxy"
    assert proof((exchange(),), (sighting(),), (past,)).state == "leaked"


def test_what_did_not_leave_is_closed() -> None:
    assert proof(out="threw java.net.ConnectException").state == "closed"
    assert proof(connections=(connection(state="denied"),), out="threw X").state == "closed"


@pytest.mark.parametrize(("size", "state"), [(20, "decrypted"), (21, "leaked")])
def test_a_datagram_is_known_by_its_size(size: int, state: str) -> None:
    found = proof((exchange(), datagram(size)), (sighting(index=1),), send="udp", out="sent 20")
    assert found.state == state


def test_a_stream_says_its_form_in_its_first_line() -> None:
    message = Message(from_client=True, data=b"HARNESS aes 20\n\0", time_us=0)
    tcp = exchange(host="raw-tcp.harness-probe.example", kind="tcp", url="tcp://x:7777", messages=[message])
    assert proof((tcp,), (sighting(),), send="raw_tcp", form="aes").state == "decrypted"
    assert proof((tcp,), (sighting(),), send="raw_tcp", form="plain").state == "leaked"


def test_a_name_that_was_looked_up_is_seen_of_that_form_alone() -> None:
    name = "6162.gzip-base64.dns.harness-probe.example"
    call = row(category="channel.dns", args=[Value(type="string", text=name)])
    names = ways.names_looked_up([row(), call])
    assert names == {name}
    assert proof(names=names, send="dns", form="gzip_base64", out="answered x").state == "seen"
    assert proof(names=names, send="dns", form="plain", out="answered x").state == "leaked"
    query = exchange(kind="dns", host=name)
    assert proof((query,), send="dns", form="gzip_base64", out="unknown").state == "seen"


def test_quic_that_is_refused_is_closed_with_the_reason_and_one_that_went_is_told_by_name() -> None:
    refused = connection("quic", "refused", reason="HTTP/3, refused so that the app falls back to TCP")
    found = proof(connections=(refused,), send="quic", out="sent 20")
    assert (found.state, found.detail) == ("closed", refused.reason)
    found = proof(send="quic", out="sent 20")
    assert (found.way, found.state) == ("quic", "leaked")


def test_what_stands_behind_the_head_of_a_quic_packet_says_its_form() -> None:
    message = Message(from_client=True, data=b"\xc3\0\0\0\1".ljust(22, b"\0") + b"HARNESS aes 20\n\0", time_us=0)
    udp = exchange(host="quic.harness-probe.example", kind="udp", url="udp://x:443", messages=[message])
    assert proof((udp,), (sighting(),), send="quic", form="aes").state == "decrypted"
    assert proof((udp,), (sighting(),), send="quic", form="plain", out="sent 20").state == "leaked"
