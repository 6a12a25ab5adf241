"""It is served on loopback, at an address with a token."""

import socket
import threading
import urllib.parse
import urllib.request

import pytest
import uvicorn

from harness.campaign.dashboard.pages import Acts
from harness.campaign.dashboard.serve import serve
from harness.campaign.store.home import Campaign
from harness.errors import HarnessError

ACTS = Acts(complain=lambda *_: None, issue=lambda _: None, move=lambda *_: None)


def test_it_answers_at_the_address_that_is_told(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    servers: list[uvicorn.Server] = []
    whole = uvicorn.Server.__init__
    monkeypatch.setattr(uvicorn.Server, "__init__", lambda self, config: (servers.append(self), whole(self, config))[1])
    told: list[str] = []
    heard = threading.Event()
    thread = threading.Thread(target=serve, args=(campaign, ACTS, 0, lambda at: (told.append(at), heard.set())[1]))
    thread.start()
    assert heard.wait(60)
    try:
        assert told[0].startswith("http://127.0.0.1:")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor())
        assert "<h1>" in opener.open(told[0], timeout=60).read().decode()
    finally:
        servers[0].should_exit = True
        thread.join(60)


def test_whoever_hears_the_address_is_not_turned_away(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(address: str) -> None:
        where = urllib.parse.urlsplit(address)
        socket.create_connection((str(where.hostname), where.port or 0), 60).close()

    monkeypatch.setattr(uvicorn.Server, "run", lambda self, sockets: None)
    serve(campaign, ACTS, 0, told)


def test_a_port_that_is_taken_is_one_sentence(campaign: Campaign) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(HarnessError, match="cannot be served at port"):
            serve(campaign, ACTS, taken.getsockname()[1], lambda _: None)
