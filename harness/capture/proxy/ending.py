"""The end of what an app says on a connection that it goes on to read: a mark at the end of the bytes, taken off here.

adb closes a connection of which one half is closed (packages/modules/adb ``sockets.cpp``), so that an app that has
called ``shutdown(SHUT_WR)`` would lose its answer. The agent writes the mark instead, and what mitmproxy's layers hear
is the half-closed connection that the app made.
"""

from mitmproxy.connection import ConnectionState
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HttpLayer
from mitmproxy.proxy.layers.tcp import TCPLayer

from harness.capture.proxy.sunk import SunkTCP

WAIT_S = 0.1
"""How long bytes that may be the beginning of the mark are kept back for the rest of it."""


class Ending(layer.Layer):
    """Stands before the layers of one connection."""

    def __init__(self, context: Context, below: layer.Layer, mark: bytes) -> None:
        """Nothing has come yet."""
        super().__init__(context)
        context.layers.remove(self)  # to the layers below it is not there
        self._below = below
        self._mark = mark
        self._kept = b""
        self._passed = b""
        self._ended = self._told = False
        self._wakeup: commands.RequestWakeup | None = None

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        client = self.context.client
        if isinstance(event, events.DataReceived) and event.connection is client:
            yield from self._data(event.data)
        elif isinstance(event, events.Wakeup) and event.command is self._wakeup:
            yield from self._pass_on(self._kept)
        elif isinstance(event, events.ConnectionClosed) and event.connection is client:
            yield from self._pass_on(self._kept)
            if not self._told:
                self._told = True
                yield from self._below.handle_event(event)
        else:
            yield from self._below.handle_event(event)
        if self._ended and not self._told and self._may_be_told():
            self._told = True
            client.state &= ~ConnectionState.CAN_READ
            yield from self._below.handle_event(events.ConnectionClosed(client))

    def _data(self, data: bytes) -> layer.CommandGenerator[None]:
        if self._ended:  # the app's own call would have failed
            return
        # Of a mark that came in pieces some may have been passed on, after waiting for the rest in vain.
        seen = len(self._passed)
        whole = self._passed + self._kept + data
        self._kept = b""
        if (at := whole.find(self._mark)) >= 0:
            self._ended = True
            yield from self._pass_on(whole[seen : max(seen, at)])
            return
        kept = _beginning(whole, self._mark, len(whole) - seen)
        yield from self._pass_on(whole[seen : len(whole) - kept])
        if kept:
            self._kept = whole[-kept:]
            self._wakeup = commands.RequestWakeup(WAIT_S)
            yield self._wakeup

    def _pass_on(self, data: bytes) -> layer.CommandGenerator[None]:
        self._wakeup, self._kept = None, b""
        if data:
            self._passed = (self._passed + data)[-len(self._mark) :]
            yield from self._below.handle_event(events.DataReceived(self.context.client, data))

    def _may_be_told(self) -> bool:
        """Whether the layers would take the end as a server does.

        HTTP's takes it for the wish to be rid of the connection (mitmproxy ``_http1.py``, ``wait``), so that it is told
        when every request has been answered; what is not decided yet is left to be.
        """
        below = self.context.layers
        if http := next((each for each in below if isinstance(each, HttpLayer)), None):
            return not http.streams
        if any(isinstance(each, TCPLayer | SunkTCP) for each in below):
            return True
        first = self._below
        return isinstance(first, layer.NextLayer) and first.layer is None and first._paused is None


def _beginning(data: bytes, mark: bytes, most: int) -> int:
    """Return how many of the last bytes of ``data``, at most so many, are the beginning of the mark."""
    return next((n for n in range(min(most, len(mark) - 1), 0, -1) if data.endswith(mark[:n])), 0)
