"""The form for complaints from outside: who may send one, what it may hold, that nothing is lost or done twice."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from harness.campaign.dashboard.guard import Guard
from harness.campaign.dashboard.pages import Acts, dashboard
from harness.campaign.intake.complaints import MOST_TEXT, complain
from harness.campaign.store.home import Campaign
from harness.campaign.store.tables import apps, complaints
from tests.campaign import kit
from tests.campaign.conftest import BOTH
from tests.campaign.dashboard.asking import HOST, TOKEN, Answer, ask

GOOD = {"app": "com.shop", "store": "华为", "text": "它读了通讯录"}


def served(campaign: Campaign) -> Guard:
    def nothing(*_: Any) -> None:
        raise AssertionError("a complaint does nothing else")

    acts = Acts(complain=lambda *said: complain(campaign.engine, *said), issue=nothing, move=nothing)
    return dashboard(campaign, acts, TOKEN, [HOST])


def sent(app: Guard, body: bytes, *headers: tuple[str, str]) -> Answer:
    """Send a body as it is, in pieces."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/complaints", "raw_path": b"/complaints", "query_string": b"", "root_path": "",
        "headers": [(b"host", HOST.encode()), (b"cookie", f"harness_campaign={TOKEN}".encode()),
                    (b"origin", f"http://{HOST}".encode()), *((a.encode(), b.encode()) for a, b in headers)],
        "server": ("127.0.0.1", 7777), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    pieces = [body[at : at + 1000] for at in range(0, len(body), 1000)] or [b""]
    said: list[dict[str, Any]] = []
    read = 0

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": pieces[read - 1], "more_body": read < len(pieces)}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    asyncio.run(app(scope, receive, send))
    text = b"".join(each.get("body", b"") for each in said[1:]).decode()
    return Answer(said[0]["status"], {"pieces": str(read)}, text)


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_the_same_complaint_sent_again_is_counted_and_makes_its_app_urgent(campaign: Campaign) -> None:
    kit.app_with_jobs(campaign.engine, 1, "com.shop")
    app = served(campaign)
    for _ in range(3):
        said = ask(app, "/complaints", GOOD)
        assert (said.status, said.headers["location"]) == (303, "/complaints?thanks=1")
    assert ask(app, "/complaints", GOOD | {"store": "小米"}).status == 303
    assert [row.times for row in kit.rows(campaign.engine, complaints)] == [3, 1]
    assert kit.rows(campaign.engine, apps)[0].priority == 4000
    assert "它读了通讯录" in ask(app, "/apps/1?lang=zh").text


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"cookie": ""}, 403),
        ({"cookie": f"harness_campaign={TOKEN[:-1]}"}, 403),
        ({"cookie": f"harness_campaign={TOKEN}x; harness_campaign="}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"origin": f"http://{HOST}.evil.example"}, 403),
        ({"host": "rebound.example:7777"}, 421),
    ],
)
def test_nobody_elses_page_and_nobody_without_the_token_complains(
    campaign: Campaign, more: dict[str, str], status: int
) -> None:
    assert ask(served(campaign), "/complaints", GOOD, **more).status == status  # type: ignore[arg-type]
    assert kit.rows(campaign.engine, complaints) == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"app=&text=", b"app=x", b"text=x", b"app=%00%1b&text=%00", b"\xff\xfe\x00", b"=" * 500,
        b"&".join(b"a%d=1" % n for n in range(1000)), b"app=com.shop&text=x&app=" + b"y" * 70_000,
        b'{"app": "com.shop", "text": "x"}', b"%", b"app=%ff%fe&text=",
    ],
)  # fmt: skip
def test_what_is_no_complaint_is_one_sentence_and_leaves_nothing(campaign: Campaign, body: bytes) -> None:
    said = sent(served(campaign), body)
    assert said.status == 400 and "Traceback" not in said.text and 'role="alert"' in said.text
    assert kit.rows(campaign.engine, complaints) == []


def test_a_body_without_end_is_not_read_to_its_end(campaign: Campaign) -> None:
    said = sent(served(campaign), b"text=" + b"x" * 5_000_000, ("content-length", "12"))
    assert said.status == 400 and int(said.headers["pieces"]) < 80


def test_texts_of_an_enemy_are_kept_as_texts(campaign: Campaign) -> None:
    kit.app_with_jobs(campaign.engine, 1, "com.shop")
    evil = (
        "<script>alert(1)</script>' OR 1=1; DROP TABLE apps; -- \u202e\x1b[2J\ud800 =cmd|' /C calc'!A0 " + "字" * 5000
    )
    app = served(campaign)
    body = GOOD | {"app": "com.shop", "text": evil.encode("utf-8", "replace").decode()}
    assert ask(app, "/complaints", body).status == 303
    (row,) = kit.rows(campaign.engine, complaints)
    assert len(row.text) == MOST_TEXT and row.text.isprintable() and len(kit.rows(campaign.engine, apps)) == 1
    for page in ("/complaints", "/apps/1"):
        text = ask(app, page).text
        assert "<script>alert" not in text and "&lt;script&gt;" in text and "\u202e" not in text
