"""Flows as mitmproxy wrote them long ago, made from what its migration (mitmproxy.io.compat) expects of each."""

from typing import Any

from mitmproxy.io import tnetstring


def of_011(body: bytes, number: int = 0) -> bytes:
    """Return a flow of mitmproxy 0.11 (2014), in which everything is bytes."""
    address = {b"address": [b"a.example", 443], b"use_ipv6": False}
    common = {b"headers": [[b"Host", b"a.example"]], b"content": body, b"httpversion": [1, 1]}
    times = {b"timestamp_start": 1_400_000_000.5 + number, b"timestamp_end": 1_400_000_001.0 + number}
    request = {
        b"form_in": b"relative", b"form_out": b"relative", b"method": b"POST", b"scheme": b"https",
        b"host": b"a.example", b"port": 443, b"path": b"/old", b"is_replay": False, **common, **times,
    }  # fmt: skip
    connection = {
        b"address": address, b"timestamp_ssl_setup": None, b"ssl_established": True, b"clientcert": None, **times,
    }  # fmt: skip
    server = {
        b"address": address, b"source_address": address, b"timestamp_ssl_setup": None, b"ssl_established": True,
        b"timestamp_tcp_setup": None, b"cert": None, b"sni": b"a.example", b"state": [], **times,
    }  # fmt: skip
    state: dict[bytes, Any] = {
        b"version": [0, 11], b"type": b"http", b"id": b"old-%d" % number, b"error": None, b"intercepted": False,
        b"request": request,
        b"response": {b"code": 200, b"msg": b"OK", **common, **times},
        b"client_conn": connection,
        b"server_conn": server,
    }  # fmt: skip
    return tnetstring.dumps(state)


def websocket_of_7() -> tuple[bytes, bytes]:
    """Return the two flows that a WebSocket was in format 7 (mitmproxy 5): its handshake, and its messages."""
    times = {"timestamp_start": 1_580_000_000.0, "timestamp_end": 1_580_000_001.0}
    message = {"headers": [[b"Host", b"w.example"]], "content": b"", "http_version": b"HTTP/1.1", **times}
    tls = {
        "tls_established": True, "timestamp_tls_setup": None, "tls_version": None,
        "alpn_proto_negotiated": None, "cipher_name": None, "sni": None,
    }  # fmt: skip
    client = {
        "id": "c",
        "address": ["127.0.0.1", 50000],
        "clientcert": None,
        "mitmcert": None,
        "tls_extensions": None,
        **tls,
        **times,
    }
    server = {
        "id": "s", "address": ["w.example", 443], "ip_address": ["203.0.113.9", 443], "cert": None, "via": None,
        "source_address": ["127.0.0.1", 50001], "timestamp_tcp_setup": None, **tls, **times,
    }  # fmt: skip
    common = {
        "version": 7, "error": None, "intercepted": False, "marked": False, "mode": "regular",
        "client_conn": client, "server_conn": server,
    }  # fmt: skip
    handshake = {
        **common, "type": "http", "id": "h", "metadata": {"websocket": True, "websocket_flow": "w"},
        "request": {
            "first_line_format": "relative", "method": b"GET", "scheme": b"https", "host": b"w.example", "port": 443,
            "path": b"/socket", "is_replay": False, **message,
        },
        "response": {"status_code": 101, "reason": b"Switching Protocols", "is_replay": False, **message},
    }  # fmt: skip
    messages = {
        **common, "type": "websocket", "id": "w", "metadata": {"websocket_handshake": "h"},
        "messages": [[1, True, "hello", 1_580_000_000.25, False]],
        "close_sender": "client", "close_code": 1000, "close_reason": "",
    }  # fmt: skip
    return tnetstring.dumps(handshake), tnetstring.dumps(messages)
