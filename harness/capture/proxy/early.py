"""Flows that are not written yet, told to who listens: a request that waits for its answer, a stream that stays open.

What is told so is no evidence. The flow is written when it has ended, as it is then.
"""

import asyncio
import time
from collections.abc import Callable

from mitmproxy import flow, http, tcp, udp
from mitmproxy.io import tnetstring

WAITS_S = 0.15
"""An exchange that takes no longer is told of when it is written."""
MOST_BYTES = 4 << 20
"""Bytes of a flow that is told of early: each time it is copied as a whole, on the proxy's thread."""
_SHARE = 50
"""How much longer than the last copying took the next one is waited for."""


class Early:
    """Tells of flows, on mitmproxy's event loop."""

    def __init__(self, tell: Callable[[bytes], None] | None, still: Callable[[str], flow.Flow | None]) -> None:
        """``tell`` is given a flow as the file of flows would have it now; ``still`` finds one that has not ended."""
        self._tell = tell
        self._still = still
        self._next: dict[str, float] = {}
        self._due: set[str] = set()

    def soon(self, item: flow.Flow) -> None:
        """Tell of a flow before long, if it has not ended by then."""
        if self._tell is None or item.id in self._due:
            return
        self._due.add(item.id)
        wait = max(WAITS_S, self._next.get(item.id, 0.0) - time.monotonic())
        asyncio.get_running_loop().call_later(wait, self._look, item.id)

    def _look(self, name: str) -> None:
        self._due.discard(name)
        item = self._still(name)
        if item is None or self._tell is None or not 0 <= _size(item) <= MOST_BYTES:
            return
        begun = time.monotonic()
        self._tell(tnetstring.dumps(item.get_state()))
        self._next[name] = time.monotonic() + _SHARE * (time.monotonic() - begun)

    def ended(self, item: flow.Flow) -> None:
        """Forget a flow: it is written."""
        self._next.pop(item.id, None)


def _size(item: flow.Flow) -> int:
    """Return how many bytes a flow carries by now; -1 while its request is not whole."""
    if isinstance(item, http.HTTPFlow):
        if item.request.raw_content is None:
            return -1
        messages = item.websocket.messages if item.websocket is not None else []
        return len(item.request.raw_content) + sum(len(message.content) for message in messages)
    if isinstance(item, tcp.TCPFlow | udp.UDPFlow):
        return sum(len(message.content) for message in item.messages)
    return -1
