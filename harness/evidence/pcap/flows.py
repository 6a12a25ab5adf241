"""What a capture holds as mitmproxy's flows, so that it is read from there on like any other recording."""

from typing import Any, cast

from mitmproxy import connection, dns, flow, tcp, udp
from mitmproxy.io import tnetstring
from mitmproxy.net.dns import classes
from mitmproxy.net.dns import types as dns_types

from harness.evidence.exchange import Exchange
from harness.evidence.flow_frame import http_frame
from harness.evidence.flow_write import flow_from_exchange
from harness.evidence.flows import DNS_MESSAGE, TOLD


def frame(exchange: Exchange) -> bytes:
    """Return an exchange of any kind as the bytes that mitmproxy writes of a flow."""
    return http_frame(exchange) or tnetstring.dumps(cast(Any, _flow(exchange).get_state()))


def _flow(exchange: Exchange) -> flow.Flow:
    if exchange.kind in ("http", "websocket"):
        return flow_from_exchange(exchange)
    seconds = exchange.time_us / 1_000_000
    client = connection.Client(
        peername=("127.0.0.1", exchange.client_port), sockname=("127.0.0.1", 0), timestamp_start=seconds
    )
    client.id = exchange.connection
    server = connection.Server(address=(exchange.server_ip or exchange.host or "unknown", exchange.port))
    if exchange.server_ip:
        server.peername = (exchange.server_ip, exchange.port)
    made = _dns(exchange, client, server) if exchange.kind == "dns" else _messages(exchange, client, server)
    made.id, made.timestamp_created = exchange.id, seconds
    if exchange.app:
        made.metadata[TOLD] = {**made.metadata.get(TOLD, {}), "app": exchange.app}
    return made


def _messages(exchange: Exchange, client: connection.Client, server: connection.Server) -> flow.Flow:
    made: tcp.TCPFlow | udp.UDPFlow
    if exchange.kind == "tcp":
        made = tcp.TCPFlow(client, server)
        made.messages = [tcp.TCPMessage(m.from_client, m.data, m.time_us / 1e6) for m in exchange.messages]
    else:
        made = udp.UDPFlow(client, server)
        made.messages = [udp.UDPMessage(m.from_client, m.data, m.time_us / 1e6) for m in exchange.messages]
    made.metadata[TOLD] = {"host": exchange.host}
    return made


def _dns(exchange: Exchange, client: connection.Client, server: connection.Server) -> flow.Flow:
    made = dns.DNSFlow(client, server)
    kind = exchange.method.removeprefix("TYPE")
    asked = int(kind) if kind.isdigit() else getattr(dns_types, kind, dns_types.A)
    made.request = DNS_MESSAGE(
        timestamp=exchange.time_us / 1_000_000, id=0, query=True, op_code=0, authoritative_answer=False,
        truncation=False, recursion_desired=True, recursion_available=False, reserved=0, response_code=0,
        questions=[dns.Question(exchange.host, asked, classes.IN)], answers=[], authorities=[], additionals=[],
    )  # fmt: skip
    return made
