"""mitmproxy's flows with other content, in everything else as they were recorded."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, cast

from mitmproxy import flow, http, tcp, udp
from mitmproxy.io import compat, tnetstring

from harness.evidence.exchange import Exchange
from harness.evidence.flow_states import frames
from harness.evidence.flow_write import path_of
from harness.evidence.flows import TOLD, FlowsFile, exchange_from_flow, flow_at, open_recording

_DONE = frozenset({"content", "headers", "path", "messages", "certificate_list", "mitmcert"})
"""What is changed with the exchange, and certificates."""


class Change(NamedTuple):
    """What becomes of a flow: its ``exchange``, and each ``text`` and each ``data`` (bytes) that is none of that.

    ``holds`` says of a flow's own bytes whether there may be anything to change besides the exchange. ``url`` is for
    addresses.
    """

    exchange: Callable[[Exchange], Exchange]
    text: Callable[[str], str]
    data: Callable[[bytes], bytes]
    url: Callable[[str], str]
    holds: Callable[[bytes], bool]


def changed_flows(source: FlowsFile, change: Change) -> Iterator[tuple[bytes, Exchange]]:
    """Yield each whole flow of a file, changed, with its exchange; no bytes for one that cannot be read.

    ``source.cut`` says afterwards where the file ended early.
    """
    index = whole = 0
    with open_recording(source.path) as file:
        spans = frames(file)
        while True:
            try:
                span = next(spans, None)
            except ValueError as error:
                source.stop(index, whole, error)
                break
            if span is None:
                break
            exchange = flow_at(file, *span, index)
            if exchange.kind == "unreadable":
                yield b"", exchange
            else:
                file.seek(span[0])
                yield _changed(file.read(span[1] - span[0]), exchange, index, change)
            index, whole = index + 1, span[1]
    for reason in getattr(source, "lost", ()):  # a capture's connections
        yield b"", Exchange(index=index, id=str(index), time_us=0, kind="unreadable", unreadable=reason)


def _changed(frame: bytes, exchange: Exchange, index: int, change: Change) -> tuple[bytes, Exchange]:
    new = change.exchange(exchange)
    if new == exchange and not change.holds(frame):
        return frame, exchange
    state = cast(Any, tnetstring.loads(frame))
    item = flow.Flow.from_state(compat.migrate_flow(state))
    _put(item, exchange_from_flow(item, index), new, change)
    told = item.metadata.get(TOLD)
    if isinstance(told, dict):
        item.metadata[TOLD] = {name: _told(name, value, change) for name, value in told.items()}
    return tnetstring.dumps(_rest(item.get_state(), change)), new


def _told(name: str, value: object, change: Change) -> object:
    return value if not isinstance(value, str) else change.url(value) if name == "url" else change.text(value)


def _put(item: flow.Flow, old: Exchange, new: Exchange, change: Change) -> None:
    """Put an exchange's content into the flow that it is of."""
    if isinstance(item, http.HTTPFlow):
        if old.url != new.url:
            item.request.data.path = path_of(change.url(item.request.pretty_url))
        item.request.headers.fields = _fields(item.request.headers, old.request_headers, new.request_headers)
        item.request.data.content = new.request_body if old.request_body else item.request.data.content
        if item.response is not None:
            item.response.headers.fields = _fields(item.response.headers, old.response_headers, new.response_headers)
            item.response.data.content = new.response_body if old.response_body else item.response.data.content
        if item.websocket is not None:
            for message, said in zip(item.websocket.messages, new.messages, strict=False):
                message.content = said.data
    elif isinstance(item, tcp.TCPFlow | udp.UDPFlow):
        for row, said in zip(cast(Any, item.messages), new.messages, strict=False):
            row.content = said.data


def _fields(
    headers: http.Headers, old: list[tuple[str, str]], new: list[tuple[str, str]]
) -> tuple[tuple[bytes, bytes], ...]:
    """Return headers' bytes: of those that are the same, as they were."""
    return tuple(
        pair
        if before == after
        else (after[0].encode("latin-1", "replace"), after[1].encode("utf-8", "surrogateescape"))
        for pair, before, after in zip(headers.fields, old, new, strict=True)
    )


def _rest(state: Any, change: Change) -> Any:
    """Return a flow's state with everything changed that is no part of its exchange."""
    if isinstance(state, dict):
        return {name: item if name in _DONE else _rest(item, change) for name, item in state.items()}
    if isinstance(state, list | tuple):
        return type(state)(_rest(item, change) for item in state)
    if isinstance(state, str):
        return change.text(state)
    return change.data(state) if isinstance(state, bytes) else state
