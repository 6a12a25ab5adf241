"""Flows as they stand in a flow file: where each begins, and HTTP flows read without building mitmproxy's objects.

A flow is a tnetstring of its state. Most of the state (certificates, ciphers, timestamps) is of no use to an exchange,
and building mitmproxy's objects from it takes ten times as long as reading what is.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, BinaryIO, NamedTuple

from mitmproxy import http
from mitmproxy.io import tnetstring
from mitmproxy.version import FLOW_FORMAT_VERSION

from harness.evidence.exchange import Exchange

_MOST_DIGITS = 12
_USUAL = b"7:comment;0:;8:metadata;0:}6:marked;0:;9:is_replay;0:~11:intercepted;5:false!"
"""What stands between a flow's messages and its connections, unless a user did something about it."""
_TAIL = 8192
"""Bytes of a flow in which that and the connections are, but for long certificates."""
_PATH, _ENDED = b"4:path;", b"13:timestamp_end;"
_TARGET = (b"authority", b"scheme", b"method", b"port", b"host")
"""A request's items between those two."""
_DICT, _LIST = ord("}"), ord("]")
_READ: dict[int, Callable[[bytes], Any]] = {ord(","): bytes, ord(";"): bytes.decode, ord("#"): int, ord("^"): float}
"""How plain contents are read; the rest is mitmproxy's."""

_Item = tuple[int, int, int]
"""(type tag, start, end) of a tnetstring's content."""
_EMPTY: _Item = (ord(";"), 0, 0)


def frames(file: BinaryIO, offset: int = 0, end_at: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every flow in a flow file between two offsets, by their length prefixes alone.

    Raises ``ValueError`` where the file stops being one.
    """
    size = file.seek(0, 2)
    while offset < (size if end_at is None else end_at):
        file.seek(offset)
        head, colon, _ = file.read(_MOST_DIGITS + 1).partition(b":")
        end = offset + len(head) + 1 + int(head) + 1 if colon and head.isdigit() else 0
        if not end or end > size:
            raise ValueError("Invalid data format.")
        yield offset, end
        offset = end


def http_exchange(frame: bytes, index: int) -> Exchange | None:
    """Return an HTTP flow without WebSocket messages as an exchange; ``None`` for every other flow.

    ``None`` also for what only mitmproxy itself should read: other versions, and anything out of the ordinary.
    """
    try:
        return _http(frame, index)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, UnicodeDecodeError):
        return None


def _http(frame: bytes, index: int) -> Exchange | None:
    state = _state(frame)
    if _value(frame, state[b"version"]) != FLOW_FORMAT_VERSION or _value(frame, state[b"type"]) != "http":
        return None
    if _value(frame, state.get(b"websocket")) is not None or _value(frame, state[b"metadata"]):
        return None
    request, target = _request(frame, state[b"request"])
    path = _value(frame, request[b"path"])
    headers = _headers(frame, request[b"headers"])
    if target.method == b"CONNECT" or not path.startswith(b"/"):
        return None
    hosts = [value for name, value in headers if name.lower() == "host"]
    if len(hosts) > 1 or (hosts and not hosts[0].isascii()):
        return None
    host, prefix = address(target, _value(frame, request[b"http_version"]), hosts[0] if hosts else None)
    connection, peer = _connection(frame[slice(*state[b"client_conn"][1:])])
    _, remote = _connection(frame[slice(*state[b"server_conn"][1:])])
    started = _value(frame, request[b"timestamp_start"]) or _value(frame, state[b"timestamp_created"]) or 0.0
    response = state.get(b"response")
    answered = _members(frame, response) if response and response[0] == _DICT else None
    return Exchange(
        index=index,
        id=_value(frame, state[b"id"]),
        time_us=round(started * 1_000_000),
        method=target.method.decode("ascii"),
        scheme=target.scheme.decode("ascii"),
        host=host,
        port=target.port,
        url=prefix + path.decode("ascii"),
        request_headers=headers,
        request_body=_value(frame, request[b"content"]) or b"",
        status=_value(frame, answered[b"status_code"]) if answered else 0,
        response_headers=_headers(frame, answered[b"headers"]) if answered else [],
        response_body=(_value(frame, answered[b"content"]) or b"") if answered else b"",
        connection=connection,
        client_port=int(peer[1]) if peer else 0,
        server_ip=str(remote[0]) if remote else "",
    )


@lru_cache(maxsize=1024)
def _connection(state: bytes) -> tuple[str, Any]:
    """Return a connection's id and peer; many flows have the same."""
    members = _members(state, (_DICT, 0, len(state)))
    return _value(state, members[b"id"]), _value(state, members[b"peername"])


def _state(frame: bytes) -> dict[bytes, _Item]:
    """Return a flow's items; without the ones that nearly always say nothing, when they do."""
    kind, start, end = item = _item(frame, 0)
    usual = frame.find(_USUAL, max(start, end - _TAIL), end)
    if kind == _DICT and usual >= 0:
        try:
            state = _members(frame, (_DICT, start, usual)) | _members(frame, (_DICT, usual + len(_USUAL), end))
        except (ValueError, IndexError):
            pass  # it stands in a body
        else:
            state[b"metadata"] = _EMPTY
            return state
    return _members(frame, item)


class Target(NamedTuple):
    """What a request asks of whom."""

    authority: bytes
    scheme: bytes
    method: bytes
    port: int
    host: str


def _request(frame: bytes, item: _Item) -> tuple[dict[bytes, _Item], Target]:
    """Return a request's items and its target, which many requests have in common and which is read once."""
    kind, start, end = item
    if kind == _DICT and frame.startswith(_PATH, start):
        behind = _item(frame, start + len(_PATH))[2] + 1
        stop = frame.find(_ENDED, behind, end)
        if stop >= 0:
            try:
                target = _target(frame[behind:stop])
                return _members(frame, (_DICT, start, behind)) | _members(frame, (_DICT, stop, end)), target
            except (ValueError, IndexError, KeyError):
                pass  # in another order, or it stands in the host's name
    items = _members(frame, item)
    return items, _read_target(frame, items)


@lru_cache(maxsize=4096)
def _target(items: bytes) -> Target:
    return _read_target(items, _members(items, (_DICT, 0, len(items))))


def _read_target(data: bytes, items: dict[bytes, _Item]) -> Target:
    return Target(*(_value(data, items[name]) for name in _TARGET))


@lru_cache(maxsize=4096)
def address(target: Target, version: bytes, named: str | None) -> tuple[str, str]:
    """Return a request's host and its URL up to the path, as mitmproxy tells them."""
    request = http.Request(
        host=target.host,
        port=target.port,
        method=b"GET",
        scheme=target.scheme,
        authority=target.authority,
        path=b"/",
        http_version=version,
        headers=http.Headers([(b"Host", named.encode("ascii"))] if named is not None else []),
        content=b"",
        trailers=None,
        timestamp_start=0.0,
        timestamp_end=0.0,
    )
    return request.pretty_host, request.pretty_url[:-1]


def _item(data: bytes, at: int) -> _Item:
    colon = data.index(b":", at, at + _MOST_DIGITS + 1)
    end = colon + 1 + int(data[at:colon])
    return data[end], colon + 1, end


def _members(data: bytes, item: _Item) -> dict[bytes, _Item]:
    """Return a dictionary's items by their keys, unread."""
    kind, at, end = item
    if kind != _DICT:
        raise ValueError("not a dictionary")
    index = data.index
    found: dict[bytes, _Item] = {}
    while at < end:  # _item() twice, written out: this loop is most of the time it takes to read a flow
        colon = index(b":", at, at + _MOST_DIGITS + 1)
        stop = colon + 1 + int(data[at:colon])
        name = data[colon + 1 : stop]
        colon = index(b":", stop + 1, stop + _MOST_DIGITS + 2)
        at = colon + 1 + int(data[stop + 1 : colon])
        found[name] = (data[at], colon + 1, at)
        at += 1
    if at != end:
        raise ValueError("an item goes beyond its dictionary")
    return found


def _headers(data: bytes, item: _Item) -> list[tuple[str, str]]:
    kind, at, end = item
    if kind != _LIST:
        raise ValueError("not a list")
    found = []
    while at < end:
        _, start, stop = _item(data, at)
        found.append(_header(data[start:stop]))
        at = stop + 1
    return found


@lru_cache(maxsize=4096)
def _header(pair: bytes) -> tuple[str, str]:
    """Return a header's name and value; most headers recur in every flow."""
    _, name_start, name_end = _item(pair, 0)
    _, value_start, value_end = _item(pair, name_end + 1)
    return pair[name_start:name_end].decode("latin-1"), pair[value_start:value_end].decode("utf-8", "replace")


def _value(data: bytes, item: _Item | None) -> Any:
    if item is None:
        return None
    kind, start, end = item
    read = _READ.get(kind)
    return read(data[start:end]) if read else tnetstring.parse(kind, memoryview(data)[start:end])
