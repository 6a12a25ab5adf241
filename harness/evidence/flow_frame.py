"""An HTTP exchange as the bytes that mitmproxy writes of a flow, without building its objects, which takes ten times as
long. What would not be read back as the same exchange is left to mitmproxy itself and what ``flow_write`` tells it.
"""

import uuid
from functools import lru_cache

from mitmproxy.version import FLOW_FORMAT_VERSION

from harness.evidence.exchange import Exchange
from harness.evidence.flow_states import Target, address

_VERSION = 21
"""The version of flows that is written here (mitmproxy 11)."""
_TLS = (
    b"3:sni;0:~11:tls_version;0:~11:cipher_list;0:]6:cipher;0:~11:alpn_offers;0:]4:alpn;0:~16:certificate_list;0:]"
    b"3:tls;5:false!5:error;0:~18:transport_protocol;3:tcp;2:id;"
)
_NOTHING = b"0:~"


def http_frame(exchange: Exchange) -> bytes | None:
    """Return an HTTP exchange as a flow; ``None`` for what is out of the ordinary and for mitmproxy to write."""
    if exchange.kind != "http" or exchange.lossy or exchange.unreadable or FLOW_FORMAT_VERSION != _VERSION:
        return None
    try:
        return _frame(exchange)
    except ValueError:
        return None


def _frame(exchange: Exchange) -> bytes:
    moment = _item(repr(exchange.time_us / 1_000_000).encode(), b"^")
    response = _NOTHING
    if exchange.status or exchange.response_headers or exchange.response_body:
        response = _item(
            b"6:reason;0:,11:status_code;"
            + _item(b"%d" % exchange.status, b"#")
            + _message(moment, exchange.response_body, exchange.response_headers),
            b"}",
        )
    path = _path(exchange)
    request = _item(
        b"4:path;"
        + _item(path, b",")
        + b"9:authority;0:,6:scheme;"
        + _target(exchange.scheme, exchange.method, exchange.port, exchange.host)
        + _message(moment, exchange.request_body, exchange.request_headers),
        b"}",
    )
    server, peer = _server(exchange.host, exchange.port, exchange.server_ip)
    state = (
        b"9:websocket;0:~8:response;%b7:request;%b6:backup;0:~17:timestamp_created;%b"
        b"7:comment;0:;8:metadata;0:}6:marked;0:;9:is_replay;0:~11:intercepted;5:false!"
        b"11:server_conn;%b11:client_conn;%b5:error;0:~2:id;%b4:type;4:http;7:version;2:21#"
    )
    connection = _item(server + b"36:" + str(uuid.uuid4()).encode() + b";" + peer, b"}")
    client = _client(exchange.connection, exchange.client_port, moment)
    return _item(state % (response, request, moment, connection, client, _item(exchange.id.encode(), b";")), b"}")


def _path(exchange: Exchange) -> bytes:
    """Return a request's path. Raises ``ValueError`` where the request will not be told to be for the same URL."""
    path = "/" + exchange.url.partition("://")[2].partition("/")[2]
    hosts = [value for name, value in exchange.request_headers if name.lower() == "host"]
    if len(hosts) > 1 or exchange.method == "CONNECT" or exchange.messages or exchange.app:
        raise ValueError("out of the ordinary")
    target = Target(b"", exchange.scheme.encode("ascii"), exchange.method.encode("ascii"), exchange.port, exchange.host)
    host, prefix = address(target, b"HTTP/1.1", hosts[0] if hosts else None)
    if host != exchange.host or prefix + path != exchange.url:
        raise ValueError("a URL in another spelling")
    return path.encode("ascii")


def _item(content: bytes, kind: bytes) -> bytes:
    return b"%d:%b%b" % (len(content), content, kind)


def _message(moment: bytes, body: bytes, headers: list[tuple[str, str]]) -> bytes:
    """Return what a request and a response have in common, in mitmproxy's order."""
    written = _item(b"".join(map(_header, headers)), b"]")
    return (
        b"13:timestamp_end;%b15:timestamp_start;%b8:trailers;0:~7:content;%b7:headers;%b12:http_version;8:HTTP/1.1,"
        % (moment, moment, _item(body, b","), written)
    )


@lru_cache(maxsize=4096)
def _header(pair: tuple[str, str]) -> bytes:
    return _item(_item(pair[0].encode("latin-1"), b",") + _item(pair[1].encode(), b","), b"]")


@lru_cache(maxsize=1024)
def _target(scheme: str, method: str, port: int, host: str) -> bytes:
    return (
        _item(scheme.encode("ascii"), b",")
        + b"6:method;"
        + _item(method.encode("ascii"), b",")
        + b"4:port;"
        + _item(b"%d" % port, b"#")
        + b"4:host;"
        + _item(host.encode(), b";")
    )


@lru_cache(maxsize=1024)
def _server(host: str, port: int, ip: str) -> tuple[bytes, bytes]:
    """Return the connection to a server: what stands before its id, and what behind it."""
    before = b"3:via;0:~19:timestamp_tcp_setup;0:~7:address;" + _address(host or "unknown", port)
    times = b"19:timestamp_tls_setup;0:~13:timestamp_end;0:~15:timestamp_start;0:~"
    peer = _address(ip, port) if ip else _NOTHING
    return before + times + _TLS, b"8:sockname;0:~8:peername;" + peer


def _client(connection: str, port: int, moment: bytes) -> bytes:
    return _item(
        b"10:proxy_mode;7:regular;8:mitmcert;0:~19:timestamp_tls_setup;0:~13:timestamp_end;0:~15:timestamp_start;"
        + moment
        + _TLS
        + _item(connection.encode(), b";")
        + b"8:sockname;16:9:127.0.0.1;1:0#]8:peername;"
        + _address("127.0.0.1", port),
        b"}",
    )


def _address(host: str, port: int) -> bytes:
    return _item(_item(host.encode(), b";") + _item(b"%d" % port, b"#"), b"]")
