"""Bytes between an ADB stream and a socket, both ways."""

from __future__ import annotations

import asyncio

from harness.sandbox.adbd import protocol
from harness.sandbox.adbd.relay import relay
from harness.sandbox.adbd.stream import Stream


class Wire:
    """A connection that keeps what is sent, and acknowledges it as a good peer does."""

    number, max_payload = 1, 4

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.whole = asyncio.Event()
        self.stream = Stream(self, 1, 2)

    async def send(self, command: int, arg0: int, arg1: int, payload: bytes = b"") -> None:
        if command == protocol.WRTE:
            self.sent.append(payload)
            self.stream.acknowledge(2)
            if b"".join(self.sent) == b"an answer":
                self.whole.set()

    async def open_stream(self, destination: str) -> Stream | None:
        raise AssertionError(destination)

    async def close_stream(self, stream: Stream) -> None:
        stream.mark_closed()


def test_both_ways_until_the_stream_ends() -> None:
    async def go() -> tuple[bytes, bytes]:
        wire, heard, answered = Wire(), bytearray(), asyncio.Event()

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heard.extend(await reader.readexactly(5))
            writer.write(b"an answer")
            await writer.drain()
            heard.extend(await reader.read())
            writer.close()
            answered.set()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        relaying = asyncio.ensure_future(relay(wire.stream, reader, writer))
        wire.stream.feed(b"hello")
        await asyncio.wait_for(wire.whole.wait(), 60)
        assert max(map(len, wire.sent)) <= wire.max_payload
        wire.stream.mark_closed()
        await asyncio.wait_for(asyncio.gather(relaying, answered.wait()), 60)
        server.close()
        return bytes(heard), b"".join(wire.sent)

    assert asyncio.run(go()) == (b"hello", b"an answer")


def test_it_ends_when_the_socket_does() -> None:
    async def go() -> None:
        wire = Wire()
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        await asyncio.wait_for(relay(wire.stream, reader, writer), 60)
        assert writer.is_closing() and wire.sent == []
        server.close()

    asyncio.run(go())
