"""Raw TCP in a sinkhole: taken to its end without a server, so that what the app says first is recorded."""

from mitmproxy import tcp
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.tcp import TcpEndHook, TcpMessageHook, TcpStartHook

from harness.capture.proxy.mqtt import Broker, begins
from harness.capture.proxy.unheard import CUT, MOST_BYTES, UNANSWERED, Ear, Room


class SunkTCP(layer.Layer):
    """Stands in for mitmproxy's ``TCPLayer``, which would need a server. MQTT alone is answered."""

    def __init__(self, context: Context, ear: Ear) -> None:
        """Nothing has come yet."""
        super().__init__(context)
        self.flow = tcp.TCPFlow(context.client, context.server, True)
        self.flow.comment = "taken by the sinkhole"
        self._ear = ear
        self._room = Room()
        self._broker: Broker | None = None
        self._ended = False

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.Start):
            yield TcpStartHook(self.flow)
        elif isinstance(event, events.DataReceived):
            yield from self._note(True, event.data)
            yield from self._answer(event.data)
        elif isinstance(event, events.ConnectionClosed) and not self._ended:
            self._ended = True
            yield commands.CloseConnection(self.context.client)
            yield TcpEndHook(self.flow)
            self.flow.live = False

    def _answer(self, data: bytes) -> layer.CommandGenerator[None]:
        if not self._room.messages - 1 and begins(data):
            self._broker = Broker()
        if self._broker is not None and (answer := self._broker.hear(data)):
            yield commands.SendData(self.context.client, answer)
            yield from self._note(False, answer)
        if self._broker is None or self._broker.lost:
            self._ear.missed(
                self.context.client,
                UNANSWERED,
                "the app spoke a protocol in which the sinkhole knows no answer; what it would have said after one "
                "is not known",
            )

    def _note(self, from_client: bool, data: bytes) -> layer.CommandGenerator[None]:
        if not self._room.take(len(data)):
            self._ear.missed(
                self.context.client, CUT, f"of a stream of raw TCP only the first {MOST_BYTES >> 20} MiB are kept"
            )
            return
        self.flow.messages.append(tcp.TCPMessage(from_client, data))
        yield TcpMessageHook(self.flow)
