"""What a connection's protocol is read with, and into."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from harness.evidence.exchange import Exchange, Message

MOST_BODY = 64 << 20
"""Bytes of one body that are kept."""


@dataclass
class Place:
    """Where the connection went; what all of its exchanges have in common. ``app``: whose it is, where that is told."""

    stream: str
    scheme: str
    host: str
    port: int
    client_port: int
    server_ip: str
    app: str = ""
    numbered: int = 0
    found: list[Exchange] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def exchange(self, time_us: int, *, whole: bool = True, **fields: Any) -> Exchange:
        """Make an exchange of this connection, and hand it on if it is ``whole``: else whoever asked for it does."""
        made = Exchange(
            index=0,
            id=f"{self.stream}.{self.numbered}",
            time_us=time_us,
            connection=self.stream,
            client_port=self.client_port,
            server_ip=self.server_ip,
            app=self.app,
            **fields,
        )
        self.numbered += 1
        if whole:
            self.found.append(made)
        return made

    def request(self, time_us: int, method: str, authority: str, target: str, **fields: Any) -> Exchange:
        """Make an HTTP exchange. ``target`` may be a whole URL, as proxies are asked."""
        host, port = _authority(authority, self)
        default = {"http": 80, "https": 443}.get(self.scheme)
        if target.startswith(("http://", "https://")):
            url = target
        else:
            named = f"[{host}]" if ":" in host else host
            url = f"{self.scheme}://{named}{'' if port == default else f':{port}'}{target}"
        return self.exchange(
            time_us, kind=fields.pop("kind", "http"), method=method, scheme=self.scheme, host=host, port=port, url=url,
            **fields,
        )  # fmt: skip

    def raw(self, messages: list[Message]) -> None:
        """Make an exchange of bytes that are of no protocol known here."""
        if messages:
            url = f"tcp://{self.host}:{self.port}"
            self.exchange(
                messages[0].time_us,
                kind="tcp",
                scheme="tcp",
                host=self.host,
                port=self.port,
                url=url,
                messages=messages,
            )


def _authority(text: str, place: Place) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if colon and port.isascii() and port.isdigit() and not host.endswith(":") and int(port) < 65536:
        return host.strip("[]") or place.host, int(port)
    return text.strip("[]") or place.host, place.port


class Speech(Protocol):
    """Reads one protocol, passively, from both sides of a connection."""

    def hear(self, from_client: bool, data: bytes, time_us: int) -> "Speech | None":
        """Take bytes. Returns who takes what follows, where the protocol changes."""
        ...

    def end(self) -> None:
        """Make of what is unfinished what can be made."""
        ...
