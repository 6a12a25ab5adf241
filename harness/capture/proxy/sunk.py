"""Raw TCP in a sinkhole: taken to its end without a server, so that what the app says first is recorded."""

from mitmproxy import tcp
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.tcp import TcpEndHook, TcpMessageHook, TcpStartHook


class SunkTCP(layer.Layer):
    """Stands in for mitmproxy's ``TCPLayer``, which would need a server; nothing is ever answered."""

    def __init__(self, context: Context) -> None:
        """Nothing has come yet."""
        super().__init__(context)
        self.flow = tcp.TCPFlow(context.client, context.server, True)
        self.flow.comment = "taken by the sinkhole"
        self._ended = False

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.Start):
            yield TcpStartHook(self.flow)
        elif isinstance(event, events.DataReceived):
            self.flow.messages.append(tcp.TCPMessage(True, event.data))
            yield TcpMessageHook(self.flow)
        elif isinstance(event, events.ConnectionClosed) and not self._ended:
            self._ended = True
            yield commands.CloseConnection(self.context.client)
            yield TcpEndHook(self.flow)
            self.flow.live = False
