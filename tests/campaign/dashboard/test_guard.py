"""The dashboard is for who has its token, on this machine."""

import contextlib
import socket
import subprocess
import threading
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from harness.campaign.dashboard.guard import COOKIE, POLICY, Guard
from tests.campaign.dashboard.asking import HOST, TOKEN, ask
from tests.report.test_html import CHROMIUM


@pytest.fixture
def app() -> Guard:
    return Guard(PlainTextResponse("inside"), TOKEN, [HOST])


def test_the_token_in_the_address_becomes_a_cookie_that_no_script_reads(app: Guard) -> None:
    said = ask(app, f"/apps?token={TOKEN}&lang=zh", cookie="")
    assert (said.status, said.headers["location"]) == (303, "/apps?lang=zh")
    cookie = said.headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE}={TOKEN}") and "httponly" in cookie and "samesite=strict" in cookie
    assert ask(app, "/").text == "inside"


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("/", {"cookie": ""}, 403),
        ("/", {"cookie": "harness_campaign=wrong"}, 403),
        ("/?token=wrong", {}, 403),
        ("/", {"host": "evil.example"}, 421),
        ("/", {"host": ""}, 421),
        ("/", {"form": {}, "origin": "http://evil.example"}, 403),
        ("/", {"form": {}, "origin": ""}, 403),
    ],
)
def test_all_others_stay_outside(app: Guard, path: str, more: dict[str, object], status: int) -> None:
    said = ask(app, path, **more)  # type: ignore[arg-type]
    assert said.status == status and "inside" not in said.text


def test_a_form_of_ours_comes_in_and_every_answer_has_its_policy(app: Guard) -> None:
    said = ask(app, "/", {"a": "b"})
    assert said.text == "inside"
    assert said.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY and "http" not in POLICY
    assert said.headers["x-content-type-options"] == "nosniff"
    assert ask(app, "/", cookie="").headers["content-security-policy"] == POLICY


async def _page(request: Request) -> Response:
    if request.method == "POST":
        return HTMLResponse(f"came in as {request.headers['origin']}")
    return HTMLResponse('<form method="post"><input name="a"></form><script src="/send.js"></script>')


async def _send(_: Request) -> Response:
    return Response("document.forms[0].submit();", media_type="text/javascript")


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
def test_a_browser_can_send_our_forms(tmp_path: Path) -> None:
    app = Starlette(routes=[Route("/", _page, methods=["GET", "POST"]), Route("/send.js", _send)])
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as door:
        at = f"127.0.0.1:{door.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(Guard(app, TOKEN, [at]), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --dump-dom"
            command = [CHROMIUM, *flags.split(), "--virtual-time-budget=5000", f"--user-data-dir={tmp_path}"]
            dom = subprocess.run(
                [*command, f"http://{at}/?token={TOKEN}"], capture_output=True, text=True, timeout=500, check=False
            ).stdout
        finally:
            server.should_exit = True
            thread.join(60)
    assert f"came in as http://{at}" in dom
