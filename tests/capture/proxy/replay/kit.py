"""Recordings for the tests of this folder."""

import io
import json
from collections.abc import Sequence
from typing import Any

from mitmproxy import http
from mitmproxy.io import FlowWriter
from mitmproxy.test import tflow

from harness.capture.proxy.replay.player import Played, Player
from harness.capture.proxy.replay.tape import Source, Tape
from harness.evidence.rows import Replayed

BEGUN = 1_700_000_000.0


def asked(url: str, method: str = "GET", body: bytes | dict[str, Any] = b"", **headers: str) -> http.HTTPFlow:
    """A request without an answer."""
    item = tflow.tflow()
    content = json.dumps(body).encode() if isinstance(body, dict) else body
    if isinstance(body, dict):
        headers.setdefault("content_type", "application/json")
    item.request = http.Request.make(
        method, url, b"", {name.replace("_", "-"): value for name, value in headers.items()}
    )
    item.request.raw_content = content  # as it is, whatever its headers say
    item.request.timestamp_start = BEGUN
    return item


def answered(
    item: http.HTTPFlow, body: bytes | str, status: int = 200, took_s: float = 0.1, **headers: str
) -> http.HTTPFlow:
    """The same with an answer."""
    item.response = http.Response.make(status, body, {name.replace("_", "-"): value for name, value in headers.items()})
    item.response.timestamp_start = item.response.timestamp_end = BEGUN + took_s
    return item


def tape_of(*flows: http.HTTPFlow, personal: Sequence[str] = ()) -> Tape:
    file = io.BytesIO()
    for item in flows:
        FlowWriter(file).add(item)
    return Tape(file, Source(name="a.mitm", sha256="0" * 64), personal)


class Playing:
    """A player, with what it told."""

    def __init__(
        self,
        *flows: http.HTTPFlow,
        tape: Tape | None = None,
        personal: Sequence[str] = (),
        planted: Sequence[str] = (),
    ) -> None:
        self.rows: list[Replayed] = []
        self.player = Player(tape or tape_of(*flows, personal=planted), self.rows.append, personal)

    def played(self, item: http.HTTPFlow) -> Played | None:
        return self.player.answer(item)

    def body(self, item: http.HTTPFlow) -> str | None:
        """What is answered; ``None`` where nothing was recorded."""
        found = self.played(item)
        return found.response.get_text() if found is not None else None
