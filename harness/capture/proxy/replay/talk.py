"""A recorded WebSocket: the server's messages are sent again, in step with the app's."""

from dataclasses import dataclass, field

from mitmproxy import websocket
from wsproto.frame_protocol import Opcode

from harness.capture.proxy.engineio import Said
from harness.capture.proxy.replay.asked import is_word
from harness.capture.proxy.replay.names import message_leaves

_AHEAD = 200
"""The app's recorded messages among which the one is looked for that it has just sent."""


@dataclass
class _Step:
    """What the app said, by its names and words, and what the server said before the app spoke again."""

    names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    replies: list[Said] = field(default_factory=list)


class Talk:
    """The server of one WebSocket; see ``speakers.Speaker``."""

    def __init__(self, recorded: websocket.WebSocketData) -> None:
        """``recorded`` has the messages, in order; pings and pongs are between two machines and left out."""
        self.answers = True
        self._first = _Step()
        self._steps: list[_Step] = []
        for message in recorded.messages:
            if message.type not in (Opcode.TEXT, Opcode.BINARY):
                continue
            if message.from_client:
                self._steps.append(_step(message.content))
            else:
                text = message.type == Opcode.TEXT
                said: Said = message.content.decode("utf-8", "replace") if text else message.content
                (self._steps[-1] if self._steps else self._first).replies.append(said)

    def begin(self) -> list[Said]:
        """Return what the server said before the app had said anything."""
        return self._first.replies

    def hear(self, data: Said) -> list[Said]:
        """Return what the server said when it had heard this: after the next recorded message with the same names and
        words, or the same names, or simply the next. An app that says more than it did gets no more answers.
        """
        if not self._steps:
            self.answers = False
            return []
        now = _step(data.encode("utf-8", "replace") if isinstance(data, str) else data)
        alike = [at for at, step in enumerate(self._steps[:_AHEAD]) if step.names == now.names]
        best = next((at for at in alike if self._steps[at].words == now.words), alike[0] if alike else 0)
        return self._steps.pop(best).replies


def _step(data: bytes) -> _Step:
    leaves = message_leaves(data)
    words = frozenset(f"{leaf.name}={leaf.value}" for leaf in leaves if is_word(leaf.value))
    return _Step(frozenset(leaf.name for leaf in leaves), words)
