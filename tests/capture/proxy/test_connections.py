"""What is known of a connection while it is open: where it goes, what came of its TLS, what it carried."""

import time

import pytest
from mitmproxy import connection
from mitmproxy.test.tflow import tclient_conn

from harness.capture.proxy import connections
from harness.capture.proxy.connections import Connections
from harness.capture.proxy.proxy_protocol import Preamble

MEANT = Preamble(("127.0.0.1", 40000), ("10.0.0.9", 443), "api.example", 7)
UNNAMED = MEANT._replace(name="")


@pytest.fixture
def client() -> connection.Client:
    made = tclient_conn()
    made.timestamp_start, made.sni, made.error = time.time(), None, None
    return made


def test_the_first_word_on_where_it_goes_holds(client: connection.Client) -> None:
    kept = Connections()
    kept.begin(client)
    kept.toward(client.id, "first.example", 80)
    kept.toward(client.id, "second.example", 443)
    kept.carried(client.id, 3, 0)
    kept.carried(client.id, 4, 5)
    row = kept.row(client.id)
    assert row is not None and row is kept.row_of(client) and kept.ids() == [client.id]
    assert (row.host, row.port, row.sent, row.received, row.state) == ("first.example", 80, 7, 5, "plain")
    assert row.time_us == int((client.timestamp_start or 0) * 1e6)
    assert kept.end(client.id) is row and kept.end(client.id) is None and kept.ids() == []


def test_what_the_agent_says_names_it(client: connection.Client) -> None:
    kept = Connections()
    kept.begin(client)
    kept.meant(client.id, MEANT)
    assert kept.brought("10.0.0.9", 443) and not kept.brought("api.example", 443)
    assert kept.looked_up(client.id, "10.0.0.9") == "api.example" and kept.looked_up(client.id, "10.0.0.8") == ""
    row = kept.row(client.id)
    assert row is not None and (row.host, row.port, row.extra) == (
        "api.example",
        443,
        {"address": "10.0.0.9", "pid": 7},
    )
    kept.bring("10.0.0.1", 53)
    assert kept.brought("10.0.0.1", 53)


@pytest.mark.parametrize(("preamble", "named"), [(MEANT, "api.example"), (UNNAMED, "sni.example")])
def test_one_that_is_known_by_its_address_has_the_name_of_its_tls(
    client: connection.Client, preamble: Preamble, named: str
) -> None:
    kept = Connections()
    kept.begin(client)
    kept.meant(client.id, preamble)
    client.sni = "sni.example"
    kept.decrypted(client)
    row = kept.row(client.id)
    assert row is not None and (row.state, row.host, row.reason) == ("decrypted", named, None)


def test_a_refused_handshake_says_how_long_it_took(client: connection.Client) -> None:
    kept = Connections()
    kept.begin(client)
    kept.failed(client)
    row = kept.row(client.id)
    assert row is not None and row.state == "failed"
    assert row.reason == "TLS: the app closed the connection during the handshake"
    client.error = "unknown ca"
    client.timestamp_start = time.time() - connections.PROMPT_SECONDS - 3
    kept.begin(client)
    kept.failed(client)
    row = kept.row(client.id)
    assert row is not None and row.reason is not None
    assert row.reason.startswith("TLS: unknown ca; after 5 s: it may not have waited")


def test_the_first_reason_stays(client: connection.Client) -> None:
    kept = Connections()
    kept.begin(client)
    kept.unanswered(client.id, "refused" + "." * 400)
    kept.unanswered(client.id, "again")
    row = kept.row(client.id)
    assert row is not None and row.reason is not None
    assert row.reason.startswith("no connection to the server: refused") and len(row.reason) == 300


def test_of_one_that_is_not_open_nothing_is_noted(client: connection.Client) -> None:
    kept = Connections()
    kept.toward(client.id, "late.example", 80)
    kept.carried(client.id, 1, 1)
    kept.decrypted(client)
    kept.failed(client)
    kept.unanswered(client.id, "refused")
    kept.meant(client.id, MEANT)
    assert kept.row(client.id) is None and kept.looked_up(client.id, "10.0.0.9") == ""
    assert kept.row_of(client).port == client.sockname[1] and kept.brought("10.0.0.9", 443)
