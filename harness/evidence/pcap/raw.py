"""Bytes of a connection that are of no protocol known here: kept as they are, and searched like any others."""

from harness.evidence.exchange import Message
from harness.evidence.pcap.said import MOST_BODY, Place, Speech

_MOST_MESSAGES = 100_000
_TLS = b"\x16\x03"


class Raw:
    """What the two sides say, message by message."""

    def __init__(self, place: Place, why: str = "") -> None:
        """``why`` a connection whose protocol was known ends up here: then what follows may not be what it seems."""
        self._place = place
        self._why = why
        self._messages: list[Message] = []
        self._held = 0
        self._dropped = 0

    def hear(self, from_client: bool, data: bytes, time_us: int) -> Speech | None:
        """Take bytes of one side."""
        if not self._messages and self._why:
            tls = data.startswith(_TLS)
            self._place.lost.append("TLS inside a tunnel was not decrypted" if tls else self._why)
        if self._held + len(data) > MOST_BODY or len(self._messages) >= _MOST_MESSAGES:
            self._dropped += len(data)
        else:
            self._held += len(data)
            self._messages.append(Message(from_client, data, time_us))
        return None

    def end(self) -> None:
        """Make an exchange of them."""
        if self._dropped:
            self._place.lost.append(f"{self._dropped} bytes beyond the first {self._held} were not kept")
        self._place.raw(self._messages)
