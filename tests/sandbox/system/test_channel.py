"""An app that has left is not waited for."""

import asyncio
import socket
from typing import Any

from harness.sandbox.system.channel import AppChannel


async def _nothing(name: str, args: dict[str, Any]) -> None:
    raise KeyError(name)


def test_who_asks_an_app_that_leaves_or_has_left_has_no_answer_at_once() -> None:
    async def asked() -> None:
        ours, app = socket.socketpair()
        channel = AppChannel(*await asyncio.open_connection(sock=ours), _nothing)
        running = asyncio.ensure_future(channel.run())
        waiting = asyncio.ensure_future(channel.ask("ui.dump", 3600))
        await asyncio.sleep(0)
        app.close()
        assert await waiting is None
        await running
        assert channel.ended and await channel.ask("ui.dump", 3600) is None

    asyncio.run(asyncio.wait_for(asked(), 60))
