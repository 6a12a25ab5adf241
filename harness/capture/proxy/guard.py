"""A guard before each of mitmproxy's layers: when one fails on what the app sent, the bytes are kept.

mitmproxy logs what goes wrong in a layer and goes on without it (``proxy/server.py``, ``server_event``).
"""

from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import DNSLayer

from harness.capture.proxy.unheard import Ear


class Guard(layer.Layer):
    """Stands before one layer."""

    def __init__(self, context: Context, below: layer.Layer, ear: Ear) -> None:
        """``below`` is what is guarded."""
        super().__init__(context)
        context.layers.remove(self)  # to the other layers it is not there
        self._below = below
        self._ear = ear
        self._failed = False
        if isinstance(below, DNSLayer):
            ear.holding(context, lambda: b"" if self._failed else bytes(below.req_buf))

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if self._failed:
            return
        client = self.context.client
        data = event.data if isinstance(event, events.DataReceived) and event.connection is client else b""
        try:
            for command in self._below.handle_event(event):
                yield command
                if data and isinstance(command, commands.CloseConnection) and isinstance(self._below, DNSLayer):
                    self._failed = True
                    self._ear.unread(self.context, data, "what came is no question of DNS")
            gone = isinstance(event, events.ConnectionClosed) and event.connection is client
            if gone and isinstance(self._below, DNSLayer):
                yield commands.CloseConnection(client)  # which it leaves half open
        except Exception as error:  # noqa: BLE001 - whatever fails on what an app sent
            self._failed = True
            if data:
                self._ear.unread(self.context, data, f"the proxy failed on it ({type(error).__name__}: {error})")
            yield commands.CloseConnection(client)
