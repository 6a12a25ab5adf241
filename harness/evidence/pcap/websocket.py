"""A WebSocket's messages, heard from both sides."""

from typing import cast

from wsproto.extensions import Extension, PerMessageDeflate
from wsproto.frame_protocol import CloseReason, FrameProtocol, Opcode, ParseFailed

from harness.evidence.exchange import Exchange, Message, header
from harness.evidence.pcap.said import MOST_BODY, Place, Speech

_MOST_MESSAGES = 100_000
_CONTROL = (Opcode.PING, Opcode.PONG)


class WebSocket:
    """What follows an upgrade's answer."""

    def __init__(self, place: Place, exchange: Exchange) -> None:
        """``exchange`` is the handshake; the messages are added to it."""
        self._place = place
        self._exchange = exchange
        self._frames = {side: FrameProtocol(not side, _extensions(exchange)) for side in (True, False)}
        self._parts = {True: bytearray(), False: bytearray()}
        self._broken = False
        self._held = 0

    def hear(self, from_client: bool, data: bytes, time_us: int) -> Speech | None:
        """Take bytes of one side."""
        if self._broken:
            return None
        reader, part = self._frames[from_client], self._parts[from_client]
        try:
            reader.receive_bytes(data)
            for frame in reader.received_frames():
                payload = frame.payload
                if frame.opcode is Opcode.CLOSE:
                    reason = (
                        payload[1] if isinstance(payload, tuple) and payload[0] != CloseReason.NO_STATUS_RCVD else ""
                    )
                    self._said(from_client, (reason or "").encode(), time_us)
                    continue
                raw = payload.encode() if isinstance(payload, str) else bytes(cast(bytes, payload))
                if frame.opcode in _CONTROL:
                    self._said(from_client, raw, time_us)
                    continue
                part += raw
                if len(part) > MOST_BODY:
                    raise ValueError("a message is too long")
                if frame.message_finished:
                    self._said(from_client, bytes(part), time_us)
                    part.clear()
        except (ParseFailed, ValueError, TypeError) as error:
            self._broken = True
            self._place.lost.append(f"a WebSocket could not be followed ({' '.join(str(error).split())[:120]})")
        return None

    def end(self) -> None:
        """Hand the exchange on, with what came of messages that are not whole."""
        rest = [Message(side, bytes(part), self._exchange.time_us) for side, part in self._parts.items() if part]
        self._exchange.messages += rest
        self._place.found.append(self._exchange)

    def _said(self, from_client: bool, data: bytes, time_us: int) -> None:
        if not data:
            return
        self._held += len(data)
        if self._held > MOST_BODY or len(self._exchange.messages) >= _MOST_MESSAGES:
            raise ValueError("more was said than is kept")
        self._exchange.messages.append(Message(from_client, data, time_us))


def _extensions(exchange: Exchange) -> list[Extension]:
    agreed = header(exchange.response_headers, "sec-websocket-extensions")
    if not agreed.lower().startswith("permessage-deflate"):
        return []
    deflate = PerMessageDeflate()
    deflate.finalize(agreed)
    return [deflate]
