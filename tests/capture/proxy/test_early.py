"""A request that waits for its answer is told of, once; one that is answered soon is not, nor one that is too large."""

import asyncio
from io import BytesIO

import pytest
from mitmproxy import http
from mitmproxy.test import tflow

from harness.capture.proxy import early as module
from harness.capture.proxy.early import Early
from harness.evidence.flows import read_flow


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAITS_S", 0.0)


def told(*items: http.HTTPFlow, ended: bool = False, times: int = 1) -> list[bytes]:
    frames: list[bytes] = []
    early = Early(frames.append, lambda name: None if ended else next(item for item in items if item.id == name))

    async def run() -> None:
        for _ in range(times):
            for item in items:
                early.soon(item)
                early.soon(item)
            await asyncio.sleep(0.02)

    asyncio.run(run())
    return frames


def test_a_request_that_waits_is_told_of_as_it_is() -> None:
    item = tflow.tflow()
    (frame,) = told(item)
    found = read_flow(BytesIO(frame), 0, len(frame), -1)
    assert (found.id, found.request_body, found.status, found.index) == (item.id, b"content", 0, -1)


def test_a_websocket_that_stays_open_is_told_of_with_what_was_said() -> None:
    item = tflow.twebsocketflow()
    frames = told(item, times=2)
    found = read_flow(BytesIO(frames[-1]), 0, len(frames[-1]), -1)
    assert found.kind == "websocket" and found.messages


def test_what_has_ended_or_is_too_large_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(tflow.tflow(), ended=True) == []
    streamed = tflow.tflow()
    streamed.request.raw_content = None
    assert told(streamed) == []
    monkeypatch.setattr(module, "MOST_BYTES", 3)
    assert told(tflow.tflow()) == []


def test_nobody_listens() -> None:
    Early(None, lambda name: None).soon(tflow.tflow())
