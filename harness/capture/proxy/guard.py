"""A guard before each of mitmproxy's layers: when one fails on what the app sent, the bytes are kept.

mitmproxy logs what goes wrong in a layer and goes on without it (``proxy/server.py``, ``server_event``).
"""

from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import DNSLayer

from harness.capture.proxy.unheard import Ear

_REST_S = 0.5
"""How long what comes behind is still kept: what an app says at once may come in pieces."""


class Guard(layer.Layer):
    """Stands before one layer."""

    def __init__(self, context: Context, below: layer.Layer, ear: Ear) -> None:
        """``below`` is what is guarded."""
        super().__init__(context)
        context.layers.remove(self)  # to the other layers it is not there
        self._below = below
        self._ear = ear
        self._why = ""  # nothing is read any more, where there is a reason
        self._over = False
        if isinstance(below, DNSLayer):
            ear.holding(context, lambda: b"" if self._why else bytes(below.req_buf))

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        client = self.context.client
        data = event.data if isinstance(event, events.DataReceived) and event.connection is client else b""
        gone = isinstance(event, events.ConnectionClosed) and event.connection is client
        if self._why:
            if data:
                self._ear.unread(self.context, data, self._why)
            elif (gone or isinstance(event, events.Wakeup)) and not self._over:
                self._over = True
                yield commands.CloseConnection(client)
            return
        try:
            for command in self._below.handle_event(event):
                yield command
                if data and isinstance(command, commands.CloseConnection) and isinstance(self._below, DNSLayer):
                    self._over = True
                    self._why = "what came is no question of DNS"
                    self._ear.unread(self.context, data, self._why)
            if gone and isinstance(self._below, DNSLayer):
                yield commands.CloseConnection(client)  # which it leaves half open
        except Exception as error:  # noqa: BLE001 - whatever fails on what an app sent
            self._why = f"the proxy failed on it ({type(error).__name__}: {error})"
            if data:
                self._ear.unread(self.context, data, self._why)
            yield commands.RequestWakeup(_REST_S)
